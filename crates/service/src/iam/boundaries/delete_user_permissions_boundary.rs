//! DeleteUserPermissionsBoundary: the permissions of a user are bounded no more.

use model::{Input, NewUserName};

use super::bounded;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::views::Empty;
use crate::{Context, Halt};

/// Takes the boundary of a user's permissions away.
#[derive(Debug, Input)]
pub struct DeleteUserPermissionsBoundary {
    /// Who.
    pub user_name: NewUserName,
}

impl Operation for DeleteUserPermissionsBoundary {
    const ACTION: &'static str = "iam:DeleteUserPermissionsBoundary";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        bounded::delete::<User>(ctx, &self.user_name.clone().into()).await
    }
}
