//! What pages call devices, and what they tell people to wait for.

use model::{DeviceKind, SerialNumber, Text};
use service::iam::mfa::Shows;

use crate::speech::Speech;

/// What people call a device: the last part of its serial number; of a security key without the id that it ends in.
pub fn name(serial: &SerialNumber) -> &str {
    let last = serial.as_str().rsplit('/').next().unwrap_or_default();
    match serial.kind() {
        DeviceKind::SecurityKey => last.rsplit_once('-').map_or(last, |(name, _)| name),
        DeviceKind::Virtual | DeviceKind::HardwareToken => last,
    }
}

/// The kind of a device.
pub fn kind(serial: &SerialNumber, s: Speech) -> String {
    let kind = match serial.kind() {
        DeviceKind::Virtual => s.say("kind-virtual"),
        DeviceKind::SecurityKey => s.say("kind-key"),
        DeviceKind::HardwareToken => s.say("kind-token"),
    };
    kind.into_owned()
}

/// How to get the second of two codes.
pub fn how_to_go_on(shows: Shows, s: Speech) -> String {
    let words = match shows {
        Shows::Every(secs) => s.count("wait-for-next", "seconds", i64::from(secs)),
        Shows::OnPress => s.say("press-for-next"),
    };
    words.into_owned()
}

#[cfg(test)]
mod tests {
    use service::iam::mfa::Shows;

    use super::{how_to_go_on, kind, name};
    use crate::speech::{Language, Speech};

    #[test]
    fn devices_are_called_by_the_last_part_of_their_number_without_an_id_and_by_their_kind() {
        for (serial, called, of_kind) in [
            ("arn:aws:iam::123456789012:mfa/phones/alice", "alice", "Virtual MFA device"),
            ("arn:aws:iam::123456789012:u2f/user/alice/blue-ABCD", "blue", "Security key"),
            ("GAHT12345678", "GAHT12345678", "Hardware token"),
        ] {
            let serial = serial.parse().unwrap();
            assert_eq!((name(&serial), &*kind(&serial, Speech(Language::English))), (called, of_kind));
        }
    }

    #[test]
    fn nobody_waits_for_a_code_that_comes_at_the_press_of_a_button() {
        let words = |shows| how_to_go_on(shows, Speech(Language::English));
        assert!(words(Shows::Every(30)).contains("30 seconds"));
        assert!(words(Shows::Every(60)).contains("60 seconds"));
        assert!(words(Shows::OnPress).contains("button") && !words(Shows::OnPress).contains("seconds"));
    }
}
