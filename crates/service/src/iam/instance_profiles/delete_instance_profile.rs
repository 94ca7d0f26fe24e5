//! DeleteInstanceProfile: only without a role.

use model::{Input, InstanceProfileName};

use crate::authorize::condition_keys;
use crate::error::Conflict;
use crate::operation::{Operation, Sort};
use crate::records::{InstanceProfile, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Deletes an instance profile.
#[derive(Debug, Input)]
pub struct DeleteInstanceProfile {
    /// Which profile.
    pub instance_profile_name: InstanceProfileName,
}

impl Operation for DeleteInstanceProfile {
    const ACTION: &'static str = "iam:DeleteInstanceProfile";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["instance-profile"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<InstanceProfile>(&self.instance_profile_name).await?;
        if permit.role.is_some() {
            return Err(Error::from(Conflict::InstanceProfile).into());
        }
        let changes =
            Changes::new().remove(permit.target()).tally(keys::instance_profile_count(ctx.account()), -1);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
