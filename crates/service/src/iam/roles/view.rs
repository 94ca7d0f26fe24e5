//! A role as answers show it (facts A2).

use serde::Serialize;

use super::trust;
use crate::records::{LastUsed, Role};
use crate::views::{BoundaryView, DocumentView, Moment, TagView};
use crate::{Context, Error};

/// A role.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RoleView {
    path: String,
    role_name: String,
    role_id: String,
    arn: String,
    create_date: Moment,
    assume_role_policy_document: DocumentView,
    description: Option<String>,
    max_session_duration: Option<u32>,
    permissions_boundary: Option<BoundaryView>,
    tags: Option<Vec<TagView>>,
    role_last_used: Option<LastUsedView>,
}

/// When and where a role was used last; nothing, if it never was.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LastUsedView {
    last_used_date: Option<Moment>,
    region: Option<String>,
}

impl RoleView {
    /// A role as lists show it: without tags and boundary.
    pub async fn listed(ctx: &Context<'_>, role: &Role) -> Result<Self, Error> {
        Ok(Self {
            path: role.path.to_string(),
            role_name: role.name.to_string(),
            role_id: role.id.to_string(),
            arn: role.arn().to_string(),
            create_date: Moment(role.created),
            assume_role_policy_document: DocumentView(trust::shown(ctx, &role.trust).await?),
            description: role.description.as_ref().map(ToString::to_string),
            max_session_duration: Some(role.max_session_duration),
            permissions_boundary: None,
            tags: None,
            role_last_used: None,
        })
    }

    /// A role as an instance profile shows it: without what is said of it (facts F8).
    pub async fn nested(ctx: &Context<'_>, role: &Role) -> Result<Self, Error> {
        Ok(Self { description: None, max_session_duration: None, ..Self::listed(ctx, role).await? })
    }

    /// A role as who made it sees it.
    pub async fn created(ctx: &Context<'_>, role: &Role) -> Result<Self, Error> {
        Ok(Self { max_session_duration: None, ..Self::whole(ctx, role).await? })
    }

    /// A role with its tags and boundary, if there are any.
    pub async fn whole(ctx: &Context<'_>, role: &Role) -> Result<Self, Error> {
        let tags = (!role.tags.is_empty()).then(|| TagView::all(&role.tags));
        let permissions_boundary = BoundaryView::of(&role.permissions);
        Ok(Self { permissions_boundary, tags, ..Self::listed(ctx, role).await? })
    }

    /// The same, with its last use.
    pub fn last_used(self, used: Option<LastUsed>) -> Self {
        Self { role_last_used: Some(LastUsedView::of(used)), ..self }
    }
}

impl LastUsedView {
    /// A last use.
    pub fn of(used: Option<LastUsed>) -> Self {
        let (at, region) = used.map(|used| (Moment(used.at), used.region)).unzip();
        Self { last_used_date: at, region }
    }
}
