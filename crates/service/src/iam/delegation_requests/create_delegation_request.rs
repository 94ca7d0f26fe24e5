//! CreateDelegationRequest: nobody is a product of a partner of AWS here.

use model::input::List;
use model::{
    AccountId, Arn, DelegationMessage, DelegationParameterName, DelegationParameterType, Description, Flag,
    Input, NotificationChannel, PolicyArn, RedirectUrl, RequestorWorkflowId, ResourceName, Whole,
};

use super::WHY;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::OnlyInAws;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks an account for permissions for a while.
#[derive(Debug, Input)]
pub struct CreateDelegationRequest {
    /// Which account.
    pub owner_account_id: Option<AccountId>,
    /// What for.
    pub description: Description,
    /// Which permissions.
    pub permissions: DelegationPermission,
    /// What to say to its owner.
    pub request_message: Option<DelegationMessage>,
    /// What the requestor calls it.
    pub requestor_workflow_id: RequestorWorkflowId,
    /// Where the owner's browser goes after that.
    pub redirect_url: Option<RedirectUrl>,
    /// Where the requestor is told.
    pub notification_channel: NotificationChannel,
    /// How long the permissions last, in seconds.
    pub session_duration: Whole<300, 43_200>,
    /// Whether only the owner sends the token.
    pub only_send_by_owner: Option<Flag>,
}

/// Permissions by a template.
#[derive(Debug, Input)]
pub struct DelegationPermission {
    /// Which template.
    pub policy_template_arn: Option<PolicyArn>,
    /// What to put into it.
    pub parameters: Option<List<DelegationParameter, 50>>,
}

/// A value for a template.
#[derive(Debug, Input)]
pub struct DelegationParameter {
    /// Which one.
    pub name: Option<DelegationParameterName>,
    /// The values. The service model has no limit for them.
    pub values: Option<List<ResourceName, 50>>,
    /// Whether there may be several.
    pub r#type: Option<DelegationParameterType>,
}

impl Operation for CreateDelegationRequest {
    const ACTION: &'static str = "iam:CreateDelegationRequest";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["delegation-request"];
    const CONDITION_KEYS: &'static [&'static str] = &[
        condition_keys::TEMPLATE_ARN,
        condition_keys::DELEGATION_DURATION,
        condition_keys::NOTIFICATION_CHANNEL,
    ];
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new()
            .maybe(condition_keys::TEMPLATE_ARN, self.permissions.policy_template_arn.as_ref())
            .one(condition_keys::DELEGATION_DURATION, &self.session_duration.number())
            .one(condition_keys::NOTIFICATION_CHANNEL, &self.notification_channel)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::kind(ctx.account(), "delegation-request/", "*"))?;
        Err(Error::from(OnlyInAws::DelegationRequests).into())
    }
}
