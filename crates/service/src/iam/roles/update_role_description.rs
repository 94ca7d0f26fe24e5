//! UpdateRoleDescription: what a role is for. UpdateRole does the same, and more.

use model::{Description, Input, RoleName};
use serde::Serialize;

use super::view::RoleView;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::Role;
use crate::{Changes, Context, Halt};

/// Changes the description of a role.
#[derive(Debug, Input)]
pub struct UpdateRoleDescription {
    /// Which role.
    pub role_name: RoleName,
    /// What it is for.
    pub description: Description,
}

/// The role.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Updated {
    role: RoleView,
}

impl Operation for UpdateRoleDescription {
    const ACTION: &'static str = "iam:UpdateRoleDescription";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Updated;

    async fn run(&self, ctx: &Context<'_>) -> Result<Updated, Halt> {
        let permit = ctx.authorize::<Role>(&self.role_name).await?;
        let role = Role { description: Some(self.description.clone()), ..Role::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &role)).await?;
        Ok(Updated { role: RoleView::whole(ctx, &role).await? })
    }
}
