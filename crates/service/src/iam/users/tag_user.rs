//! TagUser: says something of a user. Tag keys of users do not differ by case.

use model::{Input, UserName};

use crate::authorize::{RequestKeys, condition_keys};
use crate::error::InvalidInput;
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Tags a user.
#[derive(Debug, Input)]
pub struct TagUser {
    /// Who.
    pub user_name: UserName,
    /// What to say.
    pub tags: Tags,
}

impl Operation for TagUser {
    const ACTION: &'static str = "iam:TagUser";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(&self.tags)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<User>(&self.user_name).await?;
        if self.tags.is_empty() {
            return Err(Error::from(InvalidInput::NoTags).into());
        }
        let tags = tagged(&permit.tags, &self.tags, KeyCase::Ignored)?;
        let user = User { tags, ..User::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &user)).await?;
        Ok(Empty)
    }
}
