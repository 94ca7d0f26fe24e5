//! PutRolePermissionsBoundary: what a role may do at most.

use model::{Input, PolicyArn, RoleName};

use super::bounded;
use crate::authorize::{RequestKeys, condition_keys};
use crate::operation::{Operation, Sort};
use crate::records::Role;
use crate::views::Empty;
use crate::{Context, Halt};

/// Bounds the permissions of a role by a managed policy.
#[derive(Debug, Input)]
pub struct PutRolePermissionsBoundary {
    /// Which role.
    pub role_name: RoleName,
    /// Which policy.
    pub permissions_boundary: PolicyArn,
}

impl Operation for PutRolePermissionsBoundary {
    const ACTION: &'static str = "iam:PutRolePermissionsBoundary";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().one(condition_keys::PERMISSIONS_BOUNDARY, &self.permissions_boundary)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        bounded::put::<Role>(ctx, &self.role_name, &self.permissions_boundary).await
    }
}
