//! SimulateCustomPolicy: what policies would allow that are nobody's yet.

use model::{Input, Marker, PolicyText, ResourceHandling, ResourceName};
use policy::Kind;

use super::caller::Caller;
use super::context::SimulatedContext;
use super::evaluation::Simulation;
use super::inputs::{self, ActionNames, ContextEntries, OrganizationTexts, PolicyTexts, ResourceNames};
use super::result::Simulated;
use crate::error::{Error, InvalidInput};
use crate::operation::{Operation, Sort};
use crate::paging::MaxItems;
use crate::{Context, Halt};

/// Asks what would be decided.
#[derive(Debug, Input)]
pub struct SimulateCustomPolicy {
    /// The policies.
    pub policy_input_list: PolicyTexts,
    /// A boundary.
    pub permissions_boundary_policy_input_list: Option<PolicyTexts>,
    /// What bounds the account, level by level.
    pub ordered_organization_policy_input_list: Option<OrganizationTexts>,
    /// The actions.
    pub action_names: ActionNames,
    /// The resources; all, if none is named.
    pub resource_arns: Option<ResourceNames>,
    /// A policy that every resource has.
    pub resource_policy: Option<PolicyText>,
    /// Whose the resources are, where their ARNs do not say.
    pub resource_owner: Option<ResourceName>,
    /// Who calls.
    pub caller_arn: Option<ResourceName>,
    /// What conditions can know.
    pub context_entries: Option<ContextEntries>,
    /// A scenario of EC2's; there is none here.
    pub resource_handling_option: Option<ResourceHandling>,
    /// How many results at most.
    pub max_items: Option<MaxItems>,
    /// Where the page begins.
    pub marker: Option<Marker>,
}

impl Operation for SimulateCustomPolicy {
    const ACTION: &'static str = "iam:SimulateCustomPolicy";
    const SORT: Sort = Sort::Read;
    type Output = Simulated;

    async fn run(&self, ctx: &Context<'_>) -> Result<Simulated, Halt> {
        ctx.authorize_on(&model::Arn::any())?;
        let caller = match &self.caller_arn {
            Some(arn) => Caller::given(ctx, arn).await?,
            None if self.resource_policy.is_some() => {
                return Err(Error::from(InvalidInput::NoCallerArn).into());
            }
            None => Caller::nobody(ctx),
        };
        let boundary = self.permissions_boundary_policy_input_list.as_ref();
        let simulation = Simulation {
            caller,
            held: Vec::new(),
            given: inputs::given("PolicyInputList", Some(&self.policy_input_list), Kind::Identity)?,
            held_boundary: None,
            given_boundary: inputs::boundary(boundary)?,
            service_control: None,
            levels: inputs::levels(self.ordered_organization_policy_input_list.as_ref())?,
            resource_policy: inputs::of_resource(self.resource_policy.as_ref())?,
            resource_owner: inputs::owner(self.resource_owner.as_ref()),
            context: SimulatedContext::of(self.context_entries.as_ref())?,
        };
        let page = (self.marker.as_ref(), self.max_items);
        let results = simulation.page(ctx, &self.action_names, self.resource_arns.as_ref(), page).await?;
        Ok(Simulated::new(results))
    }
}
