//! ListGroupsForUser.

use model::{Input, Marker, UserName};
use serde::Serialize;

use super::view::GroupView;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::{Group, User};
use crate::{Context, Halt};

/// Lists the groups that a user is a member of.
#[derive(Debug, Input)]
pub struct ListGroupsForUser {
    /// Which user.
    pub user_name: UserName,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of groups.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Groups {
    /// The groups.
    pub groups: Vec<GroupView>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListGroupsForUser {
    const ACTION: &'static str = "iam:ListGroupsForUser";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Groups;

    async fn run(&self, ctx: &Context<'_>) -> Result<Groups, Halt> {
        let user = ctx.authorize::<User>(&self.user_name).await?;
        let mut views = Vec::with_capacity(user.groups.len());
        for id in &user.groups {
            let group = ctx.records().by_id::<Group>(ctx.account(), id.as_str()).await?;
            views.extend(group.map(|group| GroupView::of(&group)));
        }
        let listing = Listing::new(ctx, &[user.id.as_str()]);
        let (groups, marker) = listing.page_of(&views, self.marker.as_ref(), self.max_items)?;
        Ok(Groups { groups, is_truncated: marker.is_some(), marker })
    }
}
