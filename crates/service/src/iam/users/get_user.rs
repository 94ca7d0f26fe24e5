//! GetUser.

use model::{Arn, Input, UserName};
use serde::Serialize;

use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::views::UserView;
use crate::{Context, Halt, Identity};

/// Shows a user.
#[derive(Debug, Input)]
pub struct GetUser {
    /// Who; the caller, if nobody is named.
    pub user_name: Option<UserName>,
}

/// The user.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shown {
    /// The user.
    pub user: UserView,
}

impl Operation for GetUser {
    const ACTION: &'static str = "iam:GetUser";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        if let (None, Identity::Root(account)) = (&self.user_name, ctx.caller().identity()) {
            ctx.authorize_on(&Arn::root(ctx.account()))?;
            return Ok(Shown { user: UserView::root(account) });
        }
        let name = ctx.named_user(self.user_name.as_ref())?;
        let user = ctx.authorize::<User>(&name).await?;
        Ok(Shown { user: UserView::whole(&user) })
    }
}
