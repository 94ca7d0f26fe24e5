//! ChangePassword: users change their own password, and prove that they know the old one.

use model::{Input, Password};
use serde_json::json;

use super::profile;
use crate::authorize::condition_keys;
use crate::error::Denial;
use crate::operation::{Operation, Sort};
use crate::passwords::Prefix;
use crate::records::{Loaded, Owner, PasswordRecord, User, WrongPasswords, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt, Identity, Permit};

/// Changes the caller's password.
#[derive(Debug, Input)]
pub struct ChangePassword {
    /// The password that holds.
    pub old_password: Password,
    /// The password that shall hold.
    pub new_password: Password,
}

impl Operation for ChangePassword {
    const ACTION: &'static str = "iam:ChangePassword";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    const ALLOWED_BY_PASSWORD_POLICY: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let Identity::User(caller) = ctx.caller().identity() else {
            return Err(Error::InvalidUserType.into());
        };
        let permit = ctx.authorize_loaded::<User>(caller.clone())?;
        let old = profile::of(&permit)?;
        if self.new_password.secret().expose() == self.old_password.secret().expose() {
            return Err(Error::from(Denial::SamePassword).into());
        }
        let proven = self.prove(ctx, &permit, old).await?;

        let (whose, prefix) = (Owner::User(permit.id.clone()), Prefix::of(ctx.origin.address));
        let whose = (ctx.account(), &whose);
        let hash = ctx.service.accept_password(whose, Some(old), prefix, &self.new_password).await?;
        let (credentials, changes) = profile::replaced(ctx, &permit, old, (hash, false)).await?;
        let user = User { credentials, ..User::clone(permit.target()) };
        let changes = match &proven {
            Some(wrong) => changes.remove(wrong),
            // A failure at the same moment must not be forgotten by this success.
            None => changes.watch_absent(keys::wrong_passwords(ctx.account(), &user.id)),
        };
        ctx.commit(&permit, changes.update(permit.target(), &user)).await?;
        Ok(Empty)
    }
}

impl ChangePassword {
    /// Verifies the old password. Whoever stole a session must not find it out by trying: wrong ones are counted in the commit that
    /// refuses, and make the next attempt wait; one that comes too soon is not looked at (rules R18, R19).
    async fn prove(
        &self,
        ctx: &Context<'_>,
        permit: &Permit<Loaded<User>>,
        old: &PasswordRecord,
    ) -> Result<Option<Loaded<WrongPasswords>>, Halt> {
        let key = keys::wrong_passwords(ctx.account(), &permit.id);
        let wrong = ctx.records().load::<WrongPasswords>(key.clone()).await?;
        if wrong.as_ref().is_some_and(|wrong| wrong.is_too_soon(ctx.now())) {
            return Err(Error::Throttling.into());
        }
        let prefix = Prefix::of(ctx.origin.address);
        let pool = ctx.service.passwords();
        if pool.verify(prefix, Some(&old.hash), self.old_password.secret()).await? {
            return Ok(wrong);
        }
        let after = WrongPasswords::after(wrong.as_deref(), ctx.now());
        let changes = Changes::new()
            .upsert(key, wrong.as_ref(), &after)
            .detail("passwordCheck", json!({ "result": "wrong", "failuresInARow": after.failures }));
        Err(ctx.refuse(permit, changes, Denial::OldPasswordWrong.into()).await)
    }
}
