//! What users have beside what they prove who they are with here: SSH keys, signing certificates, credentials of services. None of it is
//! needed to authorize a request, so none of it is in the user's document, which each request reads. What somebody has of one kind
//! is one document, so quotas rest on a state that commits expect; where there is none of a kind, there is no document.

use model::{AccountId, ServiceCredentialId, SshPublicKeyId, StatusType, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::Key;

use super::{Document, Owner, keys};

/// What somebody has of one kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Belongings<T: Belonging> {
    /// The version of this document's form.
    pub schema: u32,
    /// The things, oldest first. There is one at least.
    pub things: Vec<T>,
}

impl<T: Belonging> Belongings<T> {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl<T: Belonging> Document for Belongings<T> {}

/// Something that somebody has.
pub trait Belonging: Clone + Serialize + DeserializeOwned + Send + Sync + std::fmt::Debug + 'static {
    /// Where things of this kind are.
    fn key(account: AccountId, owner: &Owner) -> Key;
    /// What callers name it by.
    fn id(&self) -> &str;
}

/// An SSH public key of a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SshKey {
    /// Its id, for ever.
    pub id: SshPublicKeyId,
    /// The key as `ssh-keygen` writes it, without a comment.
    pub key: String,
    /// What people compare it by.
    pub fingerprint: String,
    /// Whether it shall work.
    pub status: StatusType,
    /// Since when it is here.
    pub uploaded: Timestamp,
}

impl Belonging for SshKey {
    fn key(account: AccountId, owner: &Owner) -> Key {
        keys::ssh_keys(account, owner)
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// A certificate of a user, or of the root user, who signs with its key elsewhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SigningCertificate {
    /// Its id, for ever.
    pub id: String,
    /// The certificate in PEM, as it was brought.
    pub body: String,
    /// The SHA-256 of it, in hexadecimal digits: nobody else of the account has it.
    pub hash: String,
    /// Whether it shall work.
    pub status: StatusType,
    /// Since when it is here.
    pub uploaded: Timestamp,
}

impl Belonging for SigningCertificate {
    fn key(account: AccountId, owner: &Owner) -> Key {
        keys::signing_certificates(account, owner)
    }

    fn id(&self) -> &str {
        &self.id
    }
}

/// A name and a password for one service. Nothing here ever checks the password, and nobody is shown it twice: what is kept of it is a
/// hash, by which a service could be told one day whether it is right. It has 256 random bits, so no one finds it by trying.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ServiceCredential {
    /// Its id, for ever.
    pub id: ServiceCredentialId,
    /// The service.
    pub service: String,
    /// The user's name there.
    pub name: String,
    /// The SHA-256 of the password, in hexadecimal digits.
    pub password: String,
    /// Whether it shall work.
    pub status: StatusType,
    /// Since when it exists.
    pub created: Timestamp,
    /// When it expires, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

impl Belonging for ServiceCredential {
    fn key(account: AccountId, owner: &Owner) -> Key {
        keys::service_credentials(account, owner)
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// Who has a signing certificate: nobody else of the account can have it too.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CertificateOwner {
    /// Who.
    pub owner: Owner,
}

impl Document for CertificateOwner {}
