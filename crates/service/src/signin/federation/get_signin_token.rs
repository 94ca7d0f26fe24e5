//! GetSigninToken: a token for temporary credentials.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use model::{AccessKeyId, Input, Secret, Timestamp, Whole};
use serde_json::json;
use store::{Partition, ScanRange};

use super::super::ticket::Ticket;
use super::MOST_WAITING;
use crate::authenticate::session_holder;
use crate::error::{Denial, Invalid};
use crate::operation::{Operation, Sort};
use crate::records::{FederatedCredentials, Loaded, SigninToken, keys};
use crate::{Changes, Context, Error, Halt, Identity, Origin, Service, call};

/// How long a token waits for a browser.
const WAITS: Duration = Duration::from_secs(15 * 60);
/// Sessions of roles that were assumed by a session last an hour at most (facts D1).
const MOST_CHAINED: i32 = 3_600;
/// So many tokens that nobody used are swept when another is made.
const SWEPT: usize = 20;

/// Temporary credentials that a program says to have.
#[derive(Clone, Debug)]
pub struct Offered {
    /// `ASIA…`
    pub access_key_id: String,
    /// `SecretAccessKey`.
    pub secret_access_key: Secret<String>,
    /// `SessionToken`.
    pub session_token: Secret<String>,
    /// How long the session of the console shall last, in seconds, if that is said.
    pub session_seconds: Option<i32>,
}

/// Why there is no token.
#[derive(Debug)]
pub enum FederationRefused {
    /// The credentials are not right, or hold no more.
    Credentials,
    /// They are of a kind that signs nobody in: long-term keys, or those of GetSessionToken.
    Kind,
    /// Not for so long, or not with these credentials.
    Duration,
    /// Too many at once.
    Throttled,
    /// The service failed.
    Failed(Error),
}

impl From<Error> for FederationRefused {
    fn from(error: Error) -> Self {
        match error {
            Error::InvalidClientTokenId { .. } | Error::ExpiredToken => Self::Credentials,
            Error::AccessDenied(_) => Self::Kind,
            Error::ValidationError(_) => Self::Duration,
            Error::Throttling => Self::Throttled,
            error => Self::Failed(error),
        }
    }
}

impl Service {
    /// Makes a token for temporary credentials that are proven to be somebody's own.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn signin_token(
        &self,
        offered: &Offered,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<Secret<String>, FederationRefused> {
        let session_duration = match offered.session_seconds {
            Some(seconds) => Some(Whole::new(seconds).ok_or(FederationRefused::Duration)?),
            None => None,
        };
        let id: AccessKeyId = offered.access_key_id.parse().map_err(|_| FederationRefused::Credentials)?;
        let token = offered.session_token.expose();
        // The seal holds the key id: one session's token with another's key id and secret opens nothing (rule R1).
        let Ok((claims, secret)) = self.keyring.now().open_session(token, id.as_str()) else {
            self.note_federation(id, origin.address, now).await;
            return Err(FederationRefused::Credentials);
        };
        let given = offered.secret_access_key.expose().as_bytes();
        if verify_slices_are_equal(given, secret.expose().as_bytes()).is_err() {
            self.note_federation(id, origin.address, now).await;
            return Err(FederationRefused::Credentials);
        }
        let caller = session_holder(self, Arc::new(claims), now).await?;
        let credentials = FederatedCredentials { access_key_id: id.to_string(), token: token.clone() };
        let input = GetSigninToken { session_duration, credentials };
        Ok(call(self, &caller, origin, now, &input).await?)
    }

    /// Counts a failure for the account that the key id names, if there is one (rule R17).
    async fn note_federation(&self, id: AccessKeyId, address: IpAddr, now: Timestamp) {
        if let Ok(Some(_)) = self.records.account(id.account()).await {
            self.strangers.note(id.account(), "GetSigninToken: InvalidClientTokenId", address, now);
        }
    }
}

/// The operation: made only of credentials that were proven.
struct GetSigninToken {
    session_duration: Option<Whole<900, 43_200>>,
    credentials: FederatedCredentials,
}

// No form makes one: the secret is checked before there is a caller at all.
impl Input for GetSigninToken {
    fn read_fields(
        _: &model::input::Scope<'_>,
        _: &mut model::input::Faults,
    ) -> Result<Option<Self>, model::input::Malformed> {
        Err(model::input::Malformed)
    }

    fn audit(&self) -> model::input::AuditValue {
        model::input::AuditValue::Object(vec![(
            "sessionDuration",
            model::Field::audit(&self.session_duration),
        )])
    }
}

impl Operation for GetSigninToken {
    const ACTION: &'static str = "signin:GetSigninToken";
    const SORT: Sort = Sort::Change;
    // Whoever has the credentials can use them; a browser is only another way.
    const FOR_EVERYBODY: bool = true;
    const FEDERATES: bool = true;
    type Output = Secret<String>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Secret<String>, Halt> {
        let session_seconds = self.seconds(ctx)?;
        ctx.service.throttle.take(ctx.account(), ctx.caller().owner(), ctx.now())?;
        let token = Ticket {
            account: ctx.account(),
            expires: ctx.now().after(WAITS),
            secret: Secret::new(ctx.service.entropy.array()),
        };
        let key = keys::signin_token(token.account, token.expires, &token.hash());
        let document = SigninToken {
            schema: SigninToken::SCHEMA,
            credentials: self.credentials.clone(),
            session_seconds,
            expires: token.expires,
        };
        let over = over(ctx).await?;
        let mut changes =
            Changes::new().create(key, &document).responded(json!({ "GetSigninToken": "Success" }));
        for token in &over {
            changes = changes.remove(token);
        }
        let more = 1 - i64::try_from(over.len()).unwrap_or_default();
        let count = keys::signin_token_count(ctx.account());
        changes = changes.count(count, more, MOST_WAITING, Error::Throttling);
        ctx.commit(&ctx.unconditional(), changes).await?;
        Ok(token.text())
    }
}

impl GetSigninToken {
    fn seconds(&self, ctx: &Context<'_>) -> Result<Option<u32>, Error> {
        let seconds = self.session_duration.map(Whole::number);
        let is_chained =
            ctx.caller().claims().is_some_and(|claims| claims.issuing_credential.starts_with("ASIA"));
        match (ctx.caller().identity(), seconds) {
            (Identity::Role { .. }, Some(seconds)) if is_chained && seconds > MOST_CHAINED => {
                Err(Invalid::LongerThanChained.into())
            }
            (Identity::Federated { .. }, Some(_)) => {
                Err(Invalid::Other("SessionDuration is for credentials of AssumeRole.".to_owned()).into())
            }
            (Identity::Role { .. } | Identity::Federated { .. }, seconds) => {
                Ok(seconds.map(i32::unsigned_abs))
            }
            (Identity::Root(_) | Identity::User(_) | Identity::WebIdentity(_), _) => {
                Err(Denial::SessionCredentials { operation: Self::NAME }.into())
            }
        }
    }
}

/// The oldest tokens that nobody can use any more.
async fn over(ctx: &Context<'_>) -> Result<Vec<Loaded<SigninToken>>, Error> {
    let range = ScanRange::prefix(Partition::Account(ctx.account().number()), keys::SIGNIN_TOKENS);
    let mut oldest = ctx.records().scan::<SigninToken>(&range, SWEPT).await?;
    oldest.retain(|token| ctx.now() >= token.expires);
    Ok(oldest)
}
