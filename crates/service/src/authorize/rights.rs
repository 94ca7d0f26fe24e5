//! All the policies that bear on a caller, gathered once a request.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::{AccountDigits, AccountId, Arn, Resource, Text};
use policy::{Applied, Layer, Policies, Policy, Principal, PrincipalKind, SessionPrincipal, Source};

use crate::aws_managed::AwsManaged;
use crate::caller::{Caller, Identity, Issuer};
use crate::error::{Error, Failure};
use crate::records::{Group, ManagedPolicy, Permissions, Records, ServiceControlPolicies, User, keys};
use crate::service::Service;
use crate::sts::packed::Bound;

/// Who asks, as policies name principals, and every policy that bears on what is asked.
#[derive(Debug)]
pub struct Rights {
    who: Who,
    identity: Vec<Held>,
    boundary: Option<Vec<Held>>,
    session: Option<Vec<Held>>,
    service_control: Option<Vec<Held>>,
}

/// A policy, and where it comes from.
#[derive(Clone, Debug)]
pub struct Held {
    /// The policy.
    pub policy: Arc<Policy>,
    /// Where it comes from.
    pub from: Provenance,
}

/// Where a policy comes from.
#[derive(Clone, Debug)]
pub enum Provenance {
    /// It is its holder's alone.
    Inline {
        /// The holder's ARN.
        holder: Arn,
        /// The policy's name.
        name: String,
    },
    /// It is a managed policy.
    Managed(Arn),
    /// It came with the session.
    Session,
    /// The operator set it for the account.
    ServiceControl(String),
}

/// A principal, as text.
#[derive(Debug)]
struct Who {
    kind: PrincipalKind,
    account: AccountDigits,
    arn: Arn,
    id: String,
    session: Option<(Arn, String)>,
}

impl Held {
    /// The policy as it is judged by.
    pub fn applied(&self) -> Applied<'_> {
        let source = match &self.from {
            Provenance::Inline { holder, name } => Source::Inline { holder: holder.as_str(), name },
            Provenance::Managed(arn) => Source::Managed { arn: arn.as_str() },
            Provenance::Session => Source::Session,
            Provenance::ServiceControl(name) => Source::ServiceControl { name },
        };
        Applied { policy: &self.policy, source }
    }
}

impl Rights {
    /// Gathers what a caller has.
    pub async fn of(service: &Service, caller: &Caller) -> Result<Self, Error> {
        let records = &service.records;
        let account = caller.account();
        let (identity, boundary) = match caller.identity() {
            // Whom the root user vouches for has the root user's rights, as far as the session's policies allow: `policy` knows.
            Identity::Root(_) | Identity::Federated { issuer: Issuer::Root(_), .. } => (Vec::new(), None),
            // Nobody here: what the role's trust policy says is all.
            Identity::WebIdentity(_) => (Vec::new(), None),
            Identity::User(user) | Identity::Federated { issuer: Issuer::User(user), .. } => {
                (of_user(records, user).await?, of_boundary(records, account, &user.permissions).await?)
            }
            Identity::Role { role, .. } => (
                held_by(records, account, &role.permissions, || role.arn()).await?,
                of_boundary(records, account, &role.permissions).await?,
            ),
        };
        Ok(Self {
            who: Who::of(caller),
            identity,
            boundary,
            session: of_session(service, caller).await?,
            service_control: of_account(records, account).await?,
        })
    }

    /// The same, with one more identity-based policy.
    #[must_use]
    pub(super) fn with(mut self, held: Held) -> Self {
        self.identity.push(held);
        self
    }

    /// The rights that need none: for what everybody may do.
    pub fn none(caller: &Caller) -> Self {
        Self {
            who: Who::of(caller),
            identity: Vec::new(),
            boundary: None,
            session: None,
            service_control: None,
        }
    }

