//! The policies that bear on a request.

use crate::decision::{Decider, Decision, Layer, Place, Reason};
use crate::policy::Policy;
use crate::statement::Statement;

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
    pub(crate) fn resource_layer(&self) -> Layer {
        match self.resource.map(|applied| applied.source) {
            Some(Source::Trust { .. }) => Layer::Trust,
            _ => Layer::Resource,
        }
    }

    pub(crate) fn denied(&self, place: Place) -> Decision {
        let decider = Decider::at(place);
        let decider = match self.decider(&decider) {
            Some((applied, statement)) => Decider::named(place, applied.source, statement.sid()),
            None => decider,
        };
        Decision::new(Reason::ExplicitDeny(place.layer, decider))
    }
}
