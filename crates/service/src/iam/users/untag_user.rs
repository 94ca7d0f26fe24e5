//! UntagUser: takes tags away; keys that are not there do not matter.

use model::{Input, UserName};

use crate::authorize::{RequestKeys, condition_keys};
use crate::iam::tags::{KeyCase, TagKeys, untagged};
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Takes tags from a user.
#[derive(Debug, Input)]
pub struct UntagUser {
    /// Who.
    pub user_name: UserName,
    /// The keys of the tags.
    pub tag_keys: TagKeys,
}

impl Operation for UntagUser {
    const ACTION: &'static str = "iam:UntagUser";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::UNTAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tag_keys(&self.tag_keys)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<User>(&self.user_name).await?;
        let tags = untagged(&permit.tags, &self.tag_keys, KeyCase::Ignored);
        let user = User { tags, ..User::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &user)).await?;
        Ok(Empty)
    }
}