    /// Who asks.
    pub fn principal(&self) -> Principal<'_> {
        Principal {
            account: &self.who.account,
            arn: self.who.arn.as_str(),
            id: &self.who.id,
            session: self.who.session.as_ref().map(|(arn, id)| SessionPrincipal { arn: arn.as_str(), id }),
            kind: self.who.kind,
        }
    }

    /// Every condition key that any of the policies asks about.
    pub fn context_keys(&self, resource: Option<Applied<'_>>) -> BTreeSet<String> {
        let layers = [
            Some(&self.identity),
            self.boundary.as_ref(),
            self.session.as_ref(),
            self.service_control.as_ref(),
        ];
        let held = layers.into_iter().flatten().flatten().flat_map(|held| held.policy.context_keys());
        held.chain(resource.into_iter().flat_map(|applied| applied.policy.context_keys())).collect()
    }

    /// The policy at a place among those of a sort, as a decision names it.
    pub fn held(&self, layer: Layer, policy: usize) -> Option<&Held> {
        let held = match layer {
            Layer::Identity => Some(&self.identity),
            Layer::Boundary => self.boundary.as_ref(),
            Layer::Session => self.session.as_ref(),
            Layer::ServiceControl => self.service_control.as_ref(),
            Layer::Resource | Layer::Trust => None,
        };
        held?.get(policy)
    }

    /// Hands the policies over, with the policy of the resource if it has one.
    pub fn judge<T>(&self, resource: Option<Applied<'_>>, judge: impl FnOnce(&Policies<'_>) -> T) -> T {
        let identity = applied(&self.identity);
        let boundary = self.boundary.as_deref().map(applied);
        let session = self.session.as_deref().map(applied);
        let service_control = self.service_control.as_deref().map(applied);
        judge(&Policies {
            identity: &identity,
            boundary: boundary.as_deref(),
            session: session.as_deref(),
            service_control: service_control.as_deref(),
            resource,
        })
    }
}

fn applied(held: &[Held]) -> Vec<Applied<'_>> {
    held.iter().map(Held::applied).collect()
}

impl Who {
    fn of(caller: &Caller) -> Self {
        let account = caller.account().digits();
        let arn = caller.arn();
        let (kind, arn, id, session) = match caller.identity() {
            Identity::Root(_) => (PrincipalKind::Root, arn, (*account).to_owned(), None),
            Identity::User(user) => (PrincipalKind::User, arn, user.id.as_str().to_owned(), None),
            Identity::Role { role, .. } => {
                (PrincipalKind::Role, role.arn(), role.id.to_string(), Some((arn, caller.user_id())))
            }
            Identity::Federated { issuer, .. } => (
                PrincipalKind::Federated,
                issuer.arn(),
                issuer.owner().id(caller.account()),
                Some((arn, caller.user_id())),
            ),
            Identity::WebIdentity(_) => (PrincipalKind::WebIdentity, arn.clone(), arn.to_string(), None),
        };
        Self { kind, account, arn, id, session }
    }
}

/// A user's own policies, and those of the user's groups.
pub async fn of_user(records: &Records, user: &User) -> Result<Vec<Held>, Error> {
    let mut held = held_by(records, user.account, &user.permissions, || user.arn()).await?;
    for id in &user.groups {
        let group = records.by_id::<Group>(user.account, id.as_str()).await?;
        // A group with members cannot be deleted: without it, what it denies would be allowed.
        let group = group.ok_or_else(|| Error::ServiceFailure(Failure::Corrupt(format!("group {id}"))))?;
        held.extend(held_by(records, user.account, &group.permissions, || group.arn()).await?);
    }
    Ok(held)
}

/// The policies of one holder: inline and attached. Most holders have none inline, whose ARN is not asked for then.
pub async fn held_by(
    records: &Records,
    account: AccountId,
    permissions: &Permissions,
    holder: impl FnOnce() -> Arn + Send,
) -> Result<Vec<Held>, Error> {
    let mut held = Vec::with_capacity(permissions.inline.len() + permissions.attached.len());
    if !permissions.inline.is_empty() {
        let holder = holder();
        for inline in &permissions.inline {
            let from = Provenance::Inline { holder: holder.clone(), name: inline.name.to_string() };
            held.push(Held { policy: inline.document.policy()?, from });
        }
    }
    held.extend(managed(records, account, permissions.attached.iter().map(Text::as_str)).await?);
    Ok(held)
}

