//! The second factor in a call to STS: the serial number of a device of the caller's, and the code that it shows.

use model::{AnySerialNumber, SerialNumber};
use vault::MfaContext;

use super::token_code::TokenCode;
use crate::error::{Denial, Error};
use crate::iam::mfa::{Device, device};
use crate::records::keys;
use crate::{Changes, Context, Halt, Permit, codes};

/// A device of the caller's, and a code that nobody has looked at yet.
pub struct SecondFactor {
    device: Device,
    code: TokenCode,
}

impl SecondFactor {
    /// What a call brings, if it brings a second factor.
    ///
    /// # Errors
    /// If one half is missing, or the device is none of the caller's.
    pub async fn given(
        ctx: &Context<'_>,
        serial: Option<&AnySerialNumber>,
        code: Option<TokenCode>,
    ) -> Result<Option<Self>, Halt> {
        let (serial, code) = match (serial, code) {
            (None, None) => return Ok(None),
            (Some(serial), Some(code)) => (serial, code),
            _ => return Err(Error::from(Denial::MfaSerialAndCodeTogether).into()),
        };
        let serial = SerialNumber::from(serial.clone());
        read_in_advance(ctx, &serial).await?;
        let device = own_device(ctx, &serial).await?;
        Ok(Some(Self { device, code }))
    }

    /// Looks at the code. The changes spend it; they are committed together with what it is for.
    ///
    /// # Errors
    /// If it is wrong, was used, or comes too early; that is committed.
    pub async fn check<T>(
        &self,
        ctx: &Context<'_>,
        permit: &Permit<T>,
    ) -> Result<(MfaContext, Changes), Halt> {
        let TokenCode(code) = self.code;
        let changes = codes::check_code(ctx, permit, &self.device, code).await?;
        Ok((MfaContext { at: ctx.now(), serial: self.device.serial().to_string() }, changes))
    }
}

/// What the check of a code will read. Everything of it is found without: this only saves ways to the store.
async fn read_in_advance(ctx: &Context<'_>, serial: &SerialNumber) -> Result<(), Error> {
    let Some(name) = device::name(ctx, serial) else { return Ok(()) };
    let (account, caller) = (ctx.account(), ctx.caller());
    let enabled = caller.credentials().map(|credentials| credentials.mfa_devices.as_slice());
    let device = enabled.unwrap_or_default().iter().find(|enabled| enabled.serial == *serial);
    let clock = device.map(|device| keys::clock(account, &device.device));
    let always = [keys::mfa_device(account, &name.path, &name.name), keys::guesses(account, &caller.owner())];
    ctx.records().in_advance(always.into_iter().chain(clock)).await
}

/// The caller's device of this number. That it is somebody else's, or nobody's, is not told apart.
pub(crate) async fn own_device(ctx: &Context<'_>, serial: &SerialNumber) -> Result<Device, Halt> {
    let unknown = || Halt::from(Error::from(Denial::MfaCodeNotValidated));
    let device = device::find(ctx, serial).await?.ok_or_else(unknown)?;
    let own = ctx.caller().credentials().map(|credentials| credentials.mfa_devices.as_slice());
    let is_own = own.unwrap_or_default().iter().any(|enabled| enabled.device == *device.id());
    // A security key shows no code: a code with its number is as good as none, as AWS answers too.
    let shows_codes = !matches!(device, Device::Key(..));
    if is_own && shows_codes { Ok(device) } else { Err(unknown()) }
}
