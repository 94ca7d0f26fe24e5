//! UpdateLoginProfile: an administrator resets a user's password, or says that it must be changed.

use model::{Flag, Input, NewUserName, Password, UserName};

use super::profile;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::passwords::Prefix;
use crate::records::{Owner, PasswordRecord, User, keys};
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Resets a password.
#[derive(Debug, Input)]
pub struct UpdateLoginProfile {
    /// Whose.
    pub user_name: NewUserName,
    /// The new password; the old one stays if there is none.
    pub password: Option<Password>,
    /// Whether it must be changed at the next sign-in; as it was, if it is not said.
    pub password_reset_required: Option<Flag>,
}

impl Operation for UpdateLoginProfile {
    const ACTION: &'static str = "iam:UpdateLoginProfile";
    const SORT: Sort = Sort::Change;
    // Who sets a password can sign in with it, and has a fresh factor then.
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<User>(&UserName::from(self.user_name.clone())).await?;
        let old = profile::of(&permit)?;
        let must_change = self.password_reset_required.map_or(old.must_change, |flag| flag.0);
        let mut user = User::clone(permit.target());
        let changes = match &self.password {
            Some(password) => {
                let (whose, prefix) = (Owner::User(permit.id.clone()), Prefix::of(ctx.origin.address));
                let whose = (ctx.account(), &whose);
                let hash = ctx.service.accept_password(whose, Some(old), prefix, password).await?;
                let (credentials, changes) =
                    profile::replaced(ctx, Changes::new(), &permit, old, (hash, must_change)).await?;
                user.credentials = profile::sessions_ended(ctx, credentials);
                // Who was told a new password begins anew.
                changes.remove_key(keys::wrong_passwords(ctx.account(), &user.id))
            }
            None => {
                user.credentials.password = Some(PasswordRecord { must_change, ..old.clone() });
                Changes::new()
            }
        };
        ctx.commit(&permit, changes.update(permit.target(), &user)).await?;
        Ok(Empty)
    }
}
