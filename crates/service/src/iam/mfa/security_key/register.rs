//! The second half of registering a key: what it answered, and it is somebody's.

use fido::metadata::Certification;
use fido::{Refusal, Registered};
use model::{DeviceId, Input, SecurityKeyName, SerialNumber};

use super::question::{self, Sort as Question};
use super::{KeyAnswer, credential_key, fido_keys, own_keys, serial};
use crate::codes;
use crate::iam::mfa::assignment::{Recipient, commit, enabled, enabling};
use crate::iam::mfa::enable_mfa_device::EnableMfaDevice;
use crate::operation::{Operation, Sort};
use crate::records::{
    Account, Asked, EnabledDevice, KeyQuestion, Loaded, Owner, Present, SecurityKey, User, keys,
};
use crate::security_keys;
use crate::signin::Progress;
use crate::{Changes, Context, Halt};

/// Registers the key that was asked for, which answered.
#[derive(Debug, Input)]
pub struct RegisterSecurityKey {
    /// What it answered.
    pub key_answer: KeyAnswer,
}

impl Operation for RegisterSecurityKey {
    const ACTION: &'static str = EnableMfaDevice::ACTION;
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const AFTER_RECOVERY: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    const CONDITION_KEYS: &'static [&'static str] = EnableMfaDevice::CONDITION_KEYS;
    /// How the sign-in goes on, if this was a step of one.
    type Output = Option<Progress>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Option<Progress>, Halt> {
        let question = question::asked(ctx, Question::Registration).await?;
        let Asked::Registration { owner, name, .. } = &question.asked else {
            return Err(question::refused(ctx, &question, Refusal::WrongCeremony).await);
        };
        let made = self.judge(ctx, &question, owner).await?;

        // What the key is decides whether it may be kept: policies are asked again, now that it is known.
        let certification = match ctx.service.certification(&made.attestation, ctx.now()).await? {
            Ok(certification) => certification,
            Err(why) => return Err(question::untrusted(ctx, &question, why).await),
        };
        let request_keys = || fido_keys(&certification);
        let recipient =
            Recipient::of(&Context { request_keys: &request_keys, ..enabling(ctx) }, owner).await?;
        let device = Device::of(ctx, name, &recipient)?;
        let user_name = recipient.name();
        let parameters = || enabled(user_name.as_deref(), &device.serial);
        let ctx = &Context { parameters: &parameters, ..enabling(ctx) };

        let changes = device.made(ctx, owner, (made, certification)).await?.remove(&question);
        match &recipient {
            Recipient::Root(permit, account) => {
                let mut after = Account::clone(account);
                after.root.mfa_devices.push(device.note(ctx));
                commit(ctx, permit, device.serial.clone(), changes.update(account, &after)).await
            }
            Recipient::User(permit) => {
                let mut after = User::clone(permit.target());
                after.credentials.mfa_devices.push(device.note(ctx));
                let changes = codes::forgiven_by_administrator(ctx, permit, changes).await?;
                commit(ctx, permit, device.serial.clone(), changes.update(permit.target(), &after)).await
            }
        }
    }
}

impl RegisterSecurityKey {
    /// The credential, if the answer is right and the credential new.
    async fn judge(
        &self,
        ctx: &Context<'_>,
        question: &Loaded<KeyQuestion>,
        owner: &Owner,
    ) -> Result<Registered, Halt> {
        let Asked::Registration { state, .. } = &question.asked else {
            return Err(question::refused(ctx, question, Refusal::WrongCeremony).await);
        };
        let registered = match owner {
            Owner::Root => ctx.records().account(ctx.account()).await?.map(|account| account.root.clone()),
            Owner::User(id) => {
                let user = ctx.records().by_id::<User>(ctx.account(), id.as_str()).await?;
                user.map(|user| user.credentials.clone())
            }
            Owner::Role(_) | Owner::Vouched(_) => None,
        };
        let registered = own_keys(ctx, &registered.unwrap_or_default().mfa_devices).await?;
        let credentials = registered.iter().map(|(_, key)| &key.credential);
        let made = match ctx.service.fido()?.finish_registration(state, credentials, &self.key_answer.0) {
            Ok(made) => made,
            Err(refusal) => return Err(question::refused(ctx, question, refusal).await),
        };
        let place = credential_key(ctx.account(), &made.credential);
        if ctx.records().load::<Present>(place).await?.is_some() {
            return Err(question::refused(ctx, question, Refusal::AnotherUsers).await);
        }
        Ok(made)
    }
}

/// The device to be.
struct Device {
    id: DeviceId,
    serial: SerialNumber,
}

impl Device {
    fn of(ctx: &Context<'_>, name: &SecurityKeyName, recipient: &Recipient) -> Result<Self, Halt> {
        let id = DeviceId::generate(ctx.service.entropy.array());
        let user = match recipient {
            Recipient::Root(..) => None,
            Recipient::User(user) => Some(&user.name),
        };
        Ok(Self { serial: serial(ctx.account(), user, name, &id)?, id })
    }

    /// The owner's note of it.
    fn note(&self, ctx: &Context<'_>) -> EnabledDevice {
        EnabledDevice { serial: self.serial.clone(), device: self.id.clone(), enabled: ctx.now() }
    }

    /// What making it changes.
    async fn made(
        &self,
        ctx: &Context<'_>,
        owner: &Owner,
        (made, certification): (Registered, Certification),
    ) -> Result<Changes, Halt> {
        let account = ctx.account();
        let place = credential_key(account, &made.credential);
        let key = SecurityKey {
            schema: SecurityKey::SCHEMA,
            account,
            id: self.id.clone(),
            owner: owner.clone(),
            created: ctx.now(),
            last_used: None,
            credential: made.credential,
            attestation: made.attestation,
            certification,
        };
        let changes = Changes::new()
            .create(keys::security_key(account, &self.id), &key)
            .create(place, &Present {})
            .tally(keys::mfa_device_in_use_count(account), 1);
        Ok(security_keys::named(ctx, changes).await?)
    }
}
