//! Attaching managed policies, which is the same for users, groups and roles.

use model::{Folded, Marker, PolicyArn, PolicyPath, Text};
use serde::Serialize;

use super::managed::{Managed, Named};
use crate::error::{Missing, Quota};
use crate::paging::{Listing, MaxItems};
use crate::records::keys::Usage;
use crate::records::{Holder, HolderKind};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt, Target};

/// Attaches a policy. One that is attached already stays so.
pub async fn attach<H: Holder + Target>(
    ctx: &Context<'_>,
    name: &<H as Target>::Name,
    arn: &PolicyArn,
) -> Result<Empty, Halt> {
    let permit = ctx.authorize::<H>(name).await?;
    permit.modifiable()?;
    let policy = Managed::to_attach(ctx, arn).await?;
    let arn = policy.arn();
    if permit.permissions().attached.contains(&arn) {
        ctx.commit(&permit, Changes::new()).await?;
        return Ok(Empty);
    }
    let mut holder = H::clone(permit.target());
    let attached = &mut holder.permissions_mut().attached;
    attached.push(arn);
    let quota = quota(H::KIND);
    if attached.len() as u64 > quota.limit {
        return Err(Error::from(quota).into());
    }
    let changes = Changes::new().update(permit.target(), &holder);
    let changes = policy.used_by(changes, ctx.account(), Usage::Attached, &holder);
    ctx.commit(&permit, changes).await?;
    Ok(Empty)
}

/// Detaches a policy that is attached.
pub async fn detach<H: Holder + Target>(
    ctx: &Context<'_>,
    name: &<H as Target>::Name,
    arn: &PolicyArn,
) -> Result<Empty, Halt> {
    let permit = ctx.authorize::<H>(name).await?;
    permit.modifiable()?;
    Named::by(ctx.account(), arn)?;
    let mut holder = H::clone(permit.target());
    let attached = &mut holder.permissions_mut().attached;
    let Some(index) = attached.iter().position(|attached| attached == arn) else {
        return Err(Error::from(Missing::Policy(arn.clone())).into());
    };
    attached.remove(index);
    let policy = Managed::in_use(ctx, arn).await?;
    let changes = Changes::new().update(permit.target(), &holder);
    let changes = policy.unused_by(changes, ctx.account(), Usage::Attached, &holder);
    ctx.commit(&permit, changes).await?;
    Ok(Empty)
}

/// A page of attached policies.
/// A policy that is attached.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedPolicies {
    /// The policies.
    pub attached_policies: Vec<AttachedPolicyView>,
    is_truncated: bool,
    marker: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedPolicyView {
    /// What the policy is called.
    pub policy_name: String,
    /// The ARN.
    pub policy_arn: String,
}

/// Lists the policies that are attached and stand below a path, by name.
pub async fn list<H: Holder + Target>(
    ctx: &Context<'_>,
    name: &<H as Target>::Name,
    prefix: Option<&PolicyPath>,
    marker: Option<&Marker>,
    size: Option<MaxItems>,
) -> Result<AttachedPolicies, Halt> {
    let holder = ctx.authorize::<H>(name).await?;
    let prefix = prefix.map_or("/", Text::as_str);
    let mut views: Vec<_> =
        holder.permissions().attached.iter().filter_map(|arn| view(arn, prefix)).collect();
    views.sort_by_cached_key(|view| Folded::of(&view.policy_name));
    let listing = Listing::new(ctx, &[holder.id(), prefix]);
    let (page, marker) = listing.page_of(&views, marker, size)?;
    Ok(AttachedPolicies { attached_policies: page, is_truncated: marker.is_some(), marker })
}

/// A policy, if it stands below a path. Its ARN tells: whoever it belongs to, `:policy` comes before path and name.
fn view(arn: &PolicyArn, prefix: &str) -> Option<AttachedPolicyView> {
    let (_, place) = arn.as_str().split_once(":policy")?;
    let (_, name) = place.rsplit_once('/')?;
    let path = place.strip_suffix(name)?;
    path.starts_with(prefix)
        .then(|| AttachedPolicyView { policy_name: name.to_owned(), policy_arn: arn.to_string() })
}

const fn quota(kind: HolderKind) -> Quota {
    match kind {
        HolderKind::User => Quota::POLICIES_OF_USER,
        HolderKind::Group => Quota::POLICIES_OF_GROUP,
        HolderKind::Role => Quota::POLICIES_OF_ROLE,
    }
}
