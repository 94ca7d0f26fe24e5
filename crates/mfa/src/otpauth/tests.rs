use proptest::prelude::*;

use super::{Kind, OtpauthUri};
use crate::{Algorithm, Parameters, Seed};

const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn seed() -> Seed {
    Seed::from_base32(SEED).unwrap()
}

#[test]
fn a_virtual_device_gets_the_uri_that_aws_gives() {
    for (issuer, device, account, label) in [
        (
            "Amazon Web Services",
            "alice",
            "123456789012",
            "Amazon%20Web%20Services:alice@123456789012?secret=SEED&issuer=Amazon%20Web%20Services",
        ),
        ("Bartizan", "my-phone", "acme", "Bartizan:my-phone@acme?secret=SEED&issuer=Bartizan"),
        (
            "Bartizan",
            "a+b=c,d.e@f_g",
            "acme",
            "Bartizan:a%2Bb%3Dc%2Cd.e@f_g@acme?secret=SEED&issuer=Bartizan",
        ),
        ("Zoë & Co", "x", "acme", "Zo%C3%AB%20%26%20Co:x@acme?secret=SEED&issuer=Zo%C3%AB%20%26%20Co"),
    ] {
        let uri = OtpauthUri::of_virtual_device(issuer, device, account, seed()).unwrap();
        assert_eq!(*uri.to_uri().expose(), format!("otpauth://totp/{}", label.replace("SEED", SEED)));
    }
}

#[test]
fn only_uris_that_say_one_thing_are_read() {
    for (uri, valid) in [
        ("otpauth://totp/alice?secret=SEED", true),
        ("OTPAUTH://TOTP/alice?secret=SEED", true),
        ("otpauth://totp/Bartizan:alice?secret=SEED&issuer=Bartizan", true),
        ("otpauth://totp/Bartizan%3Aalice?secret=SEED", true),
        ("otpauth://totp/Bartizan:%20alice?secret=SEED", true),
        ("otpauth://totp/alice?secret=SEED&algorithm=SHA512&digits=8&period=60", true),
        ("otpauth://totp/alice?secret=SEED&image=https%3A%2F%2Fexample.com%2Fx.png", true),
        ("otpauth://hotp/alice?secret=SEED&counter=18446744073709551615", true),
        ("otpauth://hotp/alice?secret=SEED", false),
        ("otpauth://totp/alice?secret=SEED&counter=1", false),
        ("otpauth://hotp/alice?secret=SEED&counter=18446744073709551616", false),
        ("otpauth://totp/Bartizan:alice?secret=SEED&issuer=Other", false),
        ("otpauth://totp/alice?secret=SEED&secret=SEED", false),
        ("otpauth://totp/alice?secret=SEED&digits=7", false),
        ("otpauth://totp/alice?secret=SEED&digits=+6", false),
        ("otpauth://totp/alice?secret=SEED&period=0", false),
        ("otpauth://totp/alice?secret=SEED&period=4294967326", false),
        ("otpauth://totp/alice?secret=SEED&algorithm=MD5", false),
        ("otpauth://totp/alice?secret=SEED#fragment", false),
        ("otpauth://totp/alice?secret=SEED&", false),
        ("otpauth://totp/alice?secret=", false),
        ("otpauth://totp/alice?issuer=Bartizan", false),
        ("otpauth://totp/alice", false),
        ("otpauth://totp/?secret=SEED", false),
        ("otpauth://totp/:alice?secret=SEED", false),
        ("otpauth://totp/a:b:c?secret=SEED", false),
        ("otpauth://totp/al%0Aice?secret=SEED", false),
        ("otpauth://totp/al ice?secret=SEED", false),
        ("otpauth://totp/al%ice?secret=SEED", false),
        ("otpauth://totp/alice%?secret=SEED", false),
        ("otpauth://totp/%FF?secret=SEED", false),
        ("otpauth://motp/alice?secret=SEED", false),
        ("https://totp/alice?secret=SEED", false),
        ("", false),
    ] {
        let uri = uri.replace("SEED", SEED);
        assert_eq!(uri.parse::<OtpauthUri>().is_ok(), valid, "{uri}");
    }
}

#[test]
fn what_would_not_come_back_is_refused() {
    for (issuer, account) in
        [("", "alice"), ("A:B", "alice"), (" A", "alice"), ("A", "alice:x"), ("A", ""), ("A", "al\nice")]
    {
        let uri = OtpauthUri::new(Kind::Totp, Some(issuer), account, seed(), Parameters::VIRTUAL);
        assert!(uri.is_err(), "{issuer:?} {account:?}");
    }
    let long = "x".repeat(2_048);
    assert!(OtpauthUri::new(Kind::Totp, None, &long, seed(), Parameters::VIRTUAL).is_err());
    assert!(format!("otpauth://totp/{long}?secret={SEED}").parse::<OtpauthUri>().is_err());
}

// R7: neither a Debug nor an error shows the seed.
#[test]
fn r7_a_uri_is_not_shown_by_debug_or_by_an_error() {
    let uri = OtpauthUri::of_virtual_device("Bartizan", "alice", "acme", seed()).unwrap();
    let error = format!("otpauth://totp/alice?secret={SEED}1").parse::<OtpauthUri>().unwrap_err();
    for shown in [format!("{uri:?}"), format!("{:?}", uri.to_uri()), format!("{error:?} {error}")] {
        assert!(!shown.contains("GEZD"), "{shown}");
    }
}

fn label() -> impl Strategy<Value = String> {
    any::<String>()
        .prop_map(|text| text.chars().take(40).filter(|c| !c.is_control() && *c != ':').collect::<String>())
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("not empty", |text| !text.is_empty())
}

fn parameters() -> impl Strategy<Value = Parameters> {
    let algorithm = prop_oneof![Just(Algorithm::Sha1), Just(Algorithm::Sha256), Just(Algorithm::Sha512)];
    (algorithm, prop_oneof![Just(6), Just(8)], prop_oneof![Just(30), Just(60)])
        .prop_map(|(algorithm, digits, period)| Parameters::new(algorithm, digits, period).unwrap())
}

proptest! {
    #[test]
    fn a_uri_comes_back_as_it_was(
        counter in any::<Option<u64>>(), issuer in proptest::option::of(label()), account in label(),
        seed in proptest::collection::vec(any::<u8>(), 1..=64), parameters in parameters(),
    ) {
        let kind = counter.map_or(Kind::Totp, |counter| Kind::Hotp { counter });
        let uri = OtpauthUri::new(kind, issuer.as_deref(), &account, Seed::from_bytes(seed), parameters).unwrap();
        prop_assert_eq!(uri.to_uri().expose().parse::<OtpauthUri>().unwrap(), uri);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>(), tail in "[a-z0-9%&=?:/@+]{0,80}") {
        let _ = text.parse::<OtpauthUri>();
        let _ = format!("otpauth://totp/{tail}").parse::<OtpauthUri>();
        let _ = format!("otpauth://totp/x?secret=GE&{text}{tail}").parse::<OtpauthUri>();
    }
}
