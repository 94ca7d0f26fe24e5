//! CreateLoginProfile: gives a user a password for the console.

use model::{Flag, Input, NewUserName, Password, UserName};
use serde::Serialize;
use serde_json::json;

use super::profile::LoginProfileView;
use crate::authorize::condition_keys;
use crate::error::{Existing, Invalid};
use crate::operation::{Operation, Sort};
use crate::passwords::Prefix;
use crate::records::{Owner, PasswordRecord, User};
use crate::{Changes, Context, Error, Halt};

/// Gives a user a password.
#[derive(Debug, Input)]
pub struct CreateLoginProfile {
    /// Who; the caller, if nobody is named.
    pub user_name: Option<NewUserName>,
    /// The password. AWS lets it be omitted in sessions of AssumeRoot only, which there are none of.
    pub password: Option<Password>,
    /// Whether it must be changed at the first sign-in.
    pub password_reset_required: Option<Flag>,
}

/// The password that there is now.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Created {
    login_profile: LoginProfileView,
}

impl Operation for CreateLoginProfile {
    const ACTION: &'static str = "iam:CreateLoginProfile";
    const SORT: Sort = Sort::Change;
    // Who sets a password can sign in with it, and has a fresh factor then.
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Created;

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let named = self.user_name.clone().map(UserName::from);
        let permit = ctx.authorize::<User>(&ctx.named_user(named.as_ref())?).await?;
        if permit.credentials.password.is_some() {
            return Err(Error::from(Existing::LoginProfile(permit.name.clone())).into());
        }
        let Some(password) = &self.password else { return Err(Error::from(Invalid::PasswordNeeded).into()) };
        let whose = (ctx.account(), &Owner::User(permit.id.clone()));
        let hash = ctx.service.accept_password(whose, None, Prefix::of(ctx.origin.address), password).await?;

        let must_change = self.password_reset_required.is_some_and(|flag| flag.0);
        let mut user = User::clone(permit.target());
        user.credentials.password = Some(PasswordRecord { hash, set: ctx.now(), must_change });
        let changes = Changes::new().update(permit.target(), &user).responded(json!({ "loginProfile": {
            "userName": user.name.to_string(),
            "createDate": ctx.now().to_string(),
            "passwordResetRequired": must_change,
        } }));
        ctx.commit(&permit, changes).await?;
        Ok(Created { login_profile: LoginProfileView::new(&user, ctx.now(), must_change) })
    }
}
