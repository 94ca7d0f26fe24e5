//! ListAttachedGroupPolicies: the managed policies of a group.

use model::{GroupName, Input, Marker, PolicyPath};

use super::attachments::{self, AttachedPolicies};
use crate::operation::{Operation, Sort};
use crate::paging::MaxItems;
use crate::records::Group;
use crate::{Context, Halt};

/// Lists the managed policies that are attached to a group, by name.
#[derive(Debug, Input)]
pub struct ListAttachedGroupPolicies {
    /// Which group.
    pub group_name: GroupName,
    /// Only those whose path begins so.
    pub path_prefix: Option<PolicyPath>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListAttachedGroupPolicies {
    const ACTION: &'static str = "iam:ListAttachedGroupPolicies";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["group"];
    type Output = AttachedPolicies;

    async fn run(&self, ctx: &Context<'_>) -> Result<AttachedPolicies, Halt> {
        let (prefix, marker) = (self.path_prefix.as_ref(), self.marker.as_ref());
        attachments::list::<Group>(ctx, &self.group_name, prefix, marker, self.max_items).await
    }
}
