//! Keys that are what they say.

use bartizan_fido::testing::{Lie, Make, Maker, SoftKey};
use bartizan_fido::{AttestationFormat, Trust, names_just};
use serde_json::Value;

use crate::{ALICE, ORIGIN, fido, register, registered, sign_in};

#[test]
fn a_key_of_any_make_registers_and_signs_in_again_and_again() {
    let maker = Maker::new("Example Keys", Some([7; 16]));
    for (make, format, attested_by_certificates) in [
        (Make::Silent, AttestationFormat::None, false),
        (Make::SelfAttesting, AttestationFormat::Packed, false),
        (Make::Certified(maker.clone()), AttestationFormat::Packed, true),
        (Make::U2f(maker.clone()), AttestationFormat::FidoU2f, true),
    ] {
        let mut key = SoftKey::new(make);
        let made = register(&mut key, &Lie::default()).unwrap();
        assert_eq!(made.attestation.format, format);
        let chain: Vec<_> = made.attestation.chain().collect();
        if attested_by_certificates {
            assert_eq!(chain, [maker.certificate.as_slice()], "{format:?}");
        } else {
            assert!(
                chain.is_empty() && !matches!(made.attestation.trust, Trust::Certificates(_)),
                "{format:?}"
            );
        }
        let u2f = format == AttestationFormat::FidoU2f;
        assert_eq!(made.attestation.aaguid.is_unknown(), u2f, "U2F keys do not tell their model");

        let mut credential = made.credential;
        for uses in 1..4 {
            credential = sign_in(&mut key, &credential, &Lie::default()).unwrap();
            assert_eq!(credential.counter(), uses, "{format:?}");
        }
    }
}

#[test]
fn what_is_kept_survives_being_written_down() {
    let (mut key, credential) = registered(Make::Silent);
    let fido = fido();
    let begun = fido.begin_sign_in([&credential]).unwrap();
    let answer = key.get(&begun.options, ORIGIN, &Lie::default());

    let state = serde_json::to_string(&begun.state).unwrap();
    assert!(!state.contains("cred_id"), "credentials are not kept twice: {state}");
    let state = serde_json::from_str(&state).unwrap();
    let credential = serde_json::from_str(&serde_json::to_string(&credential).unwrap()).unwrap();
    fido.finish_sign_in(&state, ALICE.handle, [&credential], &answer).unwrap();
}

#[test]
fn a_key_without_a_counter_signs_in_as_often_as_it_likes() {
    let (mut key, credential) = registered(Make::Silent);
    let nothing = Lie { counter: Some(0), ..Lie::default() };
    for _ in 0..3 {
        assert_eq!(sign_in(&mut key, &credential, &nothing).unwrap().counter(), 0);
    }
}

#[test]
fn the_user_handle_may_be_there_or_not() {
    let (mut key, credential) = registered(Make::Silent);
    for handle in [None, Some(Vec::new()), Some(ALICE.handle.to_vec())] {
        sign_in(&mut key, &credential, &Lie { handle, ..Lie::default() }).unwrap();
    }
}

#[test]
fn a_browser_is_asked_what_suits_a_second_factor() {
    let (_, credential) = registered(Make::Silent);
    let fido = fido();
    let begun = fido.begin_registration(&ALICE, [&credential]).unwrap();
    let options: Value = serde_json::from_str(&begun.options).unwrap();
    let asked = &options["publicKey"];
    assert_eq!(asked["rp"]["id"], "sts.example.com");
    assert_eq!(asked["attestation"], "direct");
    assert_eq!(asked["authenticatorSelection"]["userVerification"], "preferred");
    assert_eq!(asked["authenticatorSelection"]["residentKey"], "discouraged", "keys have few places");
    assert_eq!(
        asked["authenticatorSelection"].get("authenticatorAttachment"),
        None,
        "platforms and keys that roam"
    );
    assert_eq!(asked["excludeCredentials"].as_array().unwrap().len(), 1);
    assert_eq!(asked["timeout"], 300_000);

    let begun = fido.begin_sign_in([&credential]).unwrap();
    let options: Value = serde_json::from_str(&begun.options).unwrap();
    assert_eq!(options["publicKey"]["rpId"], "sts.example.com");
    assert_eq!(options["publicKey"]["allowCredentials"].as_array().unwrap().len(), 1);
}

#[test]
fn options_name_the_credentials_that_they_ask_and_no_others() {
    let [one, two] = [(); 2].map(|()| registered(Make::Silent).1);
    let options = fido().begin_sign_in([&one, &two]).unwrap().options;
    assert!(names_just(&options, [&two, &one]));
    assert!(!names_just(&options, [&one]) && !names_just(&options, []));
    let of_one = fido().begin_sign_in([&one]).unwrap().options;
    assert!(
        names_just(&of_one, [&one]) && !names_just(&of_one, [&two]) && !names_just(&of_one, [&one, &two])
    );
    assert!(!names_just("{}", []));
}
