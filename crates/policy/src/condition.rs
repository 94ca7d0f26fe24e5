//! The conditions of a statement.

mod address;
mod binary;
mod date;
mod number;
mod operator;
mod test;

use std::borrow::Cow;

use crate::context::{Context, Values};
use crate::pattern::Variables;
use crate::variable::Key;

pub(crate) use operator::Operator;
use operator::Quantifier;
use test::Test;

/// One operator with one key: `"StringEquals": {"aws:username": ["alice", "bob"]}`.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    key: Key,
    operator: Operator,
    test: Test,
}

impl Condition {
    pub(crate) fn compile(
        operator: Operator,
        key: &str,
        operands: &[Cow<'_, str>],
        variables: Variables,
    ) -> Self {
        Self { key: Key::new(key), operator, test: Test::compile(operator.comparison, operands, variables) }
    }

    /// Whether every operand is one for this operator.
    pub(crate) fn is_convertible(&self) -> bool {
        self.test.is_convertible()
    }

    pub(crate) fn holds(&self, context: &dyn Context) -> bool {
        let values = context.values(self.key.folded());
        if let Test::Absent(expected) = &self.test {
            return expected.contains(&values.is_none());
        }
        match (self.operator.quantifier, values) {
            (Quantifier::One, Some(Values::One(value))) => self.satisfied_by(&value, context),
            // What an operator for one value means for several is not for us to guess, whichever way it is negated.
            (Quantifier::One, Some(Values::Many(_))) => false,
            (Quantifier::One, None) => self.operator.if_exists || self.operator.negated,
            (Quantifier::All, None) => true,
            (Quantifier::Any, None) => self.operator.if_exists,
            (Quantifier::All, Some(values)) => {
                values.slice().iter().all(|value| self.satisfied_by(value, context))
            }
            (Quantifier::Any, Some(values)) => {
                values.slice().iter().any(|value| self.satisfied_by(value, context))
            }
        }
    }

    /// The key, and those of the variables in the operands.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.key).chain(self.test.keys())
    }

    fn satisfied_by(&self, value: &str, context: &dyn Context) -> bool {
        self.test.finds(value, context).is_some_and(|found| found != self.operator.negated)
    }
}

impl<'a> Values<'a> {
    fn slice(&self) -> &[Cow<'a, str>] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}
