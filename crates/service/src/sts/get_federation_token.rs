//! GetFederationToken: temporary credentials for somebody whom a user, or the root user, vouches for. They may do what both
//! the one who vouches and the policies that come with the call allow; without such a policy, nothing.

use model::{Arn, FederatedUserName, Input, SessionPolicyText, Text, Whole};
use serde::Serialize;
use serde_json::json;
use vault::SessionClaims;

use super::packed::{self, PolicyDescriptors};
use super::session::{self, Credentials};
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::Denial;
use crate::iam::tags::Tags;
use crate::operation::{Operation, Sort};
use crate::{Changes, Context, Credential, Error, Halt, Identity};

/// How long a session lasts where nothing is said: twelve hours.
const DEFAULT: u32 = 43_200;
/// What the root user vouches for lasts an hour at most; a longer one is shortened in silence (facts D1).
const MOST_FOR_ROOT: u32 = 3_600;

/// Asks for credentials for somebody else.
#[derive(Debug, Input)]
pub struct GetFederationToken {
    /// What the federated user shall be called.
    pub name: FederatedUserName,
    /// A policy that says what may be done.
    pub policy: Option<SessionPolicyText>,
    /// Managed policies that say so.
    pub policy_arns: Option<PolicyDescriptors>,
    /// How long the credentials shall last, in seconds.
    pub duration_seconds: Option<Whole<900, 129_600>>,
    /// What is said of the session.
    pub tags: Option<Tags>,
}

/// The credentials, and whose they are.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Federated {
    credentials: Credentials,
    federated_user: FederatedUser,
    packed_policy_size: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct FederatedUser {
    federated_user_id: String,
    arn: String,
}

impl Operation for GetFederationToken {
    const ACTION: &'static str = "sts:GetFederationToken";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["federated-user", "user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::FEDERATING;
    type Output = Federated;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(self.tags.as_deref().unwrap_or_default())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Federated, Halt> {
        let Credential::AccessKey(issuing) = ctx.caller().credential() else {
            return Err(Error::from(Denial::SessionCredentials { operation: Self::NAME }).into());
        };
        let account = ctx.account();
        let arn = Arn::federated_user(account, self.name.as_str());
        let permit = ctx.authorize_on(&arn)?;
        let tags = self.tags.as_deref().unwrap_or_default();
        if !tags.is_empty() {
            ctx.also_may("sts:TagSession", &arn)?;
        }
        packed::check_tags(tags)?;

        let who = (ctx.caller().owner().id(account), issuing.to_string());
        let claims = SessionClaims {
            session_name: Some(self.name.to_string()),
            tags: packed::claimed(tags),
            policies: packed::policies(ctx, account, self.policy_arns.as_ref(), self.policy.as_ref()).await?,
            ..session::claims(ctx, account, who, self.seconds(ctx.caller().identity()))
        };
        ctx.service.throttle.take(account, ctx.caller().owner(), ctx.now())?;
        let credentials = session::issue(ctx, &claims)?;
        let federated_user_id = [&account.to_string(), ":", self.name.as_str()].concat();
        let changes = Changes::new().responded(json!({
            "credentials": session::responded(&claims),
            "federatedUser": { "federatedUserId": federated_user_id, "arn": arn.as_str() },
        }));
        ctx.commit(&permit, changes).await?;
        Ok(Federated {
            credentials,
            federated_user: FederatedUser { federated_user_id, arn: arn.to_string() },
            packed_policy_size: packed::percent(&claims).unwrap_or_default(),
        })
    }
}

impl GetFederationToken {
    fn seconds(&self, identity: &Identity) -> u32 {
        let asked = self.duration_seconds.map_or(DEFAULT, |asked| asked.number().unsigned_abs());
        if matches!(identity, Identity::Root(_)) { asked.min(MOST_FOR_ROOT) } else { asked }
    }
}
