//! What a browser and a security key bring to a sign-in, before any signature is verified: client data, a line end, authenticator
//! data. Any bytes are refused by name; none of them is signed.

use crate::fido::{ORIGIN, asked, base64, credential, fido};

pub fn run(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (client_data, authenticator_data) = (&bytes[..end], bytes.get(end + 1..).unwrap_or_default());
    let id = base64(credential().id());
    let answer = format!(
        r#"{{"id":"{id}","rawId":"{id}","type":"public-key","response":{{"clientDataJSON":"{}","authenticatorData":"{}","signature":"MAA","userHandle":null}}}}"#,
        base64(client_data),
        base64(authenticator_data),
    );
    let judged = fido(ORIGIN).finish_sign_in(asked(), b"AIDAALICE", [credential()], &answer);
    assert!(judged.is_err(), "nobody signed this");
}
