//! One simulated request after the other: each action on each resource.

use model::{Arn, ResourceName, Text};
use policy::{
    Applied, Decision, Effect, Policies, Policy, Principal, PrincipalKind, Request, Source, Verdict, decide,
    matching, missing_keys,
};

use super::context::SimulatedContext;
use super::inputs::{ActionNames, Given, ResourceNames};
use super::view::{EvaluationResult, MatchedStatement, word};
use crate::authorize::rights::Held;
use crate::error::{Error, InvalidInput};
use crate::paging::{Listing, MaxItems, page_size};
use crate::{Context, Halt};

/// All that is the same for every request of a simulation.
pub struct Simulation {
    /// Who asks.
    pub caller: Caller,
    /// Policies that are stored, of whoever is simulated.
    pub held: Vec<Held>,
    /// Policies that came with the call beside them.
    pub given: Vec<Given>,
    /// The stored boundary.
    pub held_boundary: Option<Vec<Held>>,
    /// The boundary that came with the call, which goes before the stored one.
    pub given_boundary: Option<Vec<Given>>,
    /// What bounds the account.
    pub service_control: Option<Vec<Held>>,
    /// What bounds it level by level, if that came with the call: every level must allow.
    pub levels: Vec<Vec<Given>>,
    /// The policy that every resource has.
    pub resource_policy: Option<Given>,
    /// The account of resources whose ARN names none.
    pub resource_owner: Option<String>,
    /// What conditions can know.
    pub context: SimulatedContext,
}

/// Who asks in a simulation.
#[derive(Debug)]
pub struct Caller {
    /// The account.
    pub account: String,
    /// The ARN.
    pub arn: Arn,
    /// The id, if it is known.
    pub id: String,
    /// What sort of principal.
    pub kind: PrincipalKind,
}

/// A page of results.
pub struct Results {
    /// The results, action by action.
    pub results: Vec<EvaluationResult>,
    /// Where the next page begins.
    pub marker: Option<String>,
}

/// How much work one call does at most, in bytes of policies looked at; a page ends when it is done. A variable is looked at with
/// the value that it stands for.
const WORK: usize = 4 << 20;

impl Simulation {
    /// A page of the results for each action on each resource.
    ///
    /// # Errors
    /// If an action is no name of one, or the marker is another list's.
    pub fn page(
        &self,
        ctx: &Context<'_>,
        actions: &ActionNames,
        resources: Option<&ResourceNames>,
        (marker, size): (Option<&model::Marker>, Option<MaxItems>),
    ) -> Result<Results, Halt> {
        if let Some(action) = actions.iter().find(|action| !is_action(action.as_str())) {
            return Err(Error::from(InvalidInput::ActionName(action.to_string())).into());
        }
        let everything = [<ResourceName as Text>::checked("*")];
        let resources = resources.map(|resources| &**resources).filter(|resources| !resources.is_empty());
        let resources = resources.unwrap_or(&everything);
        let (number, start) = (actions.len() * resources.len(), self.start(ctx, actions, resources, marker)?);
        let room = page_size(size).min(WORK / self.work().max(1)).max(1);
        let end = number.min(start.saturating_add(room));
        let results = (start..end).filter_map(|index| {
            let (action, resource) =
                (actions.get(index / resources.len())?, resources.get(index % resources.len())?);
            Some(self.result(action.as_str(), resource.as_str()))
        });
        let listing = listing(ctx, actions, resources);
        let marker = if end < number { Some(listing.marker(&end.to_string())?) } else { None };
        Ok(Results { results: results.collect(), marker })
    }

    fn start(
        &self,
        ctx: &Context<'_>,
        actions: &ActionNames,
        resources: &[ResourceName],
        marker: Option<&model::Marker>,
    ) -> Result<usize, Halt> {
        let position = listing(ctx, actions, resources).position(marker)?;
        Ok(position.and_then(|position| position.parse().ok()).unwrap_or_default())
    }

