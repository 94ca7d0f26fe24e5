//! DeleteSSHPublicKey.

use model::{Input, NewUserName, SshPublicKeyIdText, Text};

use crate::authorize::condition_keys;
use crate::error::Missing;
use crate::iam::belongings::Held;
use crate::operation::{Operation, Sort};
use crate::records::{Owner, SshKey, User};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Takes an SSH public key from a user.
#[derive(Debug, Input)]
pub struct DeleteSshPublicKey {
    /// Whose it is.
    pub user_name: NewUserName,
    /// Which key.
    #[input(name = "SSHPublicKeyId")]
    pub ssh_public_key_id: SshPublicKeyIdText,
}

impl Operation for DeleteSshPublicKey {
    const ACTION: &'static str = "iam:DeleteSSHPublicKey";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<User>(&self.user_name.clone().into()).await?;
        let held = Held::<SshKey>::by(ctx, &Owner::User(permit.id.clone())).await?;
        let missing = || Error::from(Missing::SshPublicKey(self.ssh_public_key_id.clone()));
        let key = held.find(self.ssh_public_key_id.as_str()).ok_or_else(missing)?;
        ctx.commit(&permit, held.without(Changes::new(), key.id.as_str())).await?;
        Ok(Empty)
    }
}
