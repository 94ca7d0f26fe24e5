//! A new password in a sign-in that demands one. Whoever set the old one demanded it, so it needs no permission; the factors that
//! were proven before are needed.

use model::{Input, Password};

use super::session::{Progress, advance};
use super::sessions::others_ended;
use super::{Ceremony, Stage};
use crate::error::Denial;
use crate::iam::passwords::profile;
use crate::operation::{Operation, Sort};
use crate::passwords::Prefix;
use crate::records::{Account, Credentials, PasswordRecord, User};
use crate::{Changes, Context, Credential, Error, Halt, Identity};

/// Sets the new password, and goes on.
#[derive(Debug, Input)]
pub struct UpdatePassword {
    /// The password that shall hold.
    pub new_password: Password,
}

impl Operation for UpdatePassword {
    const ACTION: &'static str = "signin:PasswordUpdated";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    type Output = Progress;

    async fn run(&self, ctx: &Context<'_>) -> Result<Progress, Halt> {
        let refused = || Halt::from(Error::from(Denial::SessionCredentials { operation: Self::NAME }));
        let Credential::SigningIn(ceremony) = ctx.caller().credential() else { return Err(refused()) };
        let stage = ctx.service.stage(ctx.caller(), ceremony, ctx.origin, ctx.now()).await?;
        let old = ctx.caller().credentials().and_then(|credentials| credentials.password.as_ref());
        let (Stage::NewPassword, Some(old)) = (stage, old) else { return Err(refused()) };

        let (service, prefix) = (ctx.service, Prefix::of(ctx.origin.address));
        if service.passwords().verify(prefix, Some(&old.hash), self.new_password.secret()).await? {
            return Err(Error::from(Denial::SamePassword).into());
        }
        let owner = ctx.caller().owner();
        let hash =
            service.accept_password((ctx.account(), &owner), Some(old), prefix, &self.new_password).await?;
        let changes = match ctx.caller().identity() {
            Identity::User(user) => {
                let (credentials, changes) =
                    profile::replaced(ctx, Changes::new(), user, old, (hash, false)).await?;
                changes.update(user, &User { credentials, ..User::clone(user) })
            }
            Identity::Root(account) => {
                let password = Some(PasswordRecord { hash, set: ctx.now(), must_change: false });
                let root = Credentials { password, ..account.root.clone() };
                Changes::new().update(account, &Account { root, ..Account::clone(account) })
            }
            Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_) => {
                return Err(refused());
            }
        };
        let changes = others_ended(ctx, changes).await?;
        let ceremony =
            Ceremony { password_set: ctx.now(), id: service.entropy.array(), ..Ceremony::clone(ceremony) };
        let stage = service.stage_with_new_password(ctx.caller(), &ceremony, ctx.origin, ctx.now()).await?;
        advance(ctx, &ctx.unconditional(), (ceremony, stage), changes).await
    }
}
