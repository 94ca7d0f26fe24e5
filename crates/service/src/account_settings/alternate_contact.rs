//! Who is written to beside the owner: how such a contact is found and changed.

use model::AlternateContactType;

use super::contacts;
use crate::records::{AlternateContact, Contacts, Loaded, keys};
use crate::{Changes, Context, Error};

/// The contacts of the caller's account, of which one is looked at or changed.
pub struct Alternates {
    kept: Option<Loaded<Contacts>>,
    which: AlternateContactType,
}

impl Alternates {
    /// Reads them.
    pub async fn of(ctx: &Context<'_>, which: AlternateContactType) -> Result<Self, Error> {
        Ok(Self { kept: contacts(ctx).await?, which })
    }

    /// The one that is asked for.
    pub fn find(&self) -> Option<&AlternateContact> {
        self.kept.as_ref().and_then(|kept| kept.alternate.get(self.which.as_str()))
    }

    /// The same with another one in its place, or none.
    pub fn with(&self, ctx: &Context<'_>, contact: Option<AlternateContact>) -> Changes {
        let mut contacts = self.kept.as_deref().cloned().unwrap_or_default();
        contacts.schema = Contacts::SCHEMA;
        let which = self.which.as_str();
        match contact {
            Some(contact) => contacts.alternate.insert(which.to_owned(), contact),
            None => contacts.alternate.remove(which),
        };
        Changes::new().upsert(keys::contacts(ctx.account()), self.kept.as_ref(), &contacts)
    }
}
