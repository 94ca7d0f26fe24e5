//! Each rule of SECURITY.md that applies has a test that bears its number; `tests/rules.toml` lists those that do not apply
//! yet.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, iter};

use serde::Deserialize;

/// What `tests/rules.toml` says of a rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    about: String,
    partly: Option<String>,
    not_yet: Option<String>,
}

const RULES: u8 = 33;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn rules() -> BTreeMap<String, Rule> {
    toml::from_str(&fs::read_to_string(workspace().join("tests/rules.toml")).unwrap()).unwrap()
}

/// Every file of tests that the workspace holds: Rust anywhere, Python below `tests`.
fn sources(directory: &Path, is_of_tests: bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let extension = path.extension().unwrap_or_default();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" {
                found.extend(sources(&path, is_of_tests || name == "tests"));
            }
        } else if extension == "rs" || (is_of_tests && extension == "py") {
            found.push(path);
        }
    }
    found
}

/// The numbers in the name of a function that a line of source begins: `fn r6_a_field_…`, `def test_r6_a_field_…`.
fn numbers(line: &str) -> impl Iterator<Item = u8> {
    let line = line.trim_start();
    let line = line.strip_prefix("async ").unwrap_or(line);
    let name = line.strip_prefix("fn ").or_else(|| line.strip_prefix("def ")).unwrap_or_default();
    let name = name.split(|letter: char| letter != '_' && !letter.is_ascii_alphanumeric()).next();
    name.unwrap_or_default().split('_').filter_map(|word| word.strip_prefix('r')?.parse().ok())
}

fn tested() -> BTreeSet<u8> {
    let sources = sources(&workspace(), false).into_iter().map(|path| fs::read_to_string(path).unwrap());
    sources.flat_map(|text| text.lines().flat_map(numbers).collect::<Vec<_>>()).collect()
}

#[test]
fn every_rule_is_listed_with_what_it_is_about() {
    let rules = rules();
    let numbers: BTreeSet<_> = (1..=RULES).map(|number| format!("R{number}")).collect();
    assert_eq!(rules.keys().cloned().collect::<BTreeSet<_>>(), numbers);
    for (number, rule) in &rules {
        let says = iter::once(&rule.about).chain(&rule.partly).chain(&rule.not_yet);
        assert!(says.into_iter().all(|text| !text.trim().is_empty()), "{number} says nothing");
        assert!(rule.partly.is_none() || rule.not_yet.is_none(), "{number} applies, or it does not");
    }
}

#[test]
fn every_rule_that_applies_has_a_test_and_no_other_has_one() {
    let tested = tested();
    for (number, rule) in rules() {
        let has_test = tested.contains(&number[1..].parse().unwrap());
        match rule.not_yet {
            None => assert!(has_test, "{number} applies, and no test bears its number"),
            Some(_) => assert!(!has_test, "{number} has a test: take its `not_yet` away"),
        }
    }
    assert!(tested.iter().all(|number| (1..=RULES).contains(number)), "there are {RULES} rules: {tested:?}");
}

#[test]
fn the_number_of_a_rule_is_read_from_the_name_of_a_test() {
    for (line, expected) in [
        ("fn r6_a_field_is_refused() {", &[6][..]),
        ("    async fn r17_floods_are_counted() {", &[17]),
        ("def test_r8_secrets_go_to_a_file(tmp_path):", &[8]),
        ("fn r1_and_r2_hold() {", &[1, 2]),
        ("fn read() {", &[]),
        ("// fn r9_is_not_here() {", &[]),
        ("let r9_ = 1;", &[]),
    ] {
        assert_eq!(numbers(line).collect::<Vec<_>>(), expected, "{line}");
    }
}
