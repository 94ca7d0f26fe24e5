//! DeleteAlternateContact: nobody beside the owner is written to about bills, operation or security any more.

use model::{AccountId, AlternateContactType, Input};

use super::alternate_contact::Alternates;
use super::authorize;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::Missing;
use crate::operation::{Operation, Sort};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Forgets who it was.
#[derive(Debug, Input)]
pub struct DeleteAlternateContact {
    /// The account: the caller's own.
    pub account_id: Option<AccountId>,
    /// About what.
    pub alternate_contact_type: AlternateContactType,
}

impl Operation for DeleteAlternateContact {
    const ACTION: &'static str = "account:DeleteAlternateContact";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["account"];
    const CONDITION_KEYS: &'static [&'static str] = &[condition_keys::ALTERNATE_CONTACT_TYPES];
    const NEEDS_FRESH_FACTOR: bool = true;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new()
            .many(condition_keys::ALTERNATE_CONTACT_TYPES, &[self.alternate_contact_type.as_str()])
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = authorize(ctx, self.account_id)?;
        let which = self.alternate_contact_type;
        let contacts = Alternates::of(ctx, which).await?;
        if contacts.find().is_none() {
            return Err(Error::from(Missing::AlternateContact(which)).into());
        }
        ctx.commit(&permit, contacts.with(ctx, None).await?).await?;
        Ok(Empty)
    }
}
