//! What a session takes with it: policies that bound it, and tags.

use model::input::List;
use model::{AccountId, Input, PolicyArn, SessionPolicyText, Tag, Text};
use policy::{Kind, Policy};
use vault::SessionClaims;

use crate::error::{Error, InvalidParameter, MalformedPolicy};
use crate::iam::policies::managed::Managed;
use crate::{Context, Halt};

/// A managed policy, as STS takes its ARN.
#[derive(Clone, Debug, Input)]
pub struct PolicyDescriptor {
    /// Its ARN.
    #[input(name = "arn")]
    pub arn: Option<PolicyArn>,
}

/// At most so many managed policies bound a session.
pub type PolicyDescriptors = List<PolicyDescriptor, 10>;

/// A managed policy that bounds a session, as the token carries it: `ARN id`. By its ARN it is found; another one of that ARN,
/// made after it was deleted, is not what the session was bounded by.
pub struct Bound<'a> {
    /// Its ARN.
    pub arn: &'a str,
    /// Its id.
    pub id: &'a str,
}

impl<'a> Bound<'a> {
    fn to(policy: &Managed) -> String {
        [policy.arn().as_str(), " ", policy.id()].concat()
    }

    /// Reads what a token carries; `None` for the text of a policy. A token without the id says nothing that can be relied on, and
    /// its policy is taken as deleted.
    pub fn read(carried: &'a str) -> Option<Self> {
        let bound = carried.starts_with("arn:").then_some(carried)?;
        let (arn, id) = bound.split_once(' ').unwrap_or((bound, ""));
        Some(Self { arn, id })
    }
}

/// The policies of a session as its token carries them: managed ones and a text, each found to be in order.
pub async fn policies(
    ctx: &Context<'_>,
    account: AccountId,
    managed: Option<&PolicyDescriptors>,
    inline: Option<&SessionPolicyText>,
) -> Result<Vec<String>, Halt> {
    let mut policies = Vec::new();
    for arn in
        managed.into_iter().flat_map(|managed| managed.iter()).filter_map(|managed| managed.arn.as_ref())
    {
        match Managed::of_account(ctx.records(), account, arn).await? {
            Some(policy) => policies.push(Bound::to(&policy)),
            None => return Err(Error::from(MalformedPolicy::Missing(arn.clone())).into()),
        }
    }
    if let Some(text) = inline {
        Policy::parse(text.as_str(), Kind::Session).map_err(Error::from)?;
        policies.push(text.to_string());
    }
    Ok(policies)
}

/// The tags of a request, if they are in order: their keys differ by more than case, and are none of the system's.
pub fn check_tags(tags: &[Tag]) -> Result<(), Error> {
    if tags.iter().any(|tag| tag.key.is_reserved()) {
        return Err(InvalidParameter::ReservedTagKey.into());
    }
    let mut keys: Vec<_> = tags.iter().map(|tag| tag.key.folded()).collect();
    keys.sort_unstable();
    if keys.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(InvalidParameter::DuplicateTagKeys.into());
    }
    Ok(())
}

/// Tags as claims hold them.
pub fn claimed(tags: &[Tag]) -> Vec<(String, String)> {
    tags.iter().map(|tag| (tag.key.to_string(), tag.value.to_string())).collect()
}

/// How much of the room for policies and tags they take, in per cent; none if there are none.
pub fn percent(claims: &SessionClaims) -> Option<u32> {
    let tags: usize = claims.tags.iter().map(|(key, value)| key.len() + value.len() + 2).sum();
    let policies: usize = claims.policies.iter().map(|policy| policy.len() + 2).sum();
    let bytes = tags + policies;
    (bytes > 0).then(|| u32::try_from((bytes * 100).div_ceil(vault::LARGEST_CLAIMS)).unwrap_or(u32::MAX))
}
