//! ChangePassword, of the root user: in the console only, where it needs no permission. The old password is proven as users prove it.

use model::{Input, Password};
use serde_json::json;

use crate::error::{Denial, Missing};
use crate::operation::{Operation, Sort};
use crate::passwords::Prefix;
use crate::records::{Account, Credentials, Loaded, Owner, PasswordRecord, WrongPasswords, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt, Identity};

/// Changes the root user's password.
#[derive(Debug, Input)]
pub struct ChangeRootPassword {
    /// The password that holds.
    pub old_password: Password,
    /// The password that shall hold.
    pub new_password: Password,
}

impl Operation for ChangeRootPassword {
    const ACTION: &'static str = "signin:PasswordUpdated";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let account = match ctx.caller().identity() {
            Identity::Root(account) if ctx.caller().is_at_the_console() => account,
            _ => return Err(Error::InvalidUserType.into()),
        };
        let missing = || Error::from(Missing::ConsoleSession);
        let old = account.root.password.as_ref().ok_or_else(missing)?;
        if self.new_password.secret().expose() == self.old_password.secret().expose() {
            return Err(Error::from(Denial::SamePassword).into());
        }
        let wrong = self.prove(ctx, old).await?;

        let prefix = Prefix::of(ctx.origin.address);
        let whose = (ctx.account(), &Owner::Root);
        let hash = ctx.service.accept_password(whose, Some(old), prefix, &self.new_password).await?;
        let password = Some(PasswordRecord { hash, set: ctx.now(), must_change: false });
        let root = Credentials { password, ..account.root.clone() };
        let changes = Changes::new()
            .update(account, &Account { root, ..Account::clone(account) })
            .responded(json!({ "PasswordUpdated": "Success" }));
        let changes = match &wrong {
            Some(wrong) => changes.remove(wrong),
            // A failure at the same moment must not be forgotten by this success.
            None => changes.watch_absent(keys::wrong_root_passwords(ctx.account())),
        };
        ctx.commit(&ctx.unconditional(), changes).await?;
        Ok(Empty)
    }
}

impl ChangeRootPassword {
    /// Verifies the old password. Wrong ones are counted in the commit that refuses, and make the next attempt wait; one that comes
    /// too soon is not looked at (rules R18, R19).
    async fn prove(
        &self,
        ctx: &Context<'_>,
        old: &PasswordRecord,
    ) -> Result<Option<Loaded<WrongPasswords>>, Halt> {
        let key = keys::wrong_root_passwords(ctx.account());
        let wrong = ctx.records().load::<WrongPasswords>(key.clone()).await?;
        if wrong.as_ref().is_some_and(|wrong| wrong.is_too_soon(ctx.now())) {
            return Err(Error::Throttling.into());
        }
        let prefix = Prefix::of(ctx.origin.address);
        if ctx.service.passwords().verify(prefix, Some(&old.hash), self.old_password.secret()).await? {
            return Ok(wrong);
        }
        let after = WrongPasswords::after(wrong.as_deref(), ctx.now());
        let changes = Changes::new()
            .upsert(key, wrong.as_ref(), &after)
            .detail("passwordCheck", json!({ "result": "wrong", "failuresInARow": after.failures }));
        Err(ctx.refuse(&ctx.unconditional(), changes, Denial::OldPasswordWrong.into()).await)
    }
}