    /// What one evaluation looks at, at most.
    fn work(&self) -> usize {
        let all = self.policies().map(Policy::weight).sum::<usize>();
        all * (1 + self.context.longest_value() / 32)
    }

    fn policies(&self) -> impl Iterator<Item = &Policy> {
        let held = [Some(&self.held), self.held_boundary.as_ref(), self.service_control.as_ref()];
        let given =
            [Some(&self.given), self.given_boundary.as_ref()].into_iter().flatten().chain(&self.levels);
        let held = held.into_iter().flatten().flatten().map(|held| &*held.policy);
        let given = given.flatten().chain(&self.resource_policy).map(|given| &given.policy);
        held.chain(given)
    }

    fn result(&self, action: &str, resource: &str) -> EvaluationResult {
        let identity: Vec<_> =
            self.held.iter().map(Held::applied).chain(self.given.iter().map(applied)).collect();
        let boundary = self.boundary();
        let levels = self.levels();
        let policies = Policies {
            identity: &identity,
            boundary: boundary.as_deref(),
            session: None,
            service_control: levels.first().map(Vec::as_slice),
            resource: self.resource_policy.as_ref().map(applied),
        };
        let request = Request { action, resource, context: &self.context };
        let principal = self.caller.principal();
        let owner = self.owner(resource);
        let decision = self.decide(&principal, owner, &request, (&policies, &levels));
        let decided_by: Vec<_> = identity.iter().copied().chain(policies.resource).collect();
        EvaluationResult {
            eval_action_name: action.to_owned(),
            eval_resource_name: resource.to_owned(),
            eval_decision: word(decision.verdict()),
            matched_statements: matched(&decided_by, &decision, &principal, &request),
            missing_context_values: missing_keys(self.policies(), &request).into_iter().collect(),
            organizations_decision_detail: (!levels.is_empty())
                .then(|| levels.iter().all(|level| allows(level, &request)).into()),
            permissions_boundary_decision_detail: policies
                .boundary
                .map(|applied| allows(applied, &request).into()),
            eval_decision_details: (principal.account != owner).then(|| {
                let alone =
                    |policies: &Policies<'_>| decide(&principal, principal.account, &request, policies);
                let of_identity = alone(&Policies { identity: &identity, ..Policies::default() });
                EvaluationResult::details(
                    &of_identity,
                    policies.resource.map(|applied| {
                        let resource = Policies { resource: Some(applied), ..Policies::default() };
                        alone(&resource)
                    }),
                )
            }),
        }
    }

    /// The decision under every level of what bounds the account: the first that refuses, if any does.
    fn decide(
        &self,
        principal: &Principal<'_>,
        owner: &str,
        request: &Request<'_>,
        (policies, levels): (&Policies<'_>, &[Vec<Applied<'_>>]),
    ) -> Decision {
        let under = |level: &Vec<Applied<'_>>| {
            decide(principal, owner, request, &Policies { service_control: Some(level), ..*policies })
        };
        let refusal = levels.iter().map(under).find(|decision| !decision.is_allowed());
        refusal.unwrap_or_else(|| decide(principal, owner, request, policies))
    }

    /// What came with the call goes before what is stored.
    fn boundary(&self) -> Option<Vec<Applied<'_>>> {
        match &self.given_boundary {
            Some(given) => Some(given.iter().map(applied).collect()),
            None => self.held_boundary.as_ref().map(|held| held.iter().map(Held::applied).collect()),
        }
    }

    fn levels(&self) -> Vec<Vec<Applied<'_>>> {
        if self.levels.is_empty() {
            return self
                .service_control
                .iter()
                .map(|held| held.iter().map(Held::applied).collect())
                .collect();
        }
        self.levels.iter().map(|level| level.iter().map(applied).collect()).collect()
    }

    /// The account of a resource. Without a policy of its own, whose resource it is does not matter to identity-based policies.
    fn owner<'a>(&'a self, resource: &'a str) -> &'a str {
        if self.resource_policy.is_none() {
            return &self.caller.account;
        }
        let of_arn = resource.split(':').nth(4).filter(|account| !account.is_empty() && *account != "*");
        of_arn.or(self.resource_owner.as_deref()).unwrap_or(&self.caller.account)
    }
}

