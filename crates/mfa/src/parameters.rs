//! What a device makes its codes with, besides the seed.

use serde::{Deserialize, Serialize};

use crate::Step;

/// The hash under the HMAC. Stored, and written in `otpauth` URIs, as `SHA1`, `SHA256` and `SHA512`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// What every virtual device uses.
    #[serde(rename = "SHA1")]
    Sha1,
    /// Some hardware tokens.
    #[serde(rename = "SHA256")]
    Sha256,
    /// Some hardware tokens.
    #[serde(rename = "SHA512")]
    Sha512,
}

/// What a device whose codes go by time makes them with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenTotp")]
#[non_exhaustive]
pub struct Parameters {
    /// The hash.
    pub algorithm: Algorithm,
    /// How many digits the device shows, 6 or 8. The API takes the last six.
    pub digits: u8,
    /// How long it shows a code, 30 or 60 seconds.
    pub period_secs: u32,
}

/// What a device whose codes go by a counter makes them with: one that shows a code when its button is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenHotp")]
#[non_exhaustive]
pub struct HotpParameters {
    /// The hash.
    pub algorithm: Algorithm,
    /// How many digits the device shows, 6 or 8. The API takes the last six.
    pub digits: u8,
    /// Where its counter stood when its seed file was written: the code of this value is the first that may be used.
    pub counter: Step,
}

/// What a hardware token makes its codes with: stored as the fields of the one or of the other, told apart by `period_secs`
/// and `counter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TokenParameters {
    /// By time (RFC 6238).
    Totp(Parameters),
    /// By a counter (RFC 4226).
    Hotp(HotpParameters),
}

/// No device that we know shows so many digits, or for so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("devices show 6 or 8 digits for 30 or 60 seconds")]
pub struct UnknownParameters;

impl Parameters {
    /// A virtual device: SHA-1, six digits, 30 seconds. `otpauth` URIs leave these out.
    pub const VIRTUAL: Self = Self { algorithm: Algorithm::Sha1, digits: 6, period_secs: 30 };

    /// A hardware token's parameters, from its seed file.
    ///
    /// # Errors
    /// Unless `digits` is 6 or 8 and `period_secs` is 30 or 60.
    pub const fn new(algorithm: Algorithm, digits: u8, period_secs: u32) -> Result<Self, UnknownParameters> {
        match (digits, period_secs) {
            (6 | 8, 30 | 60) => Ok(Self { algorithm, digits, period_secs }),
            _ => Err(UnknownParameters),
        }
    }

    /// The period in milliseconds; never zero, whatever was done to the public field.
    pub(crate) fn period_ms(&self) -> i128 {
        i128::from(self.period_secs.max(1)) * 1_000
    }
}

impl HotpParameters {
    /// A hardware token's parameters, from its seed file.
    ///
    /// # Errors
    /// Unless `digits` is 6 or 8.
    pub const fn new(algorithm: Algorithm, digits: u8, counter: Step) -> Result<Self, UnknownParameters> {
        match digits {
            6 | 8 => Ok(Self { algorithm, digits, counter }),
            _ => Err(UnknownParameters),
        }
    }
}

impl TokenParameters {
    /// How long the device shows a code, in seconds; none if it shows the next one at the press of a button.
    pub const fn period_secs(&self) -> Option<u32> {
        match self {
            Self::Totp(parameters) => Some(parameters.period_secs),
            Self::Hotp(_) => None,
        }
    }
}

impl From<Parameters> for TokenParameters {
    fn from(parameters: Parameters) -> Self {
        Self::Totp(parameters)
    }
}

impl From<HotpParameters> for TokenParameters {
    fn from(parameters: HotpParameters) -> Self {
        Self::Hotp(parameters)
    }
}

#[derive(Deserialize)]
struct WrittenTotp {
    algorithm: Algorithm,
    digits: u8,
    period_secs: u32,
}

#[derive(Deserialize)]
struct WrittenHotp {
    algorithm: Algorithm,
    digits: u8,
    counter: Step,
}

impl TryFrom<WrittenTotp> for Parameters {
    type Error = UnknownParameters;

    fn try_from(written: WrittenTotp) -> Result<Self, UnknownParameters> {
        Self::new(written.algorithm, written.digits, written.period_secs)
    }
}

impl TryFrom<WrittenHotp> for HotpParameters {
    type Error = UnknownParameters;

    fn try_from(written: WrittenHotp) -> Result<Self, UnknownParameters> {
        Self::new(written.algorithm, written.digits, written.counter)
    }
}

#[cfg(test)]
mod tests {
    use super::{Algorithm, HotpParameters, Parameters, TokenParameters};

    #[test]
    fn only_what_devices_do_is_a_parameter() {
        for (digits, period, valid) in
            [(6, 30, true), (8, 60, true), (7, 30, false), (6, 0, false), (6, 90, false), (0, 30, false)]
        {
            assert_eq!(Parameters::new(Algorithm::Sha1, digits, period).is_ok(), valid);
            let stored = format!(r#"{{"algorithm":"SHA1","digits":{digits},"period_secs":{period}}}"#);
            assert_eq!(serde_json::from_str::<Parameters>(&stored).is_ok(), valid, "{stored}");
        }
        for (digits, valid) in [(6, true), (8, true), (7, false), (0, false)] {
            assert_eq!(HotpParameters::new(Algorithm::Sha1, digits, 7).is_ok(), valid);
            let stored = format!(r#"{{"algorithm":"SHA1","digits":{digits},"counter":7}}"#);
            assert_eq!(serde_json::from_str::<HotpParameters>(&stored).is_ok(), valid, "{stored}");
        }
    }

    #[test]
    fn a_stored_token_says_what_its_codes_go_by() {
        let by_time = TokenParameters::from(Parameters::new(Algorithm::Sha256, 8, 60).unwrap());
        let by_counter = TokenParameters::from(HotpParameters::new(Algorithm::Sha1, 6, 17).unwrap());
        for (parameters, stored) in [
            (by_time, r#"{"algorithm":"SHA256","digits":8,"period_secs":60}"#),
            (by_counter, r#"{"algorithm":"SHA1","digits":6,"counter":17}"#),
        ] {
            assert_eq!(serde_json::to_string(&parameters).unwrap(), stored);
            assert_eq!(serde_json::from_str::<TokenParameters>(stored).unwrap(), parameters);
        }
        for stored in [
            r#"{"algorithm":"SHA1","digits":6}"#,
            r#"{"algorithm":"SHA1","digits":7,"counter":17}"#,
            r#"{"algorithm":"SHA1","digits":6,"counter":-1}"#,
        ] {
            assert!(serde_json::from_str::<TokenParameters>(stored).is_err(), "{stored}");
        }
    }
}
