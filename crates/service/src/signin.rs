//! Signing in to the console: a password, then a code if there are devices, then whatever is still due, then a session.
//!
//! What was proven so far is a [`Ceremony`], sealed into a cookie of the browser; which step is next is not kept but follows from it
//! and from the documents ([`Stage`]). So nothing is written before a first factor is proven, a right password with MFA pending
//! costs what a wrong one does (rules R17, R21), and a step that was made void meanwhile leads back to the start.

mod attempts;
mod ceremony;
mod check_mfa;
mod federation;
mod help;
mod oauth;
mod password;
pub(crate) mod recovery;
mod recovery_codes;
mod security_key;
mod session;
mod sessions;
mod stage;
mod ticket;
mod tokens;
mod update_password;
mod vouched;

pub use attempts::PasswordAttempts;
pub use ceremony::Ceremony;
pub use check_mfa::CheckMfa;
pub use federation::{FederationRefused, Offered};
pub use oauth::{
    AuthorizeFault, AuthorizeOAuth2Access, AuthorizeRequest, EndTerminalSession, Grant, ListTerminalSessions,
    OAuth2Tokens, Proof, ProofFault, TerminalSessionView, TokenRefused, TokenRequest,
};
pub use password::{Browser, Claimed, PasswordRefused, PasswordStep};
pub use recovery::{
    Begin, BeginRefused, CallProgress, CallRecoveryPhone, ConfirmRecoveryMailByCode,
    ConfirmRecoveryMailByLink, FinishRecovery, RecoveryPass, RecoveryView, SendRecoveryMail,
};
pub use recovery_codes::{
    CreateRecoveryCodes, DeleteRecoveryCodes, GetRecoveryCodes, RecoveryCode, RecoveryCodesView,
    UseRecoveryCode,
};
pub use security_key::{AskSecurityKeys, CheckMfaBySecurityKey, ProveAgainBySecurityKey};
pub use session::{ConsoleLogin, Opened, Progress};
pub use sessions::{EndConsoleSession, ListConsoleSessions, ProveAgain, ProveAgainByPassword, SessionView};
pub use stage::Stage;
pub use update_password::UpdatePassword;

pub(crate) use oauth::spend_once;
pub(crate) use security_key::POSSIBLY_CLONED;
pub(crate) use session::{hash, open};

pub(crate) use sessions::others_ended;
pub(crate) use vouched::outliving;
