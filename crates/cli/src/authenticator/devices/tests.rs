use std::time::Duration;

use model::Timestamp;

use super::{Device, Devices, Next};

/// The seed and the moments of RFC 6238, appendix B, and of RFC 4226, appendix D.
const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn device(name: &str, uri: &str) -> Device {
    Device { name: name.to_owned(), uri: uri.parse().unwrap(), skew: 0, spent: None }
}

#[test]
fn a_device_shows_what_the_rfcs_say() {
    let mut by_time = device("a", &format!("otpauth://totp/a?secret={SEED}&digits=8"));
    for (moment, digits, left) in
        [(59, "94287082", 1), (1_111_111_109, "07081804", 1), (1_111_111_111, "14050471", 29)]
    {
        let shown = by_time.show(Timestamp::from_secs(moment), None);
        assert_eq!((shown.digits.as_str(), shown.seconds_left), (digits, Some(left)), "{moment}");
    }
    let mut by_counter = device("b", &format!("otpauth://hotp/b?secret={SEED}&counter=0"));
    for digits in ["755224", "287082", "359152"] {
        let shown = by_counter.show(Timestamp::from_secs(0), None);
        assert_eq!((shown.digits.as_str(), shown.seconds_left), (digits, None));
    }
    assert_eq!(by_counter.pair(Timestamp::from_secs(0), None), ["969429", "338314"]);
}

#[test]
fn a_drifted_device_shows_what_its_clock_says() {
    let mut drifted = Device { skew: -600, ..device("a", &format!("otpauth://totp/a?secret={SEED}")) };
    let mut right = device("b", &format!("otpauth://totp/b?secret={SEED}"));
    let (now, before) = (Timestamp::from_secs(1_800_000_000), Timestamp::from_secs(1_799_999_400));
    assert_eq!(drifted.show(now, None).digits, right.show(before, None).digits);
    assert_eq!(drifted.show(now, Some(0)).digits, right.show(now, None).digits, "what is given is instead");
    assert_eq!(right.pair(now, Some(-600)), drifted.pair(now, None));
    assert_eq!(drifted.pair(now, None)[1], drifted.show(now, None).digits);
}

#[test]
fn no_code_is_handed_out_twice() {
    let mut phone = device("a", &format!("otpauth://totp/a?secret={SEED}"));
    let at = Timestamp::from_secs;
    let Next::Code(first) = phone.next(at(60)) else { panic!() };
    let Next::In(wait) = phone.next(at(71)) else { panic!("again within a step") };
    assert_eq!(wait, Duration::from_secs(19));
    let Next::In(wait) = phone.next(at(59)) else { panic!("a clock that was set back") };
    assert_eq!(wait, Duration::from_secs(31));
    let Next::Code(second) = phone.next(at(90)) else { panic!() };
    assert_ne!(first, second);
    let mut button = device("b", &format!("otpauth://hotp/b?secret={SEED}&counter=0"));
    for code in ["755224", "287082"] {
        assert!(matches!(button.next(at(0)), Next::Code(shown) if shown == code));
    }
}

#[test]
fn what_is_written_is_read_and_names_are_unique() {
    let mut devices = Devices::default();
    devices.add(device("b", &format!("otpauth://totp/x?secret={SEED}")), false).unwrap();
    devices
        .add(Device { skew: 7, ..device("a", &format!("otpauth://hotp/y?secret={SEED}&counter=3")) }, false)
        .unwrap();
    assert!(devices.add(device("a", &format!("otpauth://totp/z?secret={SEED}")), false).is_err());
    let read = Devices::read(devices.write().unwrap().expose()).unwrap();
    let [a, b] = read.all() else { panic!() };
    assert_eq!((a.name.as_str(), a.skew, a.uri.account()), ("a", 7, "y"));
    assert_eq!((b.name.as_str(), b.skew, b.uri.account()), ("b", 0, "x"));
    devices.add(device("a", &format!("otpauth://totp/z?secret={SEED}")), true).unwrap();
    assert_eq!(devices.find("a").unwrap().uri.account(), "z");
    devices.remove("a").unwrap();
    assert!(devices.remove("a").is_err() && devices.all().len() == 1);
    assert!(Devices::read(b"[{\"name\":\"a\",\"uri\":\"nonsense\"}]").is_none());
}
