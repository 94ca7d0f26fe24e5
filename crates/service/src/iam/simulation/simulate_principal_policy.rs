//! SimulatePrincipalPolicy: what a user, a group or a role might do.

use model::{Input, Marker, PolicyArn, PolicyText, ResourceHandling, ResourceName};
use policy::Kind;

use super::caller::Caller;
use super::context::SimulatedContext;
use super::evaluation::Simulation;
use super::exclusions::{PolicyIdentifiers, leave_out};
use super::inputs::{self, ActionNames, ContextEntries, PolicyTexts, ResourceNames};
use super::result::Simulated;
use super::source::Source;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::paging::MaxItems;
use crate::{Context, Halt};

/// Asks what would be decided.
#[derive(Debug, Input)]
pub struct SimulatePrincipalPolicy {
    /// Whose policies.
    pub policy_source_arn: PolicyArn,
    /// Policies beside those.
    pub policy_input_list: Option<PolicyTexts>,
    /// A boundary in place of the one that there is.
    pub permissions_boundary_policy_input_list: Option<PolicyTexts>,
    /// The actions.
    pub action_names: ActionNames,
    /// The resources; all, if none is named.
    pub resource_arns: Option<ResourceNames>,
    /// A policy that every resource has.
    pub resource_policy: Option<PolicyText>,
    /// Whose the resources are, where their ARNs do not say.
    pub resource_owner: Option<ResourceName>,
    /// Who calls, if it is not the one whose policies are simulated.
    pub caller_arn: Option<ResourceName>,
    /// What conditions can know.
    pub context_entries: Option<ContextEntries>,
    /// Policies to leave out.
    pub policy_exclusion_list: Option<PolicyIdentifiers>,
    /// A scenario of EC2's; there is none here.
    pub resource_handling_option: Option<ResourceHandling>,
    /// How many results at most.
    pub max_items: Option<MaxItems>,
    /// Where the page begins.
    pub marker: Option<Marker>,
}

impl Operation for SimulatePrincipalPolicy {
    const ACTION: &'static str = "iam:SimulatePrincipalPolicy";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["group", "role", "user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Simulated;

    async fn run(&self, ctx: &Context<'_>) -> Result<Simulated, Halt> {
        let mut source = Source::authorized(ctx, &self.policy_source_arn).await?;
        let caller = match &self.caller_arn {
            Some(arn) => Caller::given(ctx, arn).await?,
            None => Caller::of(ctx, &source),
        };
        leave_out(&mut source, self.policy_exclusion_list.as_ref())?;
        let boundary = self.permissions_boundary_policy_input_list.as_ref();
        let simulation = Simulation {
            caller,
            held: source.identity,
            given: inputs::given("PolicyInputList", self.policy_input_list.as_ref(), Kind::Identity)?,
            held_boundary: source.boundary,
            given_boundary: inputs::boundary(boundary)?,
            service_control: source.service_control,
            levels: Vec::new(),
            resource_policy: inputs::of_resource(self.resource_policy.as_ref())?,
            resource_owner: inputs::owner(self.resource_owner.as_ref()),
            context: SimulatedContext::of(self.context_entries.as_ref())?,
        };
        let page = (self.marker.as_ref(), self.max_items);
        let results = simulation.page(ctx, &self.action_names, self.resource_arns.as_ref(), page).await?;
        Ok(Simulated::new(results))
    }
}
