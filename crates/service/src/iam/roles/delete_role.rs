//! DeleteRole: only when no policy is attached any more, and no instance profile has the role. Its sessions end with it.

use model::{Input, RoleName};

use crate::authorize::condition_keys;
use crate::error::Conflict;
use crate::iam::boundaries::bounded;
use crate::operation::{Operation, Sort};
use crate::records::{Holder, Loaded, Owner, Role, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

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
        permit.modifiable()?;
        if !permit.permissions.attached.is_empty() {
            return Err(Error::from(Conflict::Policies).into());
        }
        if !permit.permissions.inline.is_empty() {
            return Err(Error::from(Conflict::InlinePolicies).into());
        }
        let changes = removal(ctx, permit.target()).await?;
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}

/// What goes with a role.
pub(crate) async fn removal(ctx: &Context<'_>, role: &Loaded<Role>) -> Result<Changes, Halt> {
    let account = ctx.account();
    Ok(bounded::lifted(ctx, &**role)
        .await?
        .remove(role)
        .remove_key(keys::id(account, role.id.as_str()))
        .remove_key(keys::guesses(account, &Owner::Role(role.id.clone())))
        .remove_key(keys::role_last_used(account, &role.id))
        // Which profiles have it is in their documents: the counter tells whether there are any, also those that get it at
        // this moment.
        .count(keys::role_profile_count(account, &role.id), 0, 0, Conflict::InstanceProfile)
        .tally(keys::role_count(account), -1))
}
