//! What conditions mean: every operator, one value or several, present or missing.

use bartizan_policy::Kind;

use crate::cases::{Known, applies, policy, statement};

/// Whether a statement with this condition is about a request with these values of `a:b`.
fn holds(condition: &str, values: Option<&[&str]>) -> bool {
    let known = match values {
        None => Known::nothing(),
        Some(&[value]) => Known::nothing().and("a:b", value),
        Some(values) => Known::nothing().and_many("a:b", values),
    };
    about(condition, &known)
}

fn about(condition: &str, known: &Known) -> bool {
    let policy = statement(&format!(
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {{{condition}}}"#
    ));
    applies(&policy, &known.request("iam:GetUser", "*"))
}

/// An operator and an operand, with a value that matches it and one that does not.
const COMPARISONS: [(&str, &str, &str, &str); 31] = [
    ("StringEquals", "red", "red", "Red"),
    ("StringEquals", "r*", "r*", "red"),
    ("StringNotEquals", "red", "Red", "red"),
    ("StringEqualsIgnoreCase", "RED", "red", "blue"),
    ("StringEqualsIgnoreCase", "ΟΣ", "ος", "οσ"),
    ("StringNotEqualsIgnoreCase", "RED", "blue", "red"),
    ("StringLike", "r*d?", "read!", "red"),
    ("StringLike", "R*", "Red", "red"),
    ("StringNotLike", "r*", "blue", "red"),
    ("NumericEquals", "01", "1.0", "2"),
    ("NumericNotEquals", "1", "no number", "1e0"),
    ("NumericLessThan", "10", "9.99", "10"),
    ("NumericLessThanEquals", "10", "10", "10.01"),
    ("NumericGreaterThan", "10", "11", "NaN"),
    ("NumericGreaterThanEquals", "-10", "-10", "-11"),
    ("DateEquals", "2030-01-01T00:00:00Z", "1893456000", "1893456001"),
    ("DateNotEquals", "2030-01-01", "no date", "2030-01-01"),
    ("DateLessThan", "2030-01-01T00:00:00.002Z", "2030-01-01T00:00:00.001Z", "2030-01-01T00:00:00.002999Z"),
    ("DateLessThanEquals", "2030-01-01", "2030-01-01", "2030-01-02"),
    ("DateGreaterThan", "2030-01-01", "2030-01-02", "2030-01-01"),
    ("DateGreaterThanEquals", "2030-01-01", "2030-01-01", "2029-12-31"),
    ("Bool", "true", "TRUE", "yes"),
    ("Bool", "false", "anything else", "true"),
    ("BinaryEquals", "Zm9v", "Zm9v", "Zm9w"),
    ("IpAddress", "203.0.113.0/24", "203.0.113.9", "203.0.114.9"),
    ("NotIpAddress", "203.0.113.0/24", "203.0.114.9", "203.0.113.9"),
    ("ArnEquals", "arn:aws:iam::1:user/*", "arn:aws:iam::1:user/a:b", "arn:aws:iam::1:role/a"),
    ("ArnLike", "arn:aws:iam::*:user/a", "arn:aws:iam::1:user/a", "arn:aws:iam::1:x:user/a"),
    ("ArnLike", "arn:aws:sns:*:1:*", "arn:aws:sns:eu:1:t:s", "arn:aws:sns:eu:2:1:t"),
    ("ArnNotEquals", "arn:aws:iam::1:user/?", "arn:aws:iam::1:user/ab", "arn:aws:iam::1:user/a"),
    ("ArnNotLike", "arn:aws:iam::1:user/*", "arn:aws:iam::2:user/a", "arn:aws:iam::1:user/a"),
];

