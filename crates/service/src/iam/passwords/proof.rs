//! That the caller knows the own password. Whoever stole a session must not find it out by trying: wrong ones are counted in the
//! commit that refuses, and make the next attempt wait; one that comes too soon is not looked at (rules R18, R19).

use model::Secret;
use serde_json::json;

use crate::error::Denial;
use crate::passwords::Prefix;
use crate::records::{Owner, PasswordRecord, WrongPasswords, keys};
use crate::{Changes, Context, Error, Halt, Permit};

/// Verifies a password of the caller's own. The changes end the row of wrong ones; they are committed with what the proof is for.
pub async fn prove<T>(
    ctx: &Context<'_>,
    permit: &Permit<T>,
    record: &PasswordRecord,
    password: &Secret<String>,
) -> Result<Changes, Halt> {
    let key = match ctx.caller().owner() {
        Owner::User(id) => keys::wrong_passwords(ctx.account(), &id),
        Owner::Root => keys::wrong_root_passwords(ctx.account()),
        Owner::Role(_) | Owner::Vouched(_) => return Err(Error::InvalidUserType.into()),
    };
    let wrong = ctx.records().load::<WrongPasswords>(key.clone()).await?;
    if wrong.as_ref().is_some_and(|wrong| wrong.is_too_soon(ctx.now())) {
        return Err(Error::Throttling.into());
    }
    let prefix = Prefix::of(ctx.origin.address);
    if ctx.service.passwords().verify(prefix, Some(&record.hash), password).await? {
        return Ok(match &wrong {
            Some(wrong) => Changes::new().remove(wrong),
            // A failure at the same moment must not be forgotten by this success.
            None => Changes::new().watch_absent(key),
        });
    }
    let after = WrongPasswords::after(wrong.as_deref(), ctx.now());
    let changes = Changes::new()
        .upsert(key, wrong.as_ref(), &after)
        .detail("passwordCheck", json!({ "result": "wrong", "failuresInARow": after.failures }));
    Err(ctx.refuse(permit, changes, Denial::OldPasswordWrong.into()).await)
}
