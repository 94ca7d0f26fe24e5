//! Boundaries, which are the same for users and roles.

use model::{PolicyArn, Text};

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

/// Draws a boundary, in place of the one that there is.
pub async fn put<H: Bounded>(
    ctx: &Context<'_>,
    name: &<H as Target>::Name,
    arn: &PolicyArn,
) -> Result<Empty, Halt> {
    let permit = ctx.authorize::<H>(name).await?;
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
