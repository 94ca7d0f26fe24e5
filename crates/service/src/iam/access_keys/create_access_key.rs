//! CreateAccessKey: the secret is answered here, and never again.

use model::{Input, UserName};
use serde::Serialize;
use serde_json::json;

use super::holder::{Holder, new_access_key};
use crate::authorize::condition_keys;
use crate::error::Quota;
use crate::operation::{Operation, Sort};
use crate::records::{KeyOwner, keys};
use crate::views::Moment;
use crate::{Changes, Context, Error, Halt};

/// Makes an access key.
/// An access key, with its secret.
#[derive(Debug, Input)]
pub struct CreateAccessKey {
    /// Whose; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
}

/// The new key.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Created {
    /// The key.
    pub access_key: NewAccessKey,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NewAccessKey {
    user_name: Option<String>,
    /// The key's id.
    pub access_key_id: String,
    status: &'static str,
    /// Its secret, which nobody is told again.
    pub secret_access_key: String,
    create_date: Moment,
}

impl std::fmt::Debug for NewAccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAccessKey").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

impl Operation for CreateAccessKey {
    const ACTION: &'static str = "iam:CreateAccessKey";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Created;

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let holder = Holder::authorize(ctx, self.user_name.as_ref()).await?;
        if holder.keys().len() as u64 >= Quota::ACCESS_KEYS.limit {
            return Err(Error::from(Quota::ACCESS_KEYS).into());
        }
        let whose = (ctx.account(), &holder.owner());
        let (key, secret) =
            new_access_key(&ctx.service.keyring.now(), ctx.service.entropy.as_ref(), whose, ctx.now())?;
        let created = Created {
            access_key: NewAccessKey {
                user_name: holder.name(),
                access_key_id: key.id.to_string(),
                status: key.status.as_str(),
                secret_access_key: secret.expose().clone(),
                create_date: Moment(key.created),
            },
        };
        let changes = Changes::new()
            .create(keys::access_key(&key.id), &KeyOwner { owner: holder.owner() })
            .responded(json!({ "accessKey": {
                "userName": holder.name(), "accessKeyId": key.id.to_string(), "status": key.status.as_str(),
            } }));
        let mut keys = holder.keys().to_vec();
        keys.push(key);
        holder.commit(ctx, keys, changes).await?;
        Ok(created)
    }
}
