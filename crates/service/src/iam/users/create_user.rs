//! CreateUser.

use model::{Arn, Input, NewUserName, Path, PolicyArn, UserId, UserName};
use serde::Serialize;
use serde_json::json;

use crate::error::{Missing, Quota};
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::{Credentials, NamePointer, User, keys};
use crate::views::UserView;
use crate::{Changes, Context, Error, Halt};

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
    type Output = Created;

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let account = ctx.account();
        let name = UserName::from(self.user_name.clone());
        let path = self.path.clone().unwrap_or_default();
        let arn = Arn::user(account, &path, &name);
        let permit = ctx.authorize_vacant::<User>(&name, &arn).await?;
        // There are no policies to draw a boundary with; to leave it out in silence would give more than was asked for.
        if let Some(policy) = &self.permissions_boundary {
            return Err(Error::from(Missing::AttachablePolicy(policy.clone())).into());
        }
        let user = User {
            schema: User::SCHEMA,
            account,
            id: UserId::generate(account, ctx.service.entropy.array()),
            name: name.clone(),
            path,
            created: ctx.now(),
            tags: tagged(&[], self.tags.as_deref().unwrap_or_default(), KeyCase::Ignored)?,
            credentials: Credentials::default(),
            attached_policies: Vec::new(),
        };

        let quota = Quota::USERS;
        let changes = Changes::new()
            .put(permit.key(), &user)
            .create(keys::id(account, &user.id), &NamePointer { name })
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
