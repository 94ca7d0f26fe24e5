//! DeleteAccessKey.

use model::{AccessKeyIdText, Input, UserName};

use super::holder::Holder;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::keys;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Deletes an access key.
#[derive(Debug, Input)]
pub struct DeleteAccessKey {
    /// Whose; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// Which key.
    pub access_key_id: AccessKeyIdText,
}

impl Operation for DeleteAccessKey {
    const ACTION: &'static str = "iam:DeleteAccessKey";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let holder = Holder::authorize(ctx, self.user_name.as_ref()).await?;
        let (index, key) = holder.find(&self.access_key_id)?;
        let changes =
            Changes::new().remove_key(keys::access_key(&key.id)).remove_key(keys::last_used(&key.id));
        let mut keys = holder.keys().to_vec();
        keys.remove(index);
        holder.commit(ctx, keys, changes).await?;
        Ok(Empty)
    }
}
