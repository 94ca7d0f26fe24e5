//! UpdateAssumeRolePolicy: whom a role trusts. Sessions that were issued before go on.

use model::{Input, PolicyText, RoleName};

use super::trust;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::{Holder, Role};
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Changes whom a role trusts.
#[derive(Debug, Input)]
pub struct UpdateAssumeRolePolicy {
    /// Which role.
    pub role_name: RoleName,
    /// Who may assume it from now on.
    pub policy_document: PolicyText,
}

impl Operation for UpdateAssumeRolePolicy {
    const ACTION: &'static str = "iam:UpdateAssumeRolePolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<Role>(&self.role_name).await?;
        permit.modifiable()?;
        let trust = trust::stored(ctx, &self.policy_document).await?;
        let role = Role { trust, ..Role::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &role)).await?;
        Ok(Empty)
    }
}
