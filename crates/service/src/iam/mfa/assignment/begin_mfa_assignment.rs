//! The first step: a seed, and a QR code of it. Nothing is stored.

use mfa::{OtpauthUri, Seed};
use model::{DeviceId, Input, Secret, Timestamp, UserName, VirtualMfaDeviceName};

use super::pending::{Pending, PendingText};
use super::recipient::Recipient;
use super::{authorize_creation, enabling};
use crate::error::{Error, Failure, Quota};
use crate::iam::mfa::create_virtual_mfa_device::CreateVirtualMfaDevice;
use crate::operation::{Operation, Sort};
use crate::records::keys;
use crate::{Caller, Context, Halt, Service};

/// Begins to give somebody a new device.
#[derive(Debug, Input)]
pub struct BeginMfaAssignment {
    /// Whose it shall be; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// What it shall be called.
    #[input(name = "VirtualMFADeviceName")]
    pub name: VirtualMfaDeviceName,
}

/// What was begun, as the page shows it: everything in it holds the seed, one way or another.
#[derive(Debug)]
pub struct Begun {
    /// What the device will be called.
    pub name: String,
    /// The seed in base32, for who cannot scan.
    pub secret_key: Secret<String>,
    /// The QR code, as SVG.
    pub qr_code: Secret<String>,
    /// What the second step brings back.
    pub pending: Secret<String>,
}

impl Operation for BeginMfaAssignment {
    const ACTION: &'static str = CreateVirtualMfaDevice::ACTION;
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const AFTER_RECOVERY: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    const CONDITION_KEYS: &'static [&'static str] = CreateVirtualMfaDevice::CONDITION_KEYS;
    type Output = Begun;

    async fn run(&self, ctx: &Context<'_>) -> Result<Begun, Halt> {
        authorize_creation(ctx, &self.name).await?;
        let recipient = Recipient::named(&enabling(ctx), self.user_name.as_ref()).await?;
        // Only the commit can tell for sure; but who has begun in vain has scanned in vain.
        let quota = Quota::virtual_mfa_devices(ctx.service.settings.users_of_account);
        if ctx.records().count(keys::mfa_device_count(ctx.account())).await? >= quota.limit {
            return Err(Error::from(quota).into());
        }
        let entropy = ctx.service.entropy.as_ref();
        let seed = Seed::from_bytes(entropy.array::<40>());
        let pending = Pending {
            caller: ctx.caller().user_id(),
            owner: recipient.owner(),
            name: self.name.clone(),
            device: DeviceId::generate(entropy.array()),
            seed: seed.to_base32().expose().clone(),
            begun: ctx.now(),
        };
        let sealed = pending.seal(ctx.service, ctx.caller())?;
        Ok(Begun::of(ctx.service, ctx.caller(), &pending, sealed)?)
    }
}

impl Begun {
    fn of(
        service: &Service,
        caller: &Caller,
        pending: &Pending,
        sealed: Secret<String>,
    ) -> Result<Self, Error> {
        let unwritable = || Error::ServiceFailure(Failure::Corrupt("QR code".to_owned()));
        let (name, seed) = (pending.name.to_string(), pending.seed()?);
        let secret_key = seed.to_base32();
        let (issuer, account) = (&service.settings.issuer, caller.account().to_string());
        let uri = OtpauthUri::of_virtual_device(issuer, &name, &account, seed);
        let uri = uri.map_err(|_| unwritable())?.to_uri();
        let qr_code = mfa::qr::svg(uri.expose()).map_err(|_| unwritable())?;
        Ok(Self { name, secret_key, qr_code: Secret::new(qr_code), pending: sealed })
    }
}

impl Service {
    /// What was begun, to be shown again to who began it: after two codes that were not right.
    ///
    /// # Errors
    /// That it is too old, or was begun by somebody else.
    pub fn begun_assignment(
        &self,
        caller: &Caller,
        text: &PendingText,
        now: Timestamp,
    ) -> Result<Begun, Error> {
        let pending = Pending::open(self, caller, text, now)?;
        let sealed = pending.seal(self, caller)?;
        Begun::of(self, caller, &pending, sealed)
    }
}
