//! The session of a terminal, opened by a browser: the protocol of `aws login`, which is OAuth 2 with PKCE and proofs of possession
//! (RFC 6749, RFC 7636, RFC 8252, RFC 9449).
//!
//! A program on the user's machine opens a browser at `/v1/authorize` and waits on loopback. Whoever is signed in to the console there
//! confirms, and the browser brings the program a code; the program exchanges it at `/v1/token` for temporary credentials, with the MFA
//! that the session of the console has, and for a token that renews them as long as that session holds (rule R27).
//!
//! A stolen code is worth nothing without the verifier that the program kept, a stolen token nothing without the program's key, and
//! both work once.

mod authorize_oauth2_access;
mod create_oauth2_token;
mod end_terminal_session;
mod grant;
mod proof;
mod request;
mod spent;
mod terminal;
mod tokens;

pub use authorize_oauth2_access::AuthorizeOAuth2Access;
pub use create_oauth2_token::{OAuth2Tokens, TokenRefused};
pub use end_terminal_session::{EndTerminalSession, ListTerminalSessions, TerminalSessionView};
pub use grant::{Grant, TokenRequest};
pub use proof::{Proof, ProofFault};
pub use request::{AuthorizeFault, AuthorizeRequest};

pub(crate) use spent::spend_once;
pub(super) use terminal::terminals_of;

use model::{AccountId, Arn};

use crate::records::{ConsoleSession, Loaded, Owner};
use crate::{Error, Service};

/// What policies judge: the client that waits on the user's own machine.
fn client_arn(account: AccountId) -> Arn {
    Arn::given(&format!("arn:aws:signin:us-east-1:{account}:oauth2/public-client/localhost"))
}

impl Service {
    /// The session of the console on which something hangs, under whatever id it goes on.
    pub(crate) async fn session_of_lineage(
        &self,
        account: AccountId,
        owner: &Owner,
        lineage: &str,
    ) -> Result<Option<Loaded<ConsoleSession>>, Error> {
        let sessions = self.sessions_of(account, owner).await?;
        Ok(sessions.into_iter().find(|session| session.lineage() == lineage))
    }
}
