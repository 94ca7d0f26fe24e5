//! GetWebIdentityToken: a token by which another service knows the caller. This service issues none.

use model::input::List;
use model::{Arn, Input, TokenAudience, TokenSigningAlgorithm, Whole};

use crate::authorize::{RequestKeys, condition_keys};
use crate::error::OnlyInAws;
use crate::iam::outbound_federation::WHY;
use crate::iam::tags::Tags;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks for such a token.
#[derive(Debug, Input)]
pub struct GetWebIdentityToken {
    /// Whom it is for.
    pub audience: List<TokenAudience, 10>,
    /// How long it holds, in seconds.
    pub duration_seconds: Option<Whole<60, 3_600>>,
    /// How it is signed.
    pub signing_algorithm: TokenSigningAlgorithm,
    /// What else it says.
    pub tags: Option<Tags>,
}

impl Operation for GetWebIdentityToken {
    const ACTION: &'static str = "sts:GetWebIdentityToken";
    const SORT: Sort = Sort::Change;
    const CONDITION_KEYS: &'static [&'static str] = &[
        condition_keys::IDENTITY_TOKEN_AUDIENCE,
        condition_keys::DURATION_SECONDS,
        condition_keys::SIGNING_ALGORITHM,
        condition_keys::TAG_KEYS,
        condition_keys::REQUEST_TAG,
    ];
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new()
            .many(condition_keys::IDENTITY_TOKEN_AUDIENCE, &self.audience)
            .maybe(condition_keys::DURATION_SECONDS, self.duration_seconds.map(Whole::number).as_ref())
            .one(condition_keys::SIGNING_ALGORITHM, self.signing_algorithm.as_str())
            .tags(self.tags.as_deref().unwrap_or_default())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::any())?;
        Err(Error::from(OnlyInAws::WebIdentityTokens).into())
    }
}
