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
use crate::statement::Effect;
use crate::variable::Key;

pub(crate) use operator::Operator;
use operator::Quantifier;
use test::{Found, Test};

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

    /// The same, as STS sees it: it takes a session policy whose numbers, dates, addresses and ARNs are none.
    pub(crate) fn is_convertible_in_session(&self) -> bool {
        !matches!(self.test, Test::Binary(_)) || self.is_convertible()
    }

    /// Whether it holds, in a statement of this effect.
    pub(crate) fn holds(&self, context: &dyn Context, effect: Effect) -> bool {
        let values = context.values(self.key.folded());
        if let Test::Absent(expected) = &self.test {
            return expected.contains(&values.is_none());
        }
        match (self.operator.quantifier, values) {
            (Quantifier::One, Some(Values::One(value))) => self.satisfied_by(&value, context, effect),
            // What an operator for one value means for several is not for us to guess, whichever way it is negated.
            (Quantifier::One, Some(Values::Many(_))) => false,
            (Quantifier::One, None) => self.operator.if_exists || self.operator.negated,
            (Quantifier::All, None) => true,
            (Quantifier::Any, None) => self.operator.if_exists,
            (Quantifier::All, Some(values)) => {
                values.slice().iter().all(|value| self.satisfied_by(value, context, effect))
            }
            (Quantifier::Any, Some(values)) => {
                values.slice().iter().any(|value| self.satisfied_by(value, context, effect))
            }
        }
    }

    /// The key, and those of the variables in the operands.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.key).chain(self.test.keys())
    }

    fn satisfied_by(&self, value: &str, context: &dyn Context, effect: Effect) -> bool {
        match self.test.find(value, context) {
            Found::Match => !self.operator.negated,
            Found::Nothing => self.operator.negated,
            Found::Incomparable => false,
            // Nobody can say what was meant. That must not allow, and must not keep a denial from denying.
            Found::BrokenOperand => effect == Effect::Deny,
        }
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
