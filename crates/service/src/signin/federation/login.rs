//! ConsoleLogin, by a sign-in token in place of a password.

use std::time::Duration;

use model::{Input, Timestamp};
use vault::MfaContext;

use super::super::session::{Opened, commit, new_session};
use crate::error::{Denial, Missing};
use crate::operation::{Operation, Sort};
use crate::records::{SeenDevice, keys};
use crate::{Changes, Context, Error, Halt, Origin, Service, call};

impl Service {
    /// Opens the session that a token stands for, and uses it up; none if it holds no more.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn login_with_token(
        &self,
        token: &str,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<Option<Opened>, Error> {
        let Some(holding) = self.holding(token, now).await? else { return Ok(None) };
        let input = LoginWithToken { token: token.to_owned() };
        match call(self, &holding.caller, origin, now, &input).await {
            Ok(opened) => Ok(Some(opened)),
            Err(Error::NoSuchEntity(_) | Error::InvalidClientTokenId { .. } | Error::ExpiredToken) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// The operation.
struct LoginWithToken {
    token: String,
}

// No form makes one, and nothing of it is kept: the token is a secret.
impl Input for LoginWithToken {
    fn read_fields(
        _: &model::input::Scope<'_>,
        _: &mut model::input::Faults,
    ) -> Result<Option<Self>, model::input::Malformed> {
        Err(model::input::Malformed)
    }

    fn audit(&self) -> model::input::AuditValue {
        model::input::AuditValue::Absent
    }
}

impl Operation for LoginWithToken {
    const ACTION: &'static str = "signin:ConsoleLogin";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    const FEDERATES: bool = true;
    type Output = Opened;

    async fn run(&self, ctx: &Context<'_>) -> Result<Opened, Halt> {
        // Read anew at each attempt: of two browsers with the same token, one finds it gone.
        let found = ctx.service.holding(&self.token, ctx.now()).await?;
        let holding = found.ok_or_else(|| Error::from(Missing::SigninToken))?;
        let claims = &holding.claims;
        if ctx.caller().claims().map(|claims| &claims.access_key_id) != Some(&claims.access_key_id) {
            return Err(Error::from(Denial::SessionCredentials { operation: Self::NAME }).into());
        }
        let longest = ctx.service.settings.session_life.min(claims.expires_at.since(ctx.now()));
        let asked = holding.token.session_seconds.map(|seconds| Duration::from_secs(seconds.into()));
        let life = asked.map_or(longest, |asked| asked.min(longest));
        let mfa = claims.mfa.as_ref().and_then(seen);
        let credentials = holding.token.credentials.clone();
        let (mut session, cookie) = new_session(ctx, mfa, Some(credentials), life);
        // A link proves no factor: what asks for a fresh one is as far away as it was for the credentials (rule R27).
        session.proven = claims.mfa.as_ref().map_or_else(Timestamp::default, |mfa| mfa.at);
        let changes =
            Changes::new().remove(&holding.token).tally(keys::signin_token_count(ctx.account()), -1);
        commit(ctx, &ctx.unconditional(), &session, changes).await?;
        Ok(Opened { cookie, browser: None, recovered: false })
    }
}

fn seen(mfa: &MfaContext) -> Option<SeenDevice> {
    Some(SeenDevice { at: mfa.at, serial: mfa.serial.parse().ok()? })
}
