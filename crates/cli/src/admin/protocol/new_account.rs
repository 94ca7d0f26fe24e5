//! A new account on its way to the operator who asked for it.

use model::Secret;
use serde::{Deserialize, Serialize};
use service::operator::{CreatedAccount, NewAdministrator};

use super::exposed;

/// An account that was made, with the secrets that are shown this once.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NewAccount {
    /// Its number.
    pub account_id: String,
    /// E-mail of the root user.
    pub root_email: String,
    /// First password of the root user.
    #[serde(with = "exposed")]
    pub root_password: Secret<String>,
    /// Access key of the root user, if asked for.
    pub root_access_key: Option<NewAccessKey>,
    /// The first administrator.
    pub administrator: Administrator,
}

/// An access key and its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NewAccessKey {
    /// The id.
    pub access_key_id: String,
    /// The secret.
    #[serde(with = "exposed")]
    pub secret_access_key: Secret<String>,
}

/// The first administrator of an account.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Administrator {
    /// The user's name.
    pub user_name: String,
    /// The first password.
    #[serde(with = "exposed")]
    pub password: Secret<String>,
    /// The access key.
    #[serde(flatten)]
    pub access_key: NewAccessKey,
}

impl From<&CreatedAccount> for NewAccount {
    fn from(created: &CreatedAccount) -> Self {
        let NewAdministrator { name, password, access_key_id, secret_access_key } = &created.administrator;
        let key = |id: &model::AccessKeyId, secret: &Secret<String>| NewAccessKey {
            access_key_id: id.as_str().to_owned(),
            secret_access_key: secret.clone(),
        };
        Self {
            account_id: created.id.to_string(),
            root_email: created.email.clone(),
            root_password: created.root_password.clone(),
            root_access_key: created.root_access_key.as_ref().map(|(id, secret)| key(id, secret)),
            administrator: Administrator {
                user_name: name.to_string(),
                password: password.clone(),
                access_key: key(access_key_id, secret_access_key),
            },
        }
    }
}
