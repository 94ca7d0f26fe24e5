//! TagInstanceProfile: says something of an instance profile. Tag keys of profiles differ by case.

use model::{Input, InstanceProfileName};

use crate::authorize::{RequestKeys, condition_keys};
use crate::error::InvalidInput;
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::InstanceProfile;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Tags an instance profile.
#[derive(Debug, Input)]
pub struct TagInstanceProfile {
    /// Which profile.
    pub instance_profile_name: InstanceProfileName,
    /// What to say.
    pub tags: Tags,
}

impl Operation for TagInstanceProfile {
    const ACTION: &'static str = "iam:TagInstanceProfile";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["instance-profile"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(&self.tags)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<InstanceProfile>(&self.instance_profile_name).await?;
        if self.tags.is_empty() {
            return Err(Error::from(InvalidInput::NoTags).into());
        }
        let tags = tagged(&permit.tags, &self.tags, KeyCase::Kept)?;
        let profile = InstanceProfile { tags, ..InstanceProfile::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &profile)).await?;
        Ok(Empty)
    }
}
