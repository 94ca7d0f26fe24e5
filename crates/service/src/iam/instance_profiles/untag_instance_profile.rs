//! UntagInstanceProfile: takes tags away; keys that are not there do not matter.

use model::{Input, InstanceProfileName};

use crate::authorize::{RequestKeys, condition_keys};
use crate::iam::tags::{KeyCase, TagKeys, untagged};
use crate::operation::{Operation, Sort};
use crate::records::InstanceProfile;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Takes tags from an instance profile.
#[derive(Debug, Input)]
pub struct UntagInstanceProfile {
    /// Which profile.
    pub instance_profile_name: InstanceProfileName,
    /// The keys of the tags.
    pub tag_keys: TagKeys,
}

impl Operation for UntagInstanceProfile {
    const ACTION: &'static str = "iam:UntagInstanceProfile";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["instance-profile"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_UNTAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tag_keys(&self.tag_keys)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<InstanceProfile>(&self.instance_profile_name).await?;
        let tags = untagged(&permit.tags, &self.tag_keys, KeyCase::Kept);
        let profile = InstanceProfile { tags, ..InstanceProfile::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &profile)).await?;
        Ok(Empty)
    }
}
