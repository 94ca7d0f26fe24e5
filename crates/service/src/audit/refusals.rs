//! Refusals of known principals: durable before the answer, and bounded.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::{AccountId, Timestamp};
use serde_json::{Map, Value, json};
use store::Batch;

use super::event::{self, Happening};
use crate::error::Failure;
use crate::figures::Counter;
use crate::operation::Sort;
use crate::records::Owner;
use crate::{Context, Error, Identity, Service};

/// How many refusals of one principal are recorded one by one in a minute.
const A_MINUTE: u32 = 30;
/// At most so many principals are counted at once; those beyond are only logged.
const MOST_PRINCIPALS: usize = 50_000;

/// How often each principal was refused in this minute.
#[derive(Default)]
pub struct RefusalLimits {
    minutes: Mutex<HashMap<Principal, Minute>>,
    /// How many were counted instead of recorded, since the start.
    pub counted: Counter,
}

type Principal = (AccountId, Owner);

struct Minute {
    minute: u64,
    recorded: u32,
    /// How many are counted and not written, and since which minute.
    rest: u64,
    since: u64,
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
        // Whoever is vouched for is counted by who vouches: a stranger has as many names as a public provider gives away.
        let principal = (
            ctx.account(),
            match ctx.caller().identity() {
                Identity::WebIdentity(identity) => Owner::Vouched(identity.provider().url.to_string()),
                _ => ctx.caller().owner(),
            },
        );
        if minutes.len() >= MOST_PRINCIPALS && !minutes.contains_key(&principal) {
            tracing::warn!(account = %principal.0, "too many principals are being refused at once; one is not recorded");
            return Verdict::Counted;
        }
        let entry = minutes.entry(principal).or_insert_with(|| Minute {
            minute,
            recorded: 0,
            rest: 0,
            since: minute,
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
        if entry.rest == 0 {
            entry.since = minute;
        }
        entry.rest += 1;
        entry.last = json!({ "eventName": ctx.action.split_once(':').map_or(ctx.action, |(_, name)| name), "errorCode": error.code() });
        Verdict::Counted
    }

    /// Takes what was counted before a minute, and forgets whoever was not refused since. A flood that goes on does not put
    /// off what is due.
    fn due(&self, minute: u64) -> Vec<(Principal, Rest)> {
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let due = |entry: &&mut Minute| entry.rest > 0 && entry.since < minute;
        let taken = minutes.iter_mut().map(|(principal, entry)| (principal.clone(), entry));
        let taken = taken.filter(|(_, entry)| due(entry)).map(|(principal, entry)| {
            let rest = std::mem::take(&mut entry.rest);
            let (last, identity) = (entry.last.clone(), entry.identity.clone());
            (principal, Rest { refusals: rest, since: entry.since, last, identity })
        });
        let taken = taken.collect();
        minutes.retain(|_, entry| entry.rest > 0 || entry.minute >= minute);
        taken
    }

    /// Counts again what could not be written.
    fn put_back(&self, principal: Principal, unwritten: Rest) {
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let Rest { refusals, since, last, identity } = unwritten;
        let entry = minutes.entry(principal).or_insert(Minute {
            minute: since,
            recorded: 0,
            rest: 0,
            since,
            last,
            identity,
        });
        entry.rest += refusals;
        entry.since = entry.since.min(since);
    }
}

/// Refusals that were counted and not recorded.
struct Rest {
    refusals: u64,
    since: u64,
    last: Value,
    identity: Value,
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
    if is_read && !is_denial {
        return error;
    }
    if matches!(ctx.service.refusals.admit(ctx, &error), Verdict::Counted) {
        ctx.service.refusals.counted.add();
        return error;
    }
    let event = match event::refusal(ctx, &error, &Map::new()) {
        Ok(event) => event,
        Err(failure) => return failure,
    };
    match ctx.service.records.commit(Batch::at(ctx.now().micros()).event(event)).await {
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
    for (principal, rest) in service.refusals.due(before) {
        let event = further(service, principal.0, &rest, now);
        if let Err(error) = service.records.commit(Batch::at(now.micros()).event(event)).await {
            service.refusals.put_back(principal, rest);
            result = Err(error.into());
        }
    }
    result
}

fn further(service: &Service, account: AccountId, rest: &Rest, now: Timestamp) -> store::Event {
    let mut details = Map::new();
    details.insert("refusals".to_owned(), json!(rest.refusals));
    details.insert("since".to_owned(), json!(Timestamp::from_secs(rest.since * 60).to_string()));
    details.insert("last".to_owned(), rest.last.clone());
    event::record(
        service,
        &Happening {
            account,
            at: now,
            source: "bartizan",
            name: "FurtherRefusals",
            identity: rest.identity.clone(),
            parameters: Value::Null,
            details: &details,
        },
    )
}
