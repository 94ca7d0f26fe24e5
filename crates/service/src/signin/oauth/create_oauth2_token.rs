//! CreateOAuth2Token: temporary credentials for the code that a browser brought, or for the token of the last time.

use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::BASE64URL_NOPAD;
use model::input::{AuditValue, Faults, Malformed, Scope};
use model::{AccountId, Input, Secret, Text, Timestamp};

use super::super::ticket::Ticket;
use super::request::SAME_DEVICE;
use super::terminal::Granted;
use super::tokens::{RefreshToken, Standing};
use super::{Grant, Proof, TokenRequest, client_arn, terminal};
use crate::error::{Denial, GrantRefused};
use crate::operation::{Operation, Sort};
use crate::records::{LoginCode, Owner, TerminalSession, keys};
use crate::{Caller, Changes, Context, Error, Halt, Origin, Service, call};

/// What a program gets.
#[derive(Debug)]
pub struct OAuth2Tokens {
    /// `ASIA…`
    pub access_key_id: String,
    /// The secret that belongs to it.
    pub secret_access_key: Secret<String>,
    /// The session token.
    pub session_token: Secret<String>,
    /// How long they hold, in seconds: a quarter of an hour, as at AWS, or what the session of the console has left.
    pub expires_in: u64,
    /// What renews them, once.
    pub refresh_token: Secret<String>,
    /// Whose they are.
    pub arn: String,
}

/// Why a program gets nothing.
#[derive(Debug)]
pub enum TokenRefused {
    /// The code was used, is too old, or is another request's.
    Code,
    /// The session at the terminal is over: it ended, or the one of the console did, or its token was used twice.
    Session,
    /// The sign-in that it hangs on was made void: the password was reset, or sessions were ended.
    Changed,
    /// Policies do not allow it, in their words.
    Permissions(String),
    /// The proof of possession was used before.
    ProofUsed,
    /// Too many at once.
    Throttled,
    /// The service failed.
    Failed(Error),
}

impl From<Error> for TokenRefused {
    fn from(error: Error) -> Self {
        match error {
            Error::AccessDenied(Denial::Grant(GrantRefused::Code)) => Self::Code,
            Error::AccessDenied(Denial::Grant(GrantRefused::ProofUsed)) => Self::ProofUsed,
            Error::AccessDenied(Denial::Grant(_)) => Self::Session,
            Error::AccessDenied(_) => Self::Permissions(error.message(crate::Api::SignIn)),
            // It ended while the request was on its way.
            Error::InvalidClientTokenId { .. } | Error::ExpiredToken => Self::Changed,
            Error::Throttling => Self::Throttled,
            error => Self::Failed(error),
        }
    }
}

