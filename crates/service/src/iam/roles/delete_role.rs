//! DeleteRole: only when no policy is attached any more, and no instance profile has the role. Its sessions end with it.

use model::{Input, RoleName};

use crate::authorize::condition_keys;
use crate::error::Conflict;
use crate::iam::boundaries::bounded;
use crate::operation::{Operation, Sort};
use crate::records::{Owner, Role, keys};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Deletes a role.
#[derive(Debug, Input)]
pub struct DeleteRole {
    /// Which role.
    pub role_name: RoleName,
}

impl Operation for DeleteRole {
    const ACTION: &'static str = "iam:DeleteRole";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<Role>(&self.role_name).await?;
        if !permit.permissions.attached.is_empty() {
            return Err(Error::from(Conflict::Policies).into());
        }
        if !permit.permissions.inline.is_empty() {
            return Err(Error::from(Conflict::InlinePolicies).into());
        }
        let account = ctx.account();
        let changes = bounded::lifted(ctx, &**permit.target())
            .await?
            .remove(permit.target())
            .remove_key(keys::id(account, permit.id.as_str()))
            .remove_key(keys::guesses(account, &Owner::Role(permit.id.clone())))
            .remove_key(keys::role_last_used(account, &permit.id))
            // Which profiles have it is in their documents: the counter tells whether there are any, also those that get it at
            // this moment.
            .count(keys::role_profile_count(account, &permit.id), 0, 0, Conflict::InstanceProfile)
            .tally(keys::role_count(account), -1);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
