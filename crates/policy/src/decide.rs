//! From all policies that bear on a request to the decision.

use crate::context::Request;
use crate::decision::{Decider, Decision, Layer, Place, Reason};
use crate::policies::{Applied, Policies};
use crate::principal::{Principal, PrincipalKind, Standing};
use crate::statement::{Effect, Question};

/// Decides a request of a principal, about a resource of an account.
pub fn decide(
    principal: &Principal<'_>,
    resource_account: &str,
    request: &Request<'_>,
    policies: &Policies<'_>,
) -> Decision {
    let surveys = Surveys::of(policies, &Question::new(Some(principal), request));
    // Before all else: what patterns said after the last step means nothing, to either side.
    if !request.context.spend(0) {
        return Decision::new(Reason::Unjudged);
    }
    if let Some(place) = surveys.denial() {
        return policies.denied(place);
    }
    let relation =
        if principal.account == resource_account { Relation::SameAccount } else { Relation::Elsewhere };
    Decision::new(match surveys.silence(principal, relation, policies.resource_layer()) {
        Some(layer) => Reason::NoPolicyAllows(layer),
        None => surveys.permission(principal, relation),
    })
}

/// Where the resource is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    SameAccount,
    Elsewhere,
}

/// What every layer says. Of the optional ones, `None` is a layer that is not there and limits nothing.
struct Surveys {
    organization: Option<Survey>,
    resource: ResourceSurvey,
    identity: Survey,
    boundary: Option<Survey>,
    session: Option<Survey>,
}

impl Surveys {
    fn of(policies: &Policies<'_>, question: &Question<'_>) -> Self {
        let of_layer = |layer| move |applied| survey(layer, applied, question);
        Self {
            organization: policies.service_control.map(of_layer(Layer::ServiceControl)),
            resource: survey_resource(policies, question),
            identity: survey(Layer::Identity, policies.identity, question),
            boundary: policies.boundary.map(of_layer(Layer::Boundary)),
            session: policies.session.map(of_layer(Layer::Session)),
        }
    }

    /// The denial that is reported: any is enough, and comes before all silence.
    fn denial(&self) -> Option<Place> {
        let of = |survey: Option<Survey>| survey.and_then(|survey| survey.deny);
        of(self.organization)
            .or(self.resource.deny)
            .or(self.identity.deny)
            .or_else(|| of(self.boundary))
            .or_else(|| of(self.session))
    }

    /// The first layer that would have to allow the request, and does not.
    fn silence(&self, principal: &Principal<'_>, relation: Relation, resource: Layer) -> Option<Layer> {
        let is_silent = |survey: Option<Survey>| survey.is_some_and(|survey| survey.allow.is_none());
        let standing = self.resource.grant.map(|(standing, _)| standing);
        // Elsewhere only the owner of the resource can let somebody in, and a role lets nobody in whom it does not trust.
        let needs_grant = relation == Relation::Elsewhere || resource == Layer::Trust;
        let reach = match relation {
            Relation::SameAccount => Reach::of(principal, standing),
            Relation::Elsewhere => Reach::OwnPolicies,
        };
        let needs_identity = reach == Reach::OwnPolicies && !principal.inherits_from_root();
        let is_limited = reach != Reach::Everything;
        if is_silent(self.organization) {
            Some(Layer::ServiceControl)
        } else if needs_grant && standing.is_none() {
            Some(resource)
        } else if needs_identity && self.identity.allow.is_none() {
            Some(Layer::Identity)
        } else if is_limited && is_silent(self.boundary) {
            Some(Layer::Boundary)
        } else if is_limited && is_silent(self.session) {
            Some(Layer::Session)
        } else {
            None
        }
    }

    /// Who allows it, once nothing stands in the way.
    fn permission(&self, principal: &Principal<'_>, relation: Relation) -> Reason {
        if principal.inherits_from_root() && relation == Relation::SameAccount {
            return Reason::RootUser;
        }
        match self.identity.allow.or(self.resource.grant.map(|(_, place)| place)) {
            Some(place) => Reason::Allowed(Decider::at(place)),
            None => Reason::NoPolicyAllows(Layer::Identity),
        }
    }
}

/// How far a resource's policy carries a principal of the same account past the silence of other policies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Nowhere: what names the account leaves it to the account's own policies.
    OwnPolicies,
    /// Past the identity policies: it names the role, or the user, behind the session.
    Identity,
    /// Past all: it names who asks.
    Everything,
}

impl Reach {
    fn of(principal: &Principal<'_>, standing: Option<Standing>) -> Self {
        let is_the_user = principal.kind == PrincipalKind::User && principal.session.is_none();
        match standing {
            None | Some(Standing::Account) => Self::OwnPolicies,
            Some(Standing::Identity) if is_the_user => Self::Everything,
            Some(Standing::Identity) => Self::Identity,
            Some(Standing::Session) => Self::Everything,
        }
    }
}

/// The first statements of a layer that allow and deny.
#[derive(Clone, Copy, Default)]
struct Survey {
    allow: Option<Place>,
    deny: Option<Place>,
}

/// The same of a resource's policy, whose allowing statement is the one that names the principal most closely.
#[derive(Default)]
struct ResourceSurvey {
    grant: Option<(Standing, Place)>,
    deny: Option<Place>,
}

fn survey(layer: Layer, applied: &[Applied<'_>], question: &Question<'_>) -> Survey {
    let mut found = Survey::default();
    for (policy, applied) in applied.iter().enumerate() {
        for (number, statement) in applied.policy.statements().iter().enumerate() {
            let place = Place { layer, policy, statement: number };
            match statement.effect() {
                Effect::Allow if found.allow.is_none() && statement.applies(question) => {
                    found.allow = Some(place);
                }
                Effect::Deny if statement.applies(question) => return Survey { deny: Some(place), ..found },
                Effect::Allow | Effect::Deny => {}
            }
        }
    }
    found
}

fn survey_resource(policies: &Policies<'_>, question: &Question<'_>) -> ResourceSurvey {
    let mut found = ResourceSurvey::default();
    let statements = policies.resource.map_or(&[][..], |applied| applied.policy.statements());
    for (number, statement) in statements.iter().enumerate() {
        let Some(standing) = statement.standing(question) else {
            continue;
        };
        let place = Place { layer: policies.resource_layer(), policy: 0, statement: number };
        match statement.effect() {
            Effect::Deny => return ResourceSurvey { deny: Some(place), ..found },
            Effect::Allow if found.grant.is_none_or(|(best, _)| standing > best) => {
                found.grant = Some((standing, place));
            }
            Effect::Allow => {}
        }
    }
    found
}
