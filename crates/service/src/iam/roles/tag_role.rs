//! TagRole: says something of a role. Tag keys of roles do not differ by case.

use model::{Input, RoleName};

use crate::authorize::{RequestKeys, condition_keys};
use crate::error::InvalidInput;
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::Role;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Tags a role.
#[derive(Debug, Input)]
pub struct TagRole {
    /// Which role.
    pub role_name: RoleName,
    /// What to say.
    pub tags: Tags,
}

impl Operation for TagRole {
    const ACTION: &'static str = "iam:TagRole";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(&self.tags)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<Role>(&self.role_name).await?;
        if self.tags.is_empty() {
            return Err(Error::from(InvalidInput::NoTags).into());
        }
        let tags = tagged(&permit.tags, &self.tags, KeyCase::Ignored)?;
        let role = Role { tags, ..Role::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &role)).await?;
        Ok(Empty)
    }
}
