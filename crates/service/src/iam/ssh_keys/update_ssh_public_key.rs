//! UpdateSSHPublicKey: turns a key off, or on again.

use model::{Input, NewUserName, SshPublicKeyIdText, StatusType, Text};

use crate::authorize::condition_keys;
use crate::error::{InvalidInput, Missing};
use crate::iam::belongings::Held;
use crate::operation::{Operation, Sort};
use crate::records::{Owner, SshKey, User};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Turns an SSH public key off, or on.
#[derive(Debug, Input)]
pub struct UpdateSshPublicKey {
    /// Whose it is.
    pub user_name: NewUserName,
    /// Which key.
    #[input(name = "SSHPublicKeyId")]
    pub ssh_public_key_id: SshPublicKeyIdText,
    /// Whether it shall work.
    pub status: StatusType,
}

impl Operation for UpdateSshPublicKey {
    const ACTION: &'static str = "iam:UpdateSSHPublicKey";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<User>(&self.user_name.clone().into()).await?;
        if self.status == StatusType::Expired {
            return Err(Error::from(InvalidInput::StatusOf("an SSH public key")).into());
        }
        let held = Held::<SshKey>::by(ctx, &Owner::User(permit.id.clone())).await?;
        let missing = || Error::from(Missing::SshPublicKey(self.ssh_public_key_id.clone()));
        let key = held.find(self.ssh_public_key_id.as_str()).ok_or_else(missing)?;
        let key = SshKey { status: self.status, ..key.clone() };
        ctx.commit(&permit, held.changed(Changes::new(), &key)).await?;
        Ok(Empty)
    }
}
