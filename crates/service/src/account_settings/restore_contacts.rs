//! RestoreContacts: what was changed a short while ago of e-mail and phone is as it was before, without the link in the letter: for
//! whoever is signed in and notices first. It can only put back what recovers anyway.

use model::{Arn, Input};

use super::contact_change::Happens;
use crate::error::Missing;
use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::post::Notice;
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Undoes every change that has not settled.
#[derive(Debug, Input)]
pub struct RestoreContacts {}

impl Operation for RestoreContacts {
    const ACTION: &'static str = "bartizan:RestoreContacts";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize_on(&Arn::account(ctx.account()))?;
        let before = account(ctx).await?;
        if !before.is_unsettled(ctx.now()) {
            return Err(Error::from(Missing::CoolingOff).into());
        }
        let happens = Happens { now: ctx.now(), language: ctx.origin.language };
        let notice = (Notice::ContactRestored, Some(ctx.origin.address.to_string()));
        let changes = ctx.service.put_back(&before, notice, happens).await?;
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
