//! What the operations on devices share: finding one by its serial number, and the rules about whose it is.

use mfa::Reach;
use model::{Arn, DeviceKind, Resource, SerialNumber, Text};

use crate::authorize::DeviceName;
use crate::error::{Denial, Error, Existing, Invalid, Missing, OfVirtualDevices};
use crate::iam::mfa::{Device, security_key};
use crate::records::{EnabledDevice, Loaded, MfaDevice, Owner, User, keys};
use crate::{Context, Halt, Identity, Permit};

/// The virtual device that a serial number names, if it is one of the caller's account (rule R9).
pub fn name(ctx: &Context<'_>, serial: &SerialNumber) -> Option<DeviceName> {
    match Arn::parse(serial.as_str()) {
        Ok((account, Resource::MfaDevice { path, name })) if account == ctx.account() => {
            Some(DeviceName { path, name })
        }
        _ => None,
    }
}

/// Authorizes an operation on a device itself, of those that only virtual ones have.
pub async fn authorize(
    ctx: &Context<'_>,
    serial: &SerialNumber,
    what: OfVirtualDevices,
) -> Result<Permit<Loaded<MfaDevice>>, Halt> {
    if let Some(name) = name(ctx, serial) {
        return ctx.authorize::<MfaDevice>(&name).await;
    }
    // Nothing of this account has such a number; who may not ask about devices is not told even that.
    ctx.authorize_on(&Arn::kind(ctx.account(), "mfa", "/"))?;
    Err(match serial.kind() {
        DeviceKind::Virtual => Error::from(Missing::MfaDevice(serial.clone())),
        // Told by the form alone: whether there is such a device, here or elsewhere, is not looked up (rules R9, R13).
        kind @ (DeviceKind::HardwareToken | DeviceKind::SecurityKey) => {
            Invalid::NotAVirtualDevice(kind, what).into()
        }
    }
    .into())
}

/// The device of a serial number. It needs no permission of its own where the operation is authorized on a user.
pub async fn find(ctx: &Context<'_>, serial: &SerialNumber) -> Result<Option<Device>, Halt> {
    if serial.kind() == DeviceKind::HardwareToken {
        let token = ctx.records().hardware_token(serial).await?;
        return Ok(token.filter(|token| token.is_known_in(ctx.account())).map(Device::Token));
    }
    if serial.kind() == DeviceKind::SecurityKey {
        let key = security_key::find(ctx, serial).await?;
        return Ok(key.map(|key| Device::Key(key, serial.clone())));
    }
    let Some(name) = name(ctx, serial) else { return Ok(None) };
    let device = ctx.records().load(keys::mfa_device(ctx.account(), &name.path, &name.name)).await?;
    Ok(device.map(Device::Virtual))
}

/// A device that is enabled for a user, and the user's note of it.
pub async fn enabled_for(
    ctx: &Context<'_>,
    user: &User,
    serial: &SerialNumber,
) -> Result<(Device, EnabledDevice), Halt> {
    let missing = || Halt::from(Error::from(Missing::MfaDeviceOfUser));
    let device = find(ctx, serial).await?.ok_or_else(missing)?;
    refuse_if_of_root(&device)?;
    let enabled = user.credentials.mfa_devices.iter().find(|enabled| enabled.device == *device.id()).cloned();
    Ok((device, enabled.ok_or_else(missing)?))
}

/// A device that nobody has yet. One in use refuses before its codes are read, else the answer would tell whether a guess
/// was right.
pub fn spare(device: &Device, user: &User) -> Result<(), Error> {
    refuse_if_of_root(device)?;
    match device.owner() {
        None => Ok(()),
        Some(Owner::User(id)) if *id == user.id => Err(Existing::MfaDeviceOfUser(user.name.clone()).into()),
        Some(_) => Err(Existing::MfaDeviceInUse.into()),
    }
}

/// The root user's MFA is managed in the console only.
pub fn refuse_if_of_root(device: &Device) -> Result<(), Error> {
    match device.owner() {
        Some(Owner::Root) => Err(Denial::RootDevice.into()),
        _ => Ok(()),
    }
}

/// How far a pair may lie that somebody types for a device that is to be this user's.
pub fn reach_of_enabling(ctx: &Context<'_>, user: &User) -> Reach {
    if ctx.caller().is_user(user) { Reach::Full } else { Reach::Administrator }
}

/// How far a pair may lie for a device that is this user's. Old pairs can have been phished: who has nothing but the first factor
/// does not reach back as far as others.
pub fn reach_of_resync(ctx: &Context<'_>, user: &User) -> Reach {
    match (ctx.caller().is_user(user), ctx.caller().has_mfa()) {
        (false, _) => Reach::Administrator,
        (true, true) => Reach::Full,
        (true, false) => Reach::WithoutMfa,
    }
}

/// A session that alternative factors or a recovery code opened changes nobody's devices but the caller's own (rule R33).
pub fn own_after_recovery(ctx: &Context<'_>, user: &User) -> Result<(), Error> {
    if ctx.caller().is_recovered() && !ctx.caller().is_user(user) {
        return Err(Denial::AfterRecovery.into());
    }
    Ok(())
}

/// One that a user's recovery code opened does not even look at them; the root user's does.
pub fn own_with_code(ctx: &Context<'_>, user: &User) -> Result<(), Error> {
    match ctx.caller().identity() {
        Identity::User(_) => own_after_recovery(ctx, user),
        Identity::Root(_) | Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_) => {
            Ok(())
        }
    }
}

/// Who has a device already changes devices of their own only with MFA: a stolen access key alone must not be able to
/// take the owner's device away, or to add the thief's. Policies cannot switch this off (facts C5; rule R14).
pub fn self_management(ctx: &Context<'_>, user: &User) -> Result<(), Error> {
    let without_mfa = ctx.caller().is_user(user)
        && !user.credentials.mfa_devices.is_empty()
        && !ctx.caller().manages_own_devices();
    if without_mfa { Err(Denial::SelfManagementWithoutMfa.into()) } else { Ok(()) }
}
