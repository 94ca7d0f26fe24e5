//! CreateUser.

use model::{Arn, Input, NewUserName, Path, PolicyArn, UserId, UserName};
use serde::Serialize;
use serde_json::json;

use crate::authorize::{RequestKeys, condition_keys};
use crate::error::Quota;
use crate::iam::boundaries::bounded;
use crate::iam::policies::managed::Managed;
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::{Credentials, NamePointer, Permissions, User, keys};
use crate::views::UserView;
use crate::{Context, Halt};

/// Makes a user, who may do nothing yet.
#[derive(Debug, Input)]
pub struct CreateUser {
    /// Where the user shall stand.
    pub path: Option<Path>,
    /// What the user shall be called.
    pub user_name: NewUserName,
    /// A boundary of the user's permissions.
    pub permissions_boundary: Option<PolicyArn>,
    /// What is said of the user.
    pub tags: Option<Tags>,
}

/// The new user.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Created {
    user: UserView,
}

impl Operation for CreateUser {
    const ACTION: &'static str = "iam:CreateUser";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::CREATING;
    type Output = Created;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new()
            .tags(self.tags.as_deref().unwrap_or_default())
            .maybe(condition_keys::PERMISSIONS_BOUNDARY, self.permissions_boundary.as_ref())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let account = ctx.account();
        let name = UserName::from(self.user_name.clone());
        let path = self.path.clone().unwrap_or_default();
        let arn = Arn::user(account, &path, &name);
        let permit = ctx.authorize_vacant::<User>(&name, &arn).await?;
        let boundary = bounded::asked_for(ctx, self.permissions_boundary.as_ref()).await?;
        let user = User {
            schema: User::SCHEMA,
            account,
            id: UserId::generate(account, ctx.service.entropy.array()),
            name: name.clone(),
            path,
            created: ctx.now(),
            tags: tagged(&[], self.tags.as_deref().unwrap_or_default(), KeyCase::Ignored)?,
            credentials: Credentials::default(),
            permissions: Permissions {
                boundary: boundary.as_ref().map(Managed::arn),
                ..Permissions::default()
            },
            groups: Vec::new(),
        };

        let quota = Quota::users(ctx.service.settings.users_of_account);
        let changes = bounded::drawn(boundary.as_ref(), account, &user)
            .put(permit.key(), &user)
            .create(keys::id(account, user.id.as_str()), &NamePointer { name })
            .count(keys::user_count(account), 1, quota.limit, quota)
            .responded(json!({ "user": {
                "path": user.path.to_string(),
                "userName": user.name.to_string(),
                "userId": user.id.to_string(),
                "arn": arn.as_str(),
            } }));
        ctx.commit(&permit, changes).await?;
        Ok(Created { user: UserView::whole(&user) })
    }
}
