//! Recovery codes: ten that their owner made in a session with MFA and keeps on paper, each of which stands in for a lost device once.
//!
//! AWS has none. The root user may have them, and users where the account allows it. A code comes after the right password, in place of a
//! device, and opens a session without MFA that is for the own devices and the own password (rule R33): the root user's is the one that
//! alternative factors open, a user's lasts 15 minutes and ends with an ordinary sign-in.
//!
//! **A code works once.** What spends it is the commit that opens the session, which expects the codes as they were read: of two that race with
//! one code, one finds it used, and whatever is killed in between, there are both or neither.
//!
//! **Guessing.** 80 random bits are not guessed, and a stolen store has hashes of them only (rule R5). Wrong codes are counted and slowed down all
//! the same, together with those of devices: somebody who tries them has the password.

mod code;
mod create_recovery_codes;
mod delete_recovery_codes;
mod get_recovery_codes;
mod guessing;
mod use_recovery_code;

pub use code::RecoveryCode;
pub use create_recovery_codes::CreateRecoveryCodes;
pub use delete_recovery_codes::DeleteRecoveryCodes;
pub use get_recovery_codes::{GetRecoveryCodes, RecoveryCodesView};
pub use use_recovery_code::UseRecoveryCode;

use crate::error::Denial;
use crate::records::{Account, Loaded, RecoveryCodes, keys};
use crate::{Caller, Context, Credential, Error, Identity, Service};

impl Service {
    /// How many recovery codes somebody has left who is asked for a device: pages offer them where there are some. To be asked after a right
    /// password only, for it tells who has any.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn recovery_codes_left(&self, caller: &Caller) -> Result<usize, Error> {
        let Some(account) = self.records.account(caller.account()).await? else { return Ok(0) };
        if !may_have(caller, &account) {
            return Ok(0);
        }
        Ok(self.recovery_codes_of(caller).await?.map_or(0, |codes| codes.left()))
    }

    async fn recovery_codes_of(&self, caller: &Caller) -> Result<Option<Loaded<RecoveryCodes>>, Error> {
        self.records.load(keys::recovery_codes(caller.account(), &caller.owner())).await
    }
}

/// Whether the account lets somebody have recovery codes.
const fn may_have(caller: &Caller, account: &Account) -> bool {
    match caller.identity() {
        Identity::Root(_) => true,
        Identity::User(_) => account.user_recovery_codes,
        Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_) => false,
    }
}

/// That the owner of recovery codes calls, in a session of the console that a password opened.
fn owner_at_the_console(ctx: &Context<'_>) -> Result<(), Error> {
    match (ctx.caller().credential(), ctx.caller().identity()) {
        (Credential::Console { claims: None, .. }, Identity::Root(_) | Identity::User(_)) => Ok(()),
        _ => Err(Denial::SessionCredentials { operation: "RecoveryCodes" }.into()),
    }
}

/// Who has a device changes what stands in for it with MFA only, as the devices themselves (rule R14).
fn with_mfa(ctx: &Context<'_>) -> Result<(), Error> {
    let has_devices =
        ctx.caller().credentials().is_some_and(|credentials| !credentials.mfa_devices.is_empty());
    if has_devices && !ctx.caller().has_mfa() {
        return Err(Denial::SelfManagementWithoutMfa.into());
    }
    Ok(())
}
