//! Who calls, with what, from where.

use std::net::IpAddr;
use std::sync::Arc;

use model::{AccessKeyId, AccountId, Arn, Timestamp};
use store::{Expected, Key};
use vault::SessionClaims;

use crate::records::{Account, ConsoleSession, Credentials, Loaded, Owner, Role, User};
use crate::signin::Ceremony;
use crate::sts::WEB_IDENTITY;
use crate::web_identity::WebIdentity;

/// Whose credentials were proven.
#[derive(Clone, Debug)]
pub enum Identity {
    /// The root user of its account.
    Root(Loaded<Account>),
    /// A user.
    User(Loaded<User>),
    /// A role, in a session of it.
    Role {
        /// The role.
        role: Loaded<Role>,
        /// What the session is called.
        session: String,
    },
    /// Whom a user, or the root user, vouched for with GetFederationToken.
    Federated {
        /// Who vouched.
        issuer: Issuer,
        /// What the federated user is called.
        name: String,
    },
    /// Whom a provider elsewhere vouches for: nobody here, until a role is assumed.
    WebIdentity(Arc<WebIdentity>),
}

/// Who can vouch for a federated user.
#[derive(Clone, Debug)]
pub enum Issuer {
    /// The root user.
    Root(Loaded<Account>),
    /// A user.
    User(Loaded<User>),
}

impl Issuer {
    /// The issuer's ARN.
    pub fn arn(&self) -> Arn {
        match self {
            Self::Root(account) => Arn::root(account.id),
            Self::User(user) => user.arn(),
        }
    }

    /// The issuer's immutable id.
    pub fn owner(&self) -> Owner {
        match self {
            Self::Root(_) => Owner::Root,
            Self::User(user) => Owner::User(user.id.clone()),
        }
    }
}

/// What was proven.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A long-term access key.
    AccessKey(AccessKeyId),
    /// Temporary credentials.
    Session(Arc<SessionClaims>),
    /// A password, in a sign-in that is not complete.
    SigningIn(Arc<Ceremony>),
    /// A session of the console.
    Console {
        /// The session.
        session: Loaded<ConsoleSession>,
        /// The temporary credentials that it stands for, where nobody signed in with a password.
        claims: Option<Arc<SessionClaims>>,
    },
    /// A token of a provider elsewhere, for one request.
    WebIdentity,
}

/// Who calls. Only a verified signature, a session of the console, or a token of a provider makes one.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(crate) account: AccountId,
    pub(crate) identity: Identity,
    pub(crate) credential: Credential,
}

