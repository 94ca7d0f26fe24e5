//! The second step: two codes, and the device is made and somebody's, or neither.

use mfa::{Parameters, Seed};
use model::input::AuditValue;
use model::{AuthenticationCode, Input, Path};
use serde_json::json;
use store::Key;
use vault::{Purpose, Salt};

use super::finish::{commit, earlier, enabled};
use super::pending::{Pending, PendingText};
use super::recipient::Recipient;
use super::{authorize_creation, creating, enabling};
use crate::codes::{self, Shower};
use crate::error::{Failure, Quota};
use crate::iam::mfa::enable_mfa_device::EnableMfaDevice;
use crate::iam::mfa::seed_binding;
use crate::operation::{Operation, Sort};
use crate::records::{Account, Assignment, EnabledDevice, MfaDevice, User, keys};
use crate::signin::Progress;
use crate::{Changes, Context, Error, Halt, audit};

/// Gives the device that was begun to whom it was begun for, who proves to hold it with two consecutive codes.
#[derive(Debug, Input)]
pub struct AssignMfaDevice {
    /// What was begun.
    pub pending: PendingText,
    /// A code that it showed.
    pub authentication_code1: AuthenticationCode,
    /// The code that it showed next.
    pub authentication_code2: AuthenticationCode,
}

impl Operation for AssignMfaDevice {
    const ACTION: &'static str = EnableMfaDevice::ACTION;
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const AFTER_RECOVERY: bool = true;
    const CHECKS_CODES: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    const CONDITION_KEYS: &'static [&'static str] = EnableMfaDevice::CONDITION_KEYS;
    /// How the sign-in goes on, if this was a step of one.
    type Output = Option<Progress>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Option<Progress>, Halt> {
        let pending = Pending::open(ctx.service, ctx.caller(), &self.pending, ctx.now())?;
        let vacant = authorize_creation(ctx, &pending.name).await?;
        let recipient = Recipient::of(&enabling(ctx), &pending.owner).await?;
        let seed = pending.seed()?;
        let device = device(ctx, &pending, &seed)?;

        // The event of what enabling it alone would be; an administrator's names the user.
        let user_name = recipient.name();
        let parameters = || enabled(user_name.as_deref(), &device.serial());
        let ctx = &Context { parameters: &parameters, ..enabling(ctx) };
        let shower = Shower::unstored(&device, &seed, vacant.key());
        let pair = [self.authentication_code1, self.authentication_code2];
        match &recipient {
            Recipient::Root(permit, account) => {
                let proof = codes::check_own_first_pair(ctx, permit, &shower, pair).await?;
                let mut after = Account::clone(account);
                after.root.mfa_devices.push(note(ctx, &device));
                let changes = made(ctx, proof, &device, vacant.key())?.update(account, &after);
                commit(ctx, permit, device.serial(), changes).await
            }
            Recipient::User(permit) => {
                let proof = codes::check_first_pair(ctx, permit, &shower, pair).await?;
                let proof = codes::forgiven_by_administrator(ctx, permit, proof).await?;
                let mut after = User::clone(permit.target());
                after.credentials.mfa_devices.push(note(ctx, &device));
                let changes = made(ctx, proof, &device, vacant.key())?.update(permit.target(), &after);
                commit(ctx, permit, device.serial(), changes).await
            }
        }
    }
}

/// The device, as it will be stored.
fn device(ctx: &Context<'_>, pending: &Pending, seed: &Seed) -> Result<MfaDevice, Error> {
    let binding = seed_binding(ctx.account(), &pending.device);
    let salt = Salt(ctx.service.entropy.array());
    let sealed = ctx.service.keyring.now().seal(Purpose::Seed, &binding, salt, seed.expose());
    Ok(MfaDevice {
        schema: MfaDevice::SCHEMA,
        account: ctx.account(),
        id: pending.device.clone(),
        name: pending.name.clone(),
        path: Path::default(),
        created: ctx.now(),
        tags: Vec::new(),
        seed: sealed.map_err(|_| Error::ServiceFailure(Failure::Sealed("seed")))?,
        parameters: Parameters::VIRTUAL,
        assignment: Assignment::Enabled { owner: pending.owner.clone(), at: ctx.now() },
    })
}

/// The owner's note of it.
fn note(ctx: &Context<'_>, device: &MfaDevice) -> EnabledDevice {
    EnabledDevice { serial: device.serial(), device: device.id.clone(), enabled: ctx.now() }
}

/// What making the device changes, with the event that CreateVirtualMFADevice has.
fn made(ctx: &Context<'_>, proof: Changes, device: &MfaDevice, vacant: Key) -> Result<Changes, Error> {
    let (account, quota) = (ctx.account(), Quota::virtual_mfa_devices(ctx.service.settings.users_of_account));
    let text = |text: &str| AuditValue::Text(text.to_owned());
    let parameters = || AuditValue::Object(vec![("virtualMFADeviceName", text(&device.name.to_string()))]);
    let response = json!({ "virtualMFADevice": { "serialNumber": device.arn().as_str() } });
    let event = audit::success(
        &Context { parameters: &parameters, ..creating(ctx) },
        &Changes::new().responded(response),
    )?;
    Ok(proof
        .create(vacant, device)
        .count(keys::mfa_device_count(account), 1, quota.limit, quota)
        .tally(keys::mfa_device_in_use_count(account), 1)
        .also_tell(earlier(event, 2)))
}
