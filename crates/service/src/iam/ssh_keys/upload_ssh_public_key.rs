//! UploadSSHPublicKey.

use model::{Input, NewUserName, SshPublicKeyId, SshPublicKeyText, StatusType, Text};
use serde::Serialize;
use serde_json::json;

use super::view::KeyView;
use crate::authorize::condition_keys;
use crate::error::{KeyMaterial, Quota};
use crate::iam::belongings::Held;
use crate::key_material::{Encoding, RsaPublicKey};
use crate::operation::{Operation, Sort};
use crate::records::{Owner, SshKey, User};
use crate::{Changes, Context, Error, Halt};

/// Gives a user an SSH public key.
#[derive(Debug, Input)]
pub struct UploadSshPublicKey {
    /// Whose it shall be.
    pub user_name: NewUserName,
    /// The key.
    #[input(name = "SSHPublicKeyBody")]
    pub ssh_public_key_body: SshPublicKeyText,
}

/// The key.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Uploaded {
    #[serde(rename = "SSHPublicKey")]
    key: KeyView,
}

impl Operation for UploadSshPublicKey {
    const ACTION: &'static str = "iam:UploadSSHPublicKey";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Uploaded;

    async fn run(&self, ctx: &Context<'_>) -> Result<Uploaded, Halt> {
        let permit = ctx.authorize::<User>(&self.user_name.clone().into()).await?;
        let (key, encoding) = RsaPublicKey::parse(self.ssh_public_key_body.as_str())?;
        let held = Held::<SshKey>::by(ctx, &Owner::User(permit.id.clone())).await?;
        let text = key.ssh();
        if held.things().iter().any(|other| other.key == text) {
            return Err(Error::from(KeyMaterial::DuplicateSshPublicKey).into());
        }
        if held.things().len() as u64 >= Quota::SSH_KEYS.limit {
            return Err(Error::from(Quota::SSH_KEYS).into());
        }
        let body = match encoding {
            Encoding::Ssh => text.clone(),
            Encoding::Pem => key.pem(),
        };
        let key = SshKey {
            id: SshPublicKeyId::generate(ctx.account(), ctx.service.entropy.array()),
            fingerprint: key.fingerprint(),
            key: text,
            status: StatusType::Active,
            uploaded: ctx.now(),
        };
        let view = KeyView::whole(&permit, &key, body);
        let changes = Changes::new().responded(json!({ "sSHPublicKey": {
            "userName": permit.name.to_string(),
            "sSHPublicKeyId": key.id.to_string(),
            "fingerprint": key.fingerprint,
            "status": key.status.as_str(),
        } }));
        ctx.commit(&permit, held.with(changes, key)).await?;
        Ok(Uploaded { key: view })
    }
}
