//! What the operations on a user's password share. AWS calls a password, with what is said of it, a login profile.

use model::Timestamp;
use serde::Serialize;
use vault::StoredPassword;

use crate::error::{Error, Missing};
use crate::records::{Credentials, Loaded, PasswordHistory, PasswordRecord, User, keys};
use crate::views::Moment;
use crate::{Changes, Context};

/// A password as answers show it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoginProfileView {
    user_name: String,
    /// Since when there is one.
    pub create_date: Moment,
    /// Whether it must be changed at the next sign-in.
    pub password_reset_required: bool,
}

impl LoginProfileView {
    /// The password of a user who has had one since a moment.
    pub fn new(user: &User, created: Timestamp, must_change: bool) -> Self {
        Self {
            user_name: user.name.to_string(),
            create_date: Moment(created),
            password_reset_required: must_change,
        }
    }
}

/// The password of a user.
pub fn of(user: &User) -> Result<&PasswordRecord, Error> {
    let record = user.credentials.password.as_ref();
    record.ok_or_else(|| Missing::LoginProfile(user.name.clone()).into())
}

/// The passwords that a user had before.
pub async fn history(ctx: &Context<'_>, user: &User) -> Result<Option<Loaded<PasswordHistory>>, Error> {
    ctx.records().load(keys::password_history(ctx.account(), &user.id)).await
}

/// Replaces a user's password by another: what becomes of the credentials, and of what was replaced.
pub async fn replaced(
    ctx: &Context<'_>,
    changes: Changes,
    user: &User,
    old: &PasswordRecord,
    (hash, must_change): (StoredPassword, bool),
) -> Result<(Credentials, Changes), Error> {
    let history = history(ctx, user).await?;
    let before = history.as_deref().cloned().unwrap_or_else(|| PasswordHistory::since(old.set));
    let key = keys::password_history(ctx.account(), &user.id);
    let changes = changes.upsert(key, history.as_ref(), &before.with(old.hash.clone()));
    let password = Some(PasswordRecord { hash, set: ctx.now(), must_change });
    Ok((Credentials { password, ..user.credentials.clone() }, changes))
}

/// The same credentials, of which no session issued until now holds: whoever learnt the password, or was let in by it, is out.
pub fn sessions_ended(ctx: &Context<'_>, credentials: Credentials) -> Credentials {
    let sessions_valid_after = credentials.sessions_valid_after.max(ctx.now());
    Credentials { sessions_valid_after, ..credentials }
}
