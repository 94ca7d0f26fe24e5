//! ListGroups.

use model::{Arn, Input, Marker, PathPrefix, Text};
use serde::Serialize;

use super::view::GroupView;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::{Group, keys};
use crate::{Context, Halt};

/// Lists the groups of the account, by name.
#[derive(Debug, Input)]
pub struct ListGroups {
    /// Only those whose path begins so.
    pub path_prefix: Option<PathPrefix>,
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
    /// Where the next page begins, if there is one.
    pub marker: Option<String>,
}

impl Operation for ListGroups {
    const ACTION: &'static str = "iam:ListGroups";
    const SORT: Sort = Sort::Read;
    type Output = Groups;

    async fn run(&self, ctx: &Context<'_>) -> Result<Groups, Halt> {
        let prefix = self.path_prefix.as_ref().map_or("/", Text::as_str);
        ctx.authorize_on(&Arn::kind(ctx.account(), "group", prefix))?;
        let listing = Listing::new(ctx, &[prefix]);
        let is_wanted = |group: &Group| group.path.as_str().starts_with(prefix);
        let page = listing.scan_page(keys::GROUPS, self.marker.as_ref(), self.max_items, is_wanted).await?;
        let groups = page.entries.iter().map(|group| GroupView::of(group)).collect();
        Ok(Groups { groups, is_truncated: page.marker.is_some(), marker: page.marker })
    }
}
