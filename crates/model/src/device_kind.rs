//! Which kind of device a serial number names.

use crate::{SerialNumber, Text};

/// The three kinds of MFA device. What a serial number looks like tells them apart, whether or not there is such a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceKind {
    /// An app that shows codes: `arn:aws:iam::123456789012:mfa/path/name`.
    Virtual,
    /// A FIDO2 security key or passkey: `arn:aws:iam::123456789012:u2f/user/alice/label-ID`.
    SecurityKey,
    /// A token that shows codes, named by its maker: `GAHT12345678`.
    HardwareToken,
}

impl SerialNumber {
    /// The kind of device that has such a number. What begins as an ARN is never a maker's number.
    pub fn kind(&self) -> DeviceKind {
        match self.as_str().strip_prefix("arn:") {
            None => DeviceKind::HardwareToken,
            Some(rest) if rest.splitn(5, ':').nth(4).is_some_and(|resource| resource.starts_with("u2f/")) => {
                DeviceKind::SecurityKey
            }
            Some(_) => DeviceKind::Virtual,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DeviceKind;
    use crate::SerialNumber;

    #[test]
    fn a_serial_number_tells_the_kind_of_its_device() {
        for (serial, kind) in [
            ("arn:aws:iam::123456789012:mfa/phone", DeviceKind::Virtual),
            ("arn:aws:iam::123456789012:mfa/u2f/phone", DeviceKind::Virtual),
            ("arn:aws:iam::123456789012:u2f/user/alice/default-ABCD", DeviceKind::SecurityKey),
            ("arn:aws:iam::123456789012:u2f/root/default-ABCD", DeviceKind::SecurityKey),
            ("arn:aws:iam::123456789012:user/alice", DeviceKind::Virtual),
            ("arn:nothing:of:ours", DeviceKind::Virtual),
            ("GAHT12345678", DeviceKind::HardwareToken),
            ("u2f/user/alice", DeviceKind::HardwareToken),
        ] {
            assert_eq!(serial.parse::<SerialNumber>().unwrap().kind(), kind, "{serial}");
        }
    }
}
