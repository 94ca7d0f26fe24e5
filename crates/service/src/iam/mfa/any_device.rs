//! A device of any kind, as far as those who check and assign it must know of it.

use mfa::{Generator, Seed};
use model::{AccountId, DeviceId, SerialNumber};
use store::{Expected, Key};
use vault::{Binding, Purpose, Sealed};

use crate::error::{Error, Failure, Invalid};
use crate::iam::mfa::security_key::credential_key;
use crate::records::{
    Assignment, DeviceClock, EnabledDevice, HardwareToken, Loaded, MfaDevice, Owner, Records, SecurityKey,
    TokenAssignment, keys,
};
use crate::{Changes, Context};

/// A device that is stored.
#[derive(Clone, Debug)]
pub enum Device {
    /// An app that shows codes.
    Virtual(Loaded<MfaDevice>),
    /// A token that shows codes.
    Token(Loaded<HardwareToken>),
    /// A security key, and the serial number by which its owner notes it.
    Key(Loaded<SecurityKey>, SerialNumber),
}

impl Device {
    /// The device's id, for ever.
    pub fn id(&self) -> &DeviceId {
        match self {
            Self::Virtual(device) => &device.id,
            Self::Token(token) => &token.id,
            Self::Key(key, _) => &key.id,
        }
    }

    /// What names it.
    pub fn serial(&self) -> SerialNumber {
        match self {
            Self::Virtual(device) => device.serial(),
            Self::Token(token) => token.serial.clone(),
            Self::Key(_, serial) => serial.clone(),
        }
    }

    /// Whose it is.
    pub fn owner(&self) -> Option<&Owner> {
        match self {
            Self::Virtual(device) => match &device.assignment {
                Assignment::Enabled { owner, .. } => Some(owner),
                Assignment::Unassigned => None,
            },
            Self::Token(token) => match &token.assignment {
                TokenAssignment::Enabled { owner, .. } => Some(owner),
                TokenAssignment::Unassigned => None,
            },
            Self::Key(key, _) => Some(&key.owner),
        }
    }

    /// What a commit that rests on it must find unchanged.
    pub fn watched(&self) -> (Key, Expected) {
        match self {
            Self::Virtual(device) => device.watched(),
            Self::Token(token) => token.watched(),
            Self::Key(key, _) => key.watched(),
        }
    }

    /// Where it stands, what is known of its clock. That of a token goes by its seed: it outlives the token here, so that no code
    /// works again after another import (rule R13).
    pub fn clock_key(&self, account: AccountId) -> Key {
        match self {
            Self::Virtual(device) => keys::clock(account, &device.id),
            Self::Token(token) => keys::token_clock(&token.fingerprint),
            // It has none; nothing is ever stored there.
            Self::Key(key, _) => keys::clock(account, &key.id),
        }
    }

    /// Opens what shows its codes.
    ///
    /// # Errors
    /// If the seal is broken, or it shows none.
    pub fn open(&self, ctx: &Context<'_>) -> Result<Generator, Error> {
        let open = |binding: &Binding<'_>, sealed: &Sealed| {
            let seed = ctx.service.keyring.now().open(Purpose::Seed, binding, sealed);
            let seed = seed.map_err(|_| Error::ServiceFailure(Failure::Sealed("seed")))?;
            Ok::<_, Error>(Seed::from_bytes(seed.expose().as_slice()))
        };
        Ok(match self {
            Self::Virtual(device) => {
                let seed = open(&seed_binding(device.account, &device.id), &device.seed)?;
                Generator::new(&seed, device.parameters.into())
            }
            Self::Token(token) => {
                let seed = open(&token_seed_binding(&token.id), &token.seed)?;
                Generator::new(&seed, token.parameters)
            }
            Self::Key(..) => return Err(Invalid::KeysStayInStep.into()),
        })
    }

    /// Gives it to somebody: the changes of its own document, and of the account's count.
    pub fn assign(&self, ctx: &Context<'_>, changes: Changes, owner: Owner) -> Changes {
        let (account, at) = (ctx.account(), ctx.now());
        match self {
            Self::Virtual(device) => {
                let assignment = Assignment::Enabled { owner, at };
                changes.update(device, &MfaDevice { assignment, ..MfaDevice::clone(device) })
            }
            Self::Token(token) => {
                let assignment = TokenAssignment::Enabled { account, owner, at };
                let after = HardwareToken { assignment, ..HardwareToken::clone(token) };
                changes.update(token, &after).tally(keys::hardware_token_in_use_count(account), 1)
            }
            // It is somebody's as long as it exists.
            Self::Key(..) => return changes,
        }
        .tally(keys::mfa_device_in_use_count(account), 1)
    }

    /// Takes it from whoever has it. Which codes are spent outlives this; what was known of the clock does not.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn release(&self, ctx: &Context<'_>, changes: Changes) -> Result<Changes, Error> {
        self.release_in(ctx.records(), ctx.account(), changes).await
    }

    /// The same where no caller asks for it, in the account of whoever has it.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn release_in(
        &self,
        records: &Records,
        account: AccountId,
        changes: Changes,
    ) -> Result<Changes, Error> {
        let changes = match self {
            Self::Virtual(device) => {
                let after = MfaDevice { assignment: Assignment::Unassigned, ..MfaDevice::clone(device) };
                changes.update(device, &after)
            }
            Self::Token(token) => {
                let assignment = TokenAssignment::Unassigned;
                let after = HardwareToken { assignment, ..HardwareToken::clone(token) };
                changes.update(token, &after).tally(keys::hardware_token_in_use_count(account), -1)
            }
            // Nobody but its owner could use it: it is gone.
            Self::Key(key, _) => {
                let credential = credential_key(account, &key.credential);
                changes.remove(key).remove_key(credential)
            }
        }
        .tally(keys::mfa_device_in_use_count(account), -1);
        let clock = records.load::<DeviceClock>(self.clock_key(account)).await?;
        Ok(match clock {
            Some(clock) => {
                let after = DeviceClock { schema: DeviceClock::SCHEMA, known: clock.known.deactivated() };
                changes.update(&clock, &after)
            }
            None => changes,
        })
    }

    /// What its owner notes of it.
    pub fn note(&self, ctx: &Context<'_>) -> EnabledDevice {
        EnabledDevice { serial: self.serial(), device: self.id().clone(), enabled: ctx.now() }
    }
}

/// What a virtual device's seed is sealed to.
pub fn seed_binding(account: AccountId, device: &DeviceId) -> Binding<'_> {
    Binding { account, subject: device.as_str(), field: "seed" }
}

/// What a token's seed is sealed to: to no account, because it may be claimed by any.
pub fn token_seed_binding(token: &DeviceId) -> Binding<'_> {
    Binding { account: AccountId::NONE, subject: token.as_str(), field: "token seed" }
}
