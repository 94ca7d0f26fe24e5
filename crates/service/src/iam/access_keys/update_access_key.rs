//! UpdateAccessKey: turns a key off, or on again. As at AWS, sessions that it issued go on (rule R3).

use model::{AccessKeyIdText, Input, StatusType, UserName};

use super::holder::Holder;
use crate::authorize::condition_keys;
use crate::error::InvalidInput;
use crate::operation::{Operation, Sort};
use crate::records::AccessKey;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Turns an access key off, or on.
#[derive(Debug, Input)]
pub struct UpdateAccessKey {
    /// Whose; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// Which key.
    pub access_key_id: AccessKeyIdText,
    /// Whether it shall work.
    pub status: StatusType,
}

impl Operation for UpdateAccessKey {
    const ACTION: &'static str = "iam:UpdateAccessKey";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let holder = Holder::authorize(ctx, self.user_name.as_ref()).await?;
        if self.status == StatusType::Expired {
            return Err(Error::from(InvalidInput::AccessKeyStatus).into());
        }
        let (index, key) = holder.find(&self.access_key_id)?;
        let updated = AccessKey { status: self.status, ..key.clone() };
        let mut keys = holder.keys().to_vec();
        if let Some(place) = keys.get_mut(index) {
            *place = updated;
        }
        holder.commit(ctx, keys, Changes::new()).await?;
        Ok(Empty)
    }
}
