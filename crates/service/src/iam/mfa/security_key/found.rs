//! Finding security keys: by serial number, and those of somebody.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use fido::Credential;
use model::{AccountId, Arn, DeviceId, SecurityKeyName, SerialNumber, Text, UserName};
use store::Key;

use crate::Context;
use crate::error::{Error, Failure};
use crate::records::{Credentials, EnabledDevice, Loaded, Owner, SecurityKey, User, keys};

/// The key of a serial number, if it is one of the caller's account (rule R9), and its owner's note has that very number.
pub async fn find(ctx: &Context<'_>, serial: &SerialNumber) -> Result<Option<Loaded<SecurityKey>>, Error> {
    let ours = ["arn:aws:iam::", &ctx.account().to_string(), ":u2f/"].concat();
    let id = serial.as_str().strip_prefix(&ours).and_then(|rest| DeviceId::parse(rest.rsplit_once('-')?.1));
    let Some(id) = id else { return Ok(None) };
    let found = ctx.records().load::<SecurityKey>(keys::security_key(ctx.account(), &id)).await?;
    let Some(key) = found else { return Ok(None) };
    let is_noted = |credentials: &Credentials| {
        let mut devices = credentials.mfa_devices.iter();
        devices.any(|noted| noted.device == key.id && noted.serial == *serial)
    };
    let records = ctx.records();
    let is_so = match &key.owner {
        Owner::Root => records.account(ctx.account()).await?.is_some_and(|account| is_noted(&account.root)),
        Owner::User(id) => {
            let user = records.by_id::<User>(ctx.account(), id.as_str()).await?;
            user.is_some_and(|user| is_noted(&user.credentials))
        }
        Owner::Role(_) | Owner::Vouched(_) => false,
    };
    Ok(is_so.then_some(key))
}

/// The keys among somebody's devices, each with its serial number.
pub async fn own_keys(
    ctx: &Context<'_>,
    devices: &[EnabledDevice],
) -> Result<Vec<(SerialNumber, Loaded<SecurityKey>)>, Error> {
    let mut found = Vec::new();
    for device in devices.iter().filter(|device| device.serial.kind() == model::DeviceKind::SecurityKey) {
        let key = keys::security_key(ctx.account(), &device.device);
        if let Some(key) = ctx.records().load::<SecurityKey>(key).await? {
            found.push((device.serial.clone(), key));
        }
    }
    Ok(found)
}

/// What authenticators know somebody by: the immutable id.
pub fn handle(account: AccountId, owner: &Owner) -> Vec<u8> {
    owner.id(account).into_bytes()
}

/// Where it is noted that a credential is registered.
pub fn credential_key(account: AccountId, credential: &Credential) -> Key {
    keys::security_key_credential(account, &HEXLOWER.encode(digest(&SHA256, credential.id()).as_ref()))
}

/// The serial number of a key that is called so.
///
/// # Errors
/// If the names in it are too long together, which no limits of theirs let them be.
pub fn serial(
    account: AccountId,
    user: Option<&UserName>,
    name: &SecurityKeyName,
    id: &DeviceId,
) -> Result<SerialNumber, Error> {
    let arn = Arn::security_key(account, user, name, id);
    let too_long = |_| Error::ServiceFailure(Failure::Corrupt("serial number".to_owned()));
    arn.as_str().parse().map_err(too_long)
}

/// The devices of a user who is called something else from now on: security keys have the user's name in their serial numbers.
///
/// # Errors
/// As [`serial`].
pub fn renamed_user(
    account: AccountId,
    devices: &[EnabledDevice],
    user: &UserName,
) -> Result<Vec<EnabledDevice>, Error> {
    let renamed = devices.iter().map(|device| {
        Ok(match called(&device.serial, &device.device) {
            Some(name) => {
                let serial = serial(account, Some(user), &name, &device.device)?;
                EnabledDevice { serial, ..device.clone() }
            }
            None => device.clone(),
        })
    });
    renamed.collect()
}

/// What a security key is called, as its serial number says; none if it is no security key.
fn called(serial: &SerialNumber, id: &DeviceId) -> Option<SecurityKeyName> {
    if serial.kind() != model::DeviceKind::SecurityKey {
        return None;
    }
    let last = serial.as_str().rsplit_once('/')?.1;
    last.strip_suffix(id.as_str())?.strip_suffix('-')?.parse().ok()
}
