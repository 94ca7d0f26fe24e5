//! What is said over the admin socket: one line with a request, then lines with answers, each a JSON object.

use std::fmt::Display;

use model::{AccountId, PolicyName, Secret, SerialNumber};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use service::operator::{AttachTo, CreatedAccount, Imported, NewAdministrator};
use tokio::sync::mpsc;

use super::keys::KeysRequest;
use super::services::ServicesRequest;
use super::verify::Examination;
use crate::data::Purpose;

/// What an operator asks for. Nothing in it names a file: the server opens no path that a client names (rule R15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Request {
    /// A new account. Answered with a [`NewAccount`].
    CreateAccount {
        /// E-mail of its root user.
        email: String,
        /// What people call it.
        name: Option<String>,
        /// Whether its root user gets an access key.
        root_access_key: bool,
    },
    /// The root e-mail that an account asked for is its own from now on. Answered with the address.
    ConfirmEmail {
        /// Which account.
        account: AccountId,
    },
    /// Lets the present e-mail or phone of an account recover it at once, if it is the one that is named. Answered with a
    /// [`service::operator::Waived`].
    WaiveCoolingOff {
        /// Which account.
        account: AccountId,
        /// The e-mail that is vouched for.
        email: Option<String>,
        /// The phone that is vouched for.
        phone: Option<String>,
        /// Why.
        reason: String,
    },
    /// Lets the root user recover by alternative factors, or not. Answered with whether it was otherwise before.
    AlternativeFactors {
        /// Of which account.
        account: AccountId,
        /// Whether it may.
        on: bool,
        /// Why.
        reason: String,
    },
    /// Deactivates all MFA devices of somebody, or files a request for it. Answered with a [`SupportAnswer`].
    DeactivateMfa {
        /// In which account.
        account: AccountId,
        /// Whose.
        whose: Whose,
        /// Why.
        reason: String,
    },
    /// Gives the root user a password for one sign-in, or files a request for it. Answered with a [`SupportAnswer`].
    ResetRootPassword {
        /// Of which account.
        account: AccountId,
        /// Why.
        reason: String,
    },
    /// Approves what another operator asked for. Answered with a [`SupportAnswer`].
    ApproveSupport {
        /// Which request.
        request_id: String,
    },
    /// Lets a request go. Answered with the [`service::operator::SupportRequestView`].
    CancelSupport {
        /// Which request.
        request_id: String,
        /// Why.
        reason: String,
    },
    /// What was asked for and waits. Answered with a [`service::operator::SupportRequestView`] for each.
    ListSupport {},
    /// The accounts. Answered with a [`service::operator::AccountView`] for each.
    ListAccounts {},
    /// Events. Answered with each as it was recorded.
    Audit {
        /// Whose; all accounts' if nothing is said.
        account: Option<AccountId>,
        /// From when on, in microseconds since 1970.
        since_micros: u64,
        /// Whether to go on with what happens.
        follow: bool,
    },
    /// About master keys. Answered with [`super::keys::KeysAnswer`]s.
    Keys {
        /// What.
        what: KeysRequest,
    },
    /// Looks whether all is as it should be.
    Examine {
        /// What.
        what: Examination,
    },
    /// Forgets what was guessed wrong. Answered with whether there was anything.
    Unlock {
        /// In which account.
        account: AccountId,
        /// Whose guesses.
        whose: Whose,
    },
    /// Ends all sessions issued until now. Answered with when that was, as a [`model::Timestamp`].
    EndSessions {
        /// In which account.
        account: AccountId,
        /// Whose sessions.
        whose: Whose,
    },
    /// Makes a managed policy of a ready one. Answered with a [`service::operator::InstalledPolicy`].
    InstallPolicy {
        /// In which account.
        account: AccountId,
        /// Which.
        name: String,
        /// Whether one that says something else gets a new version.
        replace: bool,
        /// Whom to attach it to.
        attach_to: Option<AttachTo>,
    },
    /// The service control policies of an account. Answered with a [`service::operator::ServiceControlView`] for each.
    ListServiceControl {
        /// Whose.
        account: AccountId,
    },
    /// Sets a service control policy. Answered with a [`service::operator::ServiceControlChanged`].
    SetServiceControl {
        /// Whose.
        account: AccountId,
        /// What it is called.
        name: PolicyName,
        /// What it says.
        text: String,
    },
    /// Removes a service control policy. Answered as setting one is.
    RemoveServiceControl {
        /// Whose.
        account: AccountId,
        /// Which.
        name: PolicyName,
    },
    /// Imports the hardware tokens that follow as [`super::upload::Piece`]s. Answered with [`ImportAnswer`]s.
    ImportTokens {
        /// For whom; for the only account if nothing is said.
        pool: Option<Pool>,
        /// Whether to look only.
        dry_run: bool,
    },
    /// The hardware tokens. Answered with a [`service::operator::TokenView`] for each.
    ListTokens {
        /// Those of an account only.
        account: Option<AccountId>,
    },
    /// Imports the FIDO metadata file that follows as [`super::upload::Piece`]s. Answered with a
    /// [`service::operator::ImportedFidoMetadata`].
    ImportFidoMetadata {
        /// The root certificate that the file's signature must lead to, in PEM; the FIDO Alliance's, if nothing is said.
        root: Option<String>,
        /// Whether to look only.
        dry_run: bool,
    },
    /// The FIDO metadata in force. Answered with a [`service::operator::FidoMetadataView`], or with nothing.
    ShowFidoMetadata {},
    /// Answers a call of the outbox and types digits. Answered with a [`CallAnswer`].
    AnswerCall {
        /// The number that it is for.
        to: String,
        /// What a provider would call it.
        call_id: String,
        /// What its callbacks would be known by.
        nonce: Typed,
        /// What is typed.
        digits: Typed,
    },
    /// Forgets under which name security keys were registered. Answered with a [`service::operator::ForgottenServerName`].
    ForgetServerName {
        /// Whether to look only.
        dry_run: bool,
    },
    /// Services that ask here about their own callers.
    Services {
        /// What of them.
        asked: ServicesRequest,
    },
    /// A backup. Answered with [`super::backup::BackupAnswer`]s.
    Backup {},
    /// Removes a hardware token that nobody has. Answered with its serial number.
    RemoveToken {
        /// Which.
        serial: SerialNumber,
    },
}

