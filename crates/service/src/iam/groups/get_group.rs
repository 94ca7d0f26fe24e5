//! GetGroup: a group, and who its members are.

use model::{GroupName, Input, Marker};
use serde::Serialize;

use super::view::GroupView;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::{Group, Present, User, keys};
use crate::views::UserView;
use crate::{Context, Halt};

/// Shows a group and lists its members, in the order of their ids.
#[derive(Debug, Input)]
pub struct GetGroup {
    /// Which group.
    pub group_name: GroupName,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// The group, and a page of its members.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shown {
    /// The group.
    pub group: GroupView,
    /// The members.
    pub users: Vec<UserView>,
    is_truncated: bool,
    /// Where the next page begins, if there is one.
    pub marker: Option<String>,
}

impl Operation for GetGroup {
    const ACTION: &'static str = "iam:GetGroup";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["group"];
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let group = ctx.authorize::<Group>(&self.group_name).await?;
        let prefix = keys::members(&group.id);
        let listing = Listing::new(ctx, &[group.id.as_str()]);
        let page =
            listing.scan_page::<Present>(&prefix, self.marker.as_ref(), self.max_items, |_| true).await?;
        let mut users = Vec::with_capacity(page.entries.len());
        for member in &page.entries {
            let id = member.key().path.strip_prefix(&prefix).unwrap_or_default().trim_end_matches('/');
            let user = ctx.records().by_id::<User>(ctx.account(), id).await?;
            // Who left the group since is not shown as one of it.
            let user = user.filter(|user| user.groups.contains(&group.id));
            users.extend(user.map(|user| UserView::listed(&user)));
        }
        let is_truncated = page.marker.is_some();
        Ok(Shown { group: GroupView::of(&group), users, is_truncated, marker: page.marker })
    }
}
