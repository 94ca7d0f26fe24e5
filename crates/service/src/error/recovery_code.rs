//! Why recovery codes were not made, or one was not accepted.

use super::{Denial, Error};

/// Why. Only somebody whose password was right reads any of this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryCodeRefused {
    /// It is none of the codes, or was used.
    Wrong,
    /// There are none that would open anything.
    None,
    /// The account lets its users have none.
    NotAllowed,
    /// There is no device that they would stand in for.
    NoDevice,
}

impl RecoveryCodeRefused {
    /// What to do next.
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Wrong => "The recovery code is not right, or was used. Try another one.",
            Self::None => "There are no recovery codes.",
            Self::NotAllowed => "This account lets its users have no recovery codes. Ask an administrator.",
            Self::NoDevice => "Recovery codes stand in for an MFA device. Add a device first.",
        }
    }
}

impl From<RecoveryCodeRefused> for Error {
    fn from(refused: RecoveryCodeRefused) -> Self {
        Self::AccessDenied(Denial::RecoveryCode(refused))
    }
}
