//! The attestation object of a registration: CBOR with authenticator data, a public key and certificates in it. Any bytes are a
//! credential that can be kept and read again, or are refused by name.

use crate::fido::{CHALLENGE, ORIGIN, base64, fido, pending};
use fido::Credential;

pub fn run(object: &[u8]) {
    let client_data = format!(
        r#"{{"type":"webauthn.create","challenge":"{}","origin":"{ORIGIN}","crossOrigin":false}}"#,
        base64(&CHALLENGE)
    );
    // The id that the object claims, where there is one of the usual length: so that what comes after it is reached.
    let id = base64(&crate::fido::claimed_id(object));
    let answer = format!(
        r#"{{"id":"{id}","rawId":"{id}","type":"public-key","response":{{"clientDataJSON":"{}","attestationObject":"{}"}}}}"#,
        base64(client_data.as_bytes()),
        base64(object),
    );
    if let Ok(made) = fido(ORIGIN).finish_registration(pending(), [], &answer) {
        let written = serde_json::to_string(&made.credential).expect("it is JSON");
        let read: Credential = serde_json::from_str(&written).expect("what was written is read");
        assert_eq!(read, made.credential);
        assert!(made.attestation.chain().count() <= 64);
    }
}
