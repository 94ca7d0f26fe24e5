//! UntagPolicy: takes tags away; keys that are not there do not matter.

use model::{Input, PolicyArn};

use super::managed::Managed;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::InvalidInput;
use crate::iam::tags::{KeyCase, TagKeys, untagged};
use crate::operation::{Operation, Sort};
use crate::records::ManagedPolicy;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Takes tags from a managed policy.
#[derive(Debug, Input)]
pub struct UntagPolicy {
    /// Which policy.
    pub policy_arn: PolicyArn,
    /// The keys of the tags.
    pub tag_keys: TagKeys,
}

impl Operation for UntagPolicy {
    const ACTION: &'static str = "iam:UntagPolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["policy"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_UNTAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tag_keys(&self.tag_keys)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = Managed::to_change(ctx, &self.policy_arn, InvalidInput::TagsOutsideAccount).await?;
        let tags = untagged(&permit.tags, &self.tag_keys, KeyCase::Kept);
        let policy = ManagedPolicy { tags, ..ManagedPolicy::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &policy)).await?;
        Ok(Empty)
    }
}
