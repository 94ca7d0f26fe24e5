//! DeleteServiceLinkedRole: no service uses the role here, so it is deleted before the answer.

use model::{Input, RoleName};
use serde::Serialize;
use serde_json::json;

use super::task;
use crate::authorize::condition_keys;
use crate::error::Missing;
use crate::iam::roles;
use crate::operation::{Operation, Sort};
use crate::records::Role;
use crate::{Context, Error, Halt};

/// Deletes a role that is linked to a service.
#[derive(Debug, Input)]
pub struct DeleteServiceLinkedRole {
    /// Which role.
    pub role_name: RoleName,
}

/// What names the deletion.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Submitted {
    deletion_task_id: String,
}

impl Operation for DeleteServiceLinkedRole {
    const ACTION: &'static str = "iam:DeleteServiceLinkedRole";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Submitted;

    async fn run(&self, ctx: &Context<'_>) -> Result<Submitted, Halt> {
        let permit = ctx.authorize::<Role>(&self.role_name).await?;
        // A role of the account's own is DeleteRole's to delete, which looks at what is attached to it.
        let Some(service) = &permit.linked_to else {
            return Err(Error::from(Missing::Role(self.role_name.clone())).into());
        };
        let deletion_task_id = task::id(ctx, service, &permit)?;
        let changes = roles::removal(ctx, permit.target()).await?;
        ctx.commit(&permit, changes.responded(json!({ "deletionTaskId": deletion_task_id }))).await?;
        Ok(Submitted { deletion_task_id })
    }
}
