//! What a key says about its make.

use std::fmt;

use serde::{Deserialize, Serialize};
use webauthn_rs_core::internals::AuthenticatorData;
use webauthn_rs_core::proto::{
    AttestationFormat as CoreFormat, ParsedAttestationData, Registration, SerialisableAttestationData,
};

use crate::Refusal;

/// The model of an authenticator, as its maker names it. All zeros: it does not say.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Aaguid(pub [u8; 16]);

impl Aaguid {
    /// That of an authenticator that says nothing of its model.
    pub const UNKNOWN: Self = Self([0; 16]);

    /// Whether the authenticator says nothing of its model. U2F keys never do.
    pub fn is_unknown(self) -> bool {
        self == Self::UNKNOWN
    }
}

/// As metadata write it: `2fc0579f-8113-47ea-b116-bb5a8db9202a`.
impl fmt::Display for Aaguid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let dash = if matches!(index, 4 | 6 | 8 | 10) { "-" } else { "" };
            write!(f, "{dash}{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Aaguid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Aaguid({self})")
    }
}

impl From<Aaguid> for String {
    fn from(aaguid: Aaguid) -> Self {
        aaguid.to_string()
    }
}

impl TryFrom<String> for Aaguid {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WRONG: &str = "an AAGUID is 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12";
        let digits = text.replace('-', "");
        let bytes = data_encoding::HEXLOWER.decode(digits.as_bytes()).map_err(|_| WRONG)?;
        let aaguid = Self(bytes.try_into().map_err(|_| WRONG)?);
        if aaguid.to_string() == text { Ok(aaguid) } else { Err(WRONG) }
    }
}

/// How the statement is written (section 8 of Web Authentication).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "their names are those of the specification")]
pub enum AttestationFormat {
    Packed,
    Tpm,
    AndroidKey,
    FidoU2f,
    Apple,
    None,
}

/// What stands behind the statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trust {
    /// Nothing was said: keys and browsers may keep their make to themselves. Then the AAGUID is hearsay too.
    None,
    /// The credential signed for itself. The AAGUID is hearsay.
    SelfSigned,
    /// A certificate's key signed; its signature was verified. Whether the chain leads anywhere is *not* decided here.
    Certificates(Vec<Der>),
}

/// A certificate in DER, written as base64 where it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Der(pub Vec<u8>);

impl fmt::Debug for Der {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Der({} bytes)", self.0.len())
    }
}

impl From<Der> for String {
    fn from(der: Der) -> Self {
        data_encoding::BASE64.encode(&der.0)
    }
}

impl TryFrom<String> for Der {
    type Error = data_encoding::DecodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        data_encoding::BASE64.decode(text.as_bytes()).map(Self)
    }
}

/// What a key said about its make when it was registered, its signature verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// How it was said.
    pub format: AttestationFormat,
    /// The model. To be believed only as far as `trust` goes.
    pub aaguid: Aaguid,
    /// What stands behind it.
    pub trust: Trust,
}

impl Attestation {
    /// The chain in DER, the attesting certificate first; empty if none signed.
    pub fn chain(&self) -> impl Iterator<Item = &[u8]> {
        let chain: &[Der] = match &self.trust {
            Trust::Certificates(chain) => chain,
            Trust::None | Trust::SelfSigned => &[],
        };
        chain.iter().map(|certificate| certificate.0.as_slice())
    }

    /// Reads it from what was verified, and the AAGUID from the attestation object, which must have been verified too.
    pub(crate) fn of(
        format: &CoreFormat,
        data: ParsedAttestationData,
        attestation_object: &[u8],
    ) -> Result<Self, Refusal> {
        let format = match format {
            CoreFormat::Packed => AttestationFormat::Packed,
            CoreFormat::Tpm => AttestationFormat::Tpm,
            CoreFormat::AndroidKey => AttestationFormat::AndroidKey,
            CoreFormat::FIDOU2F => AttestationFormat::FidoU2f,
            CoreFormat::AppleAnonymous => AttestationFormat::Apple,
            CoreFormat::None => AttestationFormat::None,
            CoreFormat::AndroidSafetyNet => return Err(Refusal::UnknownAttestation),
        };
        let trust = match data.into() {
            SerialisableAttestationData::Basic(chain)
            | SerialisableAttestationData::AttCa(chain)
            | SerialisableAttestationData::AnonCa(chain) => {
                Trust::Certificates(chain.into_iter().map(Der).collect())
            }
            SerialisableAttestationData::Self_ => Trust::SelfSigned,
            SerialisableAttestationData::None => Trust::None,
            SerialisableAttestationData::ECDAA | SerialisableAttestationData::Uncertain => {
                return Err(Refusal::UnknownAttestation);
            }
        };
        // A statement of U2F signs no model (section 8.6): whoever wanted another one's certification could write it there.
        let aaguid = match format {
            AttestationFormat::FidoU2f => Aaguid::UNKNOWN,
            _ => aaguid(attestation_object)?,
        };
        Ok(Self { format, aaguid, trust })
    }
}

/// The same object without its statement, if that is of a TPM (section 8.3): `webauthn-rs-core` verifies none of today's. It then
/// vouches for nothing, as if the browser had left it out, and computers with such a chip can be registered all the same.
pub(crate) fn without_statement_of_tpm(attestation_object: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    use serde_cbor_2::Value;

    let malformed = |_| Refusal::MalformedCbor;
    let object: Value = serde_cbor_2::from_slice(attestation_object).map_err(malformed)?;
    let Value::Map(mut object) = object else { return Err(Refusal::MalformedCbor) };
    let format = Value::Text("fmt".to_owned());
    if object.get(&format) != Some(&Value::Text("tpm".to_owned())) {
        return Ok(None);
    }
    object.insert(format, Value::Text("none".to_owned()));
    object.insert(Value::Text("attStmt".to_owned()), Value::Map(std::collections::BTreeMap::new()));
    serde_cbor_2::to_vec(&Value::Map(object)).map(Some).map_err(malformed)
}

/// The AAGUID is kept by `webauthn-rs-core` for some formats only, so it is read once more.
fn aaguid(attestation_object: &[u8]) -> Result<Aaguid, Refusal> {
    #[derive(Deserialize)]
    struct Object<'a> {
        #[serde(rename = "authData")]
        authenticator_data: &'a [u8],
    }
    let object: Object<'_> =
        serde_cbor_2::from_slice(attestation_object).map_err(|_| Refusal::MalformedCbor)?;
    let data = AuthenticatorData::<Registration>::try_from(object.authenticator_data)
        .map_err(|_| Refusal::MalformedCbor)?;
    data.acd.map(|credential| Aaguid(credential.aaguid)).ok_or(Refusal::MalformedCbor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aaguid_is_written_as_in_metadata_and_read_back() {
        let text = "\"2fc0579f-8113-47ea-b116-bb5a8db9202a\"";
        let aaguid: Aaguid = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&aaguid).unwrap(), text);
        for wrong in
            ["\"\"", "\"2fc0579f811347eab116bb5a8db9202a\"", "\"2FC0579F-8113-47EA-B116-BB5A8DB9202A\""]
        {
            assert!(serde_json::from_str::<Aaguid>(wrong).is_err(), "{wrong}");
        }
    }
}
