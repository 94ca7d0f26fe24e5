//! ListPolicyVersions.

use model::{Input, Marker, PolicyArn};
use serde::Serialize;

use super::managed::Managed;
use super::view::VersionView;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::{Context, Halt};

/// Lists the versions of a managed policy, newest first, without what they say.
#[derive(Debug, Input)]
pub struct ListPolicyVersions {
    /// Of which policy.
    pub policy_arn: PolicyArn,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of versions.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Versions {
    versions: Vec<VersionView>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListPolicyVersions {
    const ACTION: &'static str = "iam:ListPolicyVersions";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["policy"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Versions;

    async fn run(&self, ctx: &Context<'_>) -> Result<Versions, Halt> {
        let policy = Managed::authorized(ctx, &self.policy_arn).await?;
        let views: Vec<_> = match &policy {
            Managed::Aws(policy) => vec![VersionView::of_aws(policy).without_document()],
            Managed::Customer(policy) => {
                policy.versions.iter().rev().map(|version| VersionView::listed(policy, version)).collect()
            }
        };
        let listing = Listing::new(ctx, &[policy.id()]);
        let (versions, marker) = listing.page_of(&views, self.marker.as_ref(), self.max_items)?;
        Ok(Versions { versions, is_truncated: marker.is_some(), marker })
    }
}
