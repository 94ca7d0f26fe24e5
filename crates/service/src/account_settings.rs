//! What an account says of itself, and how its people sign in. AWS has some of this in an API of its own, whose names policies
//! know (`account:`); the rest is ours (`bartizan:`). Only the console calls any of it.

mod get_account_information;
mod get_contact_information;
mod get_primary_email;
mod get_sign_in_settings;
mod put_contact_information;
mod start_primary_email_update;
mod update_sign_in_settings;

pub use get_account_information::{AccountInformation, GetAccountInformation};
pub use get_contact_information::{ContactInformation, GetContactInformation};
pub use get_primary_email::{AskedEmail, GetPrimaryEmail, PrimaryEmail};
pub use get_sign_in_settings::{GetSignInSettings, SignInSettings};
pub use put_contact_information::PutContactInformation;
pub use start_primary_email_update::StartPrimaryEmailUpdate;
pub use update_sign_in_settings::UpdateSignInSettings;

use crate::error::Denial;
use crate::records::{Account, Loaded};
use crate::{Context, Error, Identity};

/// The root user, at the console. How the owner is reached decides who gets the account back when a factor is lost: no policy
/// gives that away, and neither does a key.
fn owner<'a>(ctx: &'a Context<'_>) -> Result<&'a Loaded<Account>, Error> {
    match ctx.caller().identity() {
        Identity::Root(account) if ctx.caller().is_at_the_console() => Ok(account),
        _ => Err(Denial::RootOnly.into()),
    }
}

/// Whether the caller sees contacts whole: they are the root user's own.
const fn sees_all(ctx: &Context<'_>) -> bool {
    matches!(ctx.caller().identity(), Identity::Root(_))
}
