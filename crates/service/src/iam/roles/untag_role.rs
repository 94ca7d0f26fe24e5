//! UntagRole: takes tags away; keys that are not there do not matter.

use model::{Input, RoleName};

use crate::authorize::{RequestKeys, condition_keys};
use crate::iam::tags::{KeyCase, TagKeys, untagged};
use crate::operation::{Operation, Sort};
use crate::records::Role;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Takes tags from a role.
#[derive(Debug, Input)]
pub struct UntagRole {
    /// Which role.
    pub role_name: RoleName,
    /// The keys of the tags.
    pub tag_keys: TagKeys,
}

impl Operation for UntagRole {
    const ACTION: &'static str = "iam:UntagRole";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::UNTAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tag_keys(&self.tag_keys)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<Role>(&self.role_name).await?;
        let tags = untagged(&permit.tags, &self.tag_keys, KeyCase::Ignored);
        let role = Role { tags, ..Role::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &role)).await?;
        Ok(Empty)
    }
}
