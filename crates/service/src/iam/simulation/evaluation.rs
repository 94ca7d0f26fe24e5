//! One simulated request after the other: each action on each resource.

use std::collections::BTreeMap;

use model::{ResourceName, Text};
use policy::{
    Applied, Decision, Effect, Policies, Policy, Principal, Request, Source, Verdict, decide, matching,
    missing_keys,
};

use super::caller::Caller;
use super::context::SimulatedContext;
use super::inputs::{ActionNames, Given, ResourceNames};
use super::result::{Details, Evaluated, EvaluationResult, MatchedStatement, strictness};
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

/// A page of results.
pub struct Results {
    /// The results, action by action.
    pub results: Vec<EvaluationResult>,
    /// Where the next page begins.
    pub marker: Option<String>,
}

/// How much work one call does at most: bytes of policies that are looked at, each as often as the texts are long that it is held
/// against. A page ends when it is done.
const WORK: usize = 16 << 20;
/// And so long an answer becomes, in bytes and more or less. A single action on a single resource stays below it with all the
/// policies that come with a call; with the policies of a principal only if somebody fills every quota with short statements.
const ANSWER: usize = 4 << 20;

/// The policies of a simulation, borrowed once for all its requests.
struct Layers<'a> {
    identity: Vec<Applied<'a>>,
    boundary: Option<Vec<Applied<'a>>>,
    levels: Vec<Vec<Applied<'a>>>,
    resource: Option<Applied<'a>>,
}

impl Simulation {
    /// A page of the results for each action.
    ///
    /// # Errors
    /// If an action is no name of one, the marker is another list's, or one action on all the resources is too much.
    pub async fn page(
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

        let names = actions.iter().map(Text::as_str).chain(resources.iter().map(Text::as_str));
        let listing = Listing::new(ctx, &names.collect::<Vec<_>>());
        let position = listing.position(marker)?;
        let start = position.and_then(|position| position.parse().ok()).unwrap_or_default();

        let layers = self.layers();
        let work = self.work(&layers, resources) * resources.len();
        if work > WORK && resources.len() > 1 {
            return Err(Error::from(InvalidInput::TooMuchToSimulate).into());
        }
        let room = page_size(size).min(WORK / work.max(1)).max(1);
        let (mut results, mut left) = (Vec::new(), ANSWER);
        for action in actions.iter().skip(start).take(room) {
            match self.result(&layers, action.as_str(), resources, &mut left).await {
                Some(result) => results.push(result),
                // The next page begins with it.
                None if !results.is_empty() => break,
                None => return Err(Error::from(InvalidInput::TooMuchToSimulate).into()),
            }
        }
        let end = start.saturating_add(results.len());
        let marker = if end < actions.len() { Some(listing.marker(&end.to_string())?) } else { None };
        Ok(Results { results, marker })
    }

