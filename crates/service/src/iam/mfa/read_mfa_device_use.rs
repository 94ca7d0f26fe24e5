//! What pages show beside ListMFADevices: when a device was last used, and how far its clock is off. Whoever may list may see it.

use model::{Arn, DeviceKind, Input, SerialNumber, Text, Timestamp, UserName};

use super::{Device, ListMfaDevices, Shows, device};
use crate::operation::{Operation, Sort};
use crate::records::{DeviceClock, EnabledDevice, User, keys};
use crate::{Context, Halt, Identity};

/// Reads how the devices of somebody are used.
#[derive(Debug, Input)]
pub struct ReadMfaDeviceUse {
    /// Whose; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
}

/// How a device is used.
#[derive(Clone, Debug)]
pub struct MfaDeviceUse {
    /// What names it.
    pub serial: SerialNumber,
    /// Since when it is enabled.
    pub enabled: Timestamp,
    /// When a code or a pair of it was accepted last.
    pub last_used: Option<Timestamp>,
    /// When it shows another code; none, if it shows no codes.
    pub shows: Option<Shows>,
    /// How far its clock is probably ahead of ours, in milliseconds; negative if it is slow. None, if it has none.
    pub drift_ms: Option<i64>,
}

impl MfaDeviceUse {
    /// What people call it: the last part of its serial number; of a security key without the id that it ends in.
    pub fn name(&self) -> &str {
        let last = self.serial.as_str().rsplit('/').next().unwrap_or_default();
        match self.serial.kind() {
            DeviceKind::SecurityKey => last.rsplit_once('-').map_or(last, |(name, _)| name),
            DeviceKind::Virtual | DeviceKind::HardwareToken => last,
        }
    }
}

impl Operation for ReadMfaDeviceUse {
    const ACTION: &'static str = ListMfaDevices::ACTION;
    const SORT: Sort = Sort::Read;
    const WITH_RECOVERY_CODE: bool = true;
    const CONDITION_KEYS: &'static [&'static str] = ListMfaDevices::CONDITION_KEYS;
    type Output = Vec<MfaDeviceUse>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Vec<MfaDeviceUse>, Halt> {
        if let (None, Identity::Root(account)) = (&self.user_name, ctx.caller().identity()) {
            ctx.authorize_on(&Arn::root(ctx.account()))?;
            return read(ctx, &account.root.mfa_devices).await;
        }
        let user = ctx.authorize::<User>(&ctx.named_user(self.user_name.as_ref())?).await?;
        device::own_with_code(ctx, &user)?;
        read(ctx, &user.credentials.mfa_devices).await
    }
}

async fn read(ctx: &Context<'_>, devices: &[EnabledDevice]) -> Result<Vec<MfaDeviceUse>, Halt> {
    let mut uses = Vec::with_capacity(devices.len());
    for device in devices {
        let found = device::find(ctx, &device.serial).await?;
        // It may have been taken away in between: by its id, which stays.
        let by_id = || keys::clock(ctx.account(), &device.device);
        let key = found.as_ref().map_or_else(by_id, |found| found.clock_key(ctx.account()));
        let clock = ctx.records().load::<DeviceClock>(key).await?;
        let known = clock.map(|clock| clock.known).unwrap_or_default();
        uses.push(MfaDeviceUse {
            serial: device.serial.clone(),
            enabled: device.enabled,
            last_used: match &found {
                Some(Device::Key(key, _)) => key.last_used,
                _ => known.last_used(),
            },
            shows: found.and_then(|found| found.shows()),
            drift_ms: known.drift_ms(),
        });
    }
    Ok(uses)
}
