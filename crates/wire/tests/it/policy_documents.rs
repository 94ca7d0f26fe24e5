//! What managed policies say: how long it may be, what is wrong with it, and that it comes back as it was given.

use crate::estate::{ALLOW_ALL, Estate, Fields};
use crate::world::encode;

const ARN: &str = r#""Resource":"arn:aws:s3:::bucket""#;
const ACTION: &str = r#""Action":"s3:ListBucket""#;

/// An account with a policy, and how texts come into it: what is asked, beside the text.
const DOORS: [(&str, Fields<'static>); 2] = [
    ("CreatePolicy", &[("PolicyName", "New")]),
    ("CreatePolicyVersion", &[("PolicyArn", "arn:aws:iam::#:policy/Rules")]),
];

async fn estate() -> Estate {
    let estate = Estate::new().await;
    estate.call("CreatePolicy", &[("PolicyName", "Rules"), ("PolicyDocument", ALLOW_ALL)]).await.ok();
    estate
}

/// Nobody takes a text: each door has this verdict on it, and nothing is stored.
async fn refused(estate: &Estate, text: &str, verdict: &str) {
    let before = estate.world.documents().await;
    for (action, fields) in DOORS {
        let mut asked = fields.to_vec();
        asked.push(("PolicyDocument", text));
        estate.answers(&estate.account.admin, &[(action, &asked, verdict)]).await;
    }
    assert!(estate.world.documents().await == before, "a refusal changed a document: {text}");
}

#[tokio::test]
async fn what_is_wrong_with_a_policy_is_told_in_the_words_of_iam_and_nothing_is_stored() {
    let estate = estate().await;
    let statement = |elements: &str| {
        format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{elements}}}]}}"#)
    };
    let resource = |resource: &str| statement(&format!(r#"{ACTION},"Resource":{resource}"#));
    let action = |action: &str| statement(&format!(r#""Action":{action},{ARN}"#));
    let both = |first: &str, second: &str| {
        let [first, second] =
            [first, second].map(|sid| format!(r#"{{"Sid":"{sid}","Effect":"Allow",{ACTION},{ARN}}}"#));
        format!(r#"{{"Version":"2012-10-17","Statement":[{first},{second}]}}"#)
    };
    // One for each text of `policy::Malformed` that a managed policy can get, and more where the fault is often made.
    for (text, message) in [
        ("{".to_owned(), "Syntax errors in policy."),
        ("{}".to_owned(), "Syntax errors in policy."),
        (format!("{ALLOW_ALL} x"), "Syntax errors in policy."),
        (ALLOW_ALL.replace("2012-10-17", "2012-10-18"), "Syntax errors in policy."),
        (ALLOW_ALL.replace("\"Effect\"", "\"effect\""), "Syntax errors in policy."),
        (
            statement(&format!(r#"{ACTION},{ARN},"Condition":{{"StringSame":{{"a":"b"}}}}"#)),
            "Syntax errors in policy.",
        ),
        (
            ALLOW_ALL.replace(r#""Version":"2012-10-17","#, ""),
            "Policy document must be version 2012-10-17 or greater.",
        ),
        (
            ALLOW_ALL.replace("2012-10-17", "2008-10-17"),
            "Policy document must be version 2012-10-17 or greater.",
        ),
        (
            statement(&format!(
                r#"{ACTION},{ARN},"Condition":{{"NumericLessThan":{{"aws:EpochTime":"soon"}}}}"#
            )),
            "The policy failed legacy parsing",
        ),
        (
            both("a-b", "b"),
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
        ),
        (both("a", "a"), "Statement IDs (SID) in a single policy must be unique."),
        (statement(ARN), "Policy statement must contain actions."),
        (action("[]"), "Policy statement must contain actions."),
        (resource(r#""bucket""#), "Resource bucket must be in ARN format or \"*\"."),
        (
            resource(r#""arn:aws-cn:s3:::bucket""#),
            "Partition \"aws-cn\" is not valid for resource \"arn:aws-cn:s3:::bucket\".",
        ),
        (
            resource(r#""arn:aws:s*:::bucket""#),
            "Resource vendor must be fully qualified and cannot contain regexes.",
        ),
        (
            resource(r#""arn:aws:iam:us-east-1:#:user/alice""#),
            "IAM resource arn:aws:iam:us-east-1:#:user/alice cannot contain region information.",
        ),
        (
            resource(r#""arn:aws:s3:us-east-1::bucket""#),
            "Resource arn:aws:s3:us-east-1::bucket can not contain region information.",
        ),
        (
            resource(r#""arn:aws:iam::#:alice""#),
            "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, instance-profile/, \
             mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.",
        ),
        (
            action(r#""ListBucket""#),
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        ),
        (action(r#""s3:List:Bucket""#), "Actions/Condition can contain only one colon."),
        (action(r#""s 3:ListBucket""#), "Vendor s 3 is not valid"),
        (statement(ACTION), "Policy statement must contain resources."),
        (
            statement(&format!(r#"{ACTION},{ARN},"Principal":"*""#)),
            "Policy document should not specify a principal.",
        ),
    ] {
        refused(&estate, &text, &format!("400 MalformedPolicyDocument {message}")).await;
    }
}

#[tokio::test]
async fn a_policy_has_6144_characters_at_most_and_white_space_does_not_count() {
    const FULL: &str = "409 LimitExceeded Cannot exceed quota for PolicySize: 6144";
    const LONGER: &str = "400 ValidationError 1 validation error detected: Value at 'policyDocument' failed to satisfy \
                          constraint: Member must have length less than or equal to 131072";
    let estate = estate().await;
    let exactly = |size: usize| {
        let frame = ALLOW_ALL.replace(r#""Effect""#, r#""Sid":"","Effect""#);
        let sid = "x".repeat(size - frame.len());
        frame.replace(r#""Sid":"""#, &format!(r#""Sid":"{sid}""#))
    };
    refused(&estate, &exactly(6_145), FULL).await;
    refused(&estate, &exactly(100_000), FULL).await;
    refused(&estate, &" ".repeat(131_073), LONGER).await;
    refused(&estate, &exactly(131_073), LONGER).await;
    let space = " \n\t\r".repeat((131_072 - 6_144) / 4);
    let whole = exactly(6_144).replacen('{', &format!("{{{space}"), 1);
    assert_eq!(whole.len(), 131_072);
    for (action, fields) in DOORS {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, estate.filled(value))).collect();
        let mut asked: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        asked.push(("PolicyDocument", &whole));
        estate.call(action, &asked).await.ok();
    }
}

#[tokio::test]
async fn characters_that_no_policy_holds_are_a_broken_constraint() {
    let estate = estate().await;
    for text in ["\u{7}", "{\u{1f}}", "Ā", "“”", "🦀"] {
        refused(
            &estate,
            text,
            "400 ValidationError 1 validation error detected: Value at 'policyDocument' failed to satisfy constraint: Member \
             must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
        )
        .await;
    }
}

#[tokio::test]
async fn a_policy_comes_back_as_it_was_given_percent_encoded() {
    let estate = estate().await;
    for (number, text) in [
        ALLOW_ALL.to_owned(),
        format!("\r\n\t {} \n", ALLOW_ALL.replace(',', " ,\n")),
        ALLOW_ALL.replace(
            r#""Resource":"*""#,
            r#""Resource":["arn:aws:s3:::b/100%25+50%/~a-b_c.d?&=<>'é\u00e9\"]]>"]"#,
        ),
        ALLOW_ALL.replace(
            r#""Resource""#,
            r#""Condition":{"StringLike":{"aws:PrincipalTag/a b":"${aws:username}*"}},"Resource""#,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("p{number}");
        let made =
            estate.call("CreatePolicy", &[("PolicyName", &name), ("PolicyDocument", &text)]).await.ok();
        let arn = made.text("Arn").unwrap();
        let shown = estate.call("GetPolicyVersion", &[("PolicyArn", &arn), ("VersionId", "v1")]).await.ok();
        let document = shown.text("Document").unwrap();
        // RFC 3986: letters, digits and -._~ stand for themselves, everything else is bytes of UTF-8 in upper-case hex.
        let encoded =
            encode(&text).replace("%2D", "-").replace("%2E", ".").replace("%5F", "_").replace("%7E", "~");
        assert_eq!(document, encoded, "{text}");
        let listed = estate.call("ListPolicyVersions", &[("PolicyArn", &arn)]).await.ok();
        assert!(!listed.xml.contains("<Document>"), "{}", listed.xml);
    }
}
