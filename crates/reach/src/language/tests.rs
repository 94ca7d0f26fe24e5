use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use model::Timestamp;

use super::Language;

/// The ids of a language, each with the names of the values in it.
fn ids(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut ids = BTreeMap::new();
    for text in language.texts() {
        let resource = fluent_syntax::parser::parse(text).expect("the file parses");
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut values = BTreeSet::new();
            variables(message.value.as_ref().expect("each message has a text"), &mut values);
            let id = message.id.name.to_owned();
            assert!(ids.insert(id, values).is_none(), "{} is there twice", message.id.name);
        }
    }
    ids
}

fn variables(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        if let Expression::Inline(InlineExpression::VariableReference { id }) = expression {
            found.insert(id.name.to_owned());
        }
    }
}

#[test]
fn all_languages_say_the_same_things_with_the_same_values() {
    let english = ids(Language::English);
    for language in Language::ALL {
        assert_eq!(ids(language), english, "{language:?}");
    }
}

/// All of the crate's own code.
fn source(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| if path.is_dir() { source(&path) } else { fs::read_to_string(&path).unwrap_or_default() })
        .collect()
}

#[test]
fn every_text_that_is_asked_for_is_there_and_none_is_left_over() {
    let source = source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let known = ids(Language::English);
    for call in ["say(\"", "say_with(\"", "text(\"", "until(\""] {
        for id in source.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
            let is_id = id.bytes().all(|byte| byte.is_ascii_lowercase() || b"-0123456789".contains(&byte));
            assert!(!is_id || id.is_empty() || known.contains_key(id), "{id} is asked for, and not there");
        }
    }
    for id in known.keys() {
        assert!(source.contains(&format!("\"{id}\"")), "{id} is there, and never asked for");
    }
}

#[test]
fn a_moment_is_in_utc_and_in_the_readers_language() {
    let at = Timestamp::from_secs(1_795_942_443); // 2026-11-29T08:54:03Z
    for (language, text) in [
        (Language::English, "November 29, 2026, 08:54 UTC"),
        (Language::French, "29 novembre 2026 à 08:54 UTC"),
        (Language::Japanese, "2026年11月29日 08:54 (UTC)"),
        (Language::Spanish, "29 de noviembre de 2026, 08:54 UTC"),
    ] {
        assert_eq!(language.moment(at), text);
    }
    assert_eq!(Language::English.moment(Timestamp::from_secs(1_767_323_045)), "January 2, 2026, 03:04 UTC");
}
