//! ListPoliciesGrantingServiceAccess: by which of its policies a user, a group or a role could call a service at all. As at AWS only what
//! allows counts, by the names of actions: neither boundaries nor what denies nor conditions are looked at.

use model::input::List;
use model::{Arn, Input, Marker, PolicyArn, Resource, ServiceNamespace, Text};
use serde::Serialize;

use crate::authorize::condition_keys;
use crate::authorize::rights::{Held, Provenance};
use crate::error::Invalid;
use crate::iam::simulation::Source;
use crate::operation::{Operation, Sort};
use crate::paging::Listing;
use crate::{Context, Error, Halt};

/// Asks by which policies services can be called.
#[derive(Debug, Input)]
pub struct ListPoliciesGrantingServiceAccess {
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// Whose policies: of a user, with those of its groups, of a group, or of a role.
    pub arn: PolicyArn,
    /// Which services, `iam`, `s3`.
    pub service_namespaces: List<ServiceNamespace, 200>,
}

/// Services, and the policies that allow something of each.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Granting {
    policies_granting_service_access: Vec<Entry>,
    is_truncated: bool,
    marker: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    service_namespace: String,
    policies: Vec<PolicyView>,
}

/// A policy: of one that is its holder's alone, whose it is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyView {
    policy_name: String,
    policy_type: &'static str,
    policy_arn: Option<String>,
    entity_type: Option<&'static str>,
    entity_name: Option<String>,
}

impl Operation for ListPoliciesGrantingServiceAccess {
    const ACTION: &'static str = "iam:ListPoliciesGrantingServiceAccess";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["group", "role", "user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Granting;

    async fn run(&self, ctx: &Context<'_>) -> Result<Granting, Halt> {
        let source = Source::authorized(ctx, &self.arn).await?;
        if self.service_namespaces.is_empty() {
            let wanted = "ServiceNamespaces must have one member at least.";
            return Err(Error::from(Invalid::Other(wanted.to_owned())).into());
        }
        let listing = Listing::new(ctx, &[source.arn.as_str()]);
        let (page, marker) = listing.page_of(&self.service_namespaces, self.marker.as_ref(), None)?;
        let entries = page.iter().map(|namespace| Entry {
            service_namespace: namespace.to_string(),
            policies: granting(&source.identity, namespace),
        });
        Ok(Granting {
            policies_granting_service_access: entries.collect(),
            is_truncated: marker.is_some(),
            marker,
        })
    }
}

fn granting(held: &[Held], namespace: &ServiceNamespace) -> Vec<PolicyView> {
    let granting = held.iter().filter(|held| held.policy.allows_something_of(namespace.as_str()));
    granting.filter_map(|held| PolicyView::of(&held.from)).collect()
}

impl PolicyView {
    fn of(from: &Provenance) -> Option<Self> {
        match from {
            Provenance::Managed(arn) => Some(Self {
                policy_name: arn.as_str().rsplit('/').next().unwrap_or_default().to_owned(),
                policy_type: "MANAGED",
                policy_arn: Some(arn.to_string()),
                entity_type: None,
                entity_name: None,
            }),
            Provenance::Inline { holder, name } => {
                let (kind, holder) = holder_of(holder)?;
                Some(Self {
                    policy_name: name.clone(),
                    policy_type: "INLINE",
                    policy_arn: None,
                    entity_type: Some(kind),
                    entity_name: Some(holder),
                })
            }
            // Neither is anybody's own.
            Provenance::Session | Provenance::ServiceControl(_) => None,
        }
    }
}

/// Whose an inline policy is.
fn holder_of(arn: &Arn) -> Option<(&'static str, String)> {
    match Arn::parse(arn.as_str()).ok()?.1 {
        Resource::User { name, .. } => Some(("USER", name.to_string())),
        Resource::Group { name, .. } => Some(("GROUP", name.to_string())),
        Resource::Role { name, .. } => Some(("ROLE", name.to_string())),
        Resource::Root
        | Resource::MfaDevice { .. }
        | Resource::Policy { .. }
        | Resource::OidcProvider(_)
        | Resource::SamlProvider(_) => None,
    }
}
