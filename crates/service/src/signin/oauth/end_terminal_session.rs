//! Ending a session at a terminal: from there, or at the console.

use model::input::{AuditValue, Faults, Malformed, Scope};
use model::{ConsoleSessionId, Input, Secret, Text, Timestamp};
use serde_json::json;

use super::terminal;
use super::tokens::{RefreshToken, Standing};
use crate::error::{Denial, GrantRefused, Missing};
use crate::operation::{Operation, Sort};
use crate::records::{TerminalSession, keys};
use crate::views::Empty;
use crate::{Caller, Changes, Context, Credential, Error, Halt, Origin, Service, call};

use super::{Proof, TokenRefused};

impl Service {
    /// Ends the session that a token is of (RFC 7009). One that is over is over: that is what was asked for.
    ///
    /// # Errors
    /// If the proof is by another key, or the service fails.
    pub async fn revoke_oauth2_token(
        &self,
        token: &Secret<String>,
        proof: Proof,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(), TokenRefused> {
        let Some(token) = RefreshToken::read(token.expose()) else { return Ok(()) };
        let found = self.records.load::<TerminalSession>(token.key()).await?;
        let Some(session) = found.filter(|session| token.standing(session) != Standing::Foreign) else {
            self.note_grant(token.account, origin, now).await;
            return Ok(());
        };
        let console = self.session_of_lineage(token.account, &token.owner, &session.session).await?;
        let Some(console) = console else { return Ok(()) };
        let caller: Option<Caller> = self.in_session(console.key().clone(), now).await?;
        let Some(caller) = caller else { return Ok(()) };
        call(self, &caller, origin, now, &RevokeOAuth2Token { token, proof }).await?;
        Ok(())
    }
}

/// The operation, from the terminal.
struct RevokeOAuth2Token {
    token: RefreshToken,
    proof: Proof,
}

// No form makes one, and nothing of it is kept: the token is a secret.
impl Input for RevokeOAuth2Token {
    fn read_fields(_: &Scope<'_>, _: &mut Faults) -> Result<Option<Self>, Malformed> {
        Err(Malformed)
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Absent
    }
}

impl Operation for RevokeOAuth2Token {
    const ACTION: &'static str = "signin:RevokeOAuth2Token";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let Some(session) = ctx.records().load::<TerminalSession>(self.token.key()).await? else {
            return Ok(Empty);
        };
        if session.thumbprint != self.proof.thumbprint() {
            return Err(Error::from(Denial::Grant(GrantRefused::Key)).into());
        }
        end(ctx, Changes::new().remove(&session), &session).await
    }
}

async fn end(ctx: &Context<'_>, changes: Changes, session: &TerminalSession) -> Result<Empty, Halt> {
    let name = ctx.action.split_once(':').map_or(ctx.action, |(_, name)| name);
    let changes =
        changes.responded(json!({ name: "Success" })).detail("terminalSession", session.id.as_str());
    ctx.commit(&ctx.unconditional(), changes).await?;
    Ok(Empty)
}

/// A session at a terminal, as its owner sees it at the console.
#[derive(Clone, Debug)]
pub struct TerminalSessionView {
    /// What names it.
    pub id: String,
    /// When it was opened.
    pub created: Timestamp,
    /// When it was last renewed.
    pub renewed: Timestamp,
    /// Where the program is.
    pub address: String,
    /// What the program calls itself.
    pub user_agent: String,
}

/// Lists one's own sessions at terminals that still hold, newest first. It needs no permission.
#[derive(Debug, Input)]
pub struct ListTerminalSessions {}

impl Operation for ListTerminalSessions {
    const ACTION: &'static str = "signin:ListTerminalSessions";
    const SORT: Sort = Sort::Read;
    const FOR_EVERYBODY: bool = true;
    type Output = Vec<TerminalSessionView>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Vec<TerminalSessionView>, Halt> {
        let mut sessions = Vec::new();
        let consoles = ctx.service.sessions_of(ctx.account(), &ctx.caller().owner()).await?;
        for session in terminal::terminals_of(ctx).await? {
            let console = consoles.iter().find(|console| console.lineage() == session.session);
            let holds = console.is_some_and(|console| !ctx.service.is_session_over(console, ctx.now()));
            if holds && terminal::is_own(ctx, &session) && ctx.now() < session.expires {
                sessions.push(session);
            }
        }
        sessions.sort_by_key(|session| std::cmp::Reverse(session.created));
        Ok(sessions
            .iter()
            .map(|session| TerminalSessionView {
                id: session.id.clone(),
                created: session.created,
                renewed: session.renewed,
                address: session.address.clone(),
                user_agent: session.user_agent.clone(),
            })
            .collect())
    }
}

/// Ends one of one's own sessions at terminals, at the console: no token renews it any more. It needs no permission.
#[derive(Debug, Input)]
pub struct EndTerminalSession {
    /// Which.
    pub session_id: ConsoleSessionId,
}

impl Operation for EndTerminalSession {
    const ACTION: &'static str = "signin:EndTerminalSession";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let Credential::Console { .. } = ctx.caller().credential() else {
            return Err(Error::from(Denial::SessionCredentials { operation: Self::NAME }).into());
        };
        let key = keys::terminal_session(ctx.account(), &ctx.caller().owner(), self.session_id.as_str());
        let found = ctx.records().load::<TerminalSession>(key).await?;
        let own = found.filter(|session| terminal::is_own(ctx, session));
        let session = own.ok_or_else(|| Error::from(Missing::ConsoleSession))?;
        end(ctx, Changes::new().remove(&session), &session).await
    }
}
