//! CreateRole.

use model::{Arn, Description, Input, Path, PolicyArn, PolicyText, RoleId, RoleName, Timestamp, Whole};
use serde::Serialize;
use serde_json::json;

use super::trust;
use super::view::RoleView;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::Quota;
use crate::iam::boundaries::bounded;
use crate::iam::policies::managed::Managed;
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::{NamePointer, Permissions, Role, keys};
use crate::{Context, Halt};

/// How long a session lasts at most: from one to twelve hours, in seconds.
pub type SessionDuration = Whole<3_600, 43_200>;
/// An hour, where nothing is said.
const DEFAULT: u32 = 3_600;

/// Makes a role, whose sessions may do nothing yet.
#[derive(Debug, Input)]
pub struct CreateRole {
    /// Where the role shall stand.
    pub path: Option<Path>,
    /// What the role shall be called.
    pub role_name: RoleName,
    /// Who may assume it.
    pub assume_role_policy_document: PolicyText,
    /// What it is for.
    pub description: Option<Description>,
    /// How long its sessions last at most, in seconds.
    pub max_session_duration: Option<SessionDuration>,
    /// A boundary of its permissions.
    pub permissions_boundary: Option<PolicyArn>,
    /// What is said of it.
    pub tags: Option<Tags>,
}

/// The new role.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Created {
    role: RoleView,
}

impl Operation for CreateRole {
    const ACTION: &'static str = "iam:CreateRole";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::CREATING;
    type Output = Created;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new()
            .tags(self.tags.as_deref().unwrap_or_default())
            .maybe(condition_keys::PERMISSIONS_BOUNDARY, self.permissions_boundary.as_ref())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let account = ctx.account();
        let path = self.path.clone().unwrap_or_default();
        let arn = Arn::role(account, &path, &self.role_name);
        let permit = ctx.authorize_vacant::<Role>(&self.role_name, &arn).await?;
        let boundary = bounded::asked_for(ctx, self.permissions_boundary.as_ref()).await?;
        let role = self.role(ctx, path, boundary.as_ref()).await?;

        let quota = Quota::ROLES;
        let changes = bounded::drawn(boundary.as_ref(), account, &role)
            .put(permit.key(), &role)
            .create(keys::id(account, role.id.as_str()), &NamePointer { name: role.name.clone() })
            .count(keys::role_count(account), 1, quota.limit, quota)
            .responded(json!({ "role": {
                "path": role.path.to_string(),
                "roleName": role.name.to_string(),
                "roleId": role.id.to_string(),
                "arn": arn.as_str(),
            } }));
        ctx.commit(&permit, changes).await?;
        Ok(Created { role: RoleView::created(ctx, &role).await? })
    }
}

impl CreateRole {
    async fn role(&self, ctx: &Context<'_>, path: Path, boundary: Option<&Managed>) -> Result<Role, Halt> {
        let account = ctx.account();
        Ok(Role {
            schema: Role::SCHEMA,
            account,
            id: RoleId::generate(account, ctx.service.entropy.array()),
            name: self.role_name.clone(),
            path,
            created: ctx.now(),
            description: self.description.clone(),
            max_session_duration: self
                .max_session_duration
                .map_or(DEFAULT, |most| most.number().unsigned_abs()),
            trust: trust::stored(ctx, &self.assume_role_policy_document).await?,
            tags: tagged(&[], self.tags.as_deref().unwrap_or_default(), KeyCase::Ignored)?,
            permissions: Permissions { boundary: boundary.map(Managed::arn), ..Permissions::default() },
            sessions_valid_after: Timestamp::default(),
            linked_to: None,
        })
    }
}
