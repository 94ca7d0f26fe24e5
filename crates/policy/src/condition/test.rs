//! The operands of a condition, read once, and how a value is held against them.

use std::borrow::Cow;

use super::address::{Address, Network};
use super::binary;
use super::date::Date;
use super::number::Number;
use super::operator::{Comparison, Order};
use crate::arn::{Arn, ArnPattern};
use crate::context::Context;
use crate::pattern::{Pattern, Variables, Wildcards};
use crate::variable::Key;
use crate::wildcards::Case;

/// Operands of one sort. `None` is one that could not be converted: it matches nothing.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Text(Box<[Pattern]>),
    TextIgnoringCase(Box<[Pattern]>),
    Number(Order, Box<[Option<Number>]>),
    Date(Order, Box<[Option<Date>]>),
    Boolean(Box<[bool]>),
    Binary(Box<[Option<Box<[u8]>>]>),
    Address(Box<[Option<Network>]>),
    Arn(Box<[Option<ArnPattern>]>),
    /// Of `Null`: whether the key is expected to be absent.
    Absent(Box<[bool]>),
}

/// What came of looking for an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// One matches.
    Match,
    /// None matches.
    Nothing,
    /// The value is no address or no ARN; neither the operator nor its negation holds for it.
    Incomparable,
    /// An operand that is no ARN came before one that matches.
    BrokenOperand,
}

impl From<bool> for Found {
    fn from(found: bool) -> Self {
        if found { Self::Match } else { Self::Nothing }
    }
}

impl Test {
    pub(super) fn compile(comparison: Comparison, operands: &[Cow<'_, str>], variables: Variables) -> Self {
        let operands = operands.iter().map(|operand| &**operand);
        let text = |wildcards| move |operand: &str| Pattern::parse(operand, wildcards, variables);
        match comparison {
            Comparison::Text => Self::Text(operands.map(text(Wildcards::Literal)).collect()),
            Comparison::TextIgnoringCase => {
                Self::TextIgnoringCase(operands.map(text(Wildcards::Literal)).collect())
            }
            Comparison::TextWithWildcards => Self::Text(operands.map(text(Wildcards::Alive)).collect()),
            Comparison::Number(order) => Self::Number(order, operands.map(Number::parse).collect()),
            Comparison::Date(order) => Self::Date(order, operands.map(Date::parse).collect()),
            Comparison::Boolean => Self::Boolean(operands.map(is_true).collect()),
            Comparison::Binary => Self::Binary(operands.map(binary::decode).collect()),
            Comparison::Address => Self::Address(operands.map(Network::parse).collect()),
            Comparison::Arn => {
                Self::Arn(operands.map(|operand| ArnPattern::parse(operand, variables)).collect())
            }
            Comparison::Null => Self::Absent(operands.map(is_true).collect()),
        }
    }

    pub(super) fn is_convertible(&self) -> bool {
        match self {
            Self::Text(_) | Self::TextIgnoringCase(_) | Self::Boolean(_) | Self::Absent(_) => true,
            Self::Number(_, numbers) => numbers.iter().all(Option::is_some),
            Self::Date(_, dates) => dates.iter().all(Option::is_some),
            Self::Binary(binaries) => binaries.iter().all(Option::is_some),
            Self::Address(networks) => networks.iter().all(Option::is_some),
            Self::Arn(arns) => arns.iter().all(Option::is_some),
        }
    }

    /// Looks for an operand that matches the value, before the operator's negation. A number or a date that is none differs
    /// from every operand.
    pub(super) fn find(&self, value: &str, context: &dyn Context) -> Found {
        Found::from(match self {
            Self::Text(patterns) => {
                patterns.iter().any(|pattern| pattern.matches(value, Case::Exact, context) == Ok(true))
            }
            Self::TextIgnoringCase(patterns) => {
                let value = value.to_lowercase();
                patterns.iter().any(|pattern| {
                    let text = pattern.expand(context);
                    text.is_ok_and(|text| context.spend(text.len()) && text.to_lowercase() == value)
                })
            }
            Self::Number(order, numbers) => Number::parse(value)
                .is_some_and(|value| numbers.iter().flatten().any(|number| order.is(value.cmp(number)))),
            Self::Date(order, dates) => Date::parse(value)
                .is_some_and(|value| dates.iter().flatten().any(|date| order.is(value.cmp(date)))),
            Self::Boolean(expected) => expected.contains(&is_true(value)),
            Self::Binary(binaries) => binary::decode(value)
                .is_some_and(|value| binaries.iter().flatten().any(|binary| *binary == value)),
            Self::Address(networks) => match Address::parse(value) {
                Some(address) => networks.iter().flatten().any(|network| network.contains(address)),
                None => return Found::Incomparable,
            },
            Self::Arn(patterns) => return find_arn(patterns, value, context),
            Self::Absent(_) => return Found::Incomparable, // asks for no value
        })
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        let (texts, arns): (&[Pattern], &[Option<ArnPattern>]) = match self {
            Self::Text(patterns) | Self::TextIgnoringCase(patterns) => (patterns, &[]),
            Self::Arn(patterns) => (&[], patterns),
            _ => (&[], &[]),
        };
        texts.iter().flat_map(Pattern::keys).chain(arns.iter().flatten().flat_map(ArnPattern::keys))
    }
}

/// In their order, as STS does: one that matches is found before a broken one behind it is seen.
fn find_arn(patterns: &[Option<ArnPattern>], value: &str, context: &dyn Context) -> Found {
    let Some(arn) = Arn::split(value) else {
        return Found::Incomparable;
    };
    for pattern in patterns {
        match pattern {
            None => return Found::BrokenOperand,
            Some(pattern) if pattern.matches(&arn, context) == Ok(true) => return Found::Match,
            Some(_) => {}
        }
    }
    Found::Nothing
}

/// Everything that is not `true` is false.
fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}
