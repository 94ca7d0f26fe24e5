//! What the operations that issue temporary credentials share.

use std::time::Duration;

use model::{AccessKeyId, AccessKeyKind, AccountId, Secret, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use vault::{IssueError, IssuedSession, Salt, SessionClaims};

use crate::error::Failure;
use crate::views::Moment;
use crate::{Context, Error};

/// Temporary credentials as answers show them.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Credentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    expiration: Moment,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

impl Credentials {
    /// The secret access key and the session token, for who answers in another form.
    pub fn into_secrets(self) -> (Secret<String>, Secret<String>) {
        (Secret::new(self.secret_access_key), Secret::new(self.session_token))
    }
}

/// The claims that every session has: whose it is, which credential it was asked for with, how long it lasts.
pub fn claims(
    ctx: &Context<'_>,
    account: AccountId,
    (principal, issuing_credential): (String, String),
    seconds: u32,
) -> SessionClaims {
    let id = AccessKeyId::generate(AccessKeyKind::Temporary, account, ctx.service.entropy.array());
    SessionClaims {
        access_key_id: id.to_string(),
        account,
        principal,
        issuing_credential,
        session_name: None,
        tags: Vec::new(),
        transitive_tag_keys: Vec::new(),
        source_identity: None,
        policies: Vec::new(),
        mfa: None,
        issued_at: ctx.now(),
        expires_at: whole_seconds(ctx.now()).after(Duration::from_secs(u64::from(seconds))),
    }
}

/// The expiry that is answered is the one that holds: answers show whole seconds.
fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_secs(at.secs())
}

/// Credentials of these claims.
///
/// # Errors
/// If tags and policies are too long together.
pub fn issue(ctx: &Context<'_>, claims: &SessionClaims) -> Result<Credentials, Error> {
    let issued = ctx.service.keyring.now().issue_session(claims, Salt(ctx.service.entropy.array()));
    let issued = issued.map_err(|error| match error {
        IssueError::TooLarge { percent } => Error::PackedPolicyTooLarge { percent },
        IssueError::Failed => Error::ServiceFailure(Failure::Sealed("session")),
    })?;
    Ok(shown(claims, &issued))
}

fn shown(claims: &SessionClaims, issued: &IssuedSession) -> Credentials {
    Credentials {
        access_key_id: claims.access_key_id.clone(),
        secret_access_key: issued.secret_access_key.expose().clone(),
        session_token: issued.token.expose().clone(),
        expiration: Moment(claims.expires_at),
    }
}

/// What the event of an issued session shows of it.
pub fn responded(claims: &SessionClaims) -> Value {
    json!({ "accessKeyId": claims.access_key_id, "expiration": claims.expires_at.to_string() })
}
