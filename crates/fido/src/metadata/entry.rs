//! An entry: what is kept of what the FIDO Alliance says about a model.

use data_encoding::BASE64;
use model::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::identity::Model;
use super::level::Certification;
use super::report::{Report, certification_at};

/// What is known of a model of keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Which.
    pub model: Model,
    /// What its maker calls it, for people.
    pub description: String,
    /// What was reported about it.
    pub reports: Vec<Report>,
    /// The certificates to which the attestations of such keys lead.
    pub roots: Vec<RootCertificate>,
}

/// A certificate that vouches for keys of a model: the certificate of an authority, or of the keys themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootCertificate(Vec<u8>);

impl RootCertificate {
    /// The certificate of these bytes, in DER.
    pub const fn from_der(der: Vec<u8>) -> Self {
        Self(der)
    }

    /// In DER.
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }
}

impl Entry {
    /// What the model is certified as at a moment.
    pub fn certification(&self, now: Timestamp) -> Certification {
        certification_at(&self.reports, now)
    }
}

impl Serialize for RootCertificate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for RootCertificate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map(Self).map_err(serde::de::Error::custom)
    }
}
