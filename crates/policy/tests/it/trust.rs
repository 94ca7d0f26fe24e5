//! What a trust policy may say.

use bartizan_policy::{Kind, Policy};

use crate::cases::document;

fn fault(statements: &str, kind: Kind) -> Option<String> {
    Policy::parse(&document(statements), kind).err().map(|fault| fault.to_string())
}

#[test]
fn a_trust_policy_is_about_assuming_the_role() {
    const ACTIONS: &str = "Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  and \
                           sts:AssumeRoleWithWebIdentity";
    for (elements, message) in [
        (r#""Action": "sts:AssumeRole""#, None),
        (r#""Action": "STS:assumerole""#, None),
        (
            r#""Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"]"#,
            None,
        ),
        (r#""Action": ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]"#, None),
        (r#""NotAction": "sts:TagSession""#, None),
        (r#""Sid": "with space", "Action": "sts:AssumeRole""#, None),
        (r#""Action": "sts:TagSessions""#, Some(ACTIONS)),
        (r#""Action": "sts:GetCallerIdentity""#, Some(ACTIONS)),
        (r#""Action": "sts:*""#, Some(ACTIONS)),
        (r#""Action": "sts:AssumeRole*""#, Some(ACTIONS)),
        (r#""Action": "*""#, Some(ACTIONS)),
        (r#""Action": "iam:CreateUser""#, Some(ACTIONS)),
        (r#""NotAction": "iam:*""#, Some(ACTIONS)),
        (r#""Sid": "x""#, Some("Policy statement must contain actions.")),
        (r#""Action": "sts:AssumeRole", "Resource": "*""#, Some("Has prohibited field Resource.")),
        (r#""Action": "*", "NotResource": "*""#, Some("Has prohibited field Resource.")),
        (
            r#""Action": "sts:AssumeRole", "Condition": {"DateEquals": {"a": "x"}}"#,
            Some("The policy failed legacy parsing"),
        ),
    ] {
        let text = format!(r#"{{"Effect": "Allow", "Principal": {{"AWS": "*"}}, {elements}}}"#);
        assert_eq!(fault(&text, Kind::Trust).as_deref(), message, "{elements}");
    }
    assert_eq!(Policy::parse("{", Kind::Trust).unwrap_err().to_string(), "This policy contains invalid Json");
    assert_eq!(Policy::parse("{}", Kind::Trust).unwrap_err().to_string(), "Syntax errors in policy.");
}

#[test]
fn a_trust_policy_names_principals_that_can_exist() {
    let invalid =
        |kind: &str, value: &str| Some(format!("Invalid principal in policy: \"{kind}\":\"{value}\""));
    for (principal, message) in [
        (r#""*""#, None),
        (r#"{"AWS": "*"}"#, None),
        (r#"{"AWS": "123456789012"}"#, None),
        (r#"{"AWS": ["arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:user/team/alice"]}"#, None),
        (r#"{"AWS": "arn:aws:iam::123456789012:role/Admin"}"#, None),
        (r#"{"AWS": "arn:aws:sts::123456789012:assumed-role/Admin/alice"}"#, None),
        (r#"{"AWS": "arn:aws:sts::123456789012:federated-user/guest"}"#, None),
        (r#"{"AWS": ["AIDAALICEALICEALICE22", "AROAADMINADMINADMIN22"]}"#, None),
        (r#"{"AWS": "AROAADMINADMINADMIN22:alice"}"#, None),
        (r#"{"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}"#, None),
        (r#"{"Federated": "arn:aws:iam::123456789012:saml-provider/Corp"}"#, None),
        (r#"{"Federated": "accounts.google.com"}"#, None),
        (
            r#"{"AWS": "arn:aws:iam::123456789012:user/*"}"#,
            invalid("AWS", "arn:aws:iam::123456789012:user/*"),
        ),
        (
            r#"{"AWS": "arn:aws:iam::12345678901:user/alice"}"#,
            invalid("AWS", "arn:aws:iam::12345678901:user/alice"),
        ),
        (
            r#"{"AWS": "arn:aws:iam::123456789012:group/team"}"#,
            invalid("AWS", "arn:aws:iam::123456789012:group/team"),
        ),
        (r#"{"AWS": "arn:aws:iam::*:root"}"#, invalid("AWS", "arn:aws:iam::*:root")),
        (
            r#"{"AWS": "arn:aws:sts::123456789012:assumed-role/Admin"}"#,
            invalid("AWS", "arn:aws:sts::123456789012:assumed-role/Admin"),
        ),
        (r#"{"AWS": ["*", "alice"]}"#, invalid("AWS", "alice")),
        (r#"{"AWS": "AGPATEAMTEAMTEAMTEAM2"}"#, invalid("AWS", "AGPATEAMTEAMTEAMTEAM2")),
        (r#"{"AWS": "AIDAALICEALICEALICE22:alice"}"#, invalid("AWS", "AIDAALICEALICEALICE22:alice")),
        (r#"{"AWS": "AROAADMINADMINADMIN22:"}"#, invalid("AWS", "AROAADMINADMINADMIN22:")),
        (r#"{"AWS": "AROAADMINADMINADMIN22:*"}"#, invalid("AWS", "AROAADMINADMINADMIN22:*")),
        (r#"{"AWS": "${aws:username}"}"#, invalid("AWS", "${aws:username}")),
        (r#"{"Service": "*"}"#, invalid("Service", "*")),
        (r#"{}"#, Some("Missing required field Principal cannot be empty!".to_owned())),
        (r#"{"AWS": []}"#, Some("Missing required field Principal cannot be empty!".to_owned())),
        (r#"{"aws": "*"}"#, Some("Syntax errors in policy.".to_owned())),
        (r#"{"Everyone": "*"}"#, Some("Syntax errors in policy.".to_owned())),
        (r#""arn:aws:iam::123456789012:root""#, Some("Syntax errors in policy.".to_owned())),
        (r#"["*"]"#, Some("Syntax errors in policy.".to_owned())),
    ] {
        let text = format!(r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "sts:AssumeRole"}}"#);
        assert_eq!(fault(&text, Kind::Trust), message, "{principal}");
    }
    for (statement, kind, message) in [
        (
            r#"{"Effect": "Allow", "Action": "sts:AssumeRole"}"#,
            Kind::Trust,
            Some("Missing required field Principal"),
        ),
        (
            r#"{"Effect": "Allow", "NotPrincipal": "*", "Action": "sts:AssumeRole"}"#,
            Kind::Trust,
            Some("Allow with NotPrincipal is not allowed."),
        ),
        (
            r#"{"Effect": "Deny", "NotPrincipal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}"#,
            Kind::Trust,
            Some("AssumeRole policy must not contain NotPrincipal field."),
        ),
        (
            r#"{"Effect": "Allow", "NotPrincipal": "*", "Action": "s3:*", "Resource": "*"}"#,
            Kind::Resource,
            Some("Allow with NotPrincipal is not allowed."),
        ),
        (
            r#"{"Effect": "Deny", "NotPrincipal": "*", "Action": "s3:*", "Resource": "*"}"#,
            Kind::Resource,
            None,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#,
            Kind::Resource,
            Some("Missing required field Principal"),
        ),
        (
            r#"{"Effect": "Allow", "NotPrincipal": "*", "Action": "s3:*", "Resource": "*"}"#,
            Kind::Session,
            Some("Policy document should not specify a principal."),
        ),
    ] {
        assert_eq!(fault(statement, kind).as_deref(), message, "{kind:?} {statement}");
    }
}