impl Service {
    /// Gives a program credentials for its code, or for the token of the last time.
    ///
    /// # Errors
    /// Why there are none.
    pub async fn create_oauth2_token(
        &self,
        request: TokenRequest,
        proof: Proof,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<OAuth2Tokens, TokenRefused> {
        let once = async || {
            let (caller, presented) = self.presented(&request.grant, origin, now).await?;
            let input = CreateOAuth2Token { presented, proof: proof.clone() };
            Ok(call(self, &caller, origin, now, &input).await?)
        };
        match once().await {
            // The session of the console may go on under another id, since somebody proved a factor there just now.
            Err(TokenRefused::Changed) => once().await,
            answer => answer,
        }
    }

    /// What is presented, and whose it is.
    async fn presented(
        &self,
        grant: &Grant,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(Caller, Presented), TokenRefused> {
        match grant {
            Grant::Code { code, verifier, redirect } => {
                let ticket = Ticket::read(code.expose()).ok_or(TokenRefused::Code)?;
                let key = keys::login_code(ticket.account, ticket.expires, &ticket.hash());
                let Some(found) = self.records.load::<LoginCode>(key).await? else {
                    self.note_grant(ticket.account, origin, now).await;
                    return Err(TokenRefused::Code);
                };
                let of = (ticket.account, &found.owner, found.session.as_str());
                let caller = self.holder_of_grant(of, now).await?;
                let (verifier, redirect) = (verifier.clone(), redirect.clone());
                Ok((caller, Presented::Code { ticket, verifier, redirect }))
            }
            Grant::Refresh(token) => {
                let token = RefreshToken::read(token.expose()).ok_or(TokenRefused::Session)?;
                let found = self.records.load::<TerminalSession>(token.key()).await?;
                let known = found.filter(|session| token.standing(session) != Standing::Foreign);
                let Some(session) = known else {
                    self.note_grant(token.account, origin, now).await;
                    return Err(TokenRefused::Session);
                };
                let of = (token.account, &token.owner, session.session.as_str());
                Ok((self.holder_of_grant(of, now).await?, Presented::Refresh(token)))
            }
        }
    }

    /// Whoever is in the session of the console that a grant hangs on, if that still holds.
    async fn holder_of_grant(
        &self,
        (account, owner, lineage): (AccountId, &Owner, &str),
        now: Timestamp,
    ) -> Result<Caller, TokenRefused> {
        let session = self.session_of_lineage(account, owner, lineage).await?;
        let session = session.filter(|session| !self.is_session_over(session, now));
        let session = session.ok_or(TokenRefused::Session)?;
        self.in_session(session.key().clone(), now).await?.ok_or(TokenRefused::Changed)
    }

    /// Counts a failure for the account that a grant names, if there is one (rule R17).
    pub(super) async fn note_grant(&self, account: AccountId, origin: &Origin, now: Timestamp) {
        if let Ok(Some(_)) = self.records.account(account).await {
            self.strangers.note(account, "CreateOAuth2Token: unknown code or token", origin.address, now);
        }
    }
}

enum Presented {
    Code { ticket: Ticket, verifier: Secret<String>, redirect: String },
    Refresh(RefreshToken),
}

/// The operation: what was presented names somebody whose session of the console holds.
struct CreateOAuth2Token {
    presented: Presented,
    proof: Proof,
}

// No form makes one: nobody is known before what was presented was looked up. Nothing secret of it is kept.
impl Input for CreateOAuth2Token {
    fn read_fields(_: &Scope<'_>, _: &mut Faults) -> Result<Option<Self>, Malformed> {
        Err(Malformed)
    }

    fn audit(&self) -> AuditValue {
        let grant = match self.presented {
            Presented::Code { .. } => "authorization_code",
            Presented::Refresh(_) => "refresh_token",
        };
        AuditValue::Object(vec![
            ("clientId", AuditValue::Text(SAME_DEVICE.to_owned())),
            ("grantType", AuditValue::Text(grant.to_owned())),
        ])
    }
}

impl Operation for CreateOAuth2Token {
    const ACTION: &'static str = "signin:CreateOAuth2Token";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["oauth2"];
    type Output = OAuth2Tokens;

    async fn run(&self, ctx: &Context<'_>) -> Result<OAuth2Tokens, Halt> {
        match &self.presented {
            Presented::Code { ticket, verifier, redirect } => {
                let permit = ctx.authorize_on(&client_arn(ctx.account()))?;
                let changes = spent_code(ctx, (ticket, verifier, redirect)).await?;
                let granted = terminal::open(ctx, &self.proof, changes).await?;
                terminal::issue(ctx, &permit, &self.proof, granted).await
            }
            Presented::Refresh(token) => {
                let granted = self.renewed(ctx, token).await?;
                let permit = ctx.authorize_on(&client_arn(ctx.account()))?;
                terminal::issue(ctx, &permit, &self.proof, granted).await
            }
        }
    }
}

fn refused(why: GrantRefused) -> Halt {
    Error::from(Denial::Grant(why)).into()
}

/// Uses a code up, if it is this program's (RFC 6749, section 4.1.3; RFC 7636, section 4.6).
async fn spent_code(
    ctx: &Context<'_>,
    (ticket, verifier, redirect): (&Ticket, &Secret<String>, &str),
) -> Result<Changes, Halt> {
    let key = keys::login_code(ticket.account, ticket.expires, &ticket.hash());
    let found = ctx.records().load::<LoginCode>(key).await?;
    let code = found.filter(|code| ctx.now() < code.expires).ok_or_else(|| refused(GrantRefused::Code))?;
    let made = BASE64URL_NOPAD.encode(digest(&SHA256, verifier.expose().as_bytes()).as_ref());
    let is_own = verify_slices_are_equal(made.as_bytes(), code.challenge.as_bytes()).is_ok();
    // The code stays: whoever has it without the verifier must not be able to take it from who has both.
    if !is_own || code.redirect != redirect {
        return Err(refused(GrantRefused::Code));
    }
    Ok(Changes::new().remove(&code).tally(keys::login_code_count(ctx.account()), -1))
}

impl CreateOAuth2Token {
    /// The session with its next token.
    async fn renewed(&self, ctx: &Context<'_>, token: &RefreshToken) -> Result<Granted, Halt> {
        let found = ctx.records().load::<TerminalSession>(token.key()).await?;
        let session = found.ok_or_else(|| refused(GrantRefused::Over))?;
        match token.standing(&session) {
            Standing::Newest => {}
            Standing::Foreign => return Err(refused(GrantRefused::Over)),
            // Of two that have the same token one is a thief, and nobody can tell which: it ends for both (RFC 9700, section 4.14.2).
            Standing::Used => {
                let ended = Changes::new().remove(&session).detail("terminalSession", session.id.as_str());
                let error = Error::from(Denial::Grant(GrantRefused::Used));
                return Err(ctx.refuse(&ctx.unconditional(), ended, error).await);
            }
        }
        if session.thumbprint != self.proof.thumbprint() {
            return Err(refused(GrantRefused::Key));
        }
        // The device that vouched for the terminal may be gone where another has vouched at the console since (rule R33).
        let has_device = session.mfa.as_ref().is_none_or(|seen| {
            let credentials = ctx.caller().credentials();
            credentials.is_none_or(|credentials| credentials.still_have(seen.serial.as_str(), seen.at))
        });
        if ctx.now() >= session.expires || !has_device {
            return Err(refused(GrantRefused::Over));
        }
        let next = token.next(ctx.service.entropy.as_ref());
        let renewed = TerminalSession {
            newest_hash: next.newest_hash(),
            renewed: ctx.now(),
            address: ctx.origin.address.to_string(),
            user_agent: ctx.origin.user_agent.clone(),
            ..TerminalSession::clone(&session)
        };
        let changes = Changes::new().update(&session, &renewed);
        Ok(Granted { session: renewed, token: next, changes })
    }
}

/// How long credentials hold, as at AWS.
pub(super) const LIFE: Duration = Duration::from_secs(15 * 60);
