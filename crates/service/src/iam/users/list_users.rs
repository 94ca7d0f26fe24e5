//! ListUsers.

use model::{Arn, Input, Marker, PathPrefix, Text};
use serde::Serialize;

use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::{Loaded, Owner, User, keys};
use crate::usage::Subject;
use crate::views::UserView;
use crate::{Context, Halt};

/// Lists the users of the account, by name.
#[derive(Debug, Input)]
pub struct ListUsers {
    /// Only those whose path begins so.
    pub path_prefix: Option<PathPrefix>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of users.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Users {
    /// The users.
    pub users: Vec<UserView>,
    /// Whether there may be more.
    pub is_truncated: bool,
    /// Where the next page begins, if there is one.
    pub marker: Option<String>,
}

impl Operation for ListUsers {
    const ACTION: &'static str = "iam:ListUsers";
    const SORT: Sort = Sort::Read;
    type Output = Users;

    async fn run(&self, ctx: &Context<'_>) -> Result<Users, Halt> {
        let prefix = self.path_prefix.as_ref().map_or("/", Text::as_str);
        ctx.authorize_on(&Arn::kind(ctx.account(), "user", prefix))?;
        let listing = Listing::new(ctx, &[prefix]);
        let is_wanted = |user: &User| user.path.as_str().starts_with(prefix);
        let page = listing.scan_page(keys::USERS, self.marker.as_ref(), self.max_items, is_wanted).await?;
        let password = |user: &Loaded<User>| Subject::Password(ctx.account(), Owner::User(user.id.clone()));
        let passwords: Vec<Subject> = page.entries.iter().map(password).collect();
        let uses = ctx.service.last_uses(&passwords).await?;
        let users = page.entries.iter().zip(uses).map(|(user, used)| {
            let used = used.filter(|_| user.credentials.password.is_some());
            UserView::listed(user).with_password_use(used)
        });
        let users = users.collect();
        Ok(Users { users, is_truncated: page.marker.is_some(), marker: page.marker })
    }
}
