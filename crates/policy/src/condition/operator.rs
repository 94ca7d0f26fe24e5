//! The operators: a comparison, whether it is negated, whether the key may be missing, and what several values mean.

use std::cmp::Ordering;

/// `ForAnyValue:StringNotLikeIfExists`, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operator {
    pub(super) quantifier: Quantifier,
    pub(super) comparison: Comparison,
    pub(super) negated: bool,
    pub(super) if_exists: bool,
}

/// What the values of a request have to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    /// There is one, and it satisfies the comparison.
    One,
    /// `ForAnyValue:`
    Any,
    /// `ForAllValues:`
    All,
}

/// What is compared, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Text,
    TextIgnoringCase,
    TextWithWildcards,
    Number(Order),
    Date(Order),
    Boolean,
    Binary,
    Address,
    Arn,
    Null,
}

/// How a value stands to an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Order {
    pub(super) const fn is(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        }
    }
}

impl Operator {
    /// `None` if there is no such operator: a condition that nobody understands must not be passed over.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (quantifier, name) = if let Some(name) = name.strip_prefix("ForAnyValue:") {
            (Quantifier::Any, name)
        } else if let Some(name) = name.strip_prefix("ForAllValues:") {
            (Quantifier::All, name)
        } else {
            (Quantifier::One, name)
        };
        let (if_exists, name) = match name.strip_suffix("IfExists") {
            // A key that is there cannot be asked whether it is absent.
            Some("Null") => return None,
            Some(name) => (true, name),
            None => (false, name),
        };
        let (comparison, negated) = comparison(name)?;
        Some(Self { quantifier, comparison, negated, if_exists })
    }
}

fn comparison(name: &str) -> Option<(Comparison, bool)> {
    use Comparison::{
        Address, Arn, Binary, Boolean, Date, Null, Number, Text, TextIgnoringCase, TextWithWildcards,
    };
    Some(match name {
        "StringEquals" => (Text, false),
        "StringNotEquals" => (Text, true),
        "StringEqualsIgnoreCase" => (TextIgnoringCase, false),
        "StringNotEqualsIgnoreCase" => (TextIgnoringCase, true),
        "StringLike" => (TextWithWildcards, false),
        "StringNotLike" => (TextWithWildcards, true),
        "NumericNotEquals" => (Number(Order::Equal), true),
        "DateNotEquals" => (Date(Order::Equal), true),
        "Bool" => (Boolean, false),
        "BinaryEquals" => (Binary, false),
        "IpAddress" => (Address, false),
        "NotIpAddress" => (Address, true),
        // The two compare alike: ArnEquals knows wildcards too.
        "ArnEquals" | "ArnLike" => (Arn, false),
        "ArnNotEquals" | "ArnNotLike" => (Arn, true),
        "Null" => (Null, false),
        _ => {
            let number = name.strip_prefix("Numeric").and_then(order).map(Number);
            let date = || name.strip_prefix("Date").and_then(order).map(Date);
            (number.or_else(date)?, false)
        }
    })
}

fn order(name: &str) -> Option<Order> {
    match name {
        "Equals" => Some(Order::Equal),
        "LessThan" => Some(Order::Less),
        "LessThanEquals" => Some(Order::AtMost),
        "GreaterThan" => Some(Order::Greater),
        "GreaterThanEquals" => Some(Order::AtLeast),
        _ => None,
    }
}
