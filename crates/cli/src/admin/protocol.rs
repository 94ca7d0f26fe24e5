//! What is said over the admin socket: one line with a request, then lines with answers, each a JSON object.

mod answer;
pub mod exposed;
mod handling;
mod new_account;
mod words;

use model::{AccountId, PolicyName, SerialNumber};
use serde::{Deserialize, Serialize};
use service::operator::AttachTo;

use super::clock::ClockRequest;
use super::keys::KeysRequest;
use super::oidc::OidcKeysRequest;
use super::services::ServicesRequest;
use super::verify::Examination;
pub use answer::{Answer, Answering, Ended, Gone};
pub use new_account::{NewAccessKey, NewAccount};
pub use words::{CallAnswer, ImportAnswer, Pool, Typed, Whose};

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
    /// The clock of a server that forgets (rule R30). Answered with a [`super::clock::ClockView`].
    Clock {
        /// What is to become of it.
        what: ClockRequest,
    },
    /// Keys of providers of OpenID Connect.
    Oidc {
        /// What of them.
        asked: OidcKeysRequest,
    },
    /// A backup. Answered with [`super::backup::BackupAnswer`]s.
    Backup {},
    /// Removes a hardware token that nobody has. Answered with its serial number.
    RemoveToken {
        /// Which.
        serial: SerialNumber,
    },
}
