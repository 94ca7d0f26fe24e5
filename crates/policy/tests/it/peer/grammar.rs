//! Policies made of few words, so that they often speak of the same things.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::dice::Dice;

const ACTION_PATTERNS: &[&str] = &[
    "*",
    "iam:*",
    "iam:Get*",
    "iam:GetUser",
    "IAM:getuser",
    "iam:?et*",
    "iam:*User*",
    "sqs:*",
    "sqs:SendMessage",
];
/// Actions that are asked for, on resources of the account.
pub const REQUESTS: &[(&str, &str)] = &[
    ("iam:GetUser", "arn:aws:iam::123456789012:user/alice"),
    ("iam:GetUser", "arn:aws:iam::123456789012:user/blue/bob"),
    ("iam:TagUser", "arn:aws:iam::123456789012:user/alice"),
    ("iam:GetRole", "arn:aws:iam::123456789012:role/reader"),
    ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:123456789012:queue"),
];
const RESOURCE_PATTERNS: &[&str] = &[
    "*",
    "arn:aws:iam::*:user/*",
    "arn:aws:iam::123456789012:user/alice",
    "arn:aws:iam::123456789012:user/${aws:username}",
    "arn:aws:iam::*:*/${aws:PrincipalTag/team}/*",
    "arn:aws:iam::*:user/${aws:PrincipalTag/team, 'blue'}/bob",
    "arn:aws:iam::*:user/?lice",
    "arn:aws:iam::*:user/a${*}ice",
    "arn:aws:iam::*:role/reader",
    "arn:aws:sqs:*:123456789012:*",
];

/// A condition operator, and the keys and values that it is tried with.
pub struct Operator {
    pub name: &'static str,
    keys: &'static [&'static str],
    values: &'static [&'static str],
}

const TEXT_KEYS: &[&str] = &["aws:username", "aws:PrincipalTag/team", "aws:TagKeys", "aws:RequestTag/Team"];
const TEXTS: &[&str] =
    &["alice", "blue", "Blue", "red", "${aws:username}", "${aws:PrincipalTag/team, 'blue'}", ""];
const PATTERNS: &[&str] = &["a*", "*", "bl?e", "${aws:username}", "*e*", "${*}", "${aws:PrincipalTag/team}*"];
const NUMBER_KEYS: &[&str] = &["aws:MultiFactorAuthAge"];
const NUMBERS: &[&str] = &["0", "10", "3600", "10.0", "+10", "-5"];
const DATE_KEYS: &[&str] = &["aws:CurrentTime", "aws:TokenIssueTime"];
const DATES: &[&str] = &[
    "2026-11-27T12:00:00Z",
    "2026-11-27",
    "2026-11-27T14:00:00+02:00",
    "2020-01-01T00:00:00Z",
    "1795780800",
];
const FLAG_KEYS: &[&str] = &["aws:MultiFactorAuthPresent", "aws:SecureTransport"];
const ADDRESSES: &[&str] = &["10.0.0.0/8", "10.1.2.3", "203.0.113.0/24", "2001:db8::/32", "0.0.0.0/0"];
const ARN_KEYS: &[&str] = &["aws:PrincipalArn"];
const ARNS: &[&str] = &[
    "arn:aws:iam::123456789012:user/alice",
    "arn:aws:iam::*:user/*",
    "arn:aws:iam::123456789012:*",
    "arn:aws:*::*:role/read?r",
    "arn:aws:iam::123456789012:user/${aws:username}",
];

macro_rules! operators {
    ($($keys:ident $values:ident: $($name:literal)+;)+) => {
        &[$($(Operator { name: $name, keys: $keys, values: $values }),+),+]
    };
}

const IP_KEYS: &[&str] = &["aws:SourceIp"];
const FLAGS: &[&str] = &["true", "false"];
const BYTES_KEYS: &[&str] = &["aws:RequestTag/Bytes"];
const BYTES: &[&str] = &["AQID", "AAAA"];

/// All of them.
pub const OPERATORS: &[Operator] = operators! {
    TEXT_KEYS TEXTS: "StringEquals" "StringNotEquals" "StringEqualsIgnoreCase" "StringNotEqualsIgnoreCase";
    TEXT_KEYS PATTERNS: "StringLike" "StringNotLike";
    NUMBER_KEYS NUMBERS: "NumericEquals" "NumericNotEquals" "NumericLessThan" "NumericLessThanEquals" "NumericGreaterThan"
        "NumericGreaterThanEquals";
    DATE_KEYS DATES: "DateEquals" "DateNotEquals" "DateLessThan" "DateLessThanEquals" "DateGreaterThan" "DateGreaterThanEquals";
    FLAG_KEYS FLAGS: "Bool";
    BYTES_KEYS BYTES: "BinaryEquals";
    IP_KEYS ADDRESSES: "IpAddress" "NotIpAddress";
    ARN_KEYS ARNS: "ArnEquals" "ArnLike" "ArnNotEquals" "ArnNotLike";
    NULL_KEYS FLAGS: "Null";
};

const NULL_KEYS: &[&str] =
    &["aws:username", "aws:TagKeys", "aws:MultiFactorAuthAge", "aws:MultiFactorAuthPresent"];