#[test]
fn operators_compare_one_value() {
    for (operator, operand, matching, other) in COMPARISONS {
        for (suffix, key_may_be_missing) in [("", operator.contains("Not")), ("IfExists", true)] {
            let condition = format!(r#""{operator}{suffix}": {{"a:b": "{operand}"}}"#);
            assert!(holds(&condition, Some(&[matching])), "{matching} for {condition}");
            assert!(!holds(&condition, Some(&[other])), "{other} for {condition}");
            assert_eq!(holds(&condition, None), key_may_be_missing, "nothing for {condition}");
            // Several values are no one's match, and an empty list is not a missing key.
            assert!(!holds(&condition, Some(&[matching, matching])), "several for {condition}");
            assert!(!holds(&condition, Some(&[])), "an empty list for {condition}");
            let several = Known::nothing().and_many("a:b", &[matching]);
            assert!(!about(&condition, &several), "a list of one for {condition}");
        }
    }
}

#[test]
fn operators_compare_several_values() {
    for (operator, operand, matching, other) in COMPARISONS {
        for (quantifier, values, expected) in [
            ("ForAnyValue:", None, false),
            ("ForAnyValue:", Some(&[][..]), false),
            ("ForAnyValue:", Some(&[matching]), true),
            ("ForAnyValue:", Some(&[other]), false),
            ("ForAnyValue:", Some(&[other, matching]), true),
            ("ForAnyValue:", Some(&[other, other]), false),
            ("ForAllValues:", None, true),
            ("ForAllValues:", Some(&[]), true),
            ("ForAllValues:", Some(&[matching]), true),
            ("ForAllValues:", Some(&[other]), false),
            ("ForAllValues:", Some(&[other, matching]), false),
            ("ForAllValues:", Some(&[matching, matching]), true),
        ] {
            let condition = format!(r#""{quantifier}{operator}": {{"a:b": "{operand}"}}"#);
            assert_eq!(holds(&condition, values), expected, "{values:?} for {condition}");
            let condition = format!(r#""{quantifier}{operator}IfExists": {{"a:b": "{operand}"}}"#);
            assert_eq!(holds(&condition, values), expected || values.is_none(), "{values:?} for {condition}");
        }
    }
}

#[test]
fn several_operands_are_any_of_them_or_none_of_them() {
    for (condition, value, expected) in [
        (r#""StringEquals": {"a:b": ["red", "blue"]}"#, "blue", true),
        (r#""StringEquals": {"a:b": ["red", "blue"]}"#, "green", false),
        (r#""StringNotEquals": {"a:b": ["red", "blue"]}"#, "blue", false),
        (r#""StringNotEquals": {"a:b": ["red", "blue"]}"#, "green", true),
        (r#""StringEquals": {"a:b": []}"#, "green", false),
        (r#""StringNotEquals": {"a:b": []}"#, "green", true),
        (r#""NumericLessThan": {"a:b": [1, 3]}"#, "2", true),
        (r#""Bool": {"a:b": [true, false]}"#, "true", true),
        (r#""StringEquals": {"a:b": 5}"#, "5", true),
        (r#""StringEquals": {"a:b": true}"#, "true", true),
        (r#""StringEquals": {"A:B": "red"}"#, "red", true),
    ] {
        assert_eq!(holds(condition, Some(&[value])), expected, "{value} for {condition}");
    }
}

#[test]
fn several_keys_and_operators_have_to_hold_together() {
    let known = Known::nothing().and("a:b", "red").and("a:c", "5");
    for (condition, expected) in [
        (r#""StringEquals": {"a:b": "red", "a:c": "5"}"#, true),
        (r#""StringEquals": {"a:b": "red", "a:c": "6"}"#, false),
        (r#""StringEquals": {"a:b": "red"}, "NumericLessThan": {"a:c": "6"}"#, true),
        (r#""StringEquals": {"a:b": "red"}, "NumericLessThan": {"a:c": "5"}"#, false),
        (r#""StringEquals": {"a:b": "red", "unknown:key": "x"}"#, false),
        (r#""StringEquals": {}"#, true),
        ("", true),
    ] {
        assert_eq!(about(condition, &known), expected, "{condition}");
    }
}

#[test]
fn null_asks_whether_a_key_is_there() {
    for (condition, values, expected) in [
        (r#""Null": {"a:b": "true"}"#, None, true),
        (r#""Null": {"a:b": "true"}"#, Some(&["x"][..]), false),
        (r#""Null": {"a:b": true}"#, None, true),
        (r#""Null": {"a:b": "false"}"#, None, false),
        (r#""Null": {"a:b": "false"}"#, Some(&["x"]), true),
        // An empty value is one, and so is an empty list.
        (r#""Null": {"a:b": "false"}"#, Some(&[""]), true),
        (r#""Null": {"a:b": "false"}"#, Some(&[]), true),
        (r#""Null": {"a:b": "false"}"#, Some(&["x", "y"]), true),
        (r#""Null": {"a:b": ["true", "false"]}"#, None, true),
        (r#""ForAnyValue:Null": {"a:b": "true"}"#, None, true),
    ] {
        assert_eq!(holds(condition, values), expected, "{values:?} for {condition}");
    }
}

#[test]
fn what_is_no_address_or_no_arn_satisfies_neither_an_operator_nor_its_negation() {
    for (condition, value) in [
        (r#""IpAddress": {"a:b": "0.0.0.0/0"}"#, "nowhere"),
        (r#""NotIpAddress": {"a:b": "0.0.0.0/0"}"#, "nowhere"),
        (r#""ArnLike": {"a:b": "*:*:*:*:*:*"}"#, "alice"),
        (r#""ArnNotLike": {"a:b": "arn:aws:iam::1:user/*"}"#, "alice"),
        (r#""ArnNotLike": {"a:b": "arn:aws:iam::1:user/*"}"#, "nra:aws:iam::2:user/a"),
    ] {
        assert!(!holds(condition, Some(&[value])), "{value} for {condition}");
    }
}

#[test]
fn operands_that_are_none_match_nothing() {
    let session = |condition: &str| {
        let statement =
            format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {{{condition}}}}}"#);
        policy(&crate::cases::document(&statement), Kind::Session)
    };
    for (condition, value, expected) in [
        (r#""NumericEquals": {"a:b": "no number"}"#, "1", false),
        (r#""NumericNotEquals": {"a:b": "no number"}"#, "1", true),
        (r#""NumericLessThan": {"a:b": ["no number", "2"]}"#, "1", true),
        (r#""DateLessThan": {"a:b": "no date"}"#, "1", false),
        (r#""IpAddress": {"a:b": "2001:db8::5/64"}"#, "2001:db8::5", false),
        (r#""NotIpAddress": {"a:b": "no address"}"#, "203.0.113.7", true),
        (r#""ArnLike": {"a:b": "*"}"#, "arn:aws:iam::1:user/a", false),
    ] {
        let known = Known::nothing().and("a:b", value);
        assert_eq!(
            applies(&session(condition), &known.request("c:d", "*")),
            expected,
            "{value} for {condition}"
        );
    }
}

/// As recorded: whoever cannot say what is meant does not allow, and does deny.
#[test]
fn an_operand_that_is_no_arn_never_allows_and_always_denies_once_it_is_reached() {
    const USER: &str = "arn:aws:iam::123456789012:user/test";
    for (operator, operands, value, allows, denies) in [
        ("ArnLike", r#"["not-an-arn"]"#, USER, false, true),
        ("ArnNotLike", r#"["not-an-arn"]"#, USER, false, true),
        ("ArnLike", r#"["not-an-arn", "arn:aws:iam::*:user/*"]"#, USER, false, true),
        ("ArnLike", r#"["arn:aws:iam::*:user/*", "not-an-arn"]"#, USER, true, true),
        ("ArnLike", r#"["arn:aws:iam::*:role/*", "not-an-arn"]"#, USER, false, true),
        ("ArnNotLike", r#"["not-an-arn", "arn:aws:iam::*:user/*"]"#, USER, false, true),
        ("ArnNotLike", r#"["arn:aws:iam::*:user/*", "not-an-arn"]"#, USER, false, false),
        ("ArnNotLike", r#"["arn:aws:iam::*:role/*", "not-an-arn"]"#, USER, false, true),
        ("ArnLike", r#"["not-an-arn"]"#, "not-an-arn", false, false),
        ("ArnNotLike", r#"["not-an-arn"]"#, "not-an-arn", false, false),
    ] {
        for (effect, about) in [("Allow", allows), ("Deny", denies)] {
            let condition = format!(r#""Condition": {{"{operator}": {{"a:b": {operands}}}}}"#);
            let statement =
                format!(r#"{{"Effect": "{effect}", "Action": "*", "Resource": "*", {condition}}}"#);
            let policy = policy(&crate::cases::document(&statement), Kind::Session);
            let known = Known::nothing().and("a:b", value);
            assert_eq!(
                applies(&policy, &known.request("c:d", "*")),
                about,
                "{effect} if {condition} for {value}"
            );
        }
    }
}

#[test]
fn variables_are_expanded_in_texts_and_arns() {
    let known = Known::nothing()
        .and("a:b", "alice")
        .and("a:arn", "arn:aws:iam::1:user/alice")
        .and("aws:username", "alice")
        .and("aws:PrincipalTag/star", "a*")
        .and_many("aws:TagKeys", &["alice"]);
    for (condition, expected) in [
        (r#""StringEquals": {"a:b": "${aws:username}"}"#, true),
        (r#""StringEquals": {"a:b": "${aws:username}s"}"#, false),
        (r#""StringEqualsIgnoreCase": {"a:b": "AL${aws:PrincipalTag/x, 'IC'}E"}"#, true),
        (r#""StringLike": {"a:b": "${aws:PrincipalTag/x, 'a'}*"}"#, true),
        (r#""StringLike": {"a:b": "${aws:PrincipalTag/star}"}"#, false),
        (r#""StringLike": {"a:b": "${*}"}"#, false),
        (r#""ArnLike": {"a:arn": "arn:aws:iam::1:user/${aws:username}"}"#, true),
        (r#""ArnLike": {"a:arn": "arn:aws:iam::${aws:PrincipalAccount, '1'}:*/alice"}"#, true),
        (r#""ArnLike": {"a:arn": "arn:aws:iam::1:user/${aws:PrincipalTag/star}"}"#, false),
        // Without a value there is nothing to be equal to.
        (r#""StringEquals": {"a:b": "${aws:PrincipalTag/x}"}"#, false),
        (r#""StringNotEquals": {"a:b": "${aws:PrincipalTag/x}"}"#, true),
        (r#""StringEquals": {"a:b": ["${aws:PrincipalTag/x}", "alice"]}"#, true),
        (r#""StringNotEqualsIgnoreCase": {"a:b": "${aws:PrincipalTag/x}"}"#, true),
        (r#""ArnNotLike": {"a:arn": "arn:aws:iam::1:user/${aws:PrincipalTag/x}"}"#, true),
        (r#""StringEquals": {"a:b": "${aws:TagKeys}"}"#, false),
        (r#""StringEquals": {"a:b": "${aws:TagKeys, 'alice'}"}"#, false),
        // No other operator knows variables.
        (r#""Bool": {"a:b": "${aws:username}"}"#, true),
    ] {
        assert_eq!(about(condition, &known), expected, "{condition}");
    }
}
