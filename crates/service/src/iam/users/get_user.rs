//! GetUser.

use model::{Arn, Input, UserName};
use serde::Serialize;

use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::{LastUsed, Owner, User};
use crate::usage::Subject;
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
            let used = last_use(ctx, Owner::Root).await?;
            return Ok(Shown { user: UserView::root(account).with_password_use(used) });
        }
        let name = ctx.named_user(self.user_name.as_ref())?;
        let user = ctx.authorize::<User>(&name).await?;
        let used = match user.credentials.password {
            Some(_) => last_use(ctx, Owner::User(user.id.clone())).await?,
            None => None,
        };
        Ok(Shown { user: UserView::whole(&user).with_password_use(used) })
    }
}

async fn last_use(ctx: &Context<'_>, owner: Owner) -> Result<Option<LastUsed>, Halt> {
    let uses = ctx.service.last_uses(&[Subject::Password(ctx.account(), owner)]).await?;
    Ok(uses.into_iter().next().flatten())
}
