//! An instance profile as answers show it.

use serde::Serialize;

use crate::iam::roles::view::RoleView;
use crate::records::{InstanceProfile, Role};
use crate::views::{Moment, TagView};
use crate::{Context, Error};

/// An instance profile.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProfileView {
    path: String,
    instance_profile_name: String,
    instance_profile_id: String,
    arn: String,
    create_date: Moment,
    roles: Vec<RoleView>,
    tags: Option<Vec<TagView>>,
}

impl ProfileView {
    /// A profile as lists show it: without tags (facts F8).
    ///
    /// # Errors
    /// If the store fails.
    pub async fn listed(ctx: &Context<'_>, profile: &InstanceProfile) -> Result<Self, Error> {
        let role = match &profile.role {
            Some(id) => ctx.records().by_id::<Role>(profile.account, id.as_str()).await?,
            None => None,
        };
        let mut roles = Vec::with_capacity(1);
        if let Some(role) = role {
            roles.push(RoleView::nested(ctx, &role).await?);
        }
        Ok(Self {
            path: profile.path.to_string(),
            instance_profile_name: profile.name.to_string(),
            instance_profile_id: profile.id.to_string(),
            arn: profile.arn().to_string(),
            create_date: Moment(profile.created),
            roles,
            tags: None,
        })
    }

    /// A profile with its tags, if there are any.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn whole(ctx: &Context<'_>, profile: &InstanceProfile) -> Result<Self, Error> {
        let tags = (!profile.tags.is_empty()).then(|| TagView::all(&profile.tags));
        Ok(Self { tags, ..Self::listed(ctx, profile).await? })
    }
}
