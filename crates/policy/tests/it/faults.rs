//! Every text of MalformedPolicyDocument, and which of several faults is named.

use bartizan_policy::{Kind, Malformed, Policy};

const ARN: &str = r#""Resource": "arn:aws:s3:::bucket""#;
const ACTION: &str = r#""Action": "s3:ListBucket""#;

fn fault(text: &str, kind: Kind) -> Option<String> {
    Policy::parse(text, kind).err().map(|fault| fault.to_string())
}

fn with_statements(statements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": {statements}}}"#)
}

#[test]
fn a_document_of_another_shape_has_syntax_errors() {
    for text in [
        "",
        "This is not a json document",
        "[]",
        "null",
        r#"{"Version": "2012-10-17"}"#,
        r#"{"Version": "2012-10-17", "Statement": []}"#,
        r#"{"Version": "2012-10-17", "Statement": "x"}"#,
        r#"{"Version": "2012-10-17", "Statement": {}}"#,
        r#"{"Version": "2012-10-17", "Statement": ["afd"]}"#,
    ] {
        assert_eq!(fault(text, Kind::Managed).as_deref(), Some("Syntax errors in policy."), "{text}");
    }
    let valid = format!(r#"{{"Effect": "Allow", {ACTION}, {ARN}}}"#);
    for (case, text) in [
        ("an unknown version", format!(r#"{{"Version": "2013-10-17", "Statement": {valid}}}"#)),
        ("a version that is no string", format!(r#"{{"Version": 2012, "Statement": {valid}}}"#)),
        ("an unknown element", format!(r#"{{"Statement": {valid}, "Extra field": "value"}}"#)),
        ("a name in small letters", format!(r#"{{"statement": {valid}}}"#)),
        ("an id that is a list", format!(r#"{{"Id": ["x"], "Statement": {valid}}}"#)),
        ("something behind it", format!(r#"{{"Statement": {valid}}} x"#)),
        (
            "a version given twice",
            format!(r#"{{"Version": "2012-10-17", "Version": "2012-10-17", "Statement": {valid}}}"#),
        ),
        ("statements given twice", format!(r#"{{"Statement": {valid}, "Statement": {valid}}}"#)),
        ("too long a text", format!(r#"{{"Statement": {valid}{}}}"#, " ".repeat(131_072))),
        ("too many statements", format!(r#"{{"Statement": [{}{valid}]}}"#, format!("{valid},").repeat(1000))),
        (
            "too deep an id",
            format!(r#"{{"Statement": {valid}, "Id": {}{}}}"#, "[".repeat(60_000), "]".repeat(60_000)),
        ),
    ] {
        assert_eq!(fault(&text, Kind::Identity).as_deref(), Some("Syntax errors in policy."), "{case}");
    }
}

#[test]
fn a_statement_of_another_shape_has_syntax_errors() {
    for elements in [
        format!(r#"{ACTION}, {ARN}"#),
        format!(r#""Effect": "invalid", {ACTION}, {ARN}"#),
        format!(r#""Effect": true, {ACTION}, {ARN}"#),
        format!(r#""Effect": "Allow", {ACTION}, {ARN}, "Extra field": "value""#),
        format!(r#""Effect": "Allow", {ACTION}, {ARN}, "effect": "Allow""#),
        format!(r#""Effect": "Allow", "Effect": "Deny", {ACTION}, {ARN}"#),
        format!(r#""Effect": "Allow", "Eff\u0065ct": "Deny", {ACTION}, {ARN}"#),
        format!(r#""Sid": {{}}, "Effect": "Allow", {ACTION}, {ARN}"#),
        format!(r#""Effect": "Allow", {ACTION}, "Resource": {{"a": "arn:aws:s3:::bucket"}}"#),
        format!(r#""Effect": "Allow", {ACTION}, "Resource": ["adfdf", {{}}]"#),
        format!(r#""Effect": "Allow", {ACTION}, {ARN}, "NotResource": []"#),
        format!(r#""Effect": "Allow", {ACTION}, "NotAction": "iam:x", {ARN}"#),
        format!(r#""Effect": "Allow", "Action": [[]], {ARN}"#),
        format!(r#""Effect": "Allow", "Action": {{}}, {ARN}"#),
        format!(r#""Effect": "Allow", "Action": null, {ARN}"#),
        format!(r#""Effect": "Allow", {ACTION}, {ARN}, "Principal": "alice""#),
        format!(r#""Effect": "Allow", {ACTION}, {ARN}, "Principal": {{"User": "alice"}}"#),
        format!(r#""Effect": "Allow", {ACTION}, {ARN}, "Principal": "*", "NotPrincipal": "*""#),
    ] {
        let text = with_statements(&format!("{{{elements}}}"));
        assert_eq!(fault(&text, Kind::Managed).as_deref(), Some("Syntax errors in policy."), "{elements}");
    }
}

#[test]
fn a_condition_of_another_shape_has_syntax_errors() {
    for condition in [
        "[]",
        r#""a""#,
        r#"{"a": "b"}"#,
        r#"{"DateGreaterThan": "b"}"#,
        r#"{"DateGreaterThan": []}"#,
        r#"{"DateGreaterThan": {"a": {}}}"#,
        r#"{"StringEquals": {"a": null}}"#,
        r#"{"StringEquals": {"a": [["b"]]}}"#,
        r#"{"x": {"a": "1"}}"#,
        // IAM takes an unknown operator that has no keys; here no condition is passed over.
        r#"{"x": {}}"#,
        r#"{"stringequals": {"a": "1"}}"#,
        r#"{"NullIfExists": {"a": "true"}}"#,
        r#"{"BoolIfExistsIfExists": {"a": "true"}}"#,
        r#"{"ForAnyValue::StringEqualsIfExists": {"a": "asf"}}"#,
        r#"{"ForAnyValue:ForAllValues:StringEquals": {"a": "asf"}}"#,
        r#"[{"ForAllValues:StringEquals": {"aws:TagKeys": "Department"}}]"#,
        r#"{"StringEquals": {"a": "1"}, "StringEquals": {"b": "1"}}"#,
        r#"{"StringEquals": {"a": "1", "a": "2"}}"#,
        r#"{"StringEquals": {"a": [{"deep": 1, "deep": 2}]}}"#,
    ] {
        let text =
            with_statements(&format!(r#"{{"Effect": "Allow", {ACTION}, {ARN}, "Condition": {condition}}}"#));
        assert_eq!(fault(&text, Kind::Managed).as_deref(), Some("Syntax errors in policy."), "{condition}");
    }
}

#[test]
fn the_first_fault_in_the_order_of_iam_is_named() {
    const IAM_PATH: &str = "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, \
                            instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, \
                            oidc-provider/, report/, access-report/.";
    const LEGACY: &str = "The policy failed legacy parsing";
    const NO_ACTIONS: &str = "Policy statement must contain actions.";
    const NO_RESOURCES: &str = "Policy statement must contain resources.";
    const NO_VENDOR: &str = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    const COLONS: &str = "Actions/Condition can contain only one colon.";
    const VENDOR: &str = "Resource vendor must be fully qualified and cannot contain regexes.";
    let action = |action| format!(r#"{{"Effect": "Allow", "Action": {action}, {ARN}}}"#);
    let resource = |resource| format!(r#"{{"Effect": "Allow", {ACTION}, "Resource": {resource}}}"#);
    let date = |date| {
        format!(
            r#"{{"Effect": "Allow", {ACTION}, {ARN}, "Condition": {{"DateLessThan": {{"a": "{date}"}}}}}}"#
        )
    };
    let not_arn = |resource| format!("Resource {resource} must be in ARN format or \"*\".");
    let partition = |name, arn| format!("Partition \"{name}\" is not valid for resource \"{arn}\".");
    for (statement, message) in [
        (r#"{"Effect": "denY"}"#.to_owned(), LEGACY.to_owned()),
        (r#"{"Effect": "Allow", "Condition": {"DateGreaterThan": {"a": "sdfdsf"}}}"#.to_owned(), LEGACY.into()),
        (r#"{"Effect": "Allow", "Resource": "arn:aws:s3::example_bucket"}"#.to_owned(), LEGACY.into()),
        (r#"{"Effect": "allow", "Resource": "arn:aws:s3:us-east-1::example_bucket"}"#.to_owned(), LEGACY.into()),
        (date("234-13"), LEGACY.into()),
        (date("2016-12-13t2:00:00.1999999999+10:59"), LEGACY.into()),
        (date("9223372036854775808"), LEGACY.into()),
        (resource(r#""arn:aws:s3::example_bucket""#), LEGACY.into()),
        (resource(r#""arn:aws::::example_bucket""#), LEGACY.into()),
        (resource(r#""arn:aws::fdsasf""#), LEGACY.into()),
        (r#"{"Effect": "Allow"}"#.to_owned(), NO_ACTIONS.into()),
        (format!(r#"{{"Effect": "Allow", {ARN}}}"#), NO_ACTIONS.into()),
        (format!(r#"{{"Effect": "Allow", {ARN}}}, {{"Effect": "Deny", {ACTION}, "Resource": "x"}}"#), NO_ACTIONS.into()),
        (action("[]"), NO_ACTIONS.into()),
        (action("\"invalid\""), NO_VENDOR.into()),
        (action("\"\""), NO_VENDOR.into()),
        (r#"{"Effect": "Allow", "Action": "invalid"}"#.to_owned(), NO_VENDOR.into()),
        (action("\"s3:List:Bucket\""), COLONS.into()),
        (action("[\"s3s:ListBucket\", \"s:3s:ListBucket\"]"), COLONS.into()),
        (action("\"a a:ListBucket\""), "Vendor a a is not valid".into()),
        (action("\"i*:ListBucket\""), "Vendor i* is not valid".into()),
        (r#"{"Effect": "Allow", "Action": "s:3:ListBucket", "Resource": "sdfsadf"}"#.to_owned(), not_arn("sdfsadf")),
        (resource("\"\""), not_arn("")),
        (resource("\"invalid resource\""), not_arn("invalid resource")),
        (resource("[\"*\", \"adf\"]"), not_arn("adf")),
        (resource("\"nra:aws:s3:::bucket\""), not_arn("nra:aws:s3:::bucket")),
        (resource("\"a:bsdfdsafsad\""), partition("bsdfdsafsad", "arn:bsdfdsafsad:*:*:*:*")),
        (resource("\"a:b:cadfsdf\""), partition("b", "arn:b:cadfsdf:*:*:*")),
        (resource("\"a:b:c:d:e:f:g:h\""), partition("b", "arn:b:c:d:e:f:g:h")),
        (resource("\"aws:s3:::example_bucket\""), partition("s3", "arn:s3:::example_bucket:*")),
        (resource("[\"arn:error:s3:::a\", \"arn:error:s3::a\"]"), partition("error", "arn:error:s3:::a")),
        (resource("\"arn:aws\""), VENDOR.into()),
        (resource("\"arn:aws:*:::x\""), VENDOR.into()),
        (
            resource("\"arn:aws:iam:us-east-1::example_bucket\""),
            "IAM resource arn:aws:iam:us-east-1::example_bucket cannot contain region information.".into(),
        ),
        (
            resource("\"arn:aws:s3:us-east-1::example_bucket\""),
            "Resource arn:aws:s3:us-east-1::example_bucket can not contain region information.".into(),
        ),
        (resource("\"arn:aws:iam:::example_bucket\""), IAM_PATH.into()),
        (resource("\"arn:aws:iam::123456789012:us*\""), IAM_PATH.into()),
        (format!(r#"{{"Effect": "Allow", {ACTION}}}"#), NO_RESOURCES.into()),
        (resource("[]"), NO_RESOURCES.into()),
        (
            format!(r#"{{"Effect": "Allow", "Principal": "*", {ACTION}}}"#),
            NO_RESOURCES.into(),
        ),
        (
            format!(r#"{{"Effect": "Allow", "Principal": "*", {ACTION}, {ARN}}}"#),
            "Policy document should not specify a principal.".into(),
        ),
        (
            format!(r#"{{"Sid": "a", "Effect": "Allow", {ACTION}, {ARN}}}, {{"Sid": "a", "Effect": "Allow"}}"#),
            "Statement IDs (SID) in a single policy must be unique.".into(),
        ),
        (
            format!(r#"{{"Sid": "a-b", "Effect": "Allow", {ACTION}, {ARN}}}, {{"Sid": "a-b", "Effect": "Allow"}}"#),
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression \
             [0-9A-Za-z]*"
                .into(),
        ),
    ] {
        let text = with_statements(&format!("[{statement}]"));
        assert_eq!(fault(&text, Kind::Managed), Some(message), "{statement}");
    }
}

#[test]
fn only_a_managed_policy_has_to_be_of_the_newer_version() {
    const MESSAGE: &str = "Policy document must be version 2012-10-17 or greater.";
    let valid = format!(r#"{{"Effect": "Allow", {ACTION}, {ARN}}}"#);
    for version in ["", r#""Version": "2008-10-17", "#] {
        let text = format!(r#"{{{version}"Statement": {valid}}}"#);
        for (kind, message) in [
            (Kind::Managed, Some(MESSAGE)),
            (Kind::Identity, None),
            (Kind::Session, None),
            (Kind::ServiceControl, None),
        ] {
            assert_eq!(fault(&text, kind).as_deref(), message, "{kind:?} {text}");
        }
        // Before anything that a statement says, behind what it has to look like.
        let text = format!(r#"{{{version}"Statement": {{"Effect": "denY"}}}}"#);
        assert_eq!(fault(&text, Kind::Managed).as_deref(), Some(MESSAGE), "{text}");
    }
}

#[test]
fn operands_have_to_be_what_the_operator_compares_except_in_a_session_policy() {
    for (operator, operand) in [
        ("NumericEquals", "no-number"),
        ("NumericEquals", "NaN"),
        ("DateEquals", "not-a-date"),
        ("IpAddress", "203.0.113.0/33"),
        ("IpAddress", "2001:db8::5/64"),
        ("ArnEquals", "cluster-name"),
        ("ArnLike", "*"),
        ("BinaryEquals", "no base64"),
        ("NumericEqualsIfExists", "${aws:PrincipalTag/age}"),
    ] {
        let condition = format!(r#"{{"{operator}": {{"a:b": "{operand}"}}}}"#);
        let text =
            with_statements(&format!(r#"{{"Effect": "Allow", {ACTION}, {ARN}, "Condition": {condition}}}"#));
        assert_eq!(Policy::parse(&text, Kind::Managed).err(), Some(Malformed::LegacyParsing), "{condition}");
        // STS takes such a session policy, unless it is about binary values.
        let in_session = (operator == "BinaryEquals").then_some(Malformed::LegacyParsing);
        assert_eq!(Policy::parse(&text, Kind::Session).err(), in_session, "{condition}");
    }
}
