//! UpdateRole: what a role is for, and how long its sessions last.

use model::{Description, Input, RoleName};
use serde::Serialize;

use super::create_role::SessionDuration;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::{Holder, Role};
use crate::{Changes, Context, Halt};

/// Changes a role. What is not said stays as it is.
#[derive(Debug, Input)]
pub struct UpdateRole {
    /// Which role.
    pub role_name: RoleName,
    /// What it is for.
    pub description: Option<Description>,
    /// How long its sessions last at most, in seconds.
    pub max_session_duration: Option<SessionDuration>,
}

/// An answer with nothing in it, which clients look for all the same.
#[derive(Debug, Serialize)]
pub struct Updated {}

impl Operation for UpdateRole {
    const ACTION: &'static str = "iam:UpdateRole";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Updated;

    async fn run(&self, ctx: &Context<'_>) -> Result<Updated, Halt> {
        let permit = ctx.authorize::<Role>(&self.role_name).await?;
        let mut role = Role::clone(permit.target());
        if let Some(description) = &self.description {
            role.description = Some(description.clone());
        }
        if let Some(most) = self.max_session_duration {
            // What a role that is linked to a service is for can be said by anybody who may; the rest is the service's.
            permit.modifiable()?;
            role.max_session_duration = most.number().unsigned_abs();
        }
        ctx.commit(&permit, Changes::new().update(permit.target(), &role)).await?;
        Ok(Updated {})
    }
}
