//! PutUserPermissionsBoundary: what a user may do at most.

use model::{Input, NewUserName, PolicyArn};

use super::bounded;
use crate::authorize::{RequestKeys, condition_keys};
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::views::Empty;
use crate::{Context, Halt};

/// Bounds the permissions of a user by a managed policy.
#[derive(Debug, Input)]
pub struct PutUserPermissionsBoundary {
    /// Who.
    pub user_name: NewUserName,
    /// Which policy.
    pub permissions_boundary: PolicyArn,
}

impl Operation for PutUserPermissionsBoundary {
    const ACTION: &'static str = "iam:PutUserPermissionsBoundary";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().one(condition_keys::PERMISSIONS_BOUNDARY, &self.permissions_boundary)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        bounded::put::<User>(ctx, &self.user_name.clone().into(), &self.permissions_boundary).await
    }
}
