//! What was begun, on its way through a page.

use std::time::Duration;

use mfa::Seed;
use model::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};
use model::{DeviceId, Secret, Timestamp, VirtualMfaDeviceName};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Failure, Missing};
use crate::records::Owner;
use crate::{Caller, Service};

/// How long somebody may take.
const LONGEST: Duration = Duration::from_secs(3_600);
/// What these texts are sealed as: no cookie is one of them.
const KIND: &str = "assignment";

/// A device that was begun. It is bound to who began it and to whom it is for; the account is in the seal.
///
/// Who is shown it knows the seed anyway, so that it can be sent twice is no way in: the second time the name is taken.
#[derive(Serialize, Deserialize)]
pub(super) struct Pending {
    /// Who began, by immutable id.
    pub caller: String,
    /// Whose it shall be.
    pub owner: Owner,
    /// What it shall be called.
    pub name: VirtualMfaDeviceName,
    /// The id that it shall have: what wrong codes are counted by.
    pub device: DeviceId,
    /// The seed, in base32.
    pub seed: String,
    /// When.
    pub begun: Timestamp,
}

impl Pending {
    /// The text of it.
    pub fn seal(&self, service: &Service, caller: &Caller) -> Result<Secret<String>, Error> {
        service.seal_cookie(caller.account(), KIND, self).map(Secret::new)
    }

    /// What a text holds, if this caller began it, a short while ago.
    pub fn open(
        service: &Service,
        caller: &Caller,
        text: &PendingText,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let missing = || Error::from(Missing::Assignment);
        let text = text.0.expose();
        let account = text.split_once('-').and_then(|(account, _)| account.parse().ok());
        if account != Some(caller.account()) {
            return Err(missing());
        }
        let pending = service.open_cookie::<Self>(KIND, text).ok_or_else(missing)?;
        let is_ours = pending.caller == caller.user_id() && now < pending.begun.after(LONGEST);
        if is_ours { Ok(pending) } else { Err(missing()) }
    }

    /// The seed.
    pub fn seed(&self) -> Result<Seed, Error> {
        Seed::from_base32(&self.seed).map_err(|_| Error::ServiceFailure(Failure::Sealed("assignment")))
    }
}

/// The text of something that was begun. It holds a seed, if only sealed: no event keeps it.
#[derive(Clone, Debug)]
pub struct PendingText(Secret<String>);

impl PendingText {
    /// The seal is some hundred characters; more is not one.
    const MOST: usize = 2_048;
}

impl Field for PendingText {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        if text.len() > Self::MOST {
            faults.add_hidden(place, Constraint::MaxLength(Self::MOST));
            return Ok(None);
        }
        Ok(Some(Self(Secret::new(text.to_owned()))))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}
