//! Requests, by operation and outcome.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::{Counter, Durations, DurationsNow, Outcome};
use crate::operation::{Operation, Registry};
use crate::register;

/// What was answered in one place, and how long that took.
#[derive(Debug, Default)]
pub struct Answers {
    outcomes: [Counter; Outcome::ALL.len()],
    took: Durations,
}

impl Answers {
    /// One more.
    pub fn add(&self, outcome: Outcome, took: Duration) {
        if let Some(counter) = self.outcomes.get(outcome as usize) {
            counter.add();
        }
        self.took.add(took);
    }

    /// How many of each outcome there were.
    pub fn outcomes(&self) -> impl Iterator<Item = (Outcome, u64)> {
        Outcome::ALL.into_iter().zip(self.outcomes.iter().map(Counter::now))
    }

    /// How long they took.
    #[must_use]
    pub fn took(&self) -> DurationsNow {
        self.took.now()
    }
}

/// What was answered by one operation.
#[derive(Debug)]
pub struct OperationAnswers {
    /// The service, in the words of credential scopes.
    pub service: &'static str,
    /// The operation.
    pub name: &'static str,
    /// What was answered.
    pub answers: Answers,
}

/// All requests to operations. The list is the register's and a place for all else, and never grows: a name that is no
/// operation's is not kept, however many are invented.
#[derive(Debug)]
pub struct Requests {
    by_action: BTreeMap<&'static str, Arc<OperationAnswers>>,
    none: Arc<OperationAnswers>,
}

impl Requests {
    pub(super) fn of_register() -> Self {
        let mut requests =
            Self { by_action: BTreeMap::new(), none: OperationAnswers::new("none", "unknown") };
        register(&mut requests);
        requests
    }

    /// Where an operation of the register counts, by what policies call it; for whoever asks once and keeps it.
    #[must_use]
    pub fn of(&self, action: &str) -> Arc<OperationAnswers> {
        Arc::clone(self.by_action.get(action).unwrap_or(&self.none))
    }

    /// Where requests count that were for no operation.
    #[must_use]
    pub const fn unknown(&self) -> &Arc<OperationAnswers> {
        &self.none
    }

    /// All operations.
    pub fn all(&self) -> impl Iterator<Item = &OperationAnswers> {
        self.by_action.values().chain([&self.none]).map(Arc::as_ref)
    }
}

impl OperationAnswers {
    fn new(service: &'static str, name: &'static str) -> Arc<Self> {
        Arc::new(Self { service, name, answers: Answers::default() })
    }
}

impl Registry for Requests {
    fn add<O: Operation<Output: serde::Serialize>>(&mut self) {
        self.by_action.insert(O::ACTION, OperationAnswers::new(O::API.name(), O::NAME));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Requests;
    use crate::figures::Outcome;

    #[test]
    fn what_is_no_operation_counts_in_one_place() {
        let requests = Requests::of_register();
        let before = requests.all().count();
        for action in ["iam:Invented", "iam:ListUsers ", ""] {
            requests.of(action).answers.add(Outcome::Invalid, Duration::ZERO);
        }
        requests.of("iam:ListUsers").answers.add(Outcome::Ok, Duration::ZERO);
        assert_eq!(requests.all().count(), before);
        assert_eq!(requests.unknown().answers.took().count, 3);
        let listed = requests.all().find(|operation| operation.name == "ListUsers").unwrap();
        assert_eq!(listed.answers.outcomes().next(), Some((Outcome::Ok, 1)));
        assert_eq!((listed.service, listed.answers.took().count), ("iam", 1));
    }

    #[test]
    fn every_outcome_has_a_place_of_its_own() {
        for (place, outcome) in Outcome::ALL.into_iter().enumerate() {
            assert_eq!(outcome as usize, place, "{}", outcome.name());
        }
    }
}
