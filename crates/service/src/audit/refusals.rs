//! Refusals of known principals: durable before the answer, and bounded.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::{AccountId, Timestamp};
use serde_json::{Map, Value, json};
use store::Batch;

use super::event::{self, Happening};
use crate::error::Failure;
use crate::operation::Sort;
use crate::records::Owner;
use crate::{Context, Error, Service};

/// How many refusals of one principal are recorded one by one in a minute.
const A_MINUTE: u32 = 30;
/// At most so many principals are counted at once; those beyond are only logged.
const MOST_PRINCIPALS: usize = 50_000;

/// How often each principal was refused in this minute.
#[derive(Default)]
pub struct RefusalLimits {
    minutes: Mutex<HashMap<Principal, Minute>>,
}

type Principal = (AccountId, Owner);

struct Minute {
    minute: u64,
    recorded: u32,
    rest: u64,
    last: Value,
    identity: Value,
}

/// What to do with a refusal.
enum Verdict {
    /// Write it.
    Record,
    /// It is counted.
    Counted,
}

impl RefusalLimits {
    fn admit(&self, ctx: &Context<'_>, error: &Error) -> Verdict {
        let minute = ctx.now().secs() / 60;
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let principal = (ctx.account(), ctx.caller().owner());
        if minutes.len() >= MOST_PRINCIPALS && !minutes.contains_key(&principal) {
            tracing::warn!(account = %principal.0, "too many principals are being refused at once; one is not recorded");
            return Verdict::Counted;
        }
        let entry = minutes.entry(principal).or_insert_with(|| Minute {
            minute,
            recorded: 0,
            rest: 0,
            last: Value::Null,
            identity: event::identity(ctx.caller()),
        });
        // What was counted in an earlier minute stays until it is written; only the allowance is new.
        if entry.minute != minute {
            entry.minute = minute;
            entry.recorded = 0;
        }
        if entry.recorded < A_MINUTE {
            entry.recorded += 1;
            return Verdict::Record;
        }
        entry.rest += 1;
        entry.last = json!({ "eventName": ctx.action.split_at(4).1, "errorCode": error.code() });
        Verdict::Counted
    }

    /// Takes what is due to be written, and forgets whoever was not refused of late.
    fn due(&self, minute: u64) -> Vec<(Principal, Minute)> {
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        minutes.extract_if(|_, entry| entry.minute < minute).filter(|(_, entry)| entry.rest > 0).collect()
    }

    /// Counts again what could not be written.
    fn put_back(&self, principal: Principal, unwritten: Minute) {
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = unwritten.rest;
        let entry = minutes.entry(principal).or_insert_with(|| Minute { rest: 0, ..unwritten });
        entry.rest += rest;
    }
}

/// Records a refusal where it must be recorded, and gives the error to answer with: the same, or that it could not be
/// recorded.
pub async fn refused(ctx: &Context<'_>, error: Error) -> Error {
    if let Error::ServiceFailure(failure) = &error {
        tracing::error!(request_id = ctx.origin.request_id, action = ctx.action, %failure, "an operation failed");
        return error;
    }
    let is_read = ctx.sort == Sort::Read;
    let is_denial = matches!(error, Error::AccessDenied(_) | Error::InvalidClientTokenId { .. });
    if is_read && !is_denial || matches!(ctx.service.refusals.admit(ctx, &error), Verdict::Counted) {
        return error;
    }
    let batch = Batch::at(ctx.now().micros()).event(event::refusal(ctx, &error, &Map::new()));
    match ctx.service.records.commit(batch).await {
        Ok(_) => error,
        Err(cause) => {
            tracing::error!(request_id = ctx.origin.request_id, %cause, "a refusal could not be recorded");
            Error::ServiceFailure(Failure::Unknown)
        }
    }
}

/// Writes one event for each principal that was refused more often than is recorded one by one, before a minute (of those
/// since 1970).
pub async fn flush_refusals(service: &Service, now: Timestamp, before: u64) -> Result<(), Error> {
    let mut result = Ok(());
    for (principal, minute) in service.refusals.due(before) {
        let event = further(service, principal.0, &minute, now);
        if service.records.commit(Batch::at(now.micros()).event(event)).await.is_err() {
            service.refusals.put_back(principal, minute);
            result = Err(Error::ServiceFailure(Failure::Unknown));
        }
    }
    result
}

fn further(service: &Service, account: AccountId, minute: &Minute, now: Timestamp) -> store::Event {
    let mut details = Map::new();
    details.insert("refusals".to_owned(), json!(minute.rest));
    details.insert("last".to_owned(), minute.last.clone());
    event::record(
        service,
        &Happening {
            account,
            at: now,
            source: "bartizan",
            name: "FurtherRefusals",
            identity: minute.identity.clone(),
            parameters: Value::Null,
            details: &details,
        },
    )
}
