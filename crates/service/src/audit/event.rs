//! Events, in the shape of CloudTrail's (facts G2, G3). They hold no code, seed, secret, token or password: inputs hide their
//! secrets by type, and answers are named field by field.

use model::{AccountId, Timestamp};
use serde_json::{Map, Value, json};
use store::Event;

use super::outbox::Outgoing;
use crate::operation::{Api, Protocol, Sort};
use crate::{Caller, Changes, Context, Credential, Denial, Error, Identity, Issuer, Service};

/// Something that no caller asked for: what an operator did, or what was counted.
pub(crate) struct Happening<'a> {
    pub account: AccountId,
    pub at: Timestamp,
    pub source: &'static str,
    pub name: &'static str,
    pub identity: Value,
    pub parameters: Value,
    pub details: &'a Map<String, Value>,
}

/// The event of an operation that did what was asked.
pub fn success(ctx: &Context<'_>, changes: &Changes) -> Event {
    of_call(ctx, None, changes.response().unwrap_or(&Value::Null), changes.details())
}

/// Longer than this, in JSON, no parameter is in an event for another account: session policies, tags, many ARNs.
const MOST_ELSEWHERE: usize = 1_024;

/// Keeps the event of an operation for the trail of another account that it concerns too: a role's, which is assumed from
/// elsewhere. That trail sees which account called, and by which id; the names of another account are not its own.
pub fn for_account(
    ctx: &Context<'_>,
    changes: Changes,
    account: AccountId,
    resource: &model::Arn,
) -> Result<(Changes, store::Key), Error> {
    let caller = ctx.caller();
    let identity = json!({
        "type": "AWSAccount",
        "principalId": caller.user_id(),
        "accountId": caller.account().to_string(),
    });
    let (id, mut event) = body_of_call(ctx, changes.response().unwrap_or(&Value::Null));
    event["userIdentity"] = identity;
    shorten(&mut event["requestParameters"]);
    event["recipientAccountId"] = json!(account.to_string());
    event["resources"] = json!([{ "accountId": account.to_string(), "ARN": resource.as_str() }]);
    let event = stored(account, ctx.now(), id, &event);
    Outgoing::keep(changes, &event, account)
}

/// What the caller's own account may say at length must not fill the other one's trail.
fn shorten(parameters: &mut Value) {
    if let Value::Object(parameters) = parameters {
        parameters.retain(|_, said| said.to_string().len() <= MOST_ELSEWHERE);
    }
}

/// The event of an operation that was refused.
pub fn refusal(ctx: &Context<'_>, error: &Error, details: &Map<String, Value>) -> Event {
    of_call(ctx, Some(error), &Value::Null, details)
}

fn of_call(
    ctx: &Context<'_>,
    error: Option<&Error>,
    response: &Value,
    details: &Map<String, Value>,
) -> Event {
    let (id, mut event) = body_of_call(ctx, response);
    if let Some(error) = error {
        event["errorCode"] = json!(error_code(error, Api::of(ctx.action)));
        event["errorMessage"] = json!(error.message(Api::of(ctx.action)));
        if Api::of(ctx.action) == Api::SignIn {
            let name = event["eventName"].as_str().unwrap_or_default().to_owned();
            event["errorMessage"] = json!("Failed authentication");
            event["responseElements"] = json!({ name: "Failure" });
        }
        if let Some(judged) = judged(error) {
            event["resources"] = json!([{ "accountId": ctx.account().to_string(), "ARN": judged }]);
        }
    }
    if !details.is_empty() {
        event["additionalEventData"] = Value::Object(details.clone());
    }
    stored(ctx.account(), ctx.now(), id, &event)
}

/// What the event of every call says, and its id.
fn body_of_call(ctx: &Context<'_>, response: &Value) -> ([u8; 16], Value) {
    let api = Api::of(ctx.action);
    let id = ctx.service.entropy.uuid();
    let event = json!({
        "eventVersion": "1.08",
        "userIdentity": identity(ctx.caller()),
        "eventTime": ctx.now().to_string(),
        "eventSource": format!("{}.amazonaws.com", api.name()),
        "eventName": ctx.action.split_at(api.name().len() + 1).1,
        // IAM is one for all regions, and says so; a browser signs for none.
        "awsRegion": if api == Api::Sts { ctx.origin.region.as_str() } else { "us-east-1" },
        "sourceIPAddress": ctx.origin.address.to_string(),
        "userAgent": ctx.origin.user_agent,
        "requestParameters": parameters(ctx),
        "responseElements": response,
        "requestID": ctx.origin.request_id,
        "eventID": id.to_string(),
        "readOnly": ctx.sort == Sort::Read,
        "eventType": match api {
            Api::Iam | Api::Sts | Api::CloudTrail | Api::Account | Api::Bartizan => "AwsApiCall",
            Api::SignIn => "AwsConsoleSignIn",
        },
        "managementEvent": true,
        "recipientAccountId": ctx.account().to_string(),
        "eventCategory": "Management",
    });
    (id.0, event)
}

