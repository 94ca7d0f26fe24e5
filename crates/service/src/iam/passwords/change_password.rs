//! ChangePassword: users change their own password, and prove that they know the old one.

use model::{Input, Password};

use super::{profile, proof};
use crate::authorize::condition_keys;
use crate::error::Denial;
use crate::operation::{Operation, Sort};
use crate::passwords::Prefix;
use crate::records::{Owner, User};
use crate::views::Empty;
use crate::{Context, Error, Halt, Identity, signin};

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
    const WITH_RECOVERY_CODE: bool = true;
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
        let proven = proof::prove(ctx, &permit, old, self.old_password.secret()).await?;

        let (whose, prefix) = (Owner::User(permit.id.clone()), Prefix::of(ctx.origin.address));
        let whose = (ctx.account(), &whose);
        let hash = ctx.service.accept_password(whose, Some(old), prefix, &self.new_password).await?;
        let (credentials, changes) = profile::replaced(ctx, proven, &permit, old, (hash, false)).await?;
        let user = User { credentials, ..User::clone(permit.target()) };
        let changes = signin::others_ended(ctx, changes.update(permit.target(), &user)).await?;
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
