//! GetSSHPublicKey.

use model::{EncodingType, Input, NewUserName, SshPublicKeyIdText, Text};
use serde::Serialize;

use super::view::KeyView;
use crate::authorize::condition_keys;
use crate::error::{Failure, Missing};
use crate::iam::belongings::Held;
use crate::key_material::RsaPublicKey;
use crate::operation::{Operation, Sort};
use crate::records::{Owner, SshKey, User};
use crate::{Context, Error, Halt};

/// Shows an SSH public key.
#[derive(Debug, Input)]
pub struct GetSshPublicKey {
    /// Whose it is.
    pub user_name: NewUserName,
    /// Which key.
    #[input(name = "SSHPublicKeyId")]
    pub ssh_public_key_id: SshPublicKeyIdText,
    /// How it shall be written.
    pub encoding: EncodingType,
}

/// The key.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shown {
    #[serde(rename = "SSHPublicKey")]
    key: KeyView,
}

impl Operation for GetSshPublicKey {
    const ACTION: &'static str = "iam:GetSSHPublicKey";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let user = ctx.authorize::<User>(&self.user_name.clone().into()).await?;
        let held = Held::<SshKey>::by(ctx, &Owner::User(user.id.clone())).await?;
        let missing = || Error::from(Missing::SshPublicKey(self.ssh_public_key_id.clone()));
        let key = held.find(self.ssh_public_key_id.as_str()).ok_or_else(missing)?;
        let body = match self.encoding {
            EncodingType::SSH => key.key.clone(),
            EncodingType::PEM => {
                let broken = |_| Error::ServiceFailure(Failure::Corrupt(key.id.to_string()));
                RsaPublicKey::parse(&key.key).map_err(broken)?.0.pem()
            }
        };
        Ok(Shown { key: KeyView::whole(&user, key, body) })
    }
}