impl Caller {
    /// The one whose policies are simulated.
    pub fn of(ctx: &Context<'_>, source: &super::source::Source) -> Self {
        let (account, arn) = (ctx.account().to_string(), source.arn.clone());
        Self { account, arn, id: source.id.clone(), kind: source.kind }
    }

    /// Somebody of the caller's account who has no name.
    pub fn nobody(ctx: &Context<'_>) -> Self {
        let account = ctx.account().to_string();
        // No policy names it: a user has a name.
        let arn = Arn::given(&format!("arn:aws:iam::{account}:user/"));
        Self { account, arn, id: String::new(), kind: PrincipalKind::User }
    }

    /// A user that the call names, of any account; a policy of the resource may know the user by id.
    ///
    /// # Errors
    /// If the ARN is none of a user.
    pub async fn given(ctx: &Context<'_>, arn: &ResourceName) -> Result<Self, Halt> {
        let Ok((account, model::Resource::User { name, .. })) = Arn::parse(arn.as_str()) else {
            return Err(Error::from(InvalidInput::CallerArn).into());
        };
        // Users of other accounts are not looked up (rule R9).
        let id = match account == ctx.account() {
            true => ctx.records().user(account, &name).await?.map(|user| user.id.to_string()),
            false => None,
        };
        let (arn, id) = (Arn::given(arn.as_str()), id.unwrap_or_default());
        Ok(Self { account: account.to_string(), arn, id, kind: PrincipalKind::User })
    }

    fn principal(&self) -> Principal<'_> {
        Principal {
            account: &self.account,
            arn: self.arn.as_str(),
            id: &self.id,
            session: None,
            kind: self.kind,
        }
    }
}

/// A marker belongs to the same actions on the same resources.
fn listing<'a>(
    ctx: &'a Context<'a>,
    actions: &[model::ActionName],
    resources: &[ResourceName],
) -> Listing<'a> {
    let names = actions.iter().map(Text::as_str).chain(resources.iter().map(Text::as_str));
    Listing::new(ctx, &names.collect::<Vec<_>>())
}

/// A name of an action: a service, a colon, an operation, no wildcards.
fn is_action(text: &str) -> bool {
    let is_name = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    text.split_once(':').is_some_and(|(service, operation)| is_name(service) && is_name(operation))
}

fn applied(given: &Given) -> Applied<'_> {
    Applied { policy: &given.policy, source: Source::Custom { name: &given.name } }
}

/// Whether policies that only bound would let a request through.
fn allows(policies: &[Applied<'_>], request: &Request<'_>) -> bool {
    let statements = || policies.iter().flat_map(|applied| matching(applied.policy, None, request));
    let is = |effect| statements().any(|(_, statement)| statement.effect() == effect);
    is(Effect::Allow) && !is(Effect::Deny)
}

/// The statements that led to a decision: those that deny, if any does, else those that allow.
fn matched(
    policies: &[Applied<'_>],
    decision: &Decision,
    principal: &Principal<'_>,
    request: &Request<'_>,
) -> Vec<MatchedStatement> {
    let effect = match decision.verdict() {
        Verdict::ExplicitDeny => Effect::Deny,
        Verdict::Allowed | Verdict::ImplicitDeny => Effect::Allow,
    };
    let mut matched = Vec::new();
    for applied in policies {
        let found = matching(applied.policy, Some(principal), request);
        let found = found.filter(|(_, statement)| statement.effect() == effect);
        matched.extend(found.map(|(_, statement)| MatchedStatement::of(applied.source, statement.span())));
    }
    matched
}
