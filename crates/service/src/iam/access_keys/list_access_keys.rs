//! ListAccessKeys: never a secret.

use model::{Input, Marker, UserName};
use serde::Serialize;

use super::holder::Holder;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::views::Moment;
use crate::{Context, Halt};

/// Lists access keys.
/// An access key, without its secret.
#[derive(Debug, Input)]
pub struct ListAccessKeys {
    /// Whose; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of keys.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessKeys {
    /// The keys.
    pub access_key_metadata: Vec<AccessKeyView>,
    is_truncated: bool,
    marker: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessKeyView {
    user_name: Option<String>,
    /// The key's id.
    pub access_key_id: String,
    /// `Active` or `Inactive`.
    pub status: &'static str,
    /// Since when it exists.
    pub create_date: Moment,
}

impl Operation for ListAccessKeys {
    const ACTION: &'static str = "iam:ListAccessKeys";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = AccessKeys;

    async fn run(&self, ctx: &Context<'_>) -> Result<AccessKeys, Halt> {
        let holder = Holder::authorize(ctx, self.user_name.as_ref()).await?;
        let user_name = holder.name();
        let listing = Listing::new(ctx, &[user_name.as_deref().unwrap_or_default()]);
        let (page, marker) = listing.page_of(holder.keys(), self.marker.as_ref(), self.max_items)?;
        let access_key_metadata = page.into_iter().map(|key| AccessKeyView {
            user_name: user_name.clone(),
            access_key_id: key.id.to_string(),
            status: key.status.as_str(),
            create_date: Moment(key.created),
        });
        Ok(AccessKeys {
            access_key_metadata: access_key_metadata.collect(),
            is_truncated: marker.is_some(),
            marker,
        })
    }
}
