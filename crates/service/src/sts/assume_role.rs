//! AssumeRole: temporary credentials with the rights of a role, for whom the role trusts.

use model::{
    AnySerialNumber, ExternalId, Input, RoleArn, RoleSessionName, SessionPolicyText, SourceIdentity, Tag,
    TagKey, Text, Whole,
};
use serde::Serialize;
use serde_json::json;
use vault::SessionClaims;

use super::packed::{self, PolicyDescriptors};
use super::second_factor::SecondFactor;
use super::session::{self, Credentials};
use super::token_code::TokenCode;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::{Invalid, InvalidParameter};
use crate::iam::tags::{TagKeys, Tags};
use crate::operation::{Operation, Sort};
use crate::records::{Loaded, Role};
use crate::{Changes, Context, Credential, Error, Halt, Identity, Permit, audit};

/// How long a session lasts where nothing is said, and one that was asked for by a role's session at most: an hour.
const HOUR: u32 = 3_600;

/// Asks for the credentials of a role.
#[derive(Debug, Input)]
pub struct AssumeRole {
    /// Which role, of any account here.
    pub role_arn: RoleArn,
    /// What the session shall be called.
    pub role_session_name: RoleSessionName,
    /// Managed policies that bound the session.
    pub policy_arns: Option<PolicyDescriptors>,
    /// A policy that bounds the session.
    pub policy: Option<SessionPolicyText>,
    /// How long the credentials shall last, in seconds.
    pub duration_seconds: Option<Whole<900, 43_200>>,
    /// What is said of the session.
    pub tags: Option<Tags>,
    /// Keys of those tags that pass on to the sessions of roles assumed by this one.
    pub transitive_tag_keys: Option<TagKeys>,
    /// What the owner of the role asked the caller to say.
    pub external_id: Option<ExternalId>,
    /// The caller's device that the code is of.
    pub serial_number: Option<AnySerialNumber>,
    /// The code that it shows.
    pub token_code: Option<TokenCode>,
    /// Who stands behind the session.
    pub source_identity: Option<SourceIdentity>,
}

/// The credentials, and whose they are.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Assumed {
    credentials: Credentials,
    assumed_role_user: AssumedRoleUser,
    packed_policy_size: Option<u32>,
    source_identity: Option<String>,
}

/// Whose the credentials are: the role, in a session of this name.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AssumedRoleUser {
    assumed_role_id: String,
    arn: String,
}

impl AssumedRoleUser {
    /// The session of a role.
    pub fn of(role: &Role, session: &str) -> Self {
        Self {
            assumed_role_id: [role.id.as_str(), ":", session].concat(),
            arn: model::Arn::assumed_role(role.account, &role.name, session).to_string(),
        }
    }

    /// As an event has it.
    pub fn responded(&self) -> serde_json::Value {
        json!({ "assumedRoleId": self.assumed_role_id, "arn": self.arn })
    }
}

impl Operation for AssumeRole {
    const ACTION: &'static str = "sts:AssumeRole";
    const SORT: Sort = Sort::Change;
    const CHECKS_CODES: bool = true;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::ASSUMING;
    type Output = Assumed;

    fn request_keys(&self) -> RequestKeys {
        let transitive = self.transitive_tag_keys.as_deref().unwrap_or_default();
        RequestKeys::new()
            .tags(self.tags.as_deref().unwrap_or_default())
            .many(condition_keys::TRANSITIVE_TAG_KEYS, transitive)
            .maybe(condition_keys::EXTERNAL_ID, self.external_id.as_ref())
            .one(condition_keys::ROLE_SESSION_NAME, &self.role_session_name)
            .maybe(condition_keys::SOURCE_IDENTITY, self.source_identity.as_ref())
            .maybe(condition_keys::DURATION_SECONDS, self.duration_seconds.map(Whole::number).as_ref())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Assumed, Halt> {
        let chain = Chain::of(ctx);
        let factor = SecondFactor::given(ctx, self.serial_number.as_ref(), self.token_code).await?;
        let actions = self.actions(&chain);
        let permit = ctx.authorize_assuming(&self.role_arn, &actions, factor.is_some()).await?;
        let claims = self.claims(ctx, &chain, &permit).await?;

        // Last of all, so that a code is spent only for a session that it opens.
        let changes = match factor {
            Some(factor) => factor.check(ctx, &permit).await?.1,
            // A code can be used once in its time; without one there is no other bound on the events of two accounts.
            None => {
                ctx.service.throttle.take(ctx.account(), ctx.caller().owner(), ctx.now())?;
                Changes::new()
            }
        };
        let credentials = session::issue(ctx, &claims)?;
        let answer = self.answer(&permit, credentials, &claims);
        self.commit(ctx, &permit, changes.responded(responded(&answer, &claims))).await?;
        Ok(answer)
    }
}

/// What a session that assumes another role hands on.
struct Chain {
    is_role: bool,
    tags: Vec<(String, String)>,
    source_identity: Option<String>,
    credential: String,
}

/// The tags of a session, and the keys of those that it hands on.
struct SessionTags {
    tags: Vec<(String, String)>,
    transitive: Vec<String>,
}

impl Chain {
    fn of(ctx: &Context<'_>) -> Self {
        let is_role = matches!(ctx.caller().identity(), Identity::Role { .. });
        match ctx.caller().credential() {
            Credential::AccessKey(id) => {
                Self { is_role, tags: Vec::new(), source_identity: None, credential: id.to_string() }
            }
            Credential::Session(claims) => {
                let passes_on = |key: &str| claims.transitive_tag_keys.iter().any(|passed| passed == key);
                let tags = claims.tags.iter().filter(|(key, _)| passes_on(key)).cloned().collect();
                let (source_identity, credential) =
                    (claims.source_identity.clone(), claims.access_key_id.clone());
                Self { is_role, tags, source_identity, credential }
            }
            // The console calls nothing of STS (session rules).
            Credential::SigningIn(_) | Credential::Console { .. } | Credential::WebIdentity => {
                let credential = ctx.caller().first_factor().to_owned();
                Self { is_role, tags: Vec::new(), source_identity: None, credential }
            }
        }
    }

