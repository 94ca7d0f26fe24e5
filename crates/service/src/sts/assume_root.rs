//! AssumeRoot: a session of the root user of another account of the organization. There are no organizations here.

use model::{Arn, Input, RoleArn, RootPrincipal, Text, Whole};

use crate::authorize::{RequestKeys, condition_keys};
use crate::error::OnlyInAws;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks for such a session.
#[derive(Debug, Input)]
pub struct AssumeRoot {
    /// Whose: the account, or its root user.
    pub target_principal: RootPrincipal,
    /// What it may do.
    pub task_policy_arn: TaskPolicy,
    /// How long it lasts, in seconds.
    pub duration_seconds: Option<Whole<0, 900>>,
}

/// A policy of AWS for one task.
#[derive(Debug, Input)]
pub struct TaskPolicy {
    /// Its ARN.
    #[input(name = "arn")]
    pub arn: Option<RoleArn>,
}

impl Operation for AssumeRoot {
    const ACTION: &'static str = "sts:AssumeRoot";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["root"];
    const CONDITION_KEYS: &'static [&'static str] = &[condition_keys::TASK_POLICY_ARN];
    const SUPPORT: Support = Support::Refused("accounts here are in no organization");
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().maybe(condition_keys::TASK_POLICY_ARN, self.task_policy_arn.arn.as_ref())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::given(self.target_principal.as_str()))?;
        Err(Error::from(OnlyInAws::RootOfAnotherAccount).into())
    }
}
