//! Devices, and what is known of their codes.

use model::{AccountId, Arn, DeviceKind, Resource, Text};
use vault::{FingerprintKey, Purpose};

use super::DocumentProblem;
use super::look::{Kept, Look, VisitSeal};
use crate::iam::mfa::{credential_key, seed_binding, token_seed_binding};
use crate::records::{
    Account, Assignment, Credentials, DeviceClock, EnabledDevice, HardwareToken, KeyQuestion, MfaDevice,
    Owner, RelyingPartyName, SecurityKey, SeedFingerprintKey, TokenAssignment, TokenImport, keys,
};

const DANGLING: DocumentProblem = DocumentProblem::Dangling;

/// A device that somebody notes as the own one must be there, and be theirs.
pub(super) fn look_at_note(look: &mut Look<'_>, note: &EnabledDevice, owner: &Owner) {
    let (account, owner, device) = (look.account, owner.clone(), note.device.clone());
    look.feeds(keys::mfa_device_in_use_count(account));
    let what = format!("its MFA device {}", note.serial.as_str());
    let what = (DANGLING, what.as_str());
    match note.serial.kind() {
        DeviceKind::Virtual => match Arn::parse(note.serial.as_str()) {
            Ok((of, Resource::MfaDevice { path, name })) if of == account => {
                let key = keys::mfa_device(account, &path, &name);
                look.needs_that(key, what, move |found: &MfaDevice| {
                    let is_owned =
                        matches!(&found.assignment, Assignment::Enabled { owner: of, .. } if *of == owner);
                    is_owned && found.id == device
                });
            }
            _ => look.find(DANGLING, format!("{} is no device of this account", what.1)),
        },
        DeviceKind::HardwareToken => {
            look.feeds(keys::hardware_token_in_use_count(account));
            look.needs_that(keys::hardware_token(&note.serial), what, move |found: &HardwareToken| {
                let is_owned = matches!(&found.assignment, TokenAssignment::Enabled { account: of, owner: by, .. }
                    if *of == account && *by == owner);
                is_owned && found.id == device
            });
        }
        DeviceKind::SecurityKey => {
            let key = keys::security_key(account, &note.device);
            look.needs_that(key, what, move |found: &SecurityKey| found.owner == owner);
        }
    }
}

/// Whoever has a device must note it.
fn is_noted(look: &mut Look<'_>, account: AccountId, owner: &Owner, device: &model::DeviceId) {
    let device = device.clone();
    let noted = move |owner: &Credentials| owner.mfa_devices.iter().any(|note| note.device == device);
    look.needs_owner(account, owner, (DANGLING, "whose it is"), noted);
}

impl Kept for MfaDevice {
    fn seals(&mut self, _account: AccountId, visit: &mut VisitSeal<'_>) {
        visit(Purpose::Seed, &seed_binding(self.account, &self.id), &mut self.seed);
    }

    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.account == look.account, "account");
        look.belongs_at(&keys::mfa_device(look.account, &self.path, &self.name));
        look.feeds(keys::mfa_device_count(look.account));
        look.vouches(keys::clock(look.account, &self.id));
        if let Assignment::Enabled { owner, .. } = &self.assignment {
            is_noted(look, look.account, owner, &self.id);
            look.needs(keys::clock(look.account, &self.id), DANGLING, "what is known of its codes");
        }
    }
}

impl Kept for DeviceClock {
    fn look(&self, look: &mut Look<'_>) {
        // That of a token's seed outlives the token (rule R13). Another's device comes later, and vouches for it.
        if look.account != AccountId::NONE {
            look.awaits();
        }
    }
}

impl Kept for HardwareToken {
    fn seals(&mut self, _account: AccountId, visit: &mut VisitSeal<'_>) {
        visit(Purpose::Seed, &token_seed_binding(&self.id), &mut self.seed);
    }

    fn look(&self, look: &mut Look<'_>) {
        look.belongs_at(&keys::hardware_token(&self.serial));
        if let Some(account) = self.account {
            look.needs_that(keys::account(account), (DANGLING, "its account"), |_: &Account| true);
        }
        if let TokenAssignment::Enabled { account, owner, .. } = &self.assignment {
            is_noted(look, *account, owner, &self.id);
            look.needs(keys::token_clock(&self.fingerprint), DANGLING, "what is known of its codes");
        }
    }
}

impl Kept for SecurityKey {
    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.account == look.account, "account");
        look.belongs_at(&keys::security_key(look.account, &self.id));
        is_noted(look, look.account, &self.owner, &self.id);
        let credential = credential_key(look.account, &self.credential);
        look.vouches(credential.clone());
        look.needs(credential, DocumentProblem::IndexMissing, "the index of security keys");
    }
}

impl Kept for SeedFingerprintKey {
    fn seals(&mut self, _account: AccountId, visit: &mut VisitSeal<'_>) {
        visit(Purpose::SeedFingerprint, &FingerprintKey::BINDING, &mut self.key);
    }
}

impl Kept for KeyQuestion {}
impl Kept for RelyingPartyName {}
impl Kept for TokenImport {}
