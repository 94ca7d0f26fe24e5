//! What the targets about security keys share: ceremonies whose challenges are known.

use std::sync::OnceLock;

use fido::{Credential, Fido, PendingRegistration, PendingSignIn, Person, RelyingParty};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The page that asks.
pub const ORIGIN: &str = "https://example.org";
/// What it asks.
pub const CHALLENGE: [u8; 32] = [7; 32];

/// What asks.
pub fn fido(origin: &str) -> &'static Fido {
    static FIDO: OnceLock<Fido> = OnceLock::new();
    FIDO.get_or_init(|| Fido::new(&RelyingParty::of(origin).expect("a name"), "fuzz"))
}

/// A registration that waits for its answer.
pub fn pending() -> &'static PendingRegistration {
    static PENDING: OnceLock<PendingRegistration> = OnceLock::new();
    let person = Person { handle: b"AIDAALICE", name: "alice", display_name: "alice" };
    PENDING.get_or_init(|| known(&fido(ORIGIN).begin_registration(&person, []).expect("begun").state))
}

/// A sign-in that waits for its answer.
pub fn asked() -> &'static PendingSignIn {
    static ASKED: OnceLock<PendingSignIn> = OnceLock::new();
    ASKED.get_or_init(|| known(&fido(ORIGIN).begin_sign_in([credential()]).expect("begun").state))
}

/// A credential of a key whose secret nobody has.
pub fn credential() -> &'static Credential {
    static CREDENTIAL: OnceLock<Credential> = OnceLock::new();
    CREDENTIAL.get_or_init(|| serde_json::from_str(include_str!("credential.json")).expect("a credential"))
}

/// Where the specification's vectors have the id of a credential: after hash, flags, counter, model and length of authenticator
/// data, which is the last part of an attestation object.
pub fn claimed_id(object: &[u8]) -> Vec<u8> {
    let marker = b"authData";
    let Some(place) = object.windows(marker.len()).position(|window| window == marker) else {
        return vec![0];
    };
    let data = &object[place + marker.len()..];
    // A byte string of less than 256 bytes has two bytes before it, a longer one three.
    let start = if data.first() == Some(&0x59) { 3 } else { 2 };
    let Some([high, low]) = data.get(start + 53..start + 55) else { return vec![0] };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    data.get(start + 55..start + 55 + length).map_or_else(|| vec![0], <[u8]>::to_vec)
}

/// As browsers write bytes.
pub fn base64(bytes: &[u8]) -> String {
    data_encoding::BASE64URL_NOPAD.encode(bytes)
}

/// The same state, with the challenge that is known.
fn known<State: Serialize + DeserializeOwned>(state: &State) -> State {
    let mut state = serde_json::to_value(state).expect("it is JSON");
    state["challenge"] = base64(&CHALLENGE).into();
    serde_json::from_value(state).expect("it is one still")
}
