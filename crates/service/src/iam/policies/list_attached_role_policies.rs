//! ListAttachedRolePolicies: the managed policies of a role.

use model::{Input, Marker, PolicyPath, RoleName};

use super::attachments::{self, AttachedPolicies};
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::paging::MaxItems;
use crate::records::Role;
use crate::{Context, Halt};

/// Lists the managed policies that are attached to a role, by name.
#[derive(Debug, Input)]
pub struct ListAttachedRolePolicies {
    /// Which role.
    pub role_name: RoleName,
    /// Only those whose path begins so.
    pub path_prefix: Option<PolicyPath>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListAttachedRolePolicies {
    const ACTION: &'static str = "iam:ListAttachedRolePolicies";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = AttachedPolicies;

    async fn run(&self, ctx: &Context<'_>) -> Result<AttachedPolicies, Halt> {
        let (prefix, marker) = (self.path_prefix.as_ref(), self.marker.as_ref());
        attachments::list::<Role>(ctx, &self.role_name, prefix, marker, self.max_items).await
    }
}
