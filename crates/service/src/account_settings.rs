//! What an account says of itself, and how its people sign in. AWS has the most of this in an API of its own (`account:`); the rest is
//! ours (`bartizan:`), and only the console calls it.
//!
//! Where the owner is reached decides who gets the account back when a factor is lost, and a root user who is locked out needs somebody
//! else to change it: so policies decide who may, as at AWS. What keeps that from giving the account away is that a change counts for a
//! recovery only after some days, in which the old address is told and can undo it ([`contact_change`]).

mod accept_primary_email_update;
mod alternate_contact;
mod cancel_primary_email_update;
pub(crate) mod contact_change;
mod delete_alternate_contact;
mod email_code;
mod get_account_information;
mod get_alternate_contact;
mod get_contact_information;
mod get_primary_email;
mod get_sign_in_settings;
mod put_alternate_contact;
mod put_contact_information;
mod restore_contacts;
mod start_primary_email_update;
pub(crate) mod undo_contact_change;
mod update_sign_in_settings;

pub use accept_primary_email_update::AcceptPrimaryEmailUpdate;
pub use cancel_primary_email_update::CancelPrimaryEmailUpdate;
pub use delete_alternate_contact::DeleteAlternateContact;
pub use email_code::UpdateStatus;
pub(crate) use email_code::email_code_binding;
pub use get_account_information::{AccountInformation, GetAccountInformation};
pub use get_alternate_contact::{AlternateContactView, FoundAlternateContact, GetAlternateContact};
pub use get_contact_information::{ContactInformationView, FoundContactInformation, GetContactInformation};
pub use get_primary_email::{AskedEmail, GetPrimaryEmail, PrimaryEmailView};
pub use get_sign_in_settings::{GetSignInSettings, SignInSettings};
pub use put_alternate_contact::PutAlternateContact;
pub use put_contact_information::{ContactInformation, PutContactInformation};
pub use restore_contacts::RestoreContacts;
pub use start_primary_email_update::StartPrimaryEmailUpdate;
pub use undo_contact_change::Undoable;
pub use update_sign_in_settings::UpdateSignInSettings;

use model::{AccountId, Arn};

use crate::error::Denial;
use crate::records::{Contacts, Loaded, keys};
use crate::{Context, Error, Halt, Permit};

/// Asks whether the caller may do this to the account; another account than the caller's own is nobody's to name, and whether there is
/// one is not said (rule R9).
fn authorize(ctx: &Context<'_>, account: Option<AccountId>) -> Result<Permit<()>, Halt> {
    let permit = ctx.authorize_on(&Arn::account(ctx.account()))?;
    if account.is_some_and(|account| account != ctx.account()) {
        return Err(Denial::OtherAccount { caller: ctx.caller().arn(), action: ctx.action }.into());
    }
    Ok(permit)
}

/// Whom the account names, if it names anybody.
async fn contacts(ctx: &Context<'_>) -> Result<Option<Loaded<Contacts>>, Error> {
    ctx.records().load(keys::contacts(ctx.account())).await
}
