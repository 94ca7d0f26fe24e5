//! What the crate promises, through its public API.
#![expect(clippy::unwrap_used, reason = "what a test's own parts cannot do, fails the test")]

mod attestations;
mod blobs;
mod refusals;
mod signing;
mod strangers;
mod vectors;

use bartizan_fido::testing::{Lie, Make, SoftKey};
use bartizan_fido::{Credential, Fido, Person, Refusal, Registered, RelyingParty};

/// The only origin that counts.
const ORIGIN: &str = "https://sts.example.com";

/// Whose keys they are.
const ALICE: Person<'static> =
    Person { handle: b"AIDAALICE", name: "alice", display_name: "alice (123456789012)" };

fn fido() -> Fido {
    Fido::new(&RelyingParty::of(ORIGIN).unwrap(), "Bartizan")
}

/// A registration from begin to end.
fn register(key: &mut SoftKey, lie: &Lie) -> Result<Registered, Refusal> {
    let fido = fido();
    let begun = fido.begin_registration(&ALICE, []).unwrap();
    let answer = key.create(&begun.options, ORIGIN, lie);
    fido.finish_registration(&begun.state, [], &answer)
}

/// A sign-in from begin to end.
fn sign_in(key: &mut SoftKey, credential: &Credential, lie: &Lie) -> Result<Credential, Refusal> {
    let fido = fido();
    let begun = fido.begin_sign_in([credential]).unwrap();
    let answer = key.get(&begun.options, ORIGIN, lie);
    let signed_in = fido.finish_sign_in(&begun.state, ALICE.handle, [credential], &answer)?;
    Ok(signed_in.credential)
}

/// A key that is registered.
fn registered(make: Make) -> (SoftKey, Credential) {
    let mut key = SoftKey::new(make);
    let credential = register(&mut key, &Lie::default()).unwrap().credential;
    (key, credential)
}
