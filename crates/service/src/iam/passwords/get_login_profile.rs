//! GetLoginProfile: whether a user has a password, and since when.

use model::{Input, NewUserName, UserName};
use serde::Serialize;

use super::profile::{self, LoginProfileView};
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::{Context, Halt};

/// Asks about a user's password.
#[derive(Debug, Input)]
pub struct GetLoginProfile {
    /// Whose; the caller's, if nobody is named.
    pub user_name: Option<NewUserName>,
}

/// What is said of the password.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Found {
    /// The password.
    pub login_profile: LoginProfileView,
}

impl Operation for GetLoginProfile {
    const ACTION: &'static str = "iam:GetLoginProfile";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Found;

    async fn run(&self, ctx: &Context<'_>) -> Result<Found, Halt> {
        let named = self.user_name.clone().map(UserName::from);
        let permit = ctx.authorize::<User>(&ctx.named_user(named.as_ref())?).await?;
        let record = profile::of(&permit)?;
        // Until a password is replaced, it is the first one.
        let created = profile::history(ctx, &permit).await?.map_or(record.set, |history| history.created);
        Ok(Found { login_profile: LoginProfileView::new(&permit, created, record.must_change) })
    }
}
