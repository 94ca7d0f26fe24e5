//! ListAttachedUserPolicies: the managed policies of a user.

use model::{Input, Marker, NewUserName, PolicyPath};

use super::attachments::{self, AttachedPolicies};
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::paging::MaxItems;
use crate::records::User;
use crate::{Context, Halt};

/// Lists the managed policies that are attached to a user, by name.
#[derive(Debug, Input)]
pub struct ListAttachedUserPolicies {
    /// Who.
    pub user_name: NewUserName,
    /// Only those whose path begins so.
    pub path_prefix: Option<PolicyPath>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListAttachedUserPolicies {
    const ACTION: &'static str = "iam:ListAttachedUserPolicies";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = AttachedPolicies;

    async fn run(&self, ctx: &Context<'_>) -> Result<AttachedPolicies, Halt> {
        let (prefix, marker) = (self.path_prefix.as_ref(), self.marker.as_ref());
        attachments::list::<User>(ctx, &self.user_name.clone().into(), prefix, marker, self.max_items).await
    }
}
