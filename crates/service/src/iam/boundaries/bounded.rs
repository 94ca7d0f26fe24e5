//! Boundaries, which are the same for users and roles.

use model::{AccountId, PolicyArn, Text};

use crate::error::Missing;
use crate::iam::policies::managed::Managed;
use crate::records::keys::Usage;
use crate::records::{Holder, Role, User};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt, Target};

/// A holder of policies that can be bounded. Groups cannot.
pub trait Bounded: Holder + Target {}

impl Bounded for User {}
impl Bounded for Role {}

/// The boundary that a new user or role shall have, if any.
pub async fn asked_for(ctx: &Context<'_>, arn: Option<&PolicyArn>) -> Result<Option<Managed>, Halt> {
    match arn {
        Some(arn) => Managed::to_bound(ctx, arn).await.map(Some),
        None => Ok(None),
    }
}

/// Notes that a new user or role is bounded.
pub fn drawn<H: Bounded>(boundary: Option<&Managed>, account: AccountId, holder: &H) -> Changes {
    match boundary {
        Some(policy) => policy.used_by(Changes::new(), account, Usage::Boundary, holder),
        None => Changes::new(),
    }
}

/// Notes that a user or role that goes is not bounded any more.
pub async fn lifted<H: Bounded>(ctx: &Context<'_>, holder: &H) -> Result<Changes, Halt> {
    match &holder.permissions().boundary {
        Some(arn) => {
            let policy = Managed::in_use(ctx, arn).await?;
            Ok(policy.unused_by(Changes::new(), ctx.account(), Usage::Boundary, holder))
        }
        None => Ok(Changes::new()),
    }
}

/// Draws a boundary, in place of the one that there is.
pub async fn put<H: Bounded>(
    ctx: &Context<'_>,
    name: &<H as Target>::Name,
    arn: &PolicyArn,
) -> Result<Empty, Halt> {
    let permit = ctx.authorize::<H>(name).await?;
    permit.modifiable()?;
    let policy = Managed::to_bound(ctx, arn).await?;
    let before = permit.permissions().boundary.as_ref();
    if before == Some(&policy.arn()) {
        ctx.commit(&permit, Changes::new()).await?;
        return Ok(Empty);
    }
    let mut holder = H::clone(permit.target());
    holder.permissions_mut().boundary = Some(policy.arn());
    let changes = Changes::new().update(permit.target(), &holder);
    let changes = match before {
        Some(before) => {
            let before = Managed::in_use(ctx, before).await?;
            before.unused_by(changes, ctx.account(), Usage::Boundary, &holder)
        }
        None => changes,
    };
    let changes = policy.used_by(changes, ctx.account(), Usage::Boundary, &holder);
    ctx.commit(&permit, changes).await?;
    Ok(Empty)
}

/// Takes the boundary away. Where there is none, that is an error: so AWS answers, it is recorded.
pub async fn delete<H>(ctx: &Context<'_>, name: &<H as Target>::Name) -> Result<Empty, Halt>
where
    H: Bounded,
    <H as Target>::Name: Text,
{
    let permit = ctx.authorize::<H>(name).await?;
    permit.modifiable()?;
    let mut holder = H::clone(permit.target());
    let Some(arn) = holder.permissions_mut().boundary.take() else {
        let name = name.as_str().to_owned();
        return Err(Error::from(Missing::Boundary { of: H::KIND.word(), name }).into());
    };
    let policy = Managed::in_use(ctx, &arn).await?;
    let changes = Changes::new().update(permit.target(), &holder);
    let changes = policy.unused_by(changes, ctx.account(), Usage::Boundary, &holder);
    ctx.commit(&permit, changes).await?;
    Ok(Empty)
}
