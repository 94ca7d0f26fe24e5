//! GetContactInformation: who the owner of the account is, and where the owner is called.

use model::{AccountId, Input, PhoneNumber, Timestamp};
use serde::Serialize;

use super::{authorize, contacts};
use crate::error::Missing;
use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::records::{Account, PrimaryContact};
use crate::{Context, Error, Halt};

/// Asks who the owner is.
#[derive(Debug, Input)]
pub struct GetContactInformation {
    /// The account: the caller's own.
    pub account_id: Option<AccountId>,
}

/// Who the owner is.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FoundContactInformation {
    /// It.
    pub contact_information: ContactInformationView,
    /// When the phone is called in a recovery, if it is not yet; for the console.
    #[serde(skip)]
    pub settles: Option<Timestamp>,
}

/// Who the owner is, field by field. An account of which only the phone is known has only that.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the names are AWS's own, and say it")]
pub struct ContactInformationView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line1: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line2: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line3: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_or_region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district_or_county: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website_url: Option<String>,
}

// A person's name and address.
impl std::fmt::Debug for ContactInformationView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContactInformationView(..)")
    }
}

impl ContactInformationView {
    fn of(account: &Account, contact: Option<&PrimaryContact>) -> Self {
        let phone_number = phone(account, contact);
        let Some(contact) = contact.cloned() else { return Self { phone_number, ..Self::default() } };
        let mut lines = contact.address_lines.into_iter();
        Self {
            full_name: Some(contact.full_name),
            address_line1: lines.next(),
            address_line2: lines.next(),
            address_line3: lines.next(),
            city: Some(contact.city),
            state_or_region: contact.state_or_region,
            district_or_county: contact.district_or_county,
            postal_code: Some(contact.postal_code),
            country_code: Some(contact.country_code),
            phone_number,
            company_name: contact.company_name,
            website_url: contact.website_url,
        }
    }
}

/// The phone as it was written, as long as it is the account's: a change of it may have been undone.
fn phone(account: &Account, contact: Option<&PrimaryContact>) -> Option<String> {
    let number = account.phone.clone()?;
    let written = contact.map(|contact| &contact.phone_number);
    Some(written.filter(|written| PhoneNumber::typed(written) == number).cloned().unwrap_or(number))
}

impl Operation for GetContactInformation {
    const ACTION: &'static str = "account:GetContactInformation";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["account"];
    type Output = FoundContactInformation;

    async fn run(&self, ctx: &Context<'_>) -> Result<FoundContactInformation, Halt> {
        authorize(ctx, self.account_id)?;
        let (account, contacts) = (account(ctx).await?, contacts(ctx).await?);
        let contact = contacts.as_ref().and_then(|contacts| contacts.primary.as_ref());
        if contact.is_none() && account.phone.is_none() {
            return Err(Error::from(Missing::ContactInformation).into());
        }
        let contact_information = ContactInformationView::of(&account, contact);
        Ok(FoundContactInformation { contact_information, settles: account.phone_settles(ctx.now()) })
    }
}
