//! GetCallerIdentity: who am I? Needs no permission, and no deny takes it away.

use model::Input;
use serde::Serialize;

use crate::operation::{Operation, Sort};
use crate::{Context, Halt};

/// Asks who is calling.
#[derive(Debug, Input)]
pub struct GetCallerIdentity {}

/// The caller.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallerIdentity {
    arn: String,
    user_id: String,
    account: String,
}

impl Operation for GetCallerIdentity {
    const ACTION: &'static str = "sts:GetCallerIdentity";
    const SORT: Sort = Sort::Read;
    const FOR_EVERYBODY: bool = true;
    type Output = CallerIdentity;

    async fn run(&self, ctx: &Context<'_>) -> Result<CallerIdentity, Halt> {
        let caller = ctx.caller();
        Ok(CallerIdentity {
            arn: caller.arn().to_string(),
            user_id: caller.user_id(),
            account: caller.account().to_string(),
        })
    }
}