/// What bounds permissions, if anything does.
pub async fn of_boundary(
    records: &Records,
    account: AccountId,
    permissions: &Permissions,
) -> Result<Option<Vec<Held>>, Error> {
    match &permissions.boundary {
        Some(arn) => managed(records, account, [arn.as_str()]).await.map(Some),
        None => Ok(None),
    }
}

/// Managed policies, of the account or AWS's. One that is not there is a damaged store: what it denies must not be allowed.
async fn managed(
    records: &Records,
    account: AccountId,
    arns: impl IntoIterator<Item = &str>,
) -> Result<Vec<Held>, Error> {
    let mut held = Vec::new();
    for text in arns {
        let policy = match AwsManaged::find(text) {
            Some(policy) => policy.policy()?,
            None => of_customer(records, account, text, None)
                .await?
                .ok_or_else(|| Error::ServiceFailure(Failure::Corrupt(text.to_owned())))?,
        };
        held.push(Held { policy, from: Provenance::Managed(Arn::given(text)) });
    }
    Ok(held)
}

async fn of_customer(
    records: &Records,
    account: AccountId,
    arn: &str,
    id: Option<&str>,
) -> Result<Option<Arc<Policy>>, Error> {
    let Ok((owner, Resource::Policy { name, .. })) = Arn::parse(arn) else { return Ok(None) };
    if owner != account {
        return Ok(None);
    }
    let Some(found) = records.policy(account, &name).await? else { return Ok(None) };
    if id.is_some_and(|id| id != found.id.as_str()) {
        return Ok(None);
    }
    let version = ManagedPolicy::in_force(&found);
    version.map(|version| version.document.policy()).transpose()
}

/// A managed policy that came with a session, if it is still the same one.
async fn of_bound(records: &Records, account: AccountId, bound: &Bound<'_>) -> Result<Option<Held>, Error> {
    let policy = match AwsManaged::find(bound.arn) {
        Some(policy) => Some(policy.policy()?),
        None => of_customer(records, account, bound.arn, Some(bound.id)).await?,
    };
    Ok(policy.map(|policy| Held { policy, from: Provenance::Managed(Arn::given(bound.arn)) }))
}

/// What came with the session. A federated user without any may do nothing.
async fn of_session(service: &Service, caller: &Caller) -> Result<Option<Vec<Held>>, Error> {
    let Some(claims) = caller.claims() else { return Ok(None) };
    if claims.policies.is_empty() && !matches!(caller.identity(), Identity::Federated { .. }) {
        return Ok(None);
    }
    let mut held = Vec::with_capacity(claims.policies.len());
    for policy in &claims.policies {
        if let Some(bound) = Bound::read(policy) {
            match of_bound(&service.records, caller.account(), &bound).await? {
                Some(found) => held.push(found),
                // A managed policy that was deleted since may have denied what the others allow: nothing is allowed any more.
                None => return Ok(Some(Vec::new())),
            }
        } else {
            held.push(Held { policy: service.session_policies.compiled(policy)?, from: Provenance::Session });
        }
    }
    Ok(Some(held))
}

/// What bounds everybody in an account, if anything does.
pub async fn of_account(records: &Records, account: AccountId) -> Result<Option<Vec<Held>>, Error> {
    let Some(found) = records.load::<ServiceControlPolicies>(keys::service_control(account)).await? else {
        return Ok(None);
    };
    let held = found.policies.iter().map(|policy| {
        Ok(Held { policy: policy.document.policy()?, from: Provenance::ServiceControl(policy.name.clone()) })
    });
    held.collect::<Result<Vec<_>, Error>>().map(Some)
}
