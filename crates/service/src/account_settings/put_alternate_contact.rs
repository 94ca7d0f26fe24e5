//! PutAlternateContact: somebody is written to about bills, operation or security. Nobody recovers anything with it; the one for security gets
//! the notices of what happens to users.

use model::{AccountId, AlternateContactType, AlternateEmail, AlternatePhone, Input, PersonalText};

use super::alternate_contact::Alternates;
use super::authorize;
use crate::authorize::{RequestKeys, condition_keys};
use crate::operation::{Operation, Sort};
use crate::records::AlternateContact;
use crate::views::Empty;
use crate::{Context, Halt};

/// Sets who it is. The event says about what, and nothing of whom.
#[derive(Debug, Input)]
pub struct PutAlternateContact {
    /// The account: the caller's own.
    pub account_id: Option<AccountId>,
    /// About what.
    pub alternate_contact_type: AlternateContactType,
    /// The name.
    pub name: PersonalText<64>,
    /// What the person is.
    pub title: PersonalText<50>,
    /// The address.
    pub email_address: AlternateEmail,
    /// The number.
    pub phone_number: AlternatePhone,
}

impl Operation for PutAlternateContact {
    const ACTION: &'static str = "account:PutAlternateContact";
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
        let contact = AlternateContact {
            name: self.name.as_str().to_owned(),
            title: self.title.as_str().to_owned(),
            email_address: self.email_address.as_str().to_owned(),
            phone_number: self.phone_number.as_str().to_owned(),
        };
        let contacts = Alternates::of(ctx, self.alternate_contact_type).await?;
        ctx.commit(&permit, contacts.with(ctx, Some(contact)).await?).await?;
        Ok(Empty)
    }
}
