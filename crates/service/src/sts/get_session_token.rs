//! GetSessionToken: temporary credentials for whoever has long-term ones, with MFA if a code comes with the call.

use std::time::Duration;

use model::{AccessKeyId, AccessKeyKind, AnySerialNumber, Input, SerialNumber, Timestamp, Whole};
use serde::Serialize;
use serde_json::json;
use vault::{IssuedSession, MfaContext, Salt, SessionClaims};

use super::token_code::TokenCode;
use crate::error::{Denial, Failure};
use crate::iam::mfa::device;
use crate::operation::{Operation, Sort};
use crate::records::{Loaded, MfaDevice};
use crate::views::Moment;
use crate::{Changes, Context, Credential, Error, Halt, Identity, Permit, codes};

/// How long a session lasts where nothing is said: twelve hours.
const DEFAULT: i32 = 43_200;
/// The root user's last an hour at most; a longer one is shortened in silence (facts D1).
const MOST_FOR_ROOT: i32 = 3_600;

/// Asks for temporary credentials.
#[derive(Debug, Input)]
pub struct GetSessionToken {
    /// How long they shall last, in seconds.
    pub duration_seconds: Option<Whole<900, 129_600>>,
    /// The caller's device that the code is of.
    pub serial_number: Option<AnySerialNumber>,
    /// The code that it shows.
    pub token_code: Option<TokenCode>,
}

/// The credentials.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SessionToken {
    credentials: Credentials,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Credentials {
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

impl Operation for GetSessionToken {
    const ACTION: &'static str = "sts:GetSessionToken";
    const SORT: Sort = Sort::Change;
    const CHECKS_CODES: bool = true;
    type Output = SessionToken;

    async fn run(&self, ctx: &Context<'_>) -> Result<SessionToken, Halt> {
        let Credential::AccessKey(issuing) = ctx.caller().credential() else {
            return Err(Error::from(Denial::SessionCredentials { operation: Self::NAME }).into());
        };
        let permit = ctx.unconditional();
        let (mfa, changes) = self.mfa(ctx, &permit).await?;

        let claims = self.claims(ctx, issuing, mfa);
        let salt = Salt(ctx.service.entropy.array());
        let issued = ctx.service.keyring.issue_session(&claims, salt);
        let issued = issued.map_err(|_| Error::ServiceFailure(Failure::Sealed("session")))?;
        let changes = changes.responded(json!({ "credentials": {
            "accessKeyId": claims.access_key_id, "expiration": claims.expires_at.to_string(),
        } }));
        // The token leaves only after the code is spent and the event is kept.
        ctx.commit(&permit, changes).await?;
        Ok(answer(&claims, &issued))
    }
}

impl GetSessionToken {
    /// The second factor, if one was given, and what spends it.
    async fn mfa(
        &self,
        ctx: &Context<'_>,
        permit: &Permit<()>,
    ) -> Result<(Option<MfaContext>, Changes), Halt> {
        let (serial, code) = match (&self.serial_number, self.token_code) {
            (None, None) => {
                // A code can be used once in its time, and guesses are slowed down; without one there is no other bound.
                ctx.service.throttle.take(ctx.account(), ctx.caller().owner(), ctx.now())?;
                return Ok((None, Changes::new()));
            }
            (Some(serial), Some(TokenCode(code))) => (serial, code),
            _ => return Err(Error::from(Denial::MfaSerialAndCodeTogether).into()),
        };
        let device = own_device(ctx, &SerialNumber::from(serial.clone())).await?;
        let changes = codes::check_code(ctx, permit, &device, code).await?;
        Ok((Some(MfaContext { at: ctx.now(), serial: device.serial().to_string() }), changes))
    }

    fn claims(&self, ctx: &Context<'_>, issuing: &AccessKeyId, mfa: Option<MfaContext>) -> SessionClaims {
        let caller = ctx.caller();
        let asked = self.duration_seconds.map_or(DEFAULT, Whole::number);
        let seconds = match caller.identity() {
            Identity::Root(_) => asked.min(MOST_FOR_ROOT),
            Identity::User(_) => asked,
        };
        let id =
            AccessKeyId::generate(AccessKeyKind::Temporary, caller.account(), ctx.service.entropy.array());
        SessionClaims {
            access_key_id: id.to_string(),
            account: caller.account(),
            principal: caller.owner().id(caller.account()),
            issuing_credential: issuing.to_string(),
            session_name: None,
            tags: Vec::new(),
            policies: Vec::new(),
            mfa,
            issued_at: ctx.now(),
            expires_at: whole_seconds(ctx.now())
                .after(Duration::from_secs(u64::from(seconds.unsigned_abs()))),
        }
    }
}

/// The expiry that is answered is the one that holds: answers show whole seconds.
fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_secs(at.secs())
}

/// The caller's device of this number. That it is somebody else's, or nobody's, is not told apart.
async fn own_device(ctx: &Context<'_>, serial: &SerialNumber) -> Result<Loaded<MfaDevice>, Halt> {
    let unknown = || Halt::from(Error::from(Denial::MfaCodeNotValidated));
    let device = device::find(ctx, serial).await?.ok_or_else(unknown)?;
    let is_own = ctx.caller().credentials().mfa_devices.iter().any(|enabled| enabled.device == device.id);
    if is_own { Ok(device) } else { Err(unknown()) }
}

fn answer(claims: &SessionClaims, issued: &IssuedSession) -> SessionToken {
    SessionToken {
        credentials: Credentials {
            access_key_id: claims.access_key_id.clone(),
            secret_access_key: issued.secret_access_key.expose().clone(),
            session_token: issued.token.expose().clone(),
            expiration: Moment(claims.expires_at),
        },
    }
}
