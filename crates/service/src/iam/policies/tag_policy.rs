//! TagPolicy: says something of a managed policy. Tag keys of policies differ by case.

use model::{Input, PolicyArn};

use super::managed::Managed;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::InvalidInput;
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::ManagedPolicy;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Tags a managed policy.
#[derive(Debug, Input)]
pub struct TagPolicy {
    /// Which policy.
    pub policy_arn: PolicyArn,
    /// What to say.
    pub tags: Tags,
}

impl Operation for TagPolicy {
    const ACTION: &'static str = "iam:TagPolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["policy"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(&self.tags)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = Managed::to_change(ctx, &self.policy_arn, InvalidInput::TagsOutsideAccount).await?;
        if self.tags.is_empty() {
            return Err(Error::from(InvalidInput::NoTags).into());
        }
        let tags = tagged(&permit.tags, &self.tags, KeyCase::Kept)?;
        let policy = ManagedPolicy { tags, ..ManagedPolicy::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &policy)).await?;
        Ok(Empty)
    }
}
