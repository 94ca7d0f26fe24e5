//! Each way to be wrong has its own refusal.

use bartizan_fido::testing::{Lie, Make, Maker, SoftKey};
use bartizan_fido::{LONGEST_RESPONSE, Refusal};
use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use crate::{ALICE, ORIGIN, fido, register, registered, sign_in};

/// What is wrong with an answer in both ceremonies, and what it is called.
fn lies() -> [(&'static str, Lie, Refusal); 8] {
    let lie = Lie::default;
    [
        (
            "answers a challenge of its own",
            Lie { challenge: Some(vec![1; 32]), ..lie() },
            Refusal::WrongChallenge,
        ),
        ("answers no challenge", Lie { challenge: Some(vec![]), ..lie() }, Refusal::WrongChallenge),
        (
            "comes from another page",
            Lie { origin: Some("https://sts.example.com.evil.test"), ..lie() },
            Refusal::WrongOrigin,
        ),
        (
            "comes from another port",
            Lie { origin: Some("https://sts.example.com:8443"), ..lie() },
            Refusal::WrongOrigin,
        ),
        ("comes without TLS", Lie { origin: Some("http://sts.example.com"), ..lie() }, Refusal::WrongOrigin),
        ("comes from a frame", Lie { cross_origin: true, ..lie() }, Refusal::CrossOrigin),
        ("signs for another RP", Lie { rp_id: Some("evil.test"), ..lie() }, Refusal::WrongRpId),
        ("was not touched", Lie { flags: Some(0), ..lie() }, Refusal::UserNotPresent),
    ]
}

#[test]
fn r22_a_registration_that_lies_is_refused_by_name() {
    let maker = Maker::new("Example Keys", Some([7; 16]));
    let only = [
        (
            "is an answer to a sign-in",
            Lie { ceremony: Some("webauthn.get"), ..Lie::default() },
            Refusal::WrongCeremony,
        ),
        ("has a forged attestation", Lie { forged: true, ..Lie::default() }, Refusal::BadAttestation),
        ("was copied and cannot be", Lie { flags: Some(1 | 16), ..Lie::default() }, Refusal::BackupChanged),
    ];
    for (that, lie, refusal) in lies().into_iter().chain(only) {
        for make in [Make::SelfAttesting, Make::Certified(maker.clone()), Make::U2f(maker.clone())] {
            let mut key = SoftKey::new(make);
            assert_eq!(register(&mut key, &lie).unwrap_err(), refusal, "a key that {that}");
        }
    }
}

/// The statement of U2F signs neither model nor counter: whoever stands between may write a certified model into it.
#[test]
fn what_a_u2f_key_says_of_its_model_is_not_believed() {
    let mut key = SoftKey::new(Make::U2f(Maker::new("Example Keys", None)));
    let lie = Lie { model: Some([7; 16]), ..Lie::default() };
    assert!(register(&mut key, &lie).unwrap().attestation.aaguid.is_unknown());
    assert!(register(&mut key, &Lie::default()).unwrap().attestation.aaguid.is_unknown());
}

#[test]
fn r22_a_sign_in_that_lies_is_refused_by_name() {
    let (mut key, credential) = registered(Make::Silent);
    let only = [
        (
            "is an answer to a registration",
            Lie { ceremony: Some("webauthn.create"), ..Lie::default() },
            Refusal::WrongCeremony,
        ),
        ("has a forged signature", Lie { forged: true, ..Lie::default() }, Refusal::WrongSignature),
        (
            "names another user",
            Lie { handle: Some(b"AIDABOB".to_vec()), ..Lie::default() },
            Refusal::AnotherUsers,
        ),
        ("can be copied all at once", Lie { flags: Some(1 | 8), ..Lie::default() }, Refusal::BackupChanged),
    ];
    for (that, lie, refusal) in lies().into_iter().chain(only) {
        assert_eq!(sign_in(&mut key, &credential, &lie).unwrap_err(), refusal, "a key that {that}");
    }
    sign_in(&mut key, &credential, &Lie::default()).expect("the key itself is as good as ever");
}

#[test]
fn a_counter_that_does_not_rise_is_a_clone_and_only_a_right_signature_says_so() {
    let (mut key, credential) = registered(Make::Silent);
    let mut clone = key.cloned();
    let credential = sign_in(&mut key, &credential, &Lie::default()).unwrap();
    let credential = sign_in(&mut key, &credential, &Lie::default()).unwrap();
    let went_back = |given| Refusal::CounterWentBack { stored: 2, given };
    assert_eq!(sign_in(&mut clone, &credential, &Lie::default()).unwrap_err(), went_back(1));
    assert_eq!(
        sign_in(&mut clone, &credential, &Lie::default()).unwrap_err(),
        went_back(2),
        "the same is no rise"
    );
    let forged = Lie { forged: true, counter: Some(1), ..Lie::default() };
    assert_eq!(sign_in(&mut key, &credential, &forged).unwrap_err(), Refusal::WrongSignature);
    let none = Lie { counter: Some(0), ..Lie::default() };
    assert_eq!(sign_in(&mut key, &credential, &none).unwrap_err(), went_back(0));
}

#[test]
fn a_key_that_verified_its_user_once_must_do_so_always() {
    let mut key = SoftKey::new(Make::Silent);
    key.verifies = true;
    let credential = register(&mut key, &Lie::default()).unwrap().credential;
    assert!(credential.verifies_its_user());
    let credential = sign_in(&mut key, &credential, &Lie::default()).unwrap();
    key.verifies = false;
    assert_eq!(sign_in(&mut key, &credential, &Lie::default()).unwrap_err(), Refusal::UserNotVerified);
}

#[test]
fn an_answer_counts_for_its_own_question_only() {
    let (mut key, credential) = registered(Make::Silent);
    let fido = fido();
    let first = fido.begin_sign_in([&credential]).unwrap();
    let second = fido.begin_sign_in([&credential]).unwrap();
    let answer = key.get(&first.options, ORIGIN, &Lie::default());
    let replayed = fido.finish_sign_in(&second.state, ALICE.handle, [&credential], &answer);
    assert_eq!(replayed.unwrap_err(), Refusal::WrongChallenge);
}

#[test]
fn a_key_that_is_registered_already_or_not_at_all() {
    let (mut key, credential) = registered(Make::Silent);
    let fido = fido();
    let begun = fido.begin_registration(&ALICE, [&credential]).unwrap();
    let answer = key.create(&begun.options, ORIGIN, &Lie::default());
    let again = fido.finish_registration(&begun.state, [&credential], &answer);
    assert_eq!(again.unwrap_err(), Refusal::AlreadyRegistered);

    let (mut other, _) = registered(Make::Silent);
    assert_eq!(sign_in(&mut other, &credential, &Lie::default()).unwrap_err(), Refusal::UnknownCredential);
    assert_eq!(
        fido.begin_sign_in([]).unwrap_err(),
        Refusal::UnknownCredential,
        "nobody is asked for just any key"
    );
}

#[test]
fn a_malformed_answer_is_told_apart_by_what_is_malformed() {
    let (mut key, credential) = registered(Make::Silent);
    let fido = fido();
    let creation = fido.begin_registration(&ALICE, []).unwrap();
    let request = fido.begin_sign_in([&credential]).unwrap();
    let created = key.create(&creation.options, ORIGIN, &Lie::default());
    let got = key.get(&request.options, ORIGIN, &Lie::default());
    let registration = |answer: &str| fido.finish_registration(&creation.state, [], answer).map(|_| ());
    let sign_in =
        |answer: &str| fido.finish_sign_in(&request.state, ALICE.handle, [&credential], answer).map(|_| ());

    for (answer, refusal) in [
        ("", Refusal::MalformedResponse),
        ("{}", Refusal::MalformedResponse),
        ("null", Refusal::MalformedResponse),
        (&"[".repeat(10_000), Refusal::MalformedResponse),
        (&" ".repeat(LONGEST_RESPONSE + 1), Refusal::TooLong),
    ] {
        assert_eq!(registration(answer), Err(refusal));
        assert_eq!(sign_in(answer), Err(refusal));
    }
    let cut = |answer: &str, field: &str| {
        let mut answer: Value = serde_json::from_str(answer).unwrap();
        let bytes = BASE64URL_NOPAD.decode(answer["response"][field].as_str().unwrap().as_bytes()).unwrap();
        answer["response"][field] = BASE64URL_NOPAD.encode(&bytes[..bytes.len() / 2]).into();
        answer.to_string()
    };
    assert_eq!(registration(&cut(&created, "clientDataJSON")), Err(Refusal::MalformedClientData));
    assert_eq!(registration(&cut(&created, "attestationObject")), Err(Refusal::MalformedCbor));
    assert_eq!(sign_in(&cut(&got, "clientDataJSON")), Err(Refusal::MalformedClientData));
    assert_eq!(sign_in(&cut(&got, "authenticatorData")), Err(Refusal::MalformedCbor));
    assert_eq!(sign_in(&cut(&got, "signature")), Err(Refusal::WrongSignature));

    let replaced = |answer: &str, field: &str, value: &str| {
        let mut answer: Value = serde_json::from_str(answer).unwrap();
        answer[field] = value.into();
        answer.to_string()
    };
    assert_eq!(sign_in(&replaced(&got, "id", "AAAA")), Err(Refusal::MalformedResponse), "two ids");
    assert_eq!(sign_in(&replaced(&got, "type", "password")), Err(Refusal::MalformedResponse));
    let other = BASE64URL_NOPAD.encode(b"another id");
    let renamed = replaced(&replaced(&created, "id", &other), "rawId", &other);
    assert_eq!(registration(&renamed), Err(Refusal::MalformedResponse), "the key made another credential");
    registration(&created).unwrap();
    sign_in(&got).unwrap();
}
