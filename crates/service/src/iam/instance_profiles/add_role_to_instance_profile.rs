//! AddRoleToInstanceProfile: whoever runs a machine with the profile acts as the role, so the caller must be allowed to pass it on.

use model::{Input, InstanceProfileName, RoleName};

use crate::authorize::condition_keys;
use crate::error::Quota;
use crate::operation::{Operation, Sort};
use crate::records::{Holder, InstanceProfile, ProfileOfRole, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Whom the role is passed to.
const MACHINES: &str = "ec2.amazonaws.com";

/// Puts a role into an instance profile, which has one at most.
#[derive(Debug, Input)]
pub struct AddRoleToInstanceProfile {
    /// Which profile.
    pub instance_profile_name: InstanceProfileName,
    /// Which role.
    pub role_name: RoleName,
}

impl Operation for AddRoleToInstanceProfile {
    const ACTION: &'static str = "iam:AddRoleToInstanceProfile";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["instance-profile"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<InstanceProfile>(&self.instance_profile_name).await?;
        let role = ctx.role_to_pass(&self.role_name, MACHINES).await?;
        role.modifiable()?;
        if permit.role.is_some() {
            return Err(Error::from(Quota::ROLES_OF_INSTANCE_PROFILE).into());
        }
        let account = ctx.account();
        let profile =
            InstanceProfile { role: Some(role.id.clone()), ..InstanceProfile::clone(permit.target()) };
        let changes = Changes::new()
            .update(permit.target(), &profile)
            // It must not be deleted, nor be taken from under the policies that were asked, at this moment.
            .watch(role.target())
            .put(
                keys::role_profile(account, &role.id, &profile.name),
                &ProfileOfRole { profile: profile.id.clone() },
            )
            .tally(keys::role_profile_count(account, &role.id), 1);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
