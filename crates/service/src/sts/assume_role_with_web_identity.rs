//! AssumeRoleWithWebIdentity: temporary credentials with the rights of a role, for whom a provider elsewhere vouches. No signature; the
//! token says who calls ([`crate::web_identity`]).
//!
//! Whatever the role's trust policy does not allow has one answer, that there is no such role among it.

use model::{
    Input, OAuthProvider, RoleArn, RoleSessionName, SessionPolicyText, Text, WebIdentityToken, Whole,
};
use serde::Serialize;
use serde_json::json;
use vault::SessionClaims;

use super::assume_role::AssumedRoleUser;
use super::packed::{self, PolicyDescriptors};
use super::session::{self, Credentials};
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::{Invalid, InvalidParameter, TokenRefused};
use crate::operation::{Operation, Sort};
use crate::records::Role;
use crate::signin::spend_once;
use crate::web_identity::{GivenIdentity, WebIdentity};
use crate::{Changes, Context, Error, Halt, Identity};

/// How long a session lasts where nothing is said: an hour.
const HOUR: u32 = 3_600;
/// A token that is accepted once is remembered for no longer, in seconds.
const REMEMBERED: u64 = 24 * 3_600;
/// What guesses would be counted by, and what sessions say they were asked for with.
pub(crate) const WEB_IDENTITY: &str = "web-identity";

/// Asks for the credentials of a role.
#[derive(Debug, Input)]
pub struct AssumeRoleWithWebIdentity {
    /// Which role.
    pub role_arn: RoleArn,
    /// What the session shall be called.
    pub role_session_name: RoleSessionName,
    /// Who vouches, and for whom.
    pub web_identity_token: WebIdentityToken,
    /// Of access tokens of OAuth 2.0, which are not taken.
    pub provider_id: Option<OAuthProvider>,
    /// Managed policies that bound the session.
    pub policy_arns: Option<PolicyDescriptors>,
    /// A policy that bounds the session.
    pub policy: Option<SessionPolicyText>,
    /// How long the credentials shall last, in seconds.
    pub duration_seconds: Option<Whole<900, 43_200>>,
}

/// The credentials, and whose they are.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Assumed {
    credentials: Credentials,
    subject_from_web_identity_token: String,
    assumed_role_user: AssumedRoleUser,
    packed_policy_size: Option<u32>,
    provider: String,
    audience: String,
    source_identity: Option<String>,
}

impl Operation for AssumeRoleWithWebIdentity {
    const ACTION: &'static str = "sts:AssumeRoleWithWebIdentity";
    const SORT: Sort = Sort::Change;
    const UNSIGNED: bool = true;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::ASSUMING_ELSEWHERE;
    type Output = Assumed;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new()
            .one(condition_keys::ROLE_SESSION_NAME, &self.role_session_name)
            .maybe(condition_keys::DURATION_SECONDS, self.duration_seconds.map(Whole::number).as_ref())
    }

    fn given_identity(&self) -> GivenIdentity<'_> {
        GivenIdentity::Token { role: &self.role_arn, token: self.web_identity_token.expose() }
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Assumed, Halt> {
        // Whoever comes by another way brought no token that was proven.
        let Identity::WebIdentity(identity) = ctx.caller().identity() else {
            return Err(Error::from(TokenRefused::NotAToken).into());
        };
        if self.provider_id.is_some() {
            let wanted = "ProviderId is for access tokens of OAuth 2.0, which this service does not take.";
            return Err(Error::from(Invalid::Other(wanted.to_owned())).into());
        }
        let permit = ctx.authorize_assuming(&self.role_arn, &actions(identity), false).await?;
        let claims = self.claims(ctx, identity, &permit).await?;
        ctx.service.throttle.take(ctx.account(), ctx.caller().owner(), ctx.now())?;
        let changes = spent(ctx, identity).await?;
        let credentials = session::issue(ctx, &claims)?;
        let answer = self.answer(&permit, identity, credentials, &claims);
        let responded = json!({
            "credentials": session::responded(&claims),
            "assumedRoleUser": answer.assumed_role_user.responded(),
            "subjectFromWebIdentityToken": answer.subject_from_web_identity_token,
            "provider": answer.provider,
            "audience": answer.audience,
            "sourceIdentity": answer.source_identity,
        });
        ctx.commit(&permit, changes.responded(responded)).await?;
        Ok(answer)
    }
}

