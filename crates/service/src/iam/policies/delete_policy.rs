//! DeletePolicy: only when nobody uses it, and no version but the default one is left.

use model::{Input, PolicyArn};

use super::managed::Managed;
use crate::authorize::condition_keys;
use crate::error::{Conflict, Denial};
use crate::operation::{Operation, Sort};
use crate::records::keys::{self, Usage};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Deletes a managed policy.
#[derive(Debug, Input)]
pub struct DeletePolicy {
    /// Which policy.
    pub policy_arn: PolicyArn,
}

const OUTSIDE: Denial = Denial::PolicyOutsideAccount { cannot: "delete policies" };

impl Operation for DeletePolicy {
    const ACTION: &'static str = "iam:DeletePolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["policy"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = Managed::to_change(ctx, &self.policy_arn, OUTSIDE).await?;
        let (account, id) = (ctx.account(), permit.id.as_str());
        let uses = |usage| keys::policy_usage_count(account, usage, id);
        for usage in [Usage::Attached, Usage::Boundary] {
            if ctx.records().count(uses(usage)).await? > 0 {
                return Err(Error::from(Conflict::PolicyInUse).into());
            }
        }
        if permit.versions.len() > 1 {
            return Err(Error::from(Conflict::PolicyVersions).into());
        }
        let changes = Changes::new()
            .remove(permit.target())
            // What was read may have changed since: the commit asks once more.
            .count(uses(Usage::Attached), 0, 0, Conflict::PolicyInUse)
            .count(uses(Usage::Boundary), 0, 0, Conflict::PolicyInUse)
            .tally(keys::policy_count(account), -1);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
