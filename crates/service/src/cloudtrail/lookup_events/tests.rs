use serde_json::json;
use store::Event;

use super::{Attribute, LookupEvents, Wanted};

fn event() -> Event {
    let body = json!({
        "eventID": "4c0f0e6e-0000-4000-8000-000000000001",
        "eventName": "EnableMFADevice",
        "eventSource": "iam.amazonaws.com",
        "userIdentity": {
            "type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::1:user/a/alice", "accessKeyId": "AKIA1",
        },
        "errorCode": "InvalidAuthenticationCodeException",
        "sourceIPAddress": "192.0.2.7",
        "readOnly": false,
        "requestParameters": { "userName": "bob" },
    });
    Event { account: 1, micros: 7, id: [1; 16], body: body.to_string().into() }
}

fn input(fields: &[(&str, &str)]) -> LookupEvents {
    let fields = fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let form = model::Form::new(fields).unwrap();
    <LookupEvents as model::Input>::from_form(&form).unwrap()
}

fn is_found(fields: &[(&str, &str)]) -> bool {
    let input = input(fields);
    let attribute = Attribute::of(input.lookup_attributes.as_deref().unwrap_or_default()).unwrap();
    Wanted { attribute, search: input.search.as_ref(), most: 1, most_bytes: 1 }.found(&event()).is_some()
}

#[test]
fn what_the_console_asks_for_is_found_and_nothing_else() {
    for (fields, found) in [
        (&[][..], true),
        (&[("Search.EventName", "mfadevice")], true),
        (&[("Search.EventName", "Login")], false),
        (&[("Search.Username", "ALICE")], true),
        (&[("Search.Username", "user/a/")], true),
        (&[("Search.Username", "bob")], false),
        (&[("Search.ErrorCode", "*")], true),
        (&[("Search.ErrorCode", "AuthenticationCode")], true),
        (&[("Search.ErrorCode", "AccessDenied")], false),
        (&[("Search.SourceIpAddress", "192.0.2.")], true),
        (&[("Search.SourceIpAddress", "192.0.3.")], false),
        (&[("Search.Username", "alice"), ("Search.EventName", "Login")], false),
    ] {
        assert_eq!(is_found(fields), found, "{fields:?}");
    }
}

#[test]
fn an_attribute_is_exactly_what_it_is_asked_for() {
    for (key, value, found) in [
        ("EventId", "4c0f0e6e-0000-4000-8000-000000000001", true),
        ("EventName", "EnableMFADevice", true),
        ("EventName", "enablemfadevice", false),
        ("EventName", "Enable", false),
        ("ReadOnly", "false", true),
        ("ReadOnly", "true", false),
        ("Username", "alice", true),
        ("Username", "bob", false),
        ("ResourceName", "bob", true),
        ("ResourceName", "alice", false),
        ("ResourceType", "AWS::IAM::User", true),
        ("ResourceType", "AWS::IAM::Role", false),
        ("EventSource", "iam.amazonaws.com", true),
        ("EventSource", "sts.amazonaws.com", false),
        ("AccessKeyId", "AKIA1", true),
        ("AccessKeyId", "AKIA2", false),
    ] {
        let fields = [
            ("LookupAttributes.member.1.AttributeKey", key),
            ("LookupAttributes.member.1.AttributeValue", value),
        ];
        assert_eq!(is_found(&fields), found, "{key}={value}");
    }
}