    fn passes_on(&self, key: &TagKey) -> bool {
        self.tags.iter().any(|(passed, _)| passed.to_lowercase() == key.folded())
    }
}

impl AssumeRole {
    /// What the session needs. Tags and a source identity are what a role's trust policy may rest on elsewhere, so the role
    /// must agree to each, also where they are handed on.
    fn actions(&self, chain: &Chain) -> Vec<&'static str> {
        let has_tags = self.tags.as_ref().is_some_and(|tags| !tags.is_empty()) || !chain.tags.is_empty();
        let has_source = self.source_identity.is_some() || chain.source_identity.is_some();
        let mut actions = vec!["sts:AssumeRole"];
        actions.extend(has_tags.then_some("sts:TagSession"));
        actions.extend(has_source.then_some("sts:SetSourceIdentity"));
        actions
    }

    async fn claims(&self, ctx: &Context<'_>, chain: &Chain, role: &Role) -> Result<SessionClaims, Halt> {
        let seconds = self.seconds(chain, role)?;
        let SessionTags { tags, transitive: transitive_tag_keys } = self.tags(chain)?;
        let source_identity = self.source_identity(chain)?;
        let policies =
            packed::policies(ctx, role.account, self.policy_arns.as_ref(), self.policy.as_ref()).await?;
        let who = (role.id.to_string(), chain.credential.clone());
        Ok(SessionClaims {
            session_name: Some(self.role_session_name.to_string()),
            tags,
            transitive_tag_keys,
            source_identity,
            policies,
            ..session::claims(ctx, role.account, who, seconds)
        })
    }

    fn seconds(&self, chain: &Chain, role: &Role) -> Result<u32, Error> {
        let asked = self.duration_seconds.map_or(HOUR, |asked| asked.number().unsigned_abs());
        if asked > role.max_session_duration {
            return Err(Invalid::LongerThanRole.into());
        }
        if chain.is_role && asked > HOUR {
            return Err(Invalid::LongerThanChained.into());
        }
        Ok(asked)
    }

    /// The tags of the session, those handed on among them, and which it hands on itself.
    fn tags(&self, chain: &Chain) -> Result<SessionTags, Error> {
        let asked: &[Tag] = self.tags.as_deref().unwrap_or_default();
        packed::check_tags(asked)?;
        if asked.iter().any(|tag| chain.passes_on(&tag.key)) {
            return Err(InvalidParameter::TransitiveTagKeySet.into());
        }
        let mut transitive: Vec<String> = chain.tags.iter().map(|(key, _)| key.clone()).collect();
        for key in self.transitive_tag_keys.as_deref().unwrap_or_default() {
            let tag = asked.iter().find(|tag| tag.key.folded() == key.folded());
            transitive.push(tag.ok_or(InvalidParameter::TransitiveTagKeyMissing)?.key.to_string());
        }
        let mut tags = chain.tags.clone();
        tags.extend(packed::claimed(asked));
        Ok(SessionTags { tags, transitive })
    }

    /// Once said, it stays what it is through a whole chain.
    fn source_identity(&self, chain: &Chain) -> Result<Option<String>, Error> {
        match (&self.source_identity, &chain.source_identity) {
            (Some(asked), Some(set)) if asked.as_str() != set => {
                Err(InvalidParameter::SourceIdentitySet.into())
            }
            (asked, set) => Ok(asked.as_ref().map(ToString::to_string).or_else(|| set.clone())),
        }
    }

    fn answer(&self, role: &Role, credentials: Credentials, claims: &SessionClaims) -> Assumed {
        Assumed {
            credentials,
            assumed_role_user: AssumedRoleUser::of(role, self.role_session_name.as_str()),
            packed_policy_size: packed::percent(claims),
            source_identity: claims.source_identity.clone(),
        }
    }

    /// The session is in the trail of both accounts, if they are two.
    async fn commit(
        &self,
        ctx: &Context<'_>,
        permit: &Permit<Loaded<Role>>,
        changes: Changes,
    ) -> Result<(), Halt> {
        if permit.account == ctx.account() {
            return ctx.commit(permit, changes).await;
        }
        let (changes, kept) = audit::for_account(ctx, changes, permit.account, &permit.arn())?;
        ctx.commit(permit, changes).await?;
        audit::deliver_now(ctx.service, kept, ctx.now()).await;
        Ok(())
    }
}

fn responded(answer: &Assumed, claims: &SessionClaims) -> serde_json::Value {
    json!({
        "credentials": session::responded(claims),
        "assumedRoleUser": answer.assumed_role_user.responded(),
        "sourceIdentity": claims.source_identity,
    })
}
