//! GetRole.

use model::{Input, RoleName};
use serde::Serialize;

use super::view::RoleView;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::{LastUsed, Role, keys};
use crate::usage::Subject;
use crate::{Context, Halt};

/// Shows a role.
#[derive(Debug, Input)]
pub struct GetRole {
    /// Which role.
    pub role_name: RoleName,
}

/// The role.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shown {
    role: RoleView,
}

impl Operation for GetRole {
    const ACTION: &'static str = "iam:GetRole";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let role = ctx.authorize::<Role>(&self.role_name).await?;
        let used = last_used(ctx, &role).await?;
        Ok(Shown { role: RoleView::whole(ctx, &role).await?.last_used(used) })
    }
}

/// The last use of a role, also one that is not written yet.
pub(crate) async fn last_used(ctx: &Context<'_>, role: &Role) -> Result<Option<LastUsed>, Halt> {
    if let Some(used) = ctx.service.usage.pending(&Subject::Role(role.account, role.id.clone())) {
        return Ok(Some(used));
    }
    let written = ctx.records().load::<LastUsed>(keys::role_last_used(role.account, &role.id)).await?;
    Ok(written.map(|used| LastUsed::clone(&used)))
}
