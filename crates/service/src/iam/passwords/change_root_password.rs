//! ChangePassword, of the root user: in the console only, where it needs no permission. The old password is proven as users prove it.

use model::{Input, Password};
use serde_json::json;

use super::proof;
use crate::error::{Denial, Missing};
use crate::operation::{Operation, Sort};
use crate::passwords::Prefix;
use crate::records::{Account, Credentials, Owner, PasswordRecord};
use crate::views::Empty;
use crate::{Context, Error, Halt, Identity, signin};

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
        let permit = ctx.unconditional();
        let proven = proof::prove(ctx, &permit, old, self.old_password.secret()).await?;

        let prefix = Prefix::of(ctx.origin.address);
        let whose = (ctx.account(), &Owner::Root);
        let hash = ctx.service.accept_password(whose, Some(old), prefix, &self.new_password).await?;
        let password = Some(PasswordRecord { hash, set: ctx.now(), must_change: false });
        let root = Credentials { password, ..account.root.clone() };
        let changes = proven
            .update(account, &Account { root, ..Account::clone(account) })
            .responded(json!({ "PasswordUpdated": "Success" }));
        let changes = signin::others_ended(ctx, changes).await?;
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
