//! Sessions at terminals: opening one, and issuing its credentials.

use std::collections::BTreeSet;
use std::time::Duration;

use model::Timestamp;
use serde_json::json;
use store::{Partition, ScanRange};
use vault::{MfaContext, SessionClaims};

use super::create_oauth2_token::LIFE;
use super::spent::spend;
use super::tokens::RefreshToken;
use super::{OAuth2Tokens, Proof};
use crate::error::{Denial, GrantRefused};
use crate::records::{ConsoleSession, Loaded, TerminalSession, keys};
use crate::signin::sessions::SEEN_EVERY;
use crate::sts::session;
use crate::{Changes, Context, Credential, Error, Halt, Permit};

/// So many of one person at once; beyond them the oldest ends (rule R16).
const MOST: usize = 20;
/// So many of all together whom one person vouched for, or who are in one role.
const MOST_FEDERATED: usize = 100;

fn console<'a>(ctx: &'a Context<'_>) -> Result<&'a Loaded<ConsoleSession>, Halt> {
    match ctx.caller().credential() {
        Credential::Console { session, .. } => Ok(session),
        Credential::AccessKey(_)
        | Credential::Session(_)
        | Credential::SigningIn(_)
        | Credential::WebIdentity => Err(Error::from(Denial::Grant(GrantRefused::Over)).into()),
    }
}

/// A session at a terminal as it will be, the token that renews it, and what has changed.
pub(super) struct Granted {
    pub session: TerminalSession,
    pub token: RefreshToken,
    pub changes: Changes,
}

/// Opens a session that hangs on the caller's session of the console, and is bound to the key of the proof.
pub(super) async fn open(ctx: &Context<'_>, proof: &Proof, changes: Changes) -> Result<Granted, Halt> {
    let console = console(ctx)?;
    let token = RefreshToken::first(ctx.account(), ctx.caller().owner(), ctx.service.entropy.as_ref());
    let session = TerminalSession {
        schema: TerminalSession::SCHEMA,
        account: ctx.account(),
        owner: ctx.caller().owner(),
        id: token.id().to_owned(),
        session: console.lineage().to_owned(),
        family_hash: token.family_hash(),
        newest_hash: token.newest_hash(),
        thumbprint: proof.thumbprint().to_owned(),
        created: ctx.now(),
        renewed: ctx.now(),
        expires: console.expires,
        address: ctx.origin.address.to_string(),
        user_agent: ctx.origin.user_agent.clone(),
        mfa: console.mfa.clone(),
        federated: ctx.caller().claims().map(|claims| claims.access_key_id.clone()),
    };
    let changes = make_room(ctx, &session, changes).await?.create(token.key(), &session);
    Ok(Granted { session, token, changes })
}

/// Ends what is over, the oldest where somebody has too many, and the oldest of the kind where all have: whom somebody vouches for
/// pushes nobody out who signed in with a password.
async fn make_room(
    ctx: &Context<'_>,
    opened: &TerminalSession,
    mut changes: Changes,
) -> Result<Changes, Halt> {
    let mut kind = terminals_of(ctx).await?;
    kind.retain(|session| session.federated.is_some() == opened.federated.is_some());
    kind.sort_by_key(|session| session.created);
    let own: Vec<_> = kind.iter().filter(|session| session.federated == opened.federated).collect();
    let beyond = |number: usize, most: usize| (number + 1).saturating_sub(most);
    let too_many = own.iter().copied().take(beyond(own.len(), MOST));
    let too_many = too_many.chain(kind.iter().take(beyond(kind.len(), MOST_FEDERATED)));
    let over = kind.iter().filter(|session| ctx.now() >= session.expires);
    let ended: BTreeSet<_> = too_many.chain(over).map(|session| session.key().clone()).collect();
    for key in ended {
        changes = changes.remove_key(key);
    }
    Ok(changes)
}

