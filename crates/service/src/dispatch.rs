//! How every operation is run, whichever door it came through.

use std::borrow::Cow;
use std::time::Duration;

use model::Timestamp;

use crate::authorize::Rights;
use crate::error::Failure;
use crate::operation::{Api, Operation};
use crate::{Caller, Context, Error, Halt, Origin, Service, audit, session_rules};

/// How often an operation runs before it gives up against others that change the same documents.
pub(crate) const ATTEMPTS: u32 = 8;

/// Runs an operation for a caller: the rules for sessions, then the operation, again after each conflict, then what the
/// audit trail must know before the answer.
///
/// # Errors
/// Why it was refused.
pub async fn call<O: Operation>(
    service: &Service,
    caller: &Caller,
    origin: &Origin,
    now: Timestamp,
    input: &O,
) -> Result<O::Output, Error> {
    let (parameters, request_keys) = (|| input.audit(), || input.request_keys());
    let (caller, rights) = gather::<O>(service, caller, now).await?;
    let caller = caller.as_ref();
    let ctx = Context {
        service,
        caller,
        rights: &rights,
        origin,
        now,
        action: O::ACTION,
        sort: O::SORT,
        declared: O::CONDITION_KEYS,
        request_keys: &request_keys,
        parameters: &parameters,
    };
    if let Err(error) = session_rules::check::<O>(caller, now) {
        return Err(audit::refused(&ctx, error).await);
    }
    let mut fresh: Option<(Caller, Rights)> = None;
    for attempt in 1..=ATTEMPTS {
        let current = match &fresh {
            Some((caller, rights)) => Context { caller, rights, ..ctx },
            None => ctx,
        };
        match input.run(&current).await {
            Ok(output) => return Ok(output),
            Err(Halt::Recorded(error)) => return Err(error),
            Err(Halt::Refused(error)) => return Err(audit::refused(&current, error).await),
            Err(Halt::Moved) => back_off(service, attempt).await,
        }
        // Whoever was deleted, or whose key was turned off meanwhile, has lost the race (rule R11).
        match caller.refreshed(service, now).await {
            Ok(caller) => {
                let (caller, rights) = gather::<O>(service, &caller, now).await?;
                fresh = Some((caller.into_owned(), rights));
            }
            Err(error) => return Err(audit::refused(&ctx, error).await),
        }
    }
    Err(audit::refused(&ctx, exhausted::<O>()).await)
}

/// The policies that bear on the caller, if the operation asks them at all. A group or a policy may have been taken from the
/// caller, and deleted, after the caller was read: then the caller is read anew. What is still not there is a damaged store.
async fn gather<'a, O: Operation>(
    service: &Service,
    caller: &'a Caller,
    now: Timestamp,
) -> Result<(Cow<'a, Caller>, Rights), Error> {
    if O::FOR_EVERYBODY {
        return Ok((Cow::Borrowed(caller), Rights::none(caller)));
    }
    let (caller, rights) = gathered(service, caller, now).await?;
    if O::ALLOWED_BY_PASSWORD_POLICY {
        let rights = rights.with_password_policy(service, &caller).await?;
        return Ok((caller, rights));
    }
    Ok((caller, rights))
}

/// The policies that bear on a caller, of whom something was taken meanwhile or not.
pub(crate) async fn gathered<'a>(
    service: &Service,
    caller: &'a Caller,
    now: Timestamp,
) -> Result<(Cow<'a, Caller>, Rights), Error> {
    match Rights::of(service, caller).await {
        Err(Error::ServiceFailure(Failure::Corrupt(_))) => {
            let caller = caller.refreshed(service, now).await?;
            let rights = Rights::of(service, &caller).await?;
            Ok((Cow::Owned(caller), rights))
        }
        rights => Ok((Cow::Borrowed(caller), rights?)),
    }
}

/// What is answered after the last attempt. Where codes are checked it must not look like a wrong code (rule R19), and STS
/// has no other word for it.
fn exhausted<O: Operation>() -> Error {
    match O::API {
        Api::Iam if !O::CHECKS_CODES => Error::ConcurrentModification,
        Api::CloudTrail | Api::Account | Api::Bartizan => Error::ConcurrentModification,
        Api::Iam | Api::Sts | Api::SignIn => Error::ServiceFailure(Failure::Exhausted),
    }
}

/// Waits for longer and longer, and never as long as the others who lost the same race.
#[expect(clippy::disallowed_methods, reason = "it makes room for others; it waits for no clock")]
pub(crate) async fn back_off(service: &Service, attempt: u32) {
    let [random] = service.entropy.array::<1>();
    let most = 250_u64 << attempt.min(6);
    tokio::time::sleep(Duration::from_micros(most * u64::from(random) / 256)).await;
}
