//! A managed policy, and a version of one, as answers show them (facts A2).

use serde::Serialize;
use store::Key;

use super::managed::Managed;
use crate::records::keys::{self, Usage};
use crate::records::{ManagedPolicy, PolicyVersion};
use crate::views::{DocumentView, Moment, TagView};
use crate::{AwsManaged, Context, Error};

/// The one version that AWS's own policies have here.
pub const AWS_VERSION: &str = "v1";

/// A managed policy.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyView {
    /// What the policy is called.
    pub policy_name: String,
    policy_id: String,
    /// The ARN.
    pub arn: String,
    path: String,
    default_version_id: String,
    attachment_count: u64,
    permissions_boundary_usage_count: u64,
    is_attachable: bool,
    description: Option<String>,
    create_date: Moment,
    update_date: Moment,
    tags: Option<Vec<TagView>>,
    policy_version_list: Option<Vec<VersionView>>,
}

impl PolicyView {
    /// Policies as lists show them: without description and tags.
    pub async fn listed(ctx: &Context<'_>, policies: &[Managed]) -> Result<Vec<Self>, Error> {
        let counters: Vec<_> = policies.iter().flat_map(|policy| counters(ctx, policy)).collect();
        let counts = ctx.records().counts(&counters).await?;
        let counts = counts.as_chunks().0;
        Ok(policies.iter().zip(counts).map(|(policy, counts)| Self::counted(policy, *counts)).collect())
    }

    /// A policy without description and tags, with the numbers of those whom it is attached to, and whom it bounds.
    fn counted(policy: &Managed, [attachment_count, permissions_boundary_usage_count]: [u64; 2]) -> Self {
        let policy = match policy {
            Managed::Aws(policy) => Self::of_aws(policy),
            Managed::Customer(policy) => Self::of_customer(policy),
        };
        Self { attachment_count, permissions_boundary_usage_count, ..policy }
    }

    /// A policy as who made it sees it: with tags, if there are any.
    pub fn created(policy: &ManagedPolicy) -> Self {
        let tags = (!policy.tags.is_empty()).then(|| TagView::all(&policy.tags));
        Self { tags, ..Self::of_customer(policy) }
    }

    /// A policy with its description and all that its versions say, as it is shown among everything in an account.
    pub async fn detailed(ctx: &Context<'_>, policy: &Managed) -> Result<Self, Error> {
        let versions = match policy {
            Managed::Aws(policy) => vec![VersionView::of_aws(policy)],
            Managed::Customer(policy) => {
                policy.versions.iter().rev().map(|version| VersionView::whole(policy, version)).collect()
            }
        };
        Ok(Self { tags: None, policy_version_list: Some(versions), ..Self::whole(ctx, policy).await? })
    }

    /// A policy with description and tags, also where there are none.
    pub async fn whole(ctx: &Context<'_>, policy: &Managed) -> Result<Self, Error> {
        let (description, tags) = match policy {
            Managed::Aws(policy) => (Some(policy.description.to_owned()), Vec::new()),
            Managed::Customer(policy) => {
                (policy.description.as_ref().map(ToString::to_string), TagView::all(&policy.tags))
            }
        };
        let [attached, bounded] = counters(ctx, policy);
        let counts = [ctx.records().count(attached).await?, ctx.records().count(bounded).await?];
        Ok(Self { description, tags: Some(tags), ..Self::counted(policy, counts) })
    }

    /// Whether anybody uses it.
    pub const fn is_used(&self) -> bool {
        self.is_attached() || self.is_boundary()
    }

    /// Whether it is attached to anybody.
    pub const fn is_attached(&self) -> bool {
        self.attachment_count > 0
    }

    /// Whether it bounds anybody.
    pub const fn is_boundary(&self) -> bool {
        self.permissions_boundary_usage_count > 0
    }

    fn of_aws(policy: &AwsManaged) -> Self {
        Self {
            policy_name: policy.name.to_owned(),
            policy_id: policy.id.to_owned(),
            arn: policy.arn().to_string(),
            path: policy.path.to_owned(),
            default_version_id: AWS_VERSION.to_owned(),
            attachment_count: 0,
            permissions_boundary_usage_count: 0,
            is_attachable: true,
            description: None,
            create_date: Moment(policy.created()),
            update_date: Moment(policy.created()),
            tags: None,
            policy_version_list: None,
        }
    }

    fn of_customer(policy: &ManagedPolicy) -> Self {
        Self {
            policy_name: policy.name.to_string(),
            policy_id: policy.id.to_string(),
            arn: policy.arn().to_string(),
            path: policy.path.to_string(),
            default_version_id: version_id(policy.default_version),
            attachment_count: 0,
            permissions_boundary_usage_count: 0,
            is_attachable: true,
            description: None,
            create_date: Moment(policy.created),
            update_date: Moment(policy.updated),
            tags: None,
            policy_version_list: None,
        }
    }
}

/// Where it is counted whom a policy is attached to, and whom it bounds.
fn counters(ctx: &Context<'_>, policy: &Managed) -> [Key; 2] {
    [Usage::Attached, Usage::Boundary]
        .map(|usage| keys::policy_usage_count(ctx.account(), usage, policy.id()))
}

/// A version of a managed policy.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VersionView {
    document: Option<DocumentView>,
    version_id: String,
    is_default_version: bool,
    create_date: Moment,
}

impl VersionView {
    /// A version as lists show it: without what it says.
    pub fn listed(policy: &ManagedPolicy, version: &PolicyVersion) -> Self {
        Self {
            document: None,
            version_id: version_id(version.number),
            is_default_version: version.number == policy.default_version,
            create_date: Moment(version.created),
        }
    }

    /// A version with what it says.
    pub fn whole(policy: &ManagedPolicy, version: &PolicyVersion) -> Self {
        let document = Some(DocumentView(version.document.text().to_owned()));
        Self { document, ..Self::listed(policy, version) }
    }

    /// The version of one of AWS's own.
    pub fn of_aws(policy: &AwsManaged) -> Self {
        Self {
            document: Some(DocumentView(policy.text.to_owned())),
            version_id: AWS_VERSION.to_owned(),
            is_default_version: true,
            create_date: Moment(policy.created()),
        }
    }

    /// The same version in a list.
    pub fn without_document(self) -> Self {
        Self { document: None, ..self }
    }
}

/// `v1`.
pub fn version_id(number: u32) -> String {
    format!("v{number}")
}
