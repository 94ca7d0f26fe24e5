//! PutContactInformation: who the owner is, and where the owner is called.

use model::{AccountId, ContactPhone, CountryCode, Input, PersonalText};

use super::contact_change::{Changed, Happens};
use super::{authorize, contacts};
use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::records::{Contacts, PrimaryContact, keys};
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Sets who the owner is. The event keeps nothing of it but a part of the phone.
#[derive(Debug, Input)]
pub struct PutContactInformation {
    /// The account: the caller's own.
    pub account_id: Option<AccountId>,
    /// Who the owner is, whole: what is left out is not kept from before.
    pub contact_information: ContactInformation,
}

/// Who the owner is.
#[derive(Debug, Input)]
#[expect(missing_docs, reason = "the names are AWS's own, and say it")]
pub struct ContactInformation {
    pub full_name: PersonalText<50>,
    #[input(name = "AddressLine1")]
    pub address_line1: PersonalText<60>,
    #[input(name = "AddressLine2")]
    pub address_line2: Option<PersonalText<60>>,
    #[input(name = "AddressLine3")]
    pub address_line3: Option<PersonalText<60>>,
    pub city: PersonalText<50>,
    pub state_or_region: Option<PersonalText<50>>,
    pub district_or_county: Option<PersonalText<50>>,
    pub postal_code: PersonalText<20>,
    pub country_code: CountryCode,
    pub phone_number: ContactPhone,
    pub company_name: Option<PersonalText<50>>,
    pub website_url: Option<PersonalText<256>>,
}

impl ContactInformation {
    fn stored(&self) -> PrimaryContact {
        fn text<const MOST: usize>(text: &PersonalText<MOST>) -> String {
            text.as_str().to_owned()
        }
        let lines = [Some(&self.address_line1), self.address_line2.as_ref(), self.address_line3.as_ref()];
        PrimaryContact {
            full_name: text(&self.full_name),
            address_lines: lines.into_iter().flatten().map(text).collect(),
            city: text(&self.city),
            state_or_region: self.state_or_region.as_ref().map(text),
            district_or_county: self.district_or_county.as_ref().map(text),
            postal_code: text(&self.postal_code),
            country_code: self.country_code.as_str().to_owned(),
            phone_number: self.phone_number.as_str().to_owned(),
            company_name: self.company_name.as_ref().map(text),
            website_url: self.website_url.as_ref().map(text),
        }
    }
}

impl Operation for PutContactInformation {
    const ACTION: &'static str = "account:PutContactInformation";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["account"];
    const NEEDS_FRESH_FACTOR: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = authorize(ctx, self.account_id)?;
        let (before, kept) = (account(ctx).await?, contacts(ctx).await?);
        let contacts = Contacts {
            schema: Contacts::SCHEMA,
            primary: Some(self.contact_information.stored()),
            alternate: kept.as_ref().map(|kept| kept.alternate.clone()).unwrap_or_default(),
        };
        let mut changes = Changes::new().upsert(keys::contacts(before.id), kept.as_ref(), &contacts);
        let number = self.contact_information.phone_number.number().as_str();
        if before.phone.as_deref() == Some(number) {
            changes = changes.watch(&before);
        } else {
            let happens = Happens { now: ctx.now(), language: ctx.origin.language };
            let mut after = before.with_phone(number, ctx.now(), ctx.service.settings.contact_cooling_off);
            changes = ctx.service.tell_of_change(changes, (&before, &mut after), Changed::Phone, happens)?;
            changes = changes.update(&before, &after);
        }
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
