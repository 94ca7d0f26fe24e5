//! ListUserPolicies: the inline policies of a user.

use model::{Input, Marker, UserName};

use super::inline::{self, PolicyNames};
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::paging::MaxItems;
use crate::records::User;
use crate::{Context, Halt};

/// Lists the names of the inline policies of a user.
#[derive(Debug, Input)]
pub struct ListUserPolicies {
    /// Who.
    pub user_name: UserName,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListUserPolicies {
    const ACTION: &'static str = "iam:ListUserPolicies";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = PolicyNames;

    async fn run(&self, ctx: &Context<'_>) -> Result<PolicyNames, Halt> {
        inline::list::<User>(ctx, &self.user_name, self.marker.as_ref(), self.max_items).await
    }
}
