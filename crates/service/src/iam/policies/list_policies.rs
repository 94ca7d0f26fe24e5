//! ListPolicies: AWS's own by name, then the account's.

use model::{Arn, Flag, Input, Marker, PolicyPath, PolicyScope, PolicyUsage, Text};
use serde::Serialize;

use super::managed::Managed;
use super::view::PolicyView;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems, page_size};
use crate::records::{ManagedPolicy, keys};
use crate::{AwsManaged, Context, Halt};

/// Lists managed policies.
#[derive(Debug, Input)]
pub struct ListPolicies {
    /// Whose; all, if nothing is said.
    pub scope: Option<PolicyScope>,
    /// Only those that somebody uses.
    pub only_attached: Option<Flag>,
    /// Only those whose path begins so.
    pub path_prefix: Option<PolicyPath>,
    /// Only those that are used so. Heeded only together with `only_attached`, as AWS does (facts F8).
    pub policy_usage_filter: Option<PolicyUsage>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of policies.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Policies {
    /// The policies.
    pub policies: Vec<PolicyView>,
    /// Whether there may be more.
    pub is_truncated: bool,
    marker: Option<String>,
}

/// Behind which of AWS's own a page begins is told apart from behind which key by this in front.
const AWS: &str = "aws/";

impl Operation for ListPolicies {
    const ACTION: &'static str = "iam:ListPolicies";
    const SORT: Sort = Sort::Read;
    type Output = Policies;

    async fn run(&self, ctx: &Context<'_>) -> Result<Policies, Halt> {
        let prefix = self.path_prefix.as_ref().map_or("/", Text::as_str);
        ctx.authorize_on(&Arn::kind(ctx.account(), "policy", prefix))?;
        let listing = Listing::new(ctx, &self.filters(prefix));
        let begins_at = listing.position(self.marker.as_ref())?;
        let size = page_size(self.max_items);

        let mut found = self.of_aws(begins_at.as_deref(), prefix);
        let mut more = None;
        if found.len() > size {
            found.truncate(size);
            more = found.last().map(|last| [AWS, aws_name(last)].concat());
        } else if self.scope() != PolicyScope::AWS {
            let behind = begins_at.filter(|at| !at.starts_with(AWS));
            let is_wanted = |policy: &ManagedPolicy| policy.path.as_str().starts_with(prefix);
            let room = size - found.len();
            let (entries, last) = listing.scan_after(keys::POLICIES, behind, room, is_wanted).await?;
            found.extend(entries.into_iter().map(Managed::Customer));
            more = last;
        }
        let marker = more.map(|position| listing.marker(&position)).transpose()?;
        Ok(Policies { policies: self.shown(ctx, &found).await?, is_truncated: marker.is_some(), marker })
    }
}

impl ListPolicies {
    fn scope(&self) -> PolicyScope {
        self.scope.unwrap_or(PolicyScope::All)
    }

    fn is_only_attached(&self) -> bool {
        self.only_attached.is_some_and(|Flag(only)| only)
    }

    fn filters<'a>(&'a self, prefix: &'a str) -> [&'a str; 4] {
        let usage = self.policy_usage_filter.map_or("", PolicyUsage::as_str);
        [self.scope().as_str(), if self.is_only_attached() { "attached" } else { "" }, prefix, usage]
    }

    /// AWS's own that come behind a position.
    fn of_aws(&self, begins_at: Option<&str>, prefix: &str) -> Vec<Managed> {
        let behind = match begins_at.map(|at| at.strip_prefix(AWS)) {
            None => "",
            Some(Some(name)) => name,
            // The page begins among the account's.
            Some(None) => return Vec::new(),
        };
        if self.scope() == PolicyScope::Local {
            return Vec::new();
        }
        let is_wanted = |policy: &&AwsManaged| policy.name > behind && policy.path.starts_with(prefix);
        AwsManaged::all().iter().filter(is_wanted).map(Managed::Aws).collect()
    }

    /// Those that are used as asked for. What is left out makes the page shorter.
    async fn shown(&self, ctx: &Context<'_>, found: &[Managed]) -> Result<Vec<PolicyView>, Halt> {
        let mut views = PolicyView::listed(ctx, found).await?;
        if self.is_only_attached() {
            views.retain(|view| match self.policy_usage_filter {
                None => view.is_attached() || view.is_boundary(),
                Some(PolicyUsage::PermissionsPolicy) => view.is_attached(),
                Some(PolicyUsage::PermissionsBoundary) => view.is_boundary(),
            });
        }
        Ok(views)
    }
}

const fn aws_name(policy: &Managed) -> &'static str {
    match policy {
        Managed::Aws(policy) => policy.name,
        Managed::Customer(_) => "",
    }
}
