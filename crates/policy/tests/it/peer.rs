//! The same questions to this crate and to an independent evaluator: `tests/policy-peer`.

mod dice;
mod grammar;
mod question;
mod verdicts;

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use dice::Dice;
use question::Question;
use serde::Deserialize;

/// Where the two are known to differ, and which sentence decides.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disagreement {
    /// What a question must have.
    features: Vec<String>,
    /// What this crate decides.
    ours: String,
    /// What the other evaluator decides.
    theirs: String,
    /// The sentence of the documentation, and the page that it is on.
    sentence: String,
    page: String,
}

impl Disagreement {
    fn covers(&self, question: &Question, ours: &str, theirs: &str) -> bool {
        (self.ours == ours || self.ours == "any")
            && (self.theirs == theirs || self.theirs == "any")
            && self.features.iter().all(|feature| question.features.contains(feature.as_str()))
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/policy-peer")
}

fn number(name: &str, default: u64) -> u64 {
    env::var(name).ok().map_or(default, |text| text.parse().unwrap())
}

#[test]
fn both_evaluators_decide_alike() {
    let evaluator = folder().join("node_modules/@cloud-copilot/iam-simulate");
    if !evaluator.is_dir() {
        assert!(env::var_os("POLICY_PEER_NEEDED").is_none(), "the other evaluator is not installed");
        eprintln!("skipped: the other evaluator is not installed; scripts/test policy installs it");
        return;
    }
    let (seed, count) = (number("PEER_SEED", 1), number("PEER_CASES", 30_000));
    let mut dice = Dice::new(seed);
    let questions: Vec<_> = (0..count).map(|_| Question::any(&mut dice)).collect();
    let theirs = verdicts::of_peer(&folder(), &questions);
    let known: Vec<Disagreement> =
        serde_json::from_str(&std::fs::read_to_string(folder().join("disagreements.json")).unwrap()).unwrap();
    assert!(known.iter().all(|known| !known.sentence.is_empty() && !known.page.is_empty()));

    let (mut unknown, mut happened) = (Vec::new(), vec![0; known.len()]);
    let (mut verdicts, mut features) = (BTreeMap::<_, u64>::new(), BTreeMap::<_, [u64; 2]>::new());
    for (question, theirs) in questions.iter().zip(&theirs) {
        let ours = question.verdict();
        *verdicts.entry(ours).or_default() += 1;
        for feature in &question.features {
            features.entry(feature.clone()).or_default()[usize::from(ours == "Allowed")] += 1;
        }
        if ours == theirs {
            continue;
        }
        match known.iter().position(|known| known.covers(question, ours, theirs)) {
            Some(index) => happened[index] += 1,
            None => unknown.push((question, ours, theirs)),
        }
    }
    unknown.sort_by_key(|(question, ..)| question.text().len());
    for (question, ours, theirs) in unknown.iter().take(8) {
        eprintln!("ours {ours}, theirs {theirs}, features {:?}\n{}\n", question.features, question.text());
    }
    eprintln!("seed {seed}: {count} questions, {verdicts:?}; known disagreements {happened:?}");
    assert!(unknown.is_empty(), "{} disagreements that are not listed", unknown.len());

    // What is compared must be worth comparing.
    let share = |verdict| verdicts.get(verdict).copied().unwrap_or_default() * 100 / count;
    assert!(
        share("Allowed") >= 15 && share("ExplicitlyDenied") >= 15 && share("ImplicitlyDenied") >= 15,
        "{verdicts:?}"
    );
    for operator in grammar::OPERATORS {
        let [not, allowed] = features.get(operator.name).copied().unwrap_or_default();
        assert!(not >= 20 && allowed >= 20, "{}: {not} and {allowed}", operator.name);
    }
    if env::var_os("PEER_SEED").is_none() {
        assert!(
            happened.iter().all(|count| *count > 0),
            "a listed disagreement does not happen: {happened:?}"
        );
    }
}
