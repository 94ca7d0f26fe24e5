//! From all policies that bear on a request to the decision.

use crate::context::Request;
use crate::decision::{Decider, Decision, Layer, Place, Reason};
use crate::policy::Policy;
use crate::principal::{Principal, PrincipalKind, Standing};
use crate::statement::{Effect, Question, Statement};

/// A policy that applies, and where it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Applied<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Where it comes from.
    pub source: Source<'a>,
}

/// Where a policy comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'a> {
    /// An inline policy.
    Inline {
        /// The ARN of the user, group or role that holds it.
        holder: &'a str,
        /// Its name.
        name: &'a str,
    },
    /// A managed policy.
    Managed {
        /// Its ARN.
        arn: &'a str,
    },
    /// A trust policy.
    Trust {
        /// The ARN of the role.
        role: &'a str,
    },
    /// A policy that came with the session.
    Session,
    /// A policy of an organization.
    ServiceControl {
        /// Its name.
        name: &'a str,
    },
    /// A policy given to the simulator.
    Custom {
        /// Its name, `PolicyInputList.1`.
        name: &'a str,
    },
}

/// All that bears on a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policies<'a> {
    /// Policies of the user and its groups, or of the role.
    pub identity: &'a [Applied<'a>],
    /// The permissions boundary: if there is one, it must allow too.
    pub boundary: Option<&'a [Applied<'a>]>,
    /// Policies of the session: if there are any, one must allow too. `Some(&[])` allows nothing, as for a federated user without one.
    pub session: Option<&'a [Applied<'a>]>,
    /// Policies of the organization: if there are any, one must allow too.
    pub service_control: Option<&'a [Applied<'a>]>,
    /// The policy of the resource; for AssumeRole, the role's trust policy, without which nothing is allowed.
    pub resource: Option<Applied<'a>>,
}

impl<'a> Policies<'a> {
    /// The policy and the statement that decided. `None` if these are not the policies of that decision.
    pub fn decider(&self, decider: &Decider) -> Option<(Applied<'a>, &'a Statement)> {
        let applied = match decider.layer() {
            Layer::ServiceControl => *self.service_control?.get(decider.policy())?,
            Layer::Resource | Layer::Trust => self.resource?,
            Layer::Identity => *self.identity.get(decider.policy())?,
            Layer::Boundary => *self.boundary?.get(decider.policy())?,
            Layer::Session => *self.session?.get(decider.policy())?,
        };
        Some((applied, applied.policy.statements().get(decider.statement())?))
    }

    /// Which sort of policy the resource has.
    fn resource_layer(&self) -> Layer {
        match self.resource.map(|applied| applied.source) {
            Some(Source::Trust { .. }) => Layer::Trust,
            _ => Layer::Resource,
        }
    }

    fn denied(&self, place: Place) -> Decision {
        let decider = Decider::at(place);
        let decider = match self.decider(&decider) {
            Some((applied, statement)) => Decider::named(place, applied.source, statement.sid()),
            None => decider,
        };
        Decision::new(Reason::ExplicitDeny(place.layer, decider))
    }
}

/// Decides a request of a principal, about a resource of an account.
pub fn decide(
    principal: &Principal<'_>,
    resource_account: &str,
    request: &Request<'_>,
    policies: &Policies<'_>,
) -> Decision {
    let question = Question::new(Some(principal), request);
    let organization =
        policies.service_control.map(|applied| survey(Layer::ServiceControl, applied, &question));
    let resource = survey_resource(policies, &question);
    let identity = survey(Layer::Identity, policies.identity, &question);
    let boundary = policies.boundary.map(|applied| survey(Layer::Boundary, applied, &question));
    let session = policies.session.map(|applied| survey(Layer::Session, applied, &question));

    let denial = |survey: Option<Survey>| survey.and_then(|survey| survey.deny);
    let denials = [denial(organization), resource.deny, identity.deny, denial(boundary), denial(session)];
    if let Some(place) = denials.into_iter().flatten().next() {
        return policies.denied(place);
    }

    let refused = |layer| Decision::new(Reason::NoPolicyAllows(layer));
    let is_silent = |survey: Option<Survey>| survey.is_some_and(|survey| survey.allow.is_none());
    if is_silent(organization) {
        return refused(Layer::ServiceControl);
    }
    let same_account = principal.account == resource_account;
    // Elsewhere only the owner of the resource can let somebody in, and a role lets nobody in whom it does not trust.
    let needs_grant = !same_account || policies.resource_layer() == Layer::Trust;
    if needs_grant && resource.grant.is_none() {
        return refused(policies.resource_layer());
    }
    let grant = resource.grant.filter(|_| same_account);
    let reach = Reach::of(principal, grant.map(|(standing, _)| standing));
    let is_root = principal.inherits_from_root();
    if reach == Reach::OwnPolicies && !is_root && identity.allow.is_none() {
        return refused(Layer::Identity);
    }
    if reach != Reach::Everything && is_silent(boundary) {
        return refused(Layer::Boundary);
    }
    if reach != Reach::Everything && is_silent(session) {
        return refused(Layer::Session);
    }
    // Whoever is allowed by nobody's statement is the root user.
    match identity.allow.or(resource.grant.map(|(_, place)| place)) {
        Some(place) if !is_root => Decision::new(Reason::Allowed(Decider::at(place))),
        _ => Decision::new(Reason::RootUser),
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
