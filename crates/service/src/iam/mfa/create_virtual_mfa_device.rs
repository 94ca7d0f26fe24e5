//! CreateVirtualMFADevice: a seed, and a QR code of it.

use mfa::{OtpauthUri, Parameters, Seed};
use model::{DeviceId, Input, Path, SerialNumber, Text, VirtualMfaDeviceName};
use serde::Serialize;
use serde_json::json;
use vault::{Purpose, Salt};

use super::seed_binding;
use crate::authorize::DeviceName;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::{Failure, Invalid, Quota};
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::{Assignment, MfaDevice, keys};
use crate::views::{Blob, TagView};
use crate::{Changes, Context, Error, Halt};

/// Makes a device that belongs to nobody yet.
#[derive(Debug, Input)]
pub struct CreateVirtualMfaDevice {
    /// Where it shall stand.
    pub path: Option<Path>,
    /// What it shall be called.
    #[input(name = "VirtualMFADeviceName")]
    pub name: VirtualMfaDeviceName,
    /// What is said of it.
    pub tags: Option<Tags>,
}

/// The new device.
#[derive(Debug, Serialize)]
pub struct Created {
    #[serde(rename = "VirtualMFADevice")]
    device: NewDevice,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct NewDevice {
    serial_number: String,
    base32_string_seed: Blob,
    #[serde(rename = "QRCodePNG")]
    qr_code_png: Blob,
    tags: Option<Vec<TagView>>,
}

impl Operation for CreateVirtualMfaDevice {
    const ACTION: &'static str = "iam:CreateVirtualMFADevice";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["mfa"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGING;
    type Output = Created;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(self.tags.as_deref().unwrap_or_default())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let account = ctx.account();
        let name = DeviceName { path: self.path.clone().unwrap_or_default(), name: self.name.clone() };
        let arn = model::Arn::mfa_device(account, &name.path, &name.name);
        let permit = ctx.authorize_vacant::<MfaDevice>(&name, &arn).await?;
        // Paths may hold more than serial numbers: such a device could be neither enabled nor deleted.
        if arn.as_str().parse::<SerialNumber>().is_err() {
            return Err(Error::from(Invalid::NoSerialNumber).into());
        }
        let tags = tagged(&[], self.tags.as_deref().unwrap_or_default(), KeyCase::Kept)?;

        let entropy = ctx.service.entropy.as_ref();
        let id = DeviceId::generate(entropy.array());
        let seed = Seed::from_bytes(entropy.array::<40>());
        let binding = seed_binding(account, &id);
        let sealed =
            ctx.service.keyring.now().seal(Purpose::Seed, &binding, Salt(entropy.array()), seed.expose());
        let device = MfaDevice {
            schema: MfaDevice::SCHEMA,
            account,
            id,
            name: name.name,
            path: name.path,
            created: ctx.now(),
            tags,
            seed: sealed.map_err(|_| Error::ServiceFailure(Failure::Sealed("seed")))?,
            parameters: Parameters::VIRTUAL,
            assignment: Assignment::Unassigned,
        };

        // Before the commit: a device whose seed cannot be shown would be of no use, and could not be made again.
        let created = shown(ctx, &device, &seed)?;
        let quota = Quota::virtual_mfa_devices(ctx.service.settings.users_of_account);
        let changes = Changes::new()
            .put(permit.key(), &device)
            .count(keys::mfa_device_count(account), 1, quota.limit, quota)
            .responded(json!({ "virtualMFADevice": { "serialNumber": arn.as_str() } }));
        ctx.commit(&permit, changes).await?;
        Ok(created)
    }
}

/// What the caller gets to see, once.
fn shown(ctx: &Context<'_>, device: &MfaDevice, seed: &Seed) -> Result<Created, Halt> {
    let unwritable = || Error::ServiceFailure(Failure::Corrupt("QR code".to_owned()));
    let issuer = &ctx.service.settings.issuer;
    let uri = OtpauthUri::of_virtual_device(
        issuer,
        device.name.as_str(),
        &device.account.to_string(),
        seed.clone(),
    );
    let uri = uri.map_err(|_| unwritable())?.to_uri();
    let png = mfa::qr::png(uri.expose()).map_err(|_| unwritable())?;
    let tags = (!device.tags.is_empty()).then(|| TagView::all(&device.tags));
    Ok(Created {
        device: NewDevice {
            serial_number: device.arn().to_string(),
            base32_string_seed: Blob(seed.to_base32().expose().as_bytes().to_vec()),
            qr_code_png: Blob(png),
            tags,
        },
    })
}
