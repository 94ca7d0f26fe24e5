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

    /// The same with another one in its place, or none. The one for security hears of what happens to users: who takes that away tells the one
    /// who was told so far, and the owner (rule R20).
    ///
    /// # Errors
    /// If the store fails.
    pub async fn with(&self, ctx: &Context<'_>, contact: Option<AlternateContact>) -> Result<Changes, Error> {
        let former = self.find().map(|former| former.email_address.as_str());
        let is_another = former != contact.as_ref().map(|contact| contact.email_address.as_str());
        let mut contacts = self.kept.as_deref().cloned().unwrap_or_default();
        contacts.schema = Contacts::SCHEMA;
        let which = self.which.as_str();
        match contact {
            Some(contact) => contacts.alternate.insert(which.to_owned(), contact),
            None => contacts.alternate.remove(which),
        };
        let changes = Changes::new().upsert(keys::contacts(ctx.account()), self.kept.as_ref(), &contacts);
        match self.which {
            AlternateContactType::SECURITY if is_another => ctx.noticed_other_contact(changes, former).await,
            _ => Ok(changes),
        }
    }
}