/// What the session needs: the role must agree to tags and to a source identity, since policies elsewhere rest on them.
fn actions(identity: &WebIdentity) -> Vec<&'static str> {
    let wishes = identity.wishes();
    let mut actions = vec!["sts:AssumeRoleWithWebIdentity"];
    actions.extend((!wishes.tags.is_empty()).then_some("sts:TagSession"));
    actions.extend(wishes.source_identity.is_some().then_some("sts:SetSourceIdentity"));
    actions
}

/// Spends the token, where the operator wants those of its provider accepted once. Else it holds until it expires, as at AWS: SDKs read one
/// file again and again.
async fn spent(ctx: &Context<'_>, identity: &WebIdentity) -> Result<Changes, Halt> {
    let url = &identity.provider().url;
    if !ctx.service.settings.single_use_providers.contains(url) {
        return Ok(Changes::new());
    }
    let ends = identity.proven().expires().after(std::time::Duration::from_secs(oidc::SKEW));
    if ends.secs() > ctx.now().secs() + REMEMBERED + oidc::SKEW {
        return Err(Error::from(TokenRefused::TooLong).into());
    }
    let of = ["token ", url.as_str(), " ", identity.proven().id()].concat();
    spend_once(ctx, (&of, ends), || Error::IdpRejectedClaim, Changes::new()).await
}

impl AssumeRoleWithWebIdentity {
    async fn claims(
        &self,
        ctx: &Context<'_>,
        identity: &WebIdentity,
        role: &Role,
    ) -> Result<SessionClaims, Halt> {
        let seconds = self.duration_seconds.map_or(HOUR, |asked| asked.number().unsigned_abs());
        if seconds > role.max_session_duration {
            return Err(Error::from(Invalid::LongerThanRole).into());
        }
        let wishes = identity.wishes();
        packed::check_tags(&wishes.tags)?;
        let mut transitive_tag_keys = Vec::with_capacity(wishes.transitive.len());
        for key in &wishes.transitive {
            let tag = wishes.tags.iter().find(|tag| tag.key.folded() == key.folded());
            let tag = tag.ok_or(Error::from(InvalidParameter::TransitiveTagKeyMissing))?;
            transitive_tag_keys.push(tag.key.to_string());
        }
        let policies =
            packed::policies(ctx, role.account, self.policy_arns.as_ref(), self.policy.as_ref()).await?;
        let who = (role.id.to_string(), WEB_IDENTITY.to_owned());
        Ok(SessionClaims {
            session_name: Some(self.role_session_name.to_string()),
            tags: packed::claimed(&wishes.tags),
            transitive_tag_keys,
            source_identity: wishes.source_identity.as_ref().map(ToString::to_string),
            policies,
            ..session::claims(ctx, role.account, who, seconds)
        })
    }

    fn answer(
        &self,
        role: &Role,
        identity: &WebIdentity,
        credentials: Credentials,
        claims: &SessionClaims,
    ) -> Assumed {
        Assumed {
            credentials,
            subject_from_web_identity_token: identity.proven().subject().to_owned(),
            assumed_role_user: AssumedRoleUser::of(role, self.role_session_name.as_str()),
            packed_policy_size: packed::percent(claims),
            // The reference says that this is the issuer; what is answered is the ARN.
            provider: identity.provider().arn().to_string(),
            audience: identity.proven().audience().to_owned(),
            source_identity: claims.source_identity.clone(),
        }
    }
}
