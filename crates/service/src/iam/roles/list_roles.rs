//! ListRoles.

use model::{Arn, Input, Marker, PathPrefix, Text};
use serde::Serialize;

use super::view::RoleView;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::{Role, keys};
use crate::{Context, Halt};

/// Lists the roles of the account, by name.
#[derive(Debug, Input)]
pub struct ListRoles {
    /// Only those whose path begins so.
    pub path_prefix: Option<PathPrefix>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of roles.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Roles {
    roles: Vec<RoleView>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListRoles {
    const ACTION: &'static str = "iam:ListRoles";
    const SORT: Sort = Sort::Read;
    type Output = Roles;

    async fn run(&self, ctx: &Context<'_>) -> Result<Roles, Halt> {
        let prefix = self.path_prefix.as_ref().map_or("/", Text::as_str);
        ctx.authorize_on(&Arn::kind(ctx.account(), "role", prefix))?;
        let listing = Listing::new(ctx, &[prefix]);
        let is_wanted = |role: &Role| role.path.as_str().starts_with(prefix);
        let page = listing.scan_page(keys::ROLES, self.marker.as_ref(), self.max_items, is_wanted).await?;
        let mut roles = Vec::with_capacity(page.entries.len());
        for role in &page.entries {
            roles.push(RoleView::listed(ctx, role).await?);
        }
        Ok(Roles { roles, is_truncated: page.marker.is_some(), marker: page.marker })
    }
}