/// The ARN that a refusal is about, as it is stored.
fn judged(error: &Error) -> Option<&str> {
    match error {
        Error::AccessDenied(Denial::Policy(refused)) => Some(refused.judged.as_str()),
        Error::AccessDenied(Denial::AssumeRole { judged, .. }) => Some(judged.as_str()),
        _ => None,
    }
}

/// The event of something that no caller asked for.
pub(crate) fn record(service: &Service, happening: &Happening<'_>) -> Event {
    let id = service.entropy.uuid();
    let mut event = json!({
        "eventVersion": "1.08",
        "userIdentity": happening.identity,
        "eventTime": happening.at.to_string(),
        "eventSource": happening.source,
        "eventName": happening.name,
        "awsRegion": "us-east-1",
        "requestParameters": happening.parameters,
        "responseElements": null,
        "eventID": id.to_string(),
        "readOnly": false,
        "eventType": "AwsServiceEvent",
        "managementEvent": true,
        "recipientAccountId": happening.account.to_string(),
        "eventCategory": "Management",
    });
    if !happening.details.is_empty() {
        event["additionalEventData"] = Value::Object(happening.details.clone());
    }
    stored(happening.account, happening.at, id.0, &event)
}

fn stored(account: AccountId, at: Timestamp, id: [u8; 16], event: &Value) -> Event {
    Event { account: account.number(), micros: at.micros(), id, body: event.to_string().into() }
}

fn parameters(ctx: &Context<'_>) -> Value {
    serde_json::to_value((ctx.parameters)()).unwrap_or(Value::Null)
}

/// CloudTrail's codes end in `Exception`, where the API's do not (facts G3).
fn error_code(error: &Error, api: Api) -> String {
    match (error, api.protocol()) {
        (Error::AccessDenied(_), _) => error.code().to_owned(),
        (_, Some(Protocol::RestJson)) => error.json_code().to_owned(),
        _ => format!("{}Exception", error.code()),
    }
}

/// Who called, as CloudTrail shows it.
pub(super) fn identity(caller: &Caller) -> Value {
    let account = caller.account().to_string();
    let mut identity = match caller.identity() {
        Identity::Root(_) => json!({ "type": "Root", "principalId": account }),
        Identity::User(user) => {
            json!({ "type": "IAMUser", "principalId": user.id.to_string(), "userName": user.name.to_string() })
        }
        Identity::Role { .. } => json!({ "type": "AssumedRole", "principalId": caller.user_id() }),
        Identity::Federated { .. } => json!({ "type": "FederatedUser", "principalId": caller.user_id() }),
    };
    identity["arn"] = json!(caller.arn().to_string());
    identity["accountId"] = json!(account);
    match caller.credential() {
        Credential::AccessKey(id) => identity["accessKeyId"] = json!(id.to_string()),
        Credential::Session(_) | Credential::SigningIn(_) | Credential::Console { .. } => {
            if let Some(claims) = caller.claims() {
                identity["accessKeyId"] = json!(claims.access_key_id);
            }
            identity["sessionContext"] = json!({ "attributes": {
                "creationDate": caller.issued_at().map(|issued| issued.to_string()),
                "mfaAuthenticated": if caller.has_mfa() { "true" } else { "false" },
            } });
            if let Some(issuer) = issuer(caller) {
                identity["sessionContext"]["sessionIssuer"] = issuer;
            }
            if let Some(source) = caller.claims().and_then(|claims| claims.source_identity.as_ref()) {
                identity["sessionContext"]["sourceIdentity"] = json!(source);
            }
        }
    }
    identity
}

/// What a session is of: the role, or who vouched for a federated user.
fn issuer(caller: &Caller) -> Option<Value> {
    let (kind, id, arn, name) = match caller.identity() {
        Identity::Role { role, .. } => ("Role", role.id.to_string(), role.arn(), Some(role.name.to_string())),
        Identity::Federated { issuer: Issuer::User(user), .. } => {
            ("IAMUser", user.id.to_string(), user.arn(), Some(user.name.to_string()))
        }
        Identity::Federated { issuer: Issuer::Root(account), .. } => {
            ("Root", account.id.to_string(), model::Arn::root(account.id), None)
        }
        Identity::Root(_) | Identity::User(_) => return None,
    };
    Some(json!({
        "type": kind,
        "principalId": id,
        "arn": arn.as_str(),
        "accountId": caller.account().to_string(),
        "userName": name,
    }))
}