/// What lets somebody in, and is shown nowhere (rule R7).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed(pub String);

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(..)")
    }
}

/// What is heard on the phone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct CallAnswer {
    /// What is said.
    pub text: String,
    /// Whether the digits were right.
    pub is_right: bool,
}

/// For whom tokens are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pool {
    /// For an account.
    Account(AccountId),
    /// For whichever account enables them first.
    Shared,
}

/// How far an import is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportAnswer {
    /// So many tokens were taken in.
    Tokens(usize),
    /// It is at its end.
    Imported(Imported),
}

/// Somebody in an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The root user.
    Root,
    /// A user, by name.
    User(String),
}

impl Request {
    /// What the store is needed for.
    pub const fn purpose(&self) -> Purpose {
        match self {
            Self::Services { asked } => asked.purpose(),
            Self::ListAccounts {}
            | Self::Backup {}
            | Self::ListSupport {}
            | Self::Audit { .. }
            | Self::Examine { .. }
            | Self::Keys { what: KeysRequest::List {} }
            | Self::ListServiceControl { .. }
            | Self::ListTokens { .. }
            | Self::ImportTokens { dry_run: true, .. }
            | Self::ImportFidoMetadata { dry_run: true, .. }
            | Self::ForgetServerName { dry_run: true }
            | Self::ShowFidoMetadata {} => Purpose::Read,
            Self::CreateAccount { .. }
            | Self::ConfirmEmail { .. }
            | Self::WaiveCoolingOff { .. }
            | Self::AlternativeFactors { .. }
            | Self::DeactivateMfa { .. }
            | Self::ResetRootPassword { .. }
            | Self::ApproveSupport { .. }
            | Self::CancelSupport { .. }
            | Self::Unlock { .. }
            | Self::EndSessions { .. }
            | Self::InstallPolicy { .. }
            | Self::Keys { .. }
            | Self::SetServiceControl { .. }
            | Self::RemoveServiceControl { .. }
            | Self::ImportTokens { .. }
            | Self::ImportFidoMetadata { .. }
            | Self::AnswerCall { .. }
            | Self::ForgetServerName { .. }
            | Self::RemoveToken { .. } => Purpose::Change,
        }
    }

