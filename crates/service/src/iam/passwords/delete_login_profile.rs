//! DeleteLoginProfile: takes a user's password away. Access keys go on working; sessions end.

use model::{Input, NewUserName, UserName};

use super::profile;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::{Owner, User, keys};
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Takes a password away.
#[derive(Debug, Input)]
pub struct DeleteLoginProfile {
    /// Whose; the caller's, if nobody is named.
    pub user_name: Option<NewUserName>,
}

impl Operation for DeleteLoginProfile {
    const ACTION: &'static str = "iam:DeleteLoginProfile";
    const SORT: Sort = Sort::Change;
    // Who sets a password can sign in with it, and has a fresh factor then.
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let named = self.user_name.clone().map(UserName::from);
        let permit = ctx.authorize::<User>(&ctx.named_user(named.as_ref())?).await?;
        profile::of(&permit)?;
        let mut user = User::clone(permit.target());
        user.credentials.password = None;
        user.credentials = profile::sessions_ended(ctx, user.credentials);
        // Whoever writes these expects the user unchanged: none of them comes back after this.
        let changes = Changes::new()
            .update(permit.target(), &user)
            .remove_key(keys::password_last_used(ctx.account(), &Owner::User(user.id.clone())))
            .remove_key(keys::password_history(ctx.account(), &user.id))
            .remove_key(keys::wrong_passwords(ctx.account(), &user.id));
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