/// What guesses are counted by where the first factor is a password.
pub(crate) const PASSWORD: &str = "password";

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
    /// The language of the browser (`en`, `fr`, `ja`, `es`), where there is one: letters are written in it.
    pub language: Option<&'static str>,
    /// The page that the client says it comes from.
    pub referer: Option<String>,
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

    /// The ARN that errors and events show: of a session, if a role or a federated user calls.
    pub fn arn(&self) -> Arn {
        match &self.identity {
            Identity::Root(_) => Arn::root(self.account),
            Identity::User(user) => user.arn(),
            Identity::Role { role, session } => Arn::assumed_role(self.account, &role.name, session),
            Identity::Federated { name, .. } => Arn::federated_user(self.account, name),
            Identity::WebIdentity(identity) => identity.provider().arn(),
        }
    }

    /// What `aws:PrincipalArn` says: of a role's session, the role.
    pub fn principal_arn(&self) -> Arn {
        match &self.identity {
            Identity::Role { role, .. } => role.arn(),
            Identity::Root(_) | Identity::User(_) | Identity::Federated { .. } | Identity::WebIdentity(_) => {
                self.arn()
            }
        }
    }

    /// What `aws:userid` and GetCallerIdentity say: `AIDA…`, `AROA…:session`, `123456789012:federated`, or the account's
    /// number for its root user.
    pub fn user_id(&self) -> String {
        match &self.identity {
            Identity::Root(_) => self.account.to_string(),
            Identity::User(user) => user.id.to_string(),
            Identity::Role { role, session } => [role.id.as_str(), ":", session].concat(),
            Identity::Federated { name, .. } => [&self.account.to_string(), ":", name].concat(),
            Identity::WebIdentity(identity) => identity.id(),
        }
    }

    /// Whose doing it is: the user or role, or who vouched for a federated user.
    pub fn owner(&self) -> Owner {
        match &self.identity {
            Identity::Root(_) => Owner::Root,
            Identity::User(user) => Owner::User(user.id.clone()),
            Identity::Role { role, .. } => Owner::Role(role.id.clone()),
            Identity::Federated { issuer, .. } => issuer.owner(),
            Identity::WebIdentity(identity) => Owner::Vouched(identity.id()),
        }
    }

    /// The keys and devices of the caller, if the caller can have any: roles and federated users have none.
    pub fn credentials(&self) -> Option<&Credentials> {
        match &self.identity {
            Identity::Root(account) => Some(&account.root),
            Identity::User(user) => Some(&user.credentials),
            Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_) => None,
        }
    }

    /// Since when sessions of the caller hold, and which of them were revoked one by one.
    pub(crate) fn sessions_hold(&self) -> (Timestamp, &[String]) {
        let of = |credentials: &'_ Credentials| credentials.sessions_valid_after;
        match &self.identity {
            Identity::Root(account) | Identity::Federated { issuer: Issuer::Root(account), .. } => {
                (of(&account.root), &account.root.revoked_sessions)
            }
            Identity::User(user) | Identity::Federated { issuer: Issuer::User(user), .. } => {
                (of(&user.credentials), &user.credentials.revoked_sessions)
            }
            Identity::Role { role, .. } => (role.sessions_valid_after, &[]),
            // A token is no session.
            Identity::WebIdentity(_) => (Timestamp::default(), &[]),
        }
    }

    /// What temporary credentials say of themselves, also where a session of the console stands for them.
    pub(crate) const fn claims(&self) -> Option<&Arc<SessionClaims>> {
        match &self.credential {
            Credential::Session(claims) | Credential::Console { claims: Some(claims), .. } => Some(claims),
            Credential::AccessKey(_)
            | Credential::SigningIn(_)
            | Credential::WebIdentity
            | Credential::Console { claims: None, .. } => None,
        }
    }

    /// When a device vouched for this caller, if one did.
    pub fn mfa_at(&self) -> Option<Timestamp> {
        match &self.credential {
            Credential::AccessKey(_) | Credential::WebIdentity => None,
            Credential::Session(claims) | Credential::Console { claims: Some(claims), .. } => {
                claims.mfa.as_ref().map(|mfa| mfa.at)
            }
            Credential::SigningIn(ceremony) => ceremony.mfa.as_ref().map(|device| device.at),
            Credential::Console { session, claims: None } => session.mfa.as_ref().map(|device| device.at),
        }
    }

    /// Since when the credentials hold, if they do not hold for ever.
    pub(crate) fn issued_at(&self) -> Option<Timestamp> {
        match &self.credential {
            Credential::AccessKey(_) | Credential::WebIdentity => None,
            Credential::Session(claims) => Some(claims.issued_at),
            Credential::SigningIn(ceremony) => Some(ceremony.begun),
            Credential::Console { session, .. } => Some(session.created),
        }
    }

    /// Whether a device vouched for this caller.
    pub fn has_mfa(&self) -> bool {
        self.mfa_at().is_some()
    }

    /// Whether alternative factors, or a recovery code, opened the session (rule R33).
    pub fn is_recovered(&self) -> bool {
        matches!(&self.credential, Credential::Console { session, .. } if session.recovered)
    }

    /// Whether a recovery code opened the session.
    pub fn is_recovered_by_code(&self) -> bool {
        matches!(&self.credential, Credential::Console { session, .. } if session.by_code)
    }

    /// Until when the session of the console holds, in which the caller is.
    pub fn session_ends(&self) -> Option<Timestamp> {
        match &self.credential {
            Credential::Console { session, .. } => Some(session.expires),
            Credential::AccessKey(_)
            | Credential::Session(_)
            | Credential::SigningIn(_)
            | Credential::WebIdentity => None,
        }
    }

    /// Whether the caller manages own devices although there are some: a device vouched, or alternative factors stand in for one (rules R14,
    /// R33).
    pub(crate) fn manages_own_devices(&self) -> bool {
        self.has_mfa() || self.is_recovered()
    }

    /// Whether somebody at a browser calls.
    pub(crate) const fn is_at_the_console(&self) -> bool {
        matches!(self.credential, Credential::SigningIn(_) | Credential::Console { .. })
    }

    /// Whether these are the credentials of this very user, or of somebody that the user vouched for: what users may not do to
    /// themselves, nobody does in their name.
    pub fn is_user(&self, user: &User) -> bool {
        match &self.identity {
            Identity::User(own) | Identity::Federated { issuer: Issuer::User(own), .. } => own.id == user.id,
            Identity::Root(_)
            | Identity::Role { .. }
            | Identity::WebIdentity(_)
            | Identity::Federated { issuer: Issuer::Root(_), .. } => false,
        }
    }

    /// The first factor: what guesses are counted by. For a session, the key that it was issued to.
    pub fn first_factor(&self) -> &str {
        match &self.credential {
            Credential::AccessKey(id) => id.as_str(),
            Credential::Session(claims) | Credential::Console { claims: Some(claims), .. } => {
                &claims.issuing_credential
            }
            Credential::SigningIn(_) | Credential::Console { claims: None, .. } => PASSWORD,
            Credential::WebIdentity => WEB_IDENTITY,
        }
    }

    /// Whether the first factor was a password: at the console, or at a terminal that a session of the console vouched for.
    pub(crate) fn signed_in_with_password(&self) -> bool {
        self.first_factor() == PASSWORD
    }

    /// The caller's own document as it was read: what a commit watches, so that a caller who was deleted meanwhile
    /// changes nothing (rule R11).
    pub(crate) fn watched(&self) -> (Key, Expected) {
        match &self.identity {
            Identity::Root(account) | Identity::Federated { issuer: Issuer::Root(account), .. } => {
                account.watched()
            }
            Identity::User(user) | Identity::Federated { issuer: Issuer::User(user), .. } => user.watched(),
            Identity::Role { role, .. } => role.watched(),
            Identity::WebIdentity(identity) => identity.provider().watched(),
        }
    }
}
