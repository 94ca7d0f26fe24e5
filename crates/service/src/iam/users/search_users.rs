//! Users whose names begin so, for the console: AWS's ListUsers knows the beginnings of paths only.

use model::{Arn, Folded, Input, Marker, Text, UserName};

use super::list_users::Users;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::{User, keys};
use crate::views::UserView;
use crate::{Context, Halt};

/// Lists the users whose names begin so, whatever the case.
#[derive(Debug, Input)]
pub struct SearchUsers {
    /// How the names begin.
    pub user_name: UserName,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for SearchUsers {
    const ACTION: &'static str = "iam:ListUsers";
    const SORT: Sort = Sort::Read;
    type Output = Users;

    async fn run(&self, ctx: &Context<'_>) -> Result<Users, Halt> {
        ctx.authorize_on(&Arn::kind(ctx.account(), "user", "/"))?;
        // Keys are in the order of folded names, so this reads no user but those that are shown.
        let begins = Folded::of(self.user_name.as_str());
        let prefix = [keys::USERS, begins.as_str()].concat();
        let listing = Listing::new(ctx, &["search", begins.as_str()]);
        let page = listing.scan_page::<User>(&prefix, self.marker.as_ref(), self.max_items, |_| true).await?;
        let users = page.entries.iter().map(|user| UserView::listed(user)).collect();
        Ok(Users { users, is_truncated: page.marker.is_some(), marker: page.marker })
    }
}
