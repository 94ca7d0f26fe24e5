//! What an unmodified client sends: requests that botocore 1.43.11 signed for an endpoint of its own, recorded with
//! its clock at 2015-08-30T12:36:00Z. (What the AWS SDK for Rust signs is in `oracle`.)

use super::{NOW, Request};
use crate::{Rules, Verified};

const RULES: Rules<'static> = Rules::of(&["iam", "sts"]);
const TOKEN: &str = "IQoJb3JpZ2luX2VjEPT//////////wEaCXVzLWVhc3QtMSJHMEUC+/==";
const PRESIGNED: &str = "Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&\
    X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Feu-west-1%2Fsts%2Faws4_request&X-Amz-Date=20150830T123600Z&\
    X-Amz-Expires=60&X-Amz-SignedHeaders=host";

/// `tag_user(UserName='Zoe', Tags=[{'Key': 'a b', 'Value': 'x+y é'}])`
fn tag_user(signed_headers: &str, signature: &str) -> Request {
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/iam/aws4_request, \
        SignedHeaders={signed_headers}, Signature={signature}"
    );
    let headers = [
        ("host", "127.0.0.1:8080"),
        ("accept-encoding", "identity"),
        ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("user-agent", "Botocore/1.43.11 ua/2.1 os/linux#6.18 md/arch#x86_64 lang/python#3.11.7"),
        ("x-amz-date", "20150830T123600Z"),
        ("authorization", &authorization),
        ("amz-sdk-invocation-id", "1adfb356-99ab-415c-b006-40cf5deafe0b"),
        ("amz-sdk-request", "attempt=1"),
        ("content-length", "101"),
    ];
    Request {
        headers: headers.map(|(name, value)| (name.to_owned(), value.into())).into(),
        body: b"Action=TagUser&Version=2010-05-08&UserName=Zoe&Tags.member.1.Key=a+b&Tags.member.1.Value=x%2By+%C3%A9"
            .to_vec(),
        ..Request::unsigned()
    }
}

fn presigned(method: &str, query: &str) -> Request {
    Request {
        method: method.to_owned(),
        query: query.to_owned(),
        headers: vec![("host".to_owned(), b"127.0.0.1:8080".to_vec())],
        body: Vec::new(),
        ..Request::unsigned()
    }
}

#[test]
fn what_botocore_signs_is_verified() {
    let signature = "46a16d40648ae72754d6ffb2ec068c88a717c7226883538703edd6fe29f7557d";
    let request = tag_user("content-type;host;x-amz-date", signature);
    assert_eq!(request.verify_at(&RULES, NOW).map(Verified::is_presigned), Ok(false));

    let signature = "ee070d472d507e134dd82794b3521f4c2e4f232eed7842fe74fe6600836f2fbf";
    let request = tag_user("content-type;host;x-amz-date;x-amz-security-token", signature);
    let request = request.header("x-amz-security-token", TOKEN);
    assert_eq!(request.verify_at(&RULES, NOW).map(Verified::is_presigned), Ok(false));
}

#[test]
fn what_botocore_presigns_is_verified() {
    const TOKEN_ENCODED: &str = "X-Amz-Security-Token=IQoJb3JpZ2luX2VjEPT%2F%2F%2F%2F%2F%2F%2F%2F%2F%2FwEaCXVzLWVhc3QtMSJHMEUC%2B%2F%3D%3D&";
    for (method, action, token, signature) in [
        ("GET", "GetCallerIdentity", "", "3cf6d3bd4ce7dc60490579d37933a90529019a3527d2d5dcc7593ccee5c3a231"),
        ("POST", "GetCallerIdentity", "", "8fcd0566920db268aa032c3b26df1599bc0493f8406a19bc29279ceceec9cd51"),
        (
            "GET",
            "GetCallerIdentity",
            TOKEN_ENCODED,
            "ff5411833167c5c36c657a5c0b7881e27f58bd446a35b903e55bd728953b1ed2",
        ),
        (
            "POST",
            "GetCallerIdentity",
            TOKEN_ENCODED,
            "6e538be119d8aed5552b153e1490b4bf37accfc91590b852f8b0ea6f2eab8e16",
        ),
    ] {
        let query = format!("Action={action}&{PRESIGNED}&{token}X-Amz-Signature={signature}");
        let request = presigned(method, &query);
        assert_eq!(request.verify_at(&RULES, NOW).map(Verified::is_presigned), Ok(true), "{method} {query}");
        let told = request.with_claim(&RULES, NOW, |claim| claim.session_token().map(str::to_owned));
        assert_eq!(told, Ok((!token.is_empty()).then(|| TOKEN.to_owned())));
    }

    let signature = "f1c845d1be8c8f2d91d305d06ea611a33bf075f8e2c695ef1959f8839a1f27c2";
    let message =
        PRESIGNED.replace("Version=2011-06-15", "Version=2011-06-15&EncodedMessage=a%20b%2Bc%2F%C3%A9");
    let query = format!("Action=DecodeAuthorizationMessage&{message}&X-Amz-Signature={signature}");
    assert!(presigned("GET", &query).verify_at(&RULES, NOW).is_ok());
}