/// What is known of a request: each key is there, or is not.
pub fn context(dice: &mut Dice, user: Option<&str>, arn: &str) -> Value {
    let mut known = json!({ "aws:PrincipalArn": arn });
    if let Some(user) = user {
        known["aws:username"] = json!(user);
    }
    let values: &[(&str, &[Value])] = &[
        ("aws:PrincipalTag/team", &[json!("blue"), json!("red"), json!("Blue"), json!("a*")]),
        ("aws:RequestTag/Team", &[json!("blue"), json!("red"), json!("")]),
        ("aws:RequestTag/Bytes", &[json!("AQID"), json!("AAAA")]),
        ("aws:TagKeys", &[json!(["alice"]), json!(["alice", "blue"]), json!(["red", "Blue"])]),
        ("aws:MultiFactorAuthAge", &[json!("0"), json!("10"), json!("7200")]),
        ("aws:CurrentTime", &[json!("2026-11-27T12:00:00Z"), json!("2026-11-28T00:00:00Z")]),
        ("aws:TokenIssueTime", &[json!("2026-11-27T00:00:00Z"), json!("2019-01-01T00:00:00Z")]),
        ("aws:MultiFactorAuthPresent", &[json!("true"), json!("false")]),
        ("aws:SecureTransport", &[json!("true"), json!("false")]),
        ("aws:SourceIp", &[json!("10.1.2.3"), json!("203.0.113.9"), json!("2001:db8::1")]),
    ];
    for (key, values) in values {
        if dice.percent(70) {
            known[*key] = dice.one(values).clone();
        }
    }
    known
}

/// A condition block, and what is special about it.
fn conditions(dice: &mut Dice, features: &mut BTreeSet<String>) -> Value {
    let mut block = json!({});
    for _ in 0..=dice.below(2) {
        let operator = dice.one(OPERATORS);
        let key = *dice.one(operator.keys);
        features.insert(operator.name.to_owned());
        features.insert(format!("key {key}"));
        let is_null = operator.name == "Null";
        // Values of one key that are several are compared by one of the two set operators, mostly.
        let set = match key {
            "aws:TagKeys" if !is_null && dice.percent(90) => *dice.one(&["ForAnyValue:", "ForAllValues:"]),
            _ if !is_null && dice.percent(6) => *dice.one(&["ForAnyValue:", "ForAllValues:"]),
            _ => "",
        };
        let suffix = if !is_null && dice.percent(25) { "IfExists" } else { "" };
        for feature in [set, suffix].into_iter().filter(|feature| !feature.is_empty()) {
            features.insert(feature.to_owned());
        }
        let mut values = dice.some(operator.values, if is_null { 1 } else { 3 });
        values.dedup();
        if values.iter().any(|value| value.contains("${")) {
            features.insert("variable in a condition".to_owned());
        }
        for value in &values {
            features.insert(format!("value {value}"));
        }
        block[format!("{set}{}{suffix}", operator.name)][key] = json!(values);
    }
    block
}

/// A statement of an identity-based policy, or of one that bounds.
pub fn statement(dice: &mut Dice, allows: usize, features: &mut BTreeSet<String>) -> Value {
    let mut statement = json!({ "Effect": if dice.percent(allows) { "Allow" } else { "Deny" } });
    let action = if dice.percent(12) { "NotAction" } else { "Action" };
    statement[action] = json!(dice.some(ACTION_PATTERNS, 2));
    let resource = if dice.percent(12) { "NotResource" } else { "Resource" };
    let resources = dice.some(RESOURCE_PATTERNS, 2);
    if resources.iter().any(|resource| resource.contains("${")) {
        features.insert(format!("variable in {resource}"));
    }
    for feature in [action, resource] {
        features.insert(feature.to_owned());
    }
    statement[resource] = json!(resources);
    if dice.percent(55) {
        statement["Condition"] = conditions(dice, features);
    }
    statement
}

/// A policy of some statements.
pub fn policy(dice: &mut Dice, allows: usize, features: &mut BTreeSet<String>) -> Value {
    let statements: Vec<_> = (0..=dice.below(2)).map(|_| statement(dice, allows, features)).collect();
    let version = if dice.percent(92) { "2012-10-17" } else { "2008-10-17" };
    features.insert(version.to_owned());
    json!({ "Version": version, "Statement": statements })
}

const PRINCIPALS: &[&str] = &[
    "*",
    "123456789012",
    "arn:aws:iam::123456789012:root",
    "arn:aws:iam::123456789012:user/alice",
    "arn:aws:iam::210987654321:user/carol",
    "arn:aws:iam::210987654321:root",
    "arn:aws:iam::123456789012:role/reader",
    "arn:aws:sts::123456789012:assumed-role/reader/work",
];

/// The policy of a queue.
pub fn of_queue(dice: &mut Dice, queue: &str, features: &mut BTreeSet<String>) -> Value {
    let statements = (0..=dice.below(2)).map(|_| {
        let mut statement = json!({
            "Effect": if dice.percent(75) { "Allow" } else { "Deny" },
            "Principal": { "AWS": dice.some(PRINCIPALS, 2) },
            "Action": dice.one(&["sqs:*", "sqs:SendMessage"]),
            "Resource": queue,
        });
        if dice.percent(30) {
            statement["Condition"] = conditions(dice, features);
        }
        statement
    });
    let statements: Vec<_> = statements.collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// A trust policy.
pub fn of_role(dice: &mut Dice, features: &mut BTreeSet<String>) -> Value {
    let statements = (0..=dice.below(2)).map(|_| {
        let mut statement = json!({
            "Effect": if dice.percent(80) { "Allow" } else { "Deny" },
            "Principal": { "AWS": dice.some(PRINCIPALS, 2) },
            "Action": "sts:AssumeRole",
        });
        if dice.percent(40) {
            statement["Condition"] = conditions(dice, features);
        }
        statement
    });
    let statements: Vec<_> = statements.collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}