/// The sessions at terminals of everybody who goes by the caller's name, those that are over among them: also of whom the caller
/// vouched for, and of everybody in the same role.
pub(in crate::signin) async fn terminals_of(
    ctx: &Context<'_>,
) -> Result<Vec<Loaded<TerminalSession>>, Error> {
    let prefix = keys::terminal_sessions(ctx.account(), &ctx.caller().owner());
    let range = ScanRange::prefix(Partition::Account(ctx.account().number()), &prefix);
    ctx.records().scan(&range, (MOST + MOST_FEDERATED) * 2).await
}

/// Whether a session is the caller's, as with those of the console: who signed in with temporary credentials has those of the same
/// credentials only.
pub(super) fn is_own(ctx: &Context<'_>, session: &TerminalSession) -> bool {
    ctx.caller().claims().is_none_or(|claims| session.federated.as_ref() == Some(&claims.access_key_id))
}

/// Issues credentials in one commit with what the token has changed.
pub(super) async fn issue(
    ctx: &Context<'_>,
    permit: &Permit<()>,
    proof: &Proof,
    Granted { session: terminal, token, changes }: Granted,
) -> Result<OAuth2Tokens, Halt> {
    ctx.service.throttle.take(ctx.account(), ctx.caller().owner(), ctx.now())?;
    let console = console(ctx)?;
    let changes = seen(ctx, console, spend(ctx, proof, changes).await?);
    let claims = claims(ctx, console, &terminal)?;
    let credentials = session::issue(ctx, &claims)?;
    let changes = changes
        .responded(json!({ "CreateOAuth2Token": "Success", "credentials": session::responded(&claims) }))
        .detail("terminalSession", token.id());
    ctx.commit(permit, changes).await?;
    let (secret_access_key, session_token) = credentials.into_secrets();
    Ok(OAuth2Tokens {
        access_key_id: claims.access_key_id,
        secret_access_key,
        session_token,
        expires_in: claims.expires_at.secs().saturating_sub(ctx.now().secs()),
        refresh_token: token.text(),
        arn: ctx.caller().arn().to_string(),
    })
}

/// A renewal is a use of the session of the console: who works at the terminal is not away. And the session must still be there.
fn seen(ctx: &Context<'_>, console: &Loaded<ConsoleSession>, changes: Changes) -> Changes {
    if ctx.now() < console.last_seen.after(SEEN_EVERY) {
        return changes.watch(console);
    }
    let seen = ConsoleSession { last_seen: ctx.now(), ..ConsoleSession::clone(console) };
    changes.update(console, &seen)
}

/// What the session of the console can do, no more and no longer, and with the device that had vouched there when the one at the
/// terminal was opened.
fn claims(
    ctx: &Context<'_>,
    console: &ConsoleSession,
    terminal: &TerminalSession,
) -> Result<SessionClaims, Halt> {
    let caller = ctx.caller();
    let left = |until: Timestamp| until.since(ctx.now());
    let stood_for = caller.claims().map_or(LIFE, |claims| left(claims.expires_at));
    let life = LIFE.min(left(console.expires)).min(stood_for);
    if life < Duration::from_secs(1) {
        return Err(Error::from(Denial::Grant(GrantRefused::Over)).into());
    }
    let who = (caller.owner().id(caller.account()), caller.first_factor().to_owned());
    let seconds = u32::try_from(life.as_secs()).unwrap_or_default();
    let new = session::claims(ctx, caller.account(), who, seconds);
    Ok(match caller.claims() {
        Some(stood_for) => SessionClaims {
            access_key_id: new.access_key_id,
            issued_at: new.issued_at,
            expires_at: new.expires_at,
            ..SessionClaims::clone(stood_for)
        },
        None => SessionClaims {
            mfa: terminal
                .mfa
                .as_ref()
                .map(|seen| MfaContext { at: seen.at, serial: seen.serial.to_string() }),
            ..new
        },
    })
}