    fn layers(&self) -> Layers<'_> {
        // What came with the call goes before what is stored.
        let boundary = match (&self.given_boundary, &self.held_boundary) {
            (Some(given), _) => Some(given.iter().map(applied).collect()),
            (None, Some(held)) => Some(held.iter().map(Held::applied).collect()),
            (None, None) => None,
        };
        let stored = self.service_control.iter().map(|level| level.iter().map(Held::applied).collect());
        let given = self.levels.iter().map(|level| level.iter().map(applied).collect());
        Layers {
            identity: self.held.iter().map(Held::applied).chain(self.given.iter().map(applied)).collect(),
            boundary,
            levels: if self.levels.is_empty() { stored.collect() } else { given.collect() },
            resource: self.resource_policy.as_ref().map(applied),
        }
    }

    /// What one request looks at, at most. A pattern is held against the resource, with values in place of its variables.
    fn work(&self, layers: &Layers<'_>, resources: &[ResourceName]) -> usize {
        let levels = layers.levels.iter().flatten().map(|applied| applied.policy);
        let weight = layers.known().chain(levels).map(Policy::weight).sum::<usize>();
        let longest = resources.iter().map(|resource| resource.as_str().len()).max().unwrap_or_default();
        weight * (1 + self.context.longest() / 32 + longest / 64)
    }

    /// The result for one action, if there is room for it in the answer and if there are steps left to find it.
    async fn result(
        &self,
        layers: &Layers<'_>,
        action: &str,
        resources: &[ResourceName],
        left: &mut usize,
    ) -> Option<EvaluationResult> {
        let mut evaluated = Vec::with_capacity(resources.len());
        for resource in resources {
            let one = self.evaluated(layers, action, resource.as_str());
            if self.context.is_spent() {
                return None;
            }
            *left = left.checked_sub(one.size())?;
            evaluated.push(one);
            // Others have their turn too.
            tokio::task::yield_now().await;
        }
        Some(EvaluationResult::of(action, evaluated))
    }

    fn evaluated(&self, layers: &Layers<'_>, action: &str, resource: &str) -> Evaluated {
        let request = Request { action, resource, context: &self.context };
        let principal = self.caller.principal();
        let owner = self.owner(resource);
        let decision = layers.decide(&principal, owner, &request);
        let by_organizations =
            (!layers.levels.is_empty()).then(|| layers.levels.iter().all(|level| allows(level, &request)));
        // What the organization stops is not looked into any further.
        let details = (principal.account != owner && by_organizations != Some(false))
            .then(|| layers.details(&principal, &request));
        Evaluated {
            resource: resource.to_owned(),
            verdict: decision.verdict(),
            matched: layers.matched(&decision, &principal, &request),
            missing: missing_keys(layers.known(), &request),
            by_organizations,
            by_boundary: layers.boundary.as_deref().map(|boundary| allows(boundary, &request)),
            details,
        }
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

impl<'a> Layers<'a> {
    /// The policies whose statements and keys answers tell of: all but those of an organization.
    fn known(&self) -> impl Iterator<Item = &'a Policy> {
        let identity = self.identity.iter().chain(&self.resource);
        identity.chain(self.boundary.iter().flatten()).map(|applied| applied.policy)
    }

    /// The decision under every level of what bounds the account: the strictest.
    fn decide(&self, principal: &Principal<'_>, owner: &str, request: &Request<'_>) -> Decision {
        let policies = Policies {
            identity: &self.identity,
            boundary: self.boundary.as_deref(),
            session: None,
            service_control: None,
            resource: self.resource,
        };
        let under = |level: &Vec<Applied<'_>>| {
            decide(principal, owner, request, &Policies { service_control: Some(level), ..policies })
        };
        let decisions = self.levels.iter().map(under);
        let strictest = decisions.max_by_key(|decision| strictness(decision.verdict()));
        strictest.unwrap_or_else(|| decide(principal, owner, request, &policies))
    }

    /// What each sort of policy decides by itself.
    fn details(&self, principal: &Principal<'_>, request: &Request<'_>) -> Details {
        let alone =
            |policies: &Policies<'_>| decide(principal, principal.account, request, policies).verdict();
        let of_identity = |identity| alone(&Policies { identity, ..Policies::default() });
        let mut details = BTreeMap::from([("IAM Policy", of_identity(&self.identity))]);
        if let Some(boundary) = &self.boundary {
            details.insert("Permissions Boundary Policy", of_identity(boundary));
        }
        if self.resource.is_some() {
            let resource = Policies { resource: self.resource, ..Policies::default() };
            details.insert("Resource Policy", alone(&resource));
        }
        details
    }

    /// The statements of identities and resources that led to a decision: those that allow or deny. None leads to silence.
    fn matched(
        &self,
        decision: &Decision,
        principal: &Principal<'_>,
        request: &Request<'_>,
    ) -> Vec<MatchedStatement> {
        let effect = match decision.verdict() {
            Verdict::ExplicitDeny => Effect::Deny,
            Verdict::Allowed => Effect::Allow,
            Verdict::ImplicitDeny => return Vec::new(),
        };
        let mut matched = Vec::new();
        for applied in self.identity.iter().chain(&self.resource) {
            let found = matching(applied.policy, Some(principal), request);
            let found = found.filter(|(_, statement)| statement.effect() == effect);
            matched
                .extend(found.map(|(_, statement)| MatchedStatement::of(applied.source, statement.span())));
        }
        matched
    }
}

/// A name of an action: a service, a colon, an operation, no wildcards.
/// Whether a text is the name of an action.
pub fn is_action(text: &str) -> bool {
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
