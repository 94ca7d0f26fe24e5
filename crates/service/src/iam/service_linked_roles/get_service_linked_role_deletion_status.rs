//! GetServiceLinkedRoleDeletionStatus.

use model::{Arn, DeletionTaskId, Input, Path};
use serde::Serialize;

use super::names;
use super::task::Task;
use crate::authorize::condition_keys;
use crate::error::{InvalidInput, Missing};
use crate::operation::{Operation, Sort};
use crate::{Context, Error, Halt};

/// Asks how far the deletion of a role is that was linked to a service.
#[derive(Debug, Input)]
pub struct GetServiceLinkedRoleDeletionStatus {
    /// Which deletion.
    pub deletion_task_id: DeletionTaskId,
}

/// How far it is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Progress {
    status: &'static str,
}

impl Operation for GetServiceLinkedRoleDeletionStatus {
    const ACTION: &'static str = "iam:GetServiceLinkedRoleDeletionStatus";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Progress;

    async fn run(&self, ctx: &Context<'_>) -> Result<Progress, Halt> {
        let Some(task) = Task::of(&self.deletion_task_id) else {
            ctx.authorize_on(&Arn::kind(ctx.account(), "role", names::FOLDER))?;
            return Err(Error::from(InvalidInput::DeletionTask).into());
        };
        let path = format!("{}{}/", names::FOLDER, task.service).parse::<Path>().unwrap_or_default();
        ctx.authorize_on(&Arn::role(ctx.account(), &path, &task.role))?;
        if !task.is_ours(ctx) {
            return Err(Error::from(Missing::DeletionTask(self.deletion_task_id.clone())).into());
        }
        // A deletion is over when it is named.
        Ok(Progress { status: "SUCCEEDED" })
    }
}
