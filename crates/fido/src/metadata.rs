//! The FIDO Metadata Service, version 3: which models of security keys are certified, and which certificates vouch for a key of
//! such a model.
//!
//! [`Blob::verify`] reads the file that the FIDO Alliance publishes and believes nothing in it before its signature leads to a
//! [`Root`]. [`certification`] then says what holds for a key that is being registered: only a key whose attestation leads to a
//! certificate of its model's entry has the certifications of the model.
//!
//! Specification: FIDO Metadata Service v3.1. Nothing is fetched here, so revocation lists are not looked at.

mod attestation;
mod blob;
mod chain;
mod entry;
mod identity;
mod jws;
mod level;
mod payload;
mod report;
mod root;
#[cfg(feature = "testing")]
pub mod samples;

pub use attestation::{Refusal, certification, identities};
pub use blob::{Blob, HOST, MOST_BYTES, Unverified, is_overdue};
pub use chain::Fault;
pub use entry::{Entry, RootCertificate};
pub use identity::{KeyIdentifier, MalformedIdentifier, Model, key_identifier};
pub use level::{Certification, FidoLevel, FipsLevel, FipsRevision};
pub use report::{Report, Status, certification_at};
pub use root::{MalformedRoot, Root};
