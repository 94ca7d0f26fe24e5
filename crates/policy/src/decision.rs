//! What was decided, and why.

use crate::policies::Source;

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    reason: Reason,
}

/// The answer in the simulator's three words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be done.
    Allowed,
    /// A statement denies it.
    ExplicitDeny,
    /// Nothing allows it.
    ImplicitDeny,
}

/// The sorts of policies, each of which may stand in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// Policies of an organization.
    ServiceControl,
    /// The policy of a resource.
    Resource,
    /// The trust policy of a role.
    Trust,
    /// Policies of a user, its groups, or a role.
    Identity,
    /// The permissions boundary.
    Boundary,
    /// Policies of the session.
    Session,
}

/// Why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The root user may do everything in its account.
    RootUser,
    /// This statement allows it, and nothing stands in the way.
    Allowed(Decider),
    /// No policy of this layer allows it.
    NoPolicyAllows(Layer),
    /// This statement denies it.
    ExplicitDeny(Layer, Decider),
    /// The [`crate::Context`] could not tell what is so, or allows fewer steps than it would take to look at all the patterns.
    Unjudged,
}

/// The statement that decided. Its place is always known; the names are written down for a denial only, so that what is allowed
/// costs no allocation. [`crate::Policies::decider`] finds the policy and the statement of either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decider {
    place: Place,
    named: Option<Box<Named>>,
}

/// Where a statement is among all that bears on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) layer: Layer,
    pub(crate) policy: usize,
    pub(crate) statement: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    origin: Origin,
    sid: Option<String>,
}

/// [`Source`], owned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An inline policy.
    Inline {
        /// The ARN of the user, group or role that holds it.
        holder: String,
        /// Its name.
        name: String,
    },
    /// A managed policy.
    Managed {
        /// Its ARN.
        arn: String,
    },
    /// A trust policy.
    Trust {
        /// The ARN of the role.
        role: String,
    },
    /// A policy that came with the session.
    Session,
    /// A policy of an organization.
    ServiceControl {
        /// Its name.
        name: String,
    },
    /// A policy given to the simulator.
    Custom {
        /// Its name, `PolicyInputList.1`.
        name: String,
    },
}

impl Decision {
    pub(crate) const fn new(reason: Reason) -> Self {
        Self { reason }
    }

    /// Whether it may be done.
    pub const fn is_allowed(&self) -> bool {
        matches!(self.verdict(), Verdict::Allowed)
    }

    /// The answer.
    pub const fn verdict(&self) -> Verdict {
        match &self.reason {
            Reason::RootUser | Reason::Allowed(_) => Verdict::Allowed,
            Reason::ExplicitDeny(..) => Verdict::ExplicitDeny,
            Reason::NoPolicyAllows(_) | Reason::Unjudged => Verdict::ImplicitDeny,
        }
    }

    /// Why.
    pub const fn reason(&self) -> &Reason {
        &self.reason
    }

    /// Why, to keep.
    pub fn into_reason(self) -> Reason {
        self.reason
    }
}

impl Decider {
    pub(crate) const fn at(place: Place) -> Self {
        Self { place, named: None }
    }

    pub(crate) fn named(place: Place, source: Source<'_>, sid: Option<&str>) -> Self {
        let named = Named { origin: source.into(), sid: sid.map(str::to_owned) };
        Self { place, named: Some(Box::new(named)) }
    }

    /// The sort of policy.
    pub const fn layer(&self) -> Layer {
        self.place.layer
    }

    /// The number of the policy in its layer, from 0.
    pub const fn policy(&self) -> usize {
        self.place.policy
    }

    /// The number of the statement in its policy, from 0.
    pub const fn statement(&self) -> usize {
        self.place.statement
    }

    /// Where the policy comes from; of a denial.
    pub fn origin(&self) -> Option<&Origin> {
        self.named.as_ref().map(|named| &named.origin)
    }

    /// The id of the statement; of a denial.
    pub fn sid(&self) -> Option<&str> {
        self.named.as_ref()?.sid.as_deref()
    }
}

impl From<Source<'_>> for Origin {
    fn from(source: Source<'_>) -> Self {
        match source {
            Source::Inline { holder, name } => {
                Self::Inline { holder: holder.to_owned(), name: name.to_owned() }
            }
            Source::Managed { arn } => Self::Managed { arn: arn.to_owned() },
            Source::Trust { role } => Self::Trust { role: role.to_owned() },
            Source::Session => Self::Session,
            Source::ServiceControl { name } => Self::ServiceControl { name: name.to_owned() },
            Source::Custom { name } => Self::Custom { name: name.to_owned() },
        }
    }
}

impl Layer {
    /// The indefinite article and the name of a policy of this layer.
    const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::ServiceControl => ("a", "service control policy"),
            Self::Resource => ("a", "resource-based policy"),
            Self::Trust => ("the", "role trust policy"),
            Self::Identity => ("an", "identity-based policy"),
            Self::Boundary => ("a", "permissions boundary"),
            Self::Session => ("a", "session policy"),
        }
    }
}

impl Reason {
    /// What follows "User: … is not authorized to perform: … on resource: …". Nothing, if it is allowed.
    pub fn suffix(&self, action: &str) -> String {
        match self {
            Self::RootUser | Self::Allowed(_) => String::new(),
            Self::Unjudged => " because the policies cannot be evaluated".to_owned(),
            Self::NoPolicyAllows(layer) => {
                format!(" because no {} allows the {action} action", layer.name().1)
            }
            Self::ExplicitDeny(layer, decider) => {
                let (article, name) = layer.name();
                match decider.origin().and_then(customer_managed) {
                    Some(arn) => format!(" with an explicit deny in {article} {name}: {arn}"),
                    None => format!(" with an explicit deny in {article} {name}"),
                }
            }
        }
    }
}

/// Named in messages are only the managed policies of customers.
fn customer_managed(origin: &Origin) -> Option<&str> {
    match origin {
        Origin::Managed { arn } if arn.split(':').nth(4) != Some("aws") => Some(arn),
        _ => None,
    }
}
