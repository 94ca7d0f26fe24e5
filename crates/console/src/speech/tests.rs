use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::{Language, Speech};

/// The ids of a language, each with the names of the values in it.
fn ids(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut ids = BTreeMap::new();
    for text in language.texts() {
        let resource = fluent_syntax::parser::parse(*text).expect("the file parses");
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut values = BTreeSet::new();
            variables(message.value.as_ref().expect("each message has a text"), &mut values);
            assert!(
                ids.insert(message.id.name.to_owned(), values).is_none(),
                "{} is there twice",
                message.id.name
            );
        }
    }
    ids
}

fn variables(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let inline = match expression {
            Expression::Inline(inline) => inline,
            Expression::Select { selector, variants } => {
                variants.iter().for_each(|variant| variables(&variant.value, found));
                selector
            }
        };
        if let InlineExpression::VariableReference { id } = inline {
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

/// What templates and code ask for: `say("…")` and its like.
const ASKED: &[&str] = &[".say(\"", ".say1(\"", ".say2(\"", ".count(\"", "page(\""];
/// What stands in quotes: the id of a text that is asked for elsewhere.
const CHOSEN: &[&str] = &["\""];

/// The strings that follow these calls.
fn used(folder: &Path, calls: &[&str], found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            used(&path, calls, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        for call in calls {
            for part in text.split(call).skip(1) {
                found.insert(part.split('"').next().unwrap().to_owned());
            }
        }
    }
}

#[test]
fn every_text_that_a_page_asks_for_is_there_and_none_is_left_over() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut asked = BTreeSet::new();
    used(&root.join("src"), ASKED, &mut asked);
    used(&root.join("templates"), ASKED, &mut asked);
    asked.retain(|id| {
        !id.is_empty()
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    });
    let known: BTreeSet<String> = ids(Language::English).into_keys().collect();
    let missing: Vec<_> = asked.difference(&known).collect();
    assert!(missing.is_empty(), "asked for, and not there: {missing:?}");
    used(&root.join("src"), CHOSEN, &mut asked);
    let unused: Vec<_> = known.difference(&asked).collect();
    assert!(unused.is_empty(), "there, and never asked for: {unused:?}");
}

#[test]
fn the_language_is_the_first_that_browser_and_console_share() {
    for (header, language) in [
        ("fr-CA,fr;q=0.8,en;q=0.5", Some(Language::French)),
        ("de-DE, ja;q=0.9, en;q=0.8", Some(Language::Japanese)),
        ("es", Some(Language::Spanish)),
        ("EN-us", Some(Language::English)),
        ("de", None),
        ("", None),
    ] {
        assert_eq!(Language::accepted(header), language, "{header}");
    }
}

#[test]
fn each_language_speaks() {
    for (language, text) in
        [(Language::English, "Sign in"), (Language::French, "Connexion"), (Language::Japanese, "サインイン")]
    {
        assert_eq!(Speech(language).say("sign-in"), text);
    }
}
