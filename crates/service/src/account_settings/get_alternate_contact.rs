//! GetAlternateContact: who is written to about bills, operation or security.

use model::{AccountId, AlternateContactType, Input};
use serde::Serialize;

use super::alternate_contact::Alternates;
use super::authorize;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::Missing;
use crate::operation::{Operation, Sort};
use crate::{Context, Error, Halt};

/// Asks who it is.
#[derive(Debug, Input)]
pub struct GetAlternateContact {
    /// The account: the caller's own.
    pub account_id: Option<AccountId>,
    /// About what.
    pub alternate_contact_type: AlternateContactType,
}

/// Who it is.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FoundAlternateContact {
    /// It.
    pub alternate_contact: AlternateContactView,
}

/// Who it is, field by field.
#[derive(Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the names are AWS's own, and say it")]
pub struct AlternateContactView {
    pub alternate_contact_type: &'static str,
    pub name: String,
    pub title: String,
    pub email_address: String,
    pub phone_number: String,
}

// A person's name and address.
impl std::fmt::Debug for AlternateContactView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AlternateContactView(..)")
    }
}

impl Operation for GetAlternateContact {
    const ACTION: &'static str = "account:GetAlternateContact";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["account"];
    const CONDITION_KEYS: &'static [&'static str] = &[condition_keys::ALTERNATE_CONTACT_TYPES];
    type Output = FoundAlternateContact;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new()
            .many(condition_keys::ALTERNATE_CONTACT_TYPES, &[self.alternate_contact_type.as_str()])
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<FoundAlternateContact, Halt> {
        authorize(ctx, self.account_id)?;
        let which = self.alternate_contact_type;
        let contacts = Alternates::of(ctx, which).await?;
        let found = contacts.find().cloned().ok_or_else(|| Error::from(Missing::AlternateContact(which)))?;
        let alternate_contact = AlternateContactView {
            alternate_contact_type: which.as_str(),
            name: found.name,
            title: found.title,
            email_address: found.email_address,
            phone_number: found.phone_number,
        };
        Ok(FoundAlternateContact { alternate_contact })
    }
}