    /// Whether its answer takes so long that a server which stops breaks it off.
    pub const fn is_endless(&self) -> bool {
        matches!(self, Self::Audit { follow: true, .. } | Self::Examine { .. })
    }

    /// Whether something follows it.
    pub const fn brings_something(&self) -> bool {
        matches!(self, Self::ImportTokens { .. } | Self::ImportFidoMetadata { .. })
    }

    /// Whether the answer must be taken as it comes: while somebody does not take it, the store keeps what is replaced.
    pub const fn holds_a_moment(&self) -> bool {
        matches!(self, Self::Backup {})
    }

    /// What the log calls it. What it is about may be a secret that somebody typed in the wrong place.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CreateAccount { .. } => "create-account",
            Self::ConfirmEmail { .. } => "confirm-email",
            Self::WaiveCoolingOff { .. } => "waive-cooling-off",
            Self::AlternativeFactors { .. } => "alternative-factors",
            Self::DeactivateMfa { .. } => "deactivate-mfa",
            Self::ResetRootPassword { .. } => "reset-root-password",
            Self::ApproveSupport { .. } => "approve-support",
            Self::CancelSupport { .. } => "cancel-support",
            Self::ListSupport {} => "list-support",
            Self::ListAccounts {} => "list-accounts",
            Self::Audit { .. } => "audit",
            Self::Examine { what } => what.name(),
            Self::Keys { what } => what.name(),
            Self::Unlock { .. } => "unlock",
            Self::EndSessions { .. } => "end-sessions",
            Self::InstallPolicy { .. } => "install-policy",
            Self::ListServiceControl { .. } => "list-service-control",
            Self::SetServiceControl { .. } => "set-service-control",
            Self::RemoveServiceControl { .. } => "remove-service-control",
            Self::ImportTokens { .. } => "import-tokens",
            Self::ListTokens { .. } => "list-tokens",
            Self::AnswerCall { .. } => "answer-call",
            Self::Backup {} => "backup",
            Self::RemoveToken { .. } => "remove-token",
            Self::Services { asked } => asked.name(),
            Self::ImportFidoMetadata { .. } => "import-fido-metadata",
            Self::ShowFidoMetadata {} => "show-fido-metadata",
            Self::ForgetServerName { .. } => "forget-server-name",
        }
    }
}

/// A line of the answer. No `Debug`: a result may hold the secrets of a new account (rule R7).
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Something that was asked for.
    Result(Box<RawValue>),
    /// How far it is, for whoever waits.
    Progress(String),
    /// It did not work; nothing follows.
    Error(String),
    /// That was all. An answer that stops without it broke off.
    End {},
}

/// Where answers go. Sending fails when nobody waits for them any more.
pub type Answering = mpsc::Sender<Answer>;

/// Nobody waits for the answer any more.
pub struct Gone;

/// Why a request ends before its end.
pub enum Ended {
    /// It did not work.
    Failed(String),
    /// Nobody waits for the answer any more.
    Gone,
}

impl Ended {
    /// It did not work, for this reason.
    pub fn because(reason: impl Display) -> Self {
        Self::Failed(reason.to_string())
    }
}

impl From<Gone> for Ended {
    fn from(Gone: Gone) -> Self {
        Self::Gone
    }
}

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
#[derive(Debug, Serialize, Deserialize)]
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

/// Secrets on their way to the operator who asked for them: nothing else that is serialized can hold one.
pub mod exposed {
    use super::{Deserialize, Deserializer, Secret, Serialize, Serializer};

    pub fn serialize<S: Serializer>(secret: &Secret<String>, serializer: S) -> Result<S::Ok, S::Error> {
        secret.expose().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret<String>, D::Error> {
        String::deserialize(deserializer).map(Secret::new)
    }
}
