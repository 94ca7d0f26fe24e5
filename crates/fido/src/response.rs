//! What a browser answers, before any of it is believed.

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use webauthn_rs_core::proto::{PublicKeyCredential, RegisterPublicKeyCredential};

use crate::{Refusal, attestation};

/// The longest answer that is looked at, in bytes of JSON. An attestation with a chain of four certificates has a fifth of that.
pub const LONGEST_RESPONSE: usize = 64 * 1024;

/// Reads the answer to a registration.
pub(crate) fn registration(json: &str) -> Result<RegisterPublicKeyCredential, Refusal> {
    let mut answer: RegisterPublicKeyCredential = parse(json)?;
    if let Some(object) = attestation::without_statement_of_tpm(&answer.response.attestation_object)? {
        answer.response.attestation_object = object;
    }
    consistent(&answer.id, &answer.raw_id, &answer.type_)?;
    same_origin_frame(&answer.response.client_data_json)?;
    Ok(answer)
}

/// Reads the answer to a sign-in.
pub(crate) fn sign_in(json: &str) -> Result<PublicKeyCredential, Refusal> {
    let answer: PublicKeyCredential = parse(json)?;
    consistent(&answer.id, &answer.raw_id, &answer.type_)?;
    same_origin_frame(&answer.response.client_data_json)?;
    Ok(answer)
}

/// The id of the credential that an answer to a sign-in says it is by. Nothing of it is verified.
pub fn claimed_id(json: &str) -> Option<Vec<u8>> {
    parse::<PublicKeyCredential>(json).ok().map(|answer| answer.raw_id)
}

fn parse<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Refusal> {
    if json.len() > LONGEST_RESPONSE {
        return Err(Refusal::TooLong);
    }
    serde_json::from_str(json).map_err(|_| Refusal::MalformedResponse)
}

/// `webauthn-rs-core` looks at the raw id alone. An answer that names two credentials is nobody's.
fn consistent(id: &str, raw_id: &[u8], sort: &str) -> Result<(), Refusal> {
    let same = BASE64URL_NOPAD.encode(raw_id) == id;
    if same && sort == "public-key" { Ok(()) } else { Err(Refusal::MalformedResponse) }
}

/// Section 7.2, step 13 of Web Authentication Level 3: `webauthn-rs-core` looks at this in registrations only. A page that
/// shows ours in a frame could else get clicks of somebody who believes to be elsewhere.
fn same_origin_frame(client_data: &[u8]) -> Result<(), Refusal> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Frame {
        #[serde(default)]
        cross_origin: bool,
        top_origin: Option<serde_json::Value>,
    }
    let frame: Frame = serde_json::from_slice(client_data).map_err(|_| Refusal::MalformedClientData)?;
    if frame.cross_origin || frame.top_origin.is_some() { Err(Refusal::CrossOrigin) } else { Ok(()) }
}
