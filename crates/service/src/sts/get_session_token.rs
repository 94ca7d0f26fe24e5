//! GetSessionToken: temporary credentials for whoever has long-term ones, with MFA if a code comes with the call.

use model::{AnySerialNumber, Input, Whole};
use serde::Serialize;
use serde_json::json;

use super::second_factor::SecondFactor;
use super::session::{self, Credentials};
use super::token_code::TokenCode;
use crate::error::Denial;
use crate::operation::{Operation, Sort};
use crate::{Changes, Context, Credential, Error, Halt, Identity};

/// How long a session lasts where nothing is said: twelve hours.
const DEFAULT: i32 = 43_200;
/// The root user's last an hour at most; a longer one is shortened in silence (facts D1).
const MOST_FOR_ROOT: u32 = 3_600;

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

impl Operation for GetSessionToken {
    const ACTION: &'static str = "sts:GetSessionToken";
    const SORT: Sort = Sort::Change;
    const CHECKS_CODES: bool = true;
    // "No permissions are required for users to perform this operation": no policy, and no deny, controls how one authenticates.
    const FOR_EVERYBODY: bool = true;
    type Output = SessionToken;

    async fn run(&self, ctx: &Context<'_>) -> Result<SessionToken, Halt> {
        let Credential::AccessKey(issuing) = ctx.caller().credential() else {
            return Err(Error::from(Denial::SessionCredentials { operation: Self::NAME }).into());
        };
        let permit = ctx.unconditional();
        let (mfa, changes) =
            match SecondFactor::given(ctx, self.serial_number.as_ref(), self.token_code).await? {
                Some(factor) => {
                    let (mfa, changes) = factor.check(ctx, &permit).await?;
                    (Some(mfa), changes)
                }
                None => {
                    // A code can be used once in its time, and guesses are slowed down; without one there is no other bound.
                    ctx.service.throttle.take(ctx.account(), ctx.caller().owner(), ctx.now())?;
                    (None, Changes::new())
                }
            };

        let caller = ctx.caller();
        let who = (caller.owner().id(caller.account()), issuing.to_string());
        let mut claims = session::claims(ctx, caller.account(), who, self.seconds(caller.identity()));
        claims.mfa = mfa;
        let credentials = session::issue(ctx, &claims)?;
        let changes = changes.responded(json!({ "credentials": session::responded(&claims) }));
        // The token leaves only after the code is spent and the event is kept.
        ctx.commit(&permit, changes).await?;
        Ok(SessionToken { credentials })
    }
}

impl GetSessionToken {
    fn seconds(&self, identity: &Identity) -> u32 {
        let asked = self.duration_seconds.map_or(DEFAULT, Whole::number).unsigned_abs();
        if matches!(identity, Identity::Root(_)) { asked.min(MOST_FOR_ROOT) } else { asked }
    }
}
