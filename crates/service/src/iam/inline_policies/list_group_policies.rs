//! ListGroupPolicies: the inline policies of a group.

use model::{GroupName, Input, Marker};

use super::inline::{self, PolicyNames};
use crate::operation::{Operation, Sort};
use crate::paging::MaxItems;
use crate::records::Group;
use crate::{Context, Halt};

/// Lists the names of the inline policies of a group.
#[derive(Debug, Input)]
pub struct ListGroupPolicies {
    /// Which group.
    pub group_name: GroupName,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListGroupPolicies {
    const ACTION: &'static str = "iam:ListGroupPolicies";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["group"];
    type Output = PolicyNames;

    async fn run(&self, ctx: &Context<'_>) -> Result<PolicyNames, Halt> {
        inline::list::<Group>(ctx, &self.group_name, self.marker.as_ref(), self.max_items).await
    }
}
