//! ListRolePolicies: the inline policies of a role.

use model::{Input, Marker, RoleName};

use super::inline::{self, PolicyNames};
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::paging::MaxItems;
use crate::records::Role;
use crate::{Context, Halt};

/// Lists the names of the inline policies of a role.
#[derive(Debug, Input)]
pub struct ListRolePolicies {
    /// Which role.
    pub role_name: RoleName,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListRolePolicies {
    const ACTION: &'static str = "iam:ListRolePolicies";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = PolicyNames;

    async fn run(&self, ctx: &Context<'_>) -> Result<PolicyNames, Halt> {
        inline::list::<Role>(ctx, &self.role_name, self.marker.as_ref(), self.max_items).await
    }
}
