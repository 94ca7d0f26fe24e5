//! RemoveRoleFromInstanceProfile.

use model::{Input, InstanceProfileName, RoleName};

use crate::authorize::condition_keys;
use crate::error::Missing;
use crate::operation::{Operation, Sort};
use crate::records::{InstanceProfile, Role, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Takes a role out of an instance profile.
#[derive(Debug, Input)]
pub struct RemoveRoleFromInstanceProfile {
    /// Which profile.
    pub instance_profile_name: InstanceProfileName,
    /// Which role.
    pub role_name: RoleName,
}

impl Operation for RemoveRoleFromInstanceProfile {
    const ACTION: &'static str = "iam:RemoveRoleFromInstanceProfile";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["instance-profile"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<InstanceProfile>(&self.instance_profile_name).await?;
        let account = ctx.account();
        let role = ctx.records().load::<Role>(keys::role(account, &self.role_name)).await?;
        // A role that is elsewhere is answered as one that is not there, which leaves nothing to learn of roles.
        let Some(role) = role.filter(|role| permit.role.as_ref() == Some(&role.id)) else {
            return Err(Error::from(Missing::Role(self.role_name.clone())).into());
        };
        let profile = InstanceProfile { role: None, ..InstanceProfile::clone(permit.target()) };
        let changes = Changes::new()
            .update(permit.target(), &profile)
            .remove_key(keys::role_profile(account, &role.id, &profile.name))
            .tally(keys::role_profile_count(account, &role.id), -1);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
