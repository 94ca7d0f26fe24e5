//! Who calls, with what, from where.

use std::net::IpAddr;
use std::sync::Arc;

use model::{AccessKeyId, AccountId, Arn};
use store::{Expected, Key};
use vault::SessionClaims;

use crate::records::{Account, Credentials, Loaded, Owner, User};

/// Whose credentials were proven.
#[derive(Clone, Debug)]
pub enum Identity {
    /// The root user of its account.
    Root(Loaded<Account>),
    /// A user.
    User(Loaded<User>),
}

/// What was proven.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A long-term access key.
    AccessKey(AccessKeyId),
    /// Temporary credentials.
    Session(Arc<SessionClaims>),
}

/// Who calls. Only a verified signature, or a session of the console, makes one.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(crate) account: AccountId,
    pub(crate) identity: Identity,
    pub(crate) credential: Credential,
}

/// How a request came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// In the clear.
    Plain,
    /// Over TLS.
    Tls,
}

/// Where a request came from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The address of the client.
    pub address: IpAddr,
    /// How its request came.
    pub transport: Transport,
    /// What the client calls itself.
    pub user_agent: String,
    /// The region that the client signed for.
    pub region: String,
    /// The id of the request, which its answer and its event share.
    pub request_id: String,
}

impl Caller {
    /// The account.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Whose credentials these are.
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What was proven.
    pub const fn credential(&self) -> &Credential {
        &self.credential
    }

    /// The ARN that errors and events show.
    pub fn arn(&self) -> Arn {
        match &self.identity {
            Identity::Root(_) => Arn::root(self.account),
            Identity::User(user) => user.arn(),
        }
    }

    /// The immutable id: `AIDA…`, or the account's for its root user.
    pub fn owner(&self) -> Owner {
        match &self.identity {
            Identity::Root(_) => Owner::Root,
            Identity::User(user) => Owner::User(user.id.clone()),
        }
    }

    /// What the caller proves an identity with.
    pub fn credentials(&self) -> &Credentials {
        match &self.identity {
            Identity::Root(account) => &account.root,
            Identity::User(user) => &user.credentials,
        }
    }

    /// Whether a device vouched for this caller.
    pub fn has_mfa(&self) -> bool {
        matches!(&self.credential, Credential::Session(claims) if claims.mfa.is_some())
    }

    /// Whether these are the credentials of this very user.
    pub fn is_user(&self, user: &User) -> bool {
        matches!(&self.identity, Identity::User(caller) if caller.id == user.id)
    }

    /// The first factor: what guesses are counted by. For a session, the key that it was issued to.
    pub fn first_factor(&self) -> &str {
        match &self.credential {
            Credential::AccessKey(id) => id.as_str(),
            Credential::Session(claims) => &claims.issuing_credential,
        }
    }

    /// The caller's own document as it was read: what a commit watches, so that a caller who was deleted meanwhile
    /// changes nothing (rule R11).
    pub(crate) fn watched(&self) -> (Key, Expected) {
        match &self.identity {
            Identity::Root(account) => account.watched(),
            Identity::User(user) => user.watched(),
        }
    }
}
