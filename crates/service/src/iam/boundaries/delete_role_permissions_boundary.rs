//! DeleteRolePermissionsBoundary: the permissions of a role are bounded no more.

use model::{Input, RoleName};

use super::bounded;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::Role;
use crate::views::Empty;
use crate::{Context, Halt};

/// Takes the boundary of a role's permissions away.
#[derive(Debug, Input)]
pub struct DeleteRolePermissionsBoundary {
    /// Which role.
    pub role_name: RoleName,
}

impl Operation for DeleteRolePermissionsBoundary {
    const ACTION: &'static str = "iam:DeleteRolePermissionsBoundary";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        bounded::delete::<Role>(ctx, &self.role_name).await
    }
}
