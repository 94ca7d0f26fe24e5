//! Users, groups and roles, with all that they may do.

use serde::Serialize;

use crate::iam::instance_profiles::view::ProfileView;
use crate::iam::roles::last_used;
use crate::iam::roles::trust;
use crate::iam::roles::view::LastUsedView;
use crate::records::{Group, InlinePolicy, Permissions, Role, User};
use crate::views::{BoundaryView, DocumentView, Moment, TagView};
use crate::{Context, Halt};

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct InlineView {
    policy_name: String,
    policy_document: DocumentView,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct AttachedView {
    policy_name: String,
    policy_arn: String,
}

fn inline(permissions: &Permissions) -> Vec<InlineView> {
    let view = |policy: &InlinePolicy| InlineView {
        policy_name: policy.name.to_string(),
        policy_document: DocumentView(policy.document.text().to_owned()),
    };
    permissions.inline.iter().map(view).collect()
}

fn attached(permissions: &Permissions) -> Vec<AttachedView> {
    let view = |arn: String| AttachedView {
        policy_name: arn.rsplit('/').next().unwrap_or_default().to_owned(),
        policy_arn: arn,
    };
    permissions.attached.iter().map(|arn| view(arn.to_string())).collect()
}

/// A user, with policies and groups.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserDetail {
    path: String,
    user_name: String,
    user_id: String,
    arn: String,
    create_date: Moment,
    user_policy_list: Vec<InlineView>,
    group_list: Vec<String>,
    attached_managed_policies: Vec<AttachedView>,
    permissions_boundary: Option<BoundaryView>,
    tags: Vec<TagView>,
}

impl UserDetail {
    /// A user's detail.
    pub async fn of(ctx: &Context<'_>, user: &User) -> Result<Self, Halt> {
        let mut group_list = Vec::with_capacity(user.groups.len());
        for id in &user.groups {
            let group = ctx.records().by_id::<Group>(user.account, id.as_str()).await?;
            group_list.extend(group.map(|group| group.name.to_string()));
        }
        Ok(Self {
            path: user.path.to_string(),
            user_name: user.name.to_string(),
            user_id: user.id.to_string(),
            arn: user.arn().to_string(),
            create_date: Moment(user.created),
            user_policy_list: inline(&user.permissions),
            group_list,
            attached_managed_policies: attached(&user.permissions),
            permissions_boundary: BoundaryView::of(&user.permissions),
            tags: TagView::all(&user.tags),
        })
    }
}

/// A group, with policies.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GroupDetail {
    path: String,
    group_name: String,
    group_id: String,
    arn: String,
    create_date: Moment,
    group_policy_list: Vec<InlineView>,
    attached_managed_policies: Vec<AttachedView>,
}

impl GroupDetail {
    /// A group's detail.
    pub fn of(group: &Group) -> Self {
        Self {
            path: group.path.to_string(),
            group_name: group.name.to_string(),
            group_id: group.id.to_string(),
            arn: group.arn().to_string(),
            create_date: Moment(group.created),
            group_policy_list: inline(&group.permissions),
            attached_managed_policies: attached(&group.permissions),
        }
    }
}

/// A role, with policies.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RoleDetail {
    path: String,
    role_name: String,
    role_id: String,
    arn: String,
    create_date: Moment,
    assume_role_policy_document: DocumentView,
    instance_profile_list: Vec<ProfileView>,
    role_policy_list: Vec<InlineView>,
    attached_managed_policies: Vec<AttachedView>,
    permissions_boundary: Option<BoundaryView>,
    tags: Vec<TagView>,
    role_last_used: LastUsedView,
}

impl RoleDetail {
    /// A role's detail, with the instance profiles that it is in.
    pub async fn of(ctx: &Context<'_>, role: &Role, profiles: Vec<ProfileView>) -> Result<Self, Halt> {
        Ok(Self {
            path: role.path.to_string(),
            role_name: role.name.to_string(),
            role_id: role.id.to_string(),
            arn: role.arn().to_string(),
            create_date: Moment(role.created),
            assume_role_policy_document: DocumentView(trust::shown(ctx, &role.trust).await?),
            instance_profile_list: profiles,
            role_policy_list: inline(&role.permissions),
            attached_managed_policies: attached(&role.permissions),
            permissions_boundary: BoundaryView::of(&role.permissions),
            tags: TagView::all(&role.tags),
            role_last_used: LastUsedView::of(last_used(ctx, role).await?),
        })
    }
}
