//! Inline policies, which are the same for users, groups and roles. Their names do not differ by case.

use model::{Folded, Marker, PolicyName, PolicyText, Text};
use serde::Serialize;

use crate::error::{Limit, Missing};
use crate::paging::{Listing, MaxItems};
use crate::records::{Holder, HolderKind, Inline, InlinePolicy, Loaded, Permissions, PolicyDocument};
use crate::views::{DocumentView, Empty};
use crate::{Changes, Context, Error, Halt, Permit, Target};

/// White space does not count in AWS's quotas, but somebody has to keep it: so many characters together are enough.
const WITH_WHITE_SPACE: usize = 131_072;

/// Writes a policy. One of that name is replaced where it stands, and keeps the spelling of its name.
pub async fn put<H>(
    ctx: &Context<'_>,
    holder_name: &<H as Target>::Name,
    name: &PolicyName,
    text: &PolicyText,
) -> Result<Empty, Halt>
where
    H: Holder + Target,
    <H as Target>::Name: Text,
{
    let permit = ctx.authorize::<H>(holder_name).await?;
    permit.modifiable()?;
    let document = PolicyDocument::<Inline>::parse(text.as_str())?;
    let mut holder = H::clone(permit.target());
    let permissions = holder.permissions_mut();
    match position(permissions, name).and_then(|index| permissions.inline.get_mut(index)) {
        Some(policy) => policy.document = document,
        None => permissions.inline.push(InlinePolicy { name: name.clone(), document }),
    }
    let limit = size_limit(H::KIND);
    if size(permissions, policy::size) > limit || size(permissions, characters) > WITH_WHITE_SPACE {
        let name = holder_name.as_str().to_owned();
        return Err(Error::from(Limit::InlinePolicySize { of: H::KIND.word(), name, limit }).into());
    }
    ctx.commit(&permit, Changes::new().update(permit.target(), &holder)).await?;
    Ok(Empty)
}

/// The holder, and the policy of this name.
pub async fn find<H: Holder + Target>(
    ctx: &Context<'_>,
    holder_name: &<H as Target>::Name,
    name: &PolicyName,
) -> Result<(Permit<Loaded<H>>, DocumentView), Halt> {
    let holder = ctx.authorize::<H>(holder_name).await?;
    let inline = &holder.permissions().inline;
    let policy = position(holder.permissions(), name).and_then(|index| inline.get(index));
    let text = policy.ok_or_else(|| missing::<H>(name))?.document.text().to_owned();
    Ok((holder, DocumentView(text)))
}

/// Deletes a policy.
pub async fn delete<H: Holder + Target>(
    ctx: &Context<'_>,
    holder_name: &<H as Target>::Name,
    name: &PolicyName,
) -> Result<Empty, Halt> {
    let permit = ctx.authorize::<H>(holder_name).await?;
    permit.modifiable()?;
    let index = position(permit.permissions(), name).ok_or_else(|| missing::<H>(name))?;
    let mut holder = H::clone(permit.target());
    holder.permissions_mut().inline.remove(index);
    ctx.commit(&permit, Changes::new().update(permit.target(), &holder)).await?;
    Ok(Empty)
}

/// A page of names of policies.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyNames {
    /// The names.
    pub policy_names: Vec<String>,
    is_truncated: bool,
    marker: Option<String>,
}

/// Lists the names.
pub async fn list<H: Holder + Target>(
    ctx: &Context<'_>,
    holder_name: &<H as Target>::Name,
    marker: Option<&Marker>,
    size: Option<MaxItems>,
) -> Result<PolicyNames, Halt> {
    let holder = ctx.authorize::<H>(holder_name).await?;
    let mut names: Vec<_> =
        holder.permissions().inline.iter().map(|policy| policy.name.to_string()).collect();
    names.sort_by_cached_key(|name| Folded::of(name));
    let (page, marker) = Listing::new(ctx, &[holder.id()]).page_of(&names, marker, size)?;
    Ok(PolicyNames { policy_names: page, is_truncated: marker.is_some(), marker })
}

/// Where the policy of this name stands.
fn position(permissions: &Permissions, name: &PolicyName) -> Option<usize> {
    let folded = Folded::of(name.as_str());
    permissions.inline.iter().position(|policy| Folded::of(policy.name.as_str()) == folded)
}

fn missing<H: Holder>(name: &PolicyName) -> Error {
    Missing::InlinePolicy { of: H::KIND.word(), name: name.clone() }.into()
}

fn size(permissions: &Permissions, of: impl Fn(&str) -> usize) -> usize {
    permissions.inline.iter().map(|policy| of(policy.document.text())).sum()
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

/// How many characters the policies of one holder have together at most, white space not counted (facts E5).
pub const fn size_limit(kind: HolderKind) -> usize {
    match kind {
        HolderKind::User => 2_048,
        HolderKind::Group => 5_120,
        HolderKind::Role => 10_240,
    }
}
