//! How an operator's command reaches the store: over the admin socket of the server that owns it, or by opening it where no
//! server runs. Both ways end in the same function ([`perform`]), as requests of the operator who asks.

mod answers;
mod backup;
mod client;
mod clock;
mod fido_metadata;
mod follow;
mod keys;
mod oidc;
mod perform;
mod place;
mod protocol;
mod services;
mod socket;
mod support;
mod tokens;
mod upload;
mod verify;

pub use answers::{Answers, ask, ask_with};
pub use backup::BackupAnswer;
pub use clock::{ClockRequest, ClockView};
pub use keys::{KeysAnswer, KeysRequest};
pub use oidc::OidcKeysRequest;
pub use perform::in_words;
pub use protocol::exposed;
pub use protocol::{CallAnswer, ImportAnswer, NewAccessKey, NewAccount, Pool, Request, Typed, Whose};
pub use services::ServicesRequest;
pub use socket::AdminSocket;
pub use support::SupportAnswer;
pub use upload::{of_file, of_tokens};
pub use verify::{AuditAnswer, Examination, StoreAnswer};
