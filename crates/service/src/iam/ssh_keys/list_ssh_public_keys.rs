//! ListSSHPublicKeys.

use model::{Input, Marker, NewUserName};
use serde::Serialize;

use super::view::KeyView;
use crate::authorize::condition_keys;
use crate::iam::belongings::Held;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::{Owner, SshKey, User};
use crate::{Context, Halt};

/// Lists SSH public keys.
#[derive(Debug, Input)]
pub struct ListSshPublicKeys {
    /// Whose; the caller's, if nobody is named.
    pub user_name: Option<NewUserName>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of keys.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Keys {
    #[serde(rename = "SSHPublicKeys")]
    keys: Vec<KeyView>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListSshPublicKeys {
    const ACTION: &'static str = "iam:ListSSHPublicKeys";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Keys;

    async fn run(&self, ctx: &Context<'_>) -> Result<Keys, Halt> {
        let name = self.user_name.clone().map(Into::into);
        let user = ctx.authorize::<User>(&ctx.named_user(name.as_ref())?).await?;
        let held = Held::<SshKey>::by(ctx, &Owner::User(user.id.clone())).await?;
        let listing = Listing::new(ctx, &[user.id.as_str()]);
        let (page, marker) = listing.page_of(held.things(), self.marker.as_ref(), self.max_items)?;
        let keys = page.iter().map(|key| KeyView::listed(&user, key)).collect();
        Ok(Keys { keys, is_truncated: marker.is_some(), marker })
    }
}
