//! The test vectors of the specification (Web Authentication Level 3, section 16).

use std::fs;

use bartizan_fido::{
    AttestationFormat, Credential, Fido, PendingRegistration, PendingSignIn, Refusal, RelyingParty,
};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};

use crate::ALICE;

#[test]
fn the_vectors_of_the_specification_hold() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors/webauthn.jsonl");
    let Ok(text) = fs::read_to_string(path) else {
        println!("skipped: there is no {path}");
        return;
    };
    let mut seen = 0;
    for line in text.lines() {
        let vector: Value = serde_json::from_str(line).unwrap();
        if vector.get("registration").is_none() {
            continue;
        }
        let title = vector["title"].as_str().unwrap();
        let fido = Fido::new(&RelyingParty::of(vector["origin"].as_str().unwrap()).unwrap(), "Vectors");
        let registered = registration(&fido, &vector["registration"]);
        let expected = expected(title);
        assert_eq!(registered.as_ref().map(|_| ()).map_err(|refusal| *refusal), expected, "{title}");
        if let Ok((credential, format)) = registered {
            // Statements of TPMs are not verified, so they are not kept either.
            let says_nothing = format == AttestationFormat::None;
            let silent = ["No Attestation", "TPM"].iter().any(|kind| title.contains(kind));
            assert!(says_nothing == silent || !title.contains("Attestation with"), "{title}: {format:?}");
            let signed_in = sign_in(&fido, &credential, &vector["authentication"]);
            // Some vectors verify a user at the registration only, which no key is let do here.
            let expected = match verifies(&vector["authentication"]) || !credential.verifies_its_user() {
                true => Ok(()),
                false => Err(Refusal::UserNotVerified),
            };
            assert_eq!(signed_in.map(|_| ()), expected, "{title}");
        }
        seen += 1;
    }
    assert!(seen >= 15, "{seen} vectors");
}

/// What is made of a vector here. The algorithms are those that are asked for, and the RSA key of the vector is longer than those
/// that authenticators make; frames of other sites are refused.
fn expected(title: &str) -> Result<(), Refusal> {
    if title.contains("crossOrigin") || title.contains("topOrigin") {
        return Err(Refusal::CrossOrigin);
    }
    if ["ES512", "RS256", "Ed25519", "Ed448"].iter().any(|algorithm| title.contains(algorithm)) {
        return Err(Refusal::WrongAlgorithm);
    }
    // The description of the key in this one's certificate is not as the library reads those of telephones.
    if title.contains("Android Key") {
        return Err(Refusal::BadAttestation);
    }
    Ok(())
}

/// The flag of verification, in the authenticator data of a sign-in.
fn verifies(vector: &Value) -> bool {
    let data = HEXLOWER.decode(vector["authenticatorData"].as_str().unwrap().as_bytes()).unwrap();
    data[32] & 4 != 0
}

fn registration(fido: &Fido, vector: &Value) -> Result<(Credential, AttestationFormat), Refusal> {
    let begun = fido.begin_registration(&ALICE, []).unwrap();
    let state: PendingRegistration = with_challenge(&begun.state, vector);
    let answer = json!({
        "id": base64(&vector["credential_id"]),
        "rawId": base64(&vector["credential_id"]),
        "type": "public-key",
        "response": {
            "clientDataJSON": base64(&vector["clientDataJSON"]),
            "attestationObject": base64(&vector["attestationObject"]),
        },
    });
    fido.finish_registration(&state, [], &answer.to_string())
        .map(|made| (made.credential, made.attestation.format))
}

fn sign_in(fido: &Fido, credential: &Credential, vector: &Value) -> Result<Credential, Refusal> {
    let begun = fido.begin_sign_in([credential]).unwrap();
    let state: PendingSignIn = with_challenge(&begun.state, vector);
    let id = BASE64URL_NOPAD.encode(credential.id());
    let answer = json!({
        "id": id,
        "rawId": id,
        "type": "public-key",
        "response": {
            "clientDataJSON": base64(&vector["clientDataJSON"]),
            "authenticatorData": base64(&vector["authenticatorData"]),
            "signature": base64(&vector["signature"]),
        },
    });
    fido.finish_sign_in(&state, ALICE.handle, [credential], &answer.to_string())
        .map(|signed| signed.credential)
}

/// A state as if the challenge of the vector had been drawn.
fn with_challenge<State: serde::Serialize + serde::de::DeserializeOwned>(
    state: &State,
    vector: &Value,
) -> State {
    let mut state = serde_json::to_value(state).unwrap();
    state["challenge"] = base64(&vector["challenge"]).into();
    serde_json::from_value(state).unwrap()
}

fn base64(hex: &Value) -> String {
    BASE64URL_NOPAD.encode(&HEXLOWER.decode(hex.as_str().unwrap().as_bytes()).unwrap())
}
