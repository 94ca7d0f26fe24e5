//! When a device shows another code: what people are told to wait for.

use mfa::TokenParameters;
use model::SerialNumber;

use super::Device;
use crate::records::{HardwareToken, keys};
use crate::{Caller, Error, Service};

/// When a device shows another code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// After so many seconds.
    Every(u32),
    /// When its button is pressed.
    OnPress,
}

impl Shows {
    /// What authenticator apps do, and most tokens.
    pub const HALF_A_MINUTE: Self = Self::Every(30);

    fn of(parameters: TokenParameters) -> Self {
        parameters.period_secs().map_or(Self::OnPress, Self::Every)
    }
}

impl Device {
    /// When it shows another code; none, if it shows no codes.
    pub(super) fn shows(&self) -> Option<Shows> {
        match self {
            Self::Virtual(device) => Some(Shows::of(device.parameters.into())),
            Self::Token(token) => Some(Shows::of(token.parameters)),
            Self::Key(..) => None,
        }
    }
}

impl Service {
    /// When a device of the caller's own shows another code. It is told to who is still signing in, too: they have to type two of
    /// them. Of devices that are not the caller's nothing is told but what most of them do.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn shows(&self, caller: &Caller, serial: &SerialNumber) -> Result<Shows, Error> {
        let own = caller.credentials().map(|credentials| credentials.mfa_devices.as_slice());
        let Some(own) = own.unwrap_or_default().iter().find(|device| device.serial == *serial) else {
            return Ok(Shows::HALF_A_MINUTE);
        };
        let token = self.records.load::<HardwareToken>(keys::hardware_token(serial)).await?;
        let token = token.filter(|token| token.id == own.device);
        Ok(token.map_or(Shows::HALF_A_MINUTE, |token| Shows::of(token.parameters)))
    }
}
