//! Session tokens: temporary credentials that carry all they are, so that checking one reads nothing.

mod claims;

use data_encoding::{BASE64, BASE64URL_NOPAD};
use model::Secret;
use zeroize::Zeroizing;

pub use self::claims::{MfaContext, SessionClaims};
use crate::envelope::{self, Envelope, OVERHEAD};
use crate::kdf::{Extracted, Purpose, push_prefixed};
use crate::keyring::{Generation, Keyring};
use crate::seal::Salt;

/// A longer token is refused before it is decoded, and never issued.
const LONGEST_TOKEN: usize = 8 * 1024;
/// What a token of that length can hold, in bytes.
pub const LARGEST_CLAIMS: usize = LONGEST_TOKEN / 4 * 3 - OVERHEAD;

/// Temporary credentials, to be shown once; nothing of them is stored. The access key id is that of the claims.
#[derive(Clone, Debug)]
pub struct IssuedSession {
    /// `SessionToken`.
    pub token: Secret<String>,
    /// `SecretAccessKey`: 40 characters, as AWS's own.
    pub secret_access_key: Secret<String>,
}

/// Why no token was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// Tags and policies are too long together: AWS's `PackedPolicyTooLarge`.
    #[error("the session's policies and tags take {percent} % of what a token can carry")]
    TooLarge {
        /// How much of the room they would need, above 100.
        percent: u32,
    },
    /// The cipher failed, which it has no reason to.
    #[error("the cipher failed")]
    Failed,
}

/// Why a token was refused. All are one answer to the caller, `InvalidClientTokenId`; the difference is for counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Longer than any token we make.
    #[error("the session token is too long")]
    TooLong,
    /// Not the shape of a token.
    #[error("the session token is malformed")]
    Malformed,
    /// Sealed under a key that the keyring does not hold, or no longer.
    #[error("the session token was sealed under key generation {0}, which the key file does not hold")]
    UnknownGeneration(Generation),
    /// Made by somebody else, or changed.
    #[error("the session token is forged")]
    Forged,
    /// A true token of other credentials than those that signed.
    #[error("the session token belongs to another access key")]
    AnotherKey,
}

impl Keyring {
    /// Makes temporary credentials: a token that seals the claims, and the secret that belongs to it.
    ///
    /// # Errors
    /// If the claims are too large for a token.
    pub fn issue_session(&self, claims: &SessionClaims, salt: Salt) -> Result<IssuedSession, IssueError> {
        let plaintext = claims.encode();
        if plaintext.len() > LARGEST_CLAIMS {
            let percent = (plaintext.len() * 100).div_ceil(LARGEST_CLAIMS);
            return Err(IssueError::TooLarge { percent: u32::try_from(percent).unwrap_or(u32::MAX) });
        }
        let keys = Extracted::new(self.current_key(), &salt.0);
        let sealed = envelope::seal(&keys, self.current(), &salt.0, Purpose::SessionToken, b"", &plaintext)
            .map_err(|_| IssueError::Failed)?;
        Ok(IssuedSession {
            token: Secret::new(BASE64URL_NOPAD.encode(&sealed)),
            secret_access_key: secret_access_key(&keys, &claims.access_key_id),
        })
    }

    /// The claims of a token and the secret its holder signs with, if the token is ours and belongs to the access key that
    /// the request names: the key id is bound to the token, so one session's token does not lend its claims to another's key.
    ///
    /// Whether it has expired is another question, [`SessionClaims::is_expired`], and whether it was revoked one more.
    ///
    /// # Errors
    /// If we did not make it, or not for this access key, or its key is gone.
    pub fn open_session(
        &self,
        token: &str,
        access_key_id: &str,
    ) -> Result<(SessionClaims, Secret<String>), TokenError> {
        if token.len() > LONGEST_TOKEN {
            return Err(TokenError::TooLong);
        }
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| TokenError::Malformed)?;
        let envelope = Envelope::parse(&bytes).ok_or(TokenError::Malformed)?;
        let master = self
            .trusted_key(envelope.generation)
            .ok_or(TokenError::UnknownGeneration(envelope.generation))?;
        let keys = Extracted::new(master, envelope.salt);
        let plaintext = envelope.open(&keys, Purpose::SessionToken, b"").map_err(|_| TokenError::Forged)?;
        let claims = SessionClaims::decode(&plaintext).ok_or(TokenError::Malformed)?;
        if claims.access_key_id != access_key_id {
            return Err(TokenError::AnotherKey);
        }
        let secret = secret_access_key(&keys, &claims.access_key_id);
        Ok((claims, secret))
    }
}

/// Derived from the token's salt, so neither store nor token holds it: a token that leaks, in a log of request heads say, does
/// not give the secret away.
fn secret_access_key(keys: &Extracted, access_key_id: &str) -> Secret<String> {
    let mut context = Vec::with_capacity(32);
    push_prefixed(&mut context, access_key_id.as_bytes());
    let derived = keys.expand(Purpose::SessionSecret, &context);
    let mut bytes = Zeroizing::new([0; 30]); // 240 bits are 40 characters without padding
    bytes.copy_from_slice(&derived[..30]);
    Secret::new(BASE64.encode(&*bytes))
}
