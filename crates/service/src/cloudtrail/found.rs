//! Events as a search answers them: in CloudTrail's form, with what the console's page shows beside.

use model::Timestamp;
use serde::Serialize;
use serde_json::Value;
use store::Event;

/// What was found.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FoundEvents {
    /// Newest first.
    pub events: Vec<FoundEvent>,
    /// Where to go on; none where the trail ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Back to when the trail was searched; none if that is its beginning, or that of the time that was asked for.
    #[serde(skip)]
    pub back_to: Option<Timestamp>,
}

/// An event.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FoundEvent {
    /// Its id.
    pub event_id: String,
    /// What happened.
    pub event_name: String,
    /// Whether nothing was changed: `true` or `false`.
    pub read_only: &'static str,
    /// With which access key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
    /// When, in seconds since 1970.
    pub event_time: u64,
    /// In which service.
    pub event_source: String,
    /// Who: the name of the user or session, or `root`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// What it was about.
    pub resources: Vec<FoundResource>,
    /// All of it, as JSON.
    pub cloud_trail_event: String,
    /// When, to the microsecond.
    #[serde(skip)]
    pub at: Timestamp,
    /// Who, as short as it can be said, also where nobody called.
    #[serde(skip)]
    pub who: String,
    /// How it was refused, if it was.
    #[serde(skip)]
    pub error: Option<String>,
    /// Where it came from, if it came from anywhere.
    #[serde(skip)]
    pub address: Option<String>,
}

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FoundResource {
    /// Its type.
    pub resource_type: &'static str,
    /// Its name, or ARN.
    pub resource_name: String,
}

/// Which parameter names a resource of which type.
const RESOURCES: [(&str, &str); 14] = [
    ("userName", "AWS::IAM::User"),
    ("groupName", "AWS::IAM::Group"),
    ("roleName", "AWS::IAM::Role"),
    ("roleArn", "AWS::IAM::Role"),
    ("policyName", "AWS::IAM::Policy"),
    ("policyArn", "AWS::IAM::Policy"),
    ("accessKeyId", "AWS::IAM::AccessKey"),
    ("serialNumber", "AWS::IAM::MFADevice"),
    ("virtualMFADeviceName", "AWS::IAM::MFADevice"),
    ("accountAlias", "AWS::IAM::AccountAlias"),
    ("instanceProfileName", "AWS::IAM::InstanceProfile"),
    ("serverCertificateName", "AWS::IAM::ServerCertificate"),
    ("openIDConnectProviderArn", "AWS::IAM::OIDCProvider"),
    ("sAMLProviderArn", "AWS::IAM::SAMLProvider"),
];

impl FoundEvent {
    /// Of a stored event.
    pub(super) fn of(event: &Event, value: &Value) -> Self {
        let text = |name: &str| value[name].as_str();
        let owned = |name: &str| text(name).unwrap_or_default().to_owned();
        let identity = &value["userIdentity"];
        let at = Timestamp::from_micros(event.micros);
        Self {
            event_id: owned("eventID"),
            event_name: owned("eventName"),
            read_only: if value["readOnly"] == Value::Bool(true) { "true" } else { "false" },
            access_key_id: identity["accessKeyId"].as_str().map(str::to_owned),
            event_time: at.secs(),
            event_source: owned("eventSource"),
            username: username(identity),
            resources: resources(value),
            cloud_trail_event: String::from_utf8_lossy(&event.body).into_owned(),
            at,
            who: who(identity),
            error: text("errorCode").or(text("errorMessage")).map(str::to_owned),
            address: text("sourceIPAddress").map(str::to_owned),
        }
    }
}

/// What the parameters of the request name, and what was made of them where the answer alone does.
fn resources(event: &Value) -> Vec<FoundResource> {
    let (asked, made) = (&event["requestParameters"], &event["responseElements"]["accessKey"]);
    let mut found = Vec::new();
    for (name, resource_type) in RESOURCES {
        for value in [&asked[name], &made[name]] {
            let resource =
                value.as_str().map(|name| FoundResource { resource_type, resource_name: name.to_owned() });
            found.extend(resource.filter(|resource| !found.contains(resource)));
        }
    }
    found
}

/// Who called, as CloudTrail's list names them.
fn username(identity: &Value) -> Option<String> {
    let text = |name: &str| identity[name].as_str();
    let of_session = || text("arn").and_then(|arn| arn.rsplit_once('/')).map(|(_, name)| name);
    let name = match text("type") {
        Some("Root") => Some("root"),
        _ => text("userName").or_else(of_session),
    };
    name.map(str::to_owned)
}

/// Who did it: the user's name, the session of a role, or what kind of caller it was.
fn who(identity: &Value) -> String {
    let text = |name: &str| identity[name].as_str();
    let of_arn = || text("arn").and_then(|arn| arn.split_once('/')).map(|(_, name)| name);
    let name = text("userName").or_else(of_arn).or_else(|| text("type"));
    name.or_else(|| text("principalId")).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{resources, username, who};

    #[test]
    fn who_did_it_is_said_as_short_as_can_be() {
        for (identity, said, listed) in [
            (json!({ "type": "IAMUser", "userName": "alice" }), "alice", Some("alice")),
            (
                json!({ "type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/ops/carol" }),
                "ops/carol",
                Some("carol"),
            ),
            (
                json!({ "type": "Root", "arn": "arn:aws:iam::1:root", "principalId": "1" }),
                "Root",
                Some("root"),
            ),
            (json!({ "principalId": "uid:0" }), "uid:0", None),
            (json!(null), "", None),
        ] {
            assert_eq!((who(&identity).as_str(), username(&identity).as_deref()), (said, listed));
        }
    }

    #[test]
    fn what_parameters_name_is_what_an_event_is_about() {
        let event = json!({
            "requestParameters": { "userName": "alice", "policyArn": "arn:aws:iam::aws:policy/P", "path": "/" },
            "responseElements": { "accessKey": { "userName": "alice", "accessKeyId": "AKIA1" } },
        });
        let found: Vec<_> =
            resources(&event).into_iter().map(|found| (found.resource_type, found.resource_name)).collect();
        let expected = [
            ("AWS::IAM::User", "alice"),
            ("AWS::IAM::Policy", "arn:aws:iam::aws:policy/P"),
            ("AWS::IAM::AccessKey", "AKIA1"),
        ];
        assert_eq!(found, expected.map(|(kind, name)| (kind, name.to_owned())));
        assert!(resources(&json!({ "requestParameters": null })).is_empty());
    }
}
