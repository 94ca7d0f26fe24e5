//! Events, in the shape of CloudTrail's (facts G2, G3). They hold no code, seed, secret, token or password: inputs hide their
//! secrets by type, and answers are named field by field.
//!
//! Every durable call writes one, so the event of a call is written as text at once, from what is borrowed.

mod identity;

use std::fmt::Display;
use std::net::IpAddr;

use model::{AccountId, Timestamp};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use store::Event;

use self::identity::UserIdentity;
use super::outbox::Outgoing;
use crate::entropy::Uuid;
use crate::error::Failure;
use crate::operation::{Api, Protocol, Sort};
use crate::{Caller, Changes, Context, Denial, Error, Service};

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

/// What is written as it shows itself.
pub(super) struct Shown<T>(T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// The event of a call.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallEvent<'a, P> {
    event_version: &'static str,
    user_identity: UserIdentity<'a>,
    event_time: Shown<Timestamp>,
    event_source: &'static str,
    event_name: &'static str,
    aws_region: &'a str,
    #[serde(rename = "sourceIPAddress")]
    source_ip_address: Shown<IpAddr>,
    user_agent: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
    request_parameters: P,
    response_elements: &'a Value,
    #[serde(skip_serializing_if = "Map::is_empty")]
    additional_event_data: &'a Map<String, Value>,
    #[serde(rename = "requestID")]
    request_id: &'a str,
    #[serde(rename = "eventID")]
    event_id: Shown<Uuid>,
    read_only: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<[Resource<'a>; 1]>,
    event_type: &'static str,
    management_event: bool,
    recipient_account_id: Shown<AccountId>,
    event_category: &'static str,
}

/// What an event is about.
#[derive(Serialize)]
struct Resource<'a> {
    #[serde(rename = "accountId")]
    account: Shown<AccountId>,
    #[serde(rename = "ARN")]
    arn: &'a str,
}

/// The event of an operation that did what was asked.
///
/// # Errors
/// If it cannot be written, and so nothing may be that it tells of.
pub fn success(ctx: &Context<'_>, changes: &Changes) -> Result<Event, Error> {
    let response = changes.response().unwrap_or(&Value::Null);
    stored(ctx.account(), ctx.now(), &CallEvent::of(ctx, (ctx.parameters)(), response, changes.details()))
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
    let parameters = shortened(serde_json::to_value((ctx.parameters)()).map_err(unwritable)?);
    let details = Map::new();
    let response = changes.response().unwrap_or(&Value::Null);
    let event = CallEvent {
        user_identity: UserIdentity::elsewhere(ctx.caller()),
        recipient_account_id: Shown(account),
        resources: Some([Resource { account: Shown(account), arn: resource.as_str() }]),
        ..CallEvent::of(ctx, parameters, response, &details)
    };
    let event = stored(account, ctx.now(), &event)?;
    Outgoing::keep(changes, &event, account)
}

/// What the caller's own account may say at length must not fill the other one's trail.
fn shortened(mut parameters: Value) -> Value {
    if let Value::Object(parameters) = &mut parameters {
        parameters.retain(|_, said| said.to_string().len() <= MOST_ELSEWHERE);
    }
    parameters
}

/// The event of an operation that was refused.
///
/// # Errors
/// If it cannot be written.
pub fn refusal(ctx: &Context<'_>, error: &Error, details: &Map<String, Value>) -> Result<Event, Error> {
    let api = Api::of(ctx.action);
    let (mut message, mut response) = (error.message(api), Value::Null);
    if api == Api::SignIn {
        "Failed authentication".clone_into(&mut message);
        response = json!({ (name_of(ctx)): "Failure" });
    }
    let judged = judged(error).map(|arn| [Resource { account: Shown(ctx.account()), arn }]);
    let event = CallEvent {
        error_code: Some(error_code(error, api)),
        error_message: Some(message),
        resources: judged,
        ..CallEvent::of(ctx, (ctx.parameters)(), &response, details)
    };
    stored(ctx.account(), ctx.now(), &event)
}

impl<'a, P: Serialize> CallEvent<'a, P> {
    /// What the event of every call says.
    fn of(ctx: &Context<'a>, parameters: P, response: &'a Value, details: &'a Map<String, Value>) -> Self {
        let api = Api::of(ctx.action);
        Self {
            event_version: "1.08",
            user_identity: UserIdentity::of(ctx.caller),
            event_time: Shown(ctx.now()),
            event_source: api.event_source(),
            event_name: name_of(ctx),
            // IAM is one for all regions, and says so; a browser signs for none.
            aws_region: if api == Api::Sts { ctx.origin.region.as_str() } else { "us-east-1" },
            source_ip_address: Shown(ctx.origin.address),
            user_agent: &ctx.origin.user_agent,
            error_code: None,
            error_message: None,
            request_parameters: parameters,
            response_elements: response,
            additional_event_data: details,
            request_id: &ctx.origin.request_id,
            event_id: Shown(ctx.service.entropy.uuid()),
            read_only: ctx.sort == Sort::Read,
            resources: None,
            event_type: match api {
                Api::Iam | Api::Sts | Api::CloudTrail | Api::Account | Api::Bartizan => "AwsApiCall",
                Api::SignIn => "AwsConsoleSignIn",
            },
            management_event: true,
            recipient_account_id: Shown(ctx.account()),
            event_category: "Management",
        }
    }
}

fn name_of(ctx: &Context<'_>) -> &'static str {
    ctx.action.split_at(Api::of(ctx.action).name().len() + 1).1
}

/// The ARN that a refusal is about, as it is stored.
fn judged(error: &Error) -> Option<&str> {
    match error {
        Error::AccessDenied(Denial::Policy(refused)) => Some(refused.judged.as_str()),
        Error::AccessDenied(Denial::AssumeRole { judged, .. } | Denial::WebIdentity { judged }) => {
            Some(judged.as_str())
        }
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
    Event {
        account: happening.account.number(),
        micros: happening.at.micros(),
        id: id.0,
        body: event.to_string().into(),
    }
}

/// Events are a few hundred bytes, most of them.
const USUAL: usize = 1_024;

fn stored<P: Serialize>(account: AccountId, at: Timestamp, event: &CallEvent<'_, P>) -> Result<Event, Error> {
    let mut body = Vec::with_capacity(USUAL);
    serde_json::to_writer(&mut body, event).map_err(unwritable)?;
    body.shrink_to_fit();
    let id = event.event_id.0.0;
    Ok(Event { account: account.number(), micros: at.micros(), id, body: body.into() })
}

/// Everything in an event can be written as JSON, so nobody sees this.
fn unwritable(_: serde_json::Error) -> Error {
    Error::ServiceFailure(Failure::Corrupt("event".to_owned()))
}

/// Who called, as CloudTrail shows it.
pub(super) fn identity(caller: &Caller) -> Value {
    serde_json::to_value(UserIdentity::of(caller)).unwrap_or_default()
}

/// CloudTrail's codes end in `Exception`, where the API's do not (facts G3).
fn error_code(error: &Error, api: Api) -> String {
    match (error, api.protocol()) {
        (Error::AccessDenied(_), _) => error.code().to_owned(),
        (_, Some(Protocol::RestJson | Protocol::Json11)) => error.json_code().to_owned(),
        _ => format!("{}Exception", error.code()),
    }
}
