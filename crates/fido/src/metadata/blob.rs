//! The file that the FIDO Alliance publishes.

use std::time::Duration;

use model::Timestamp;
use rustls_pki_types::{CertificateDer, ServerName};
use webpki::{EndEntityCert, anchor_from_trusted_cert};

use super::chain::{self, Fault, Purpose};
use super::entry::Entry;
use super::jws::Jws;
use super::payload;
use super::root::Root;

/// The host whose certificate signs the file.
pub const HOST: &str = "mds.fidoalliance.org";
/// Longer than this, in bytes, no file is looked at. The real one has about six MB.
pub const MOST_BYTES: usize = 32 * 1024 * 1024;

/// A file whose signature was verified: there is no other way to one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Blob {
    /// Its number; each new one has a higher one.
    pub number: u64,
    /// The day on which the next one is due, its beginning in UTC.
    pub next_update: Timestamp,
    /// What it says of models of FIDO2 and U2F keys.
    pub entries: Vec<Entry>,
    /// How many entries are about things that are no security keys (UAF).
    pub others: usize,
    /// How many entries, or certificates in them, cannot be read.
    pub unreadable: usize,
}

/// Why nothing in a file is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// It is too long.
    #[error("it is longer than {} MiB, which no metadata file is", MOST_BYTES / 1024 / 1024)]
    TooLong,
    /// It is something else, or was cut off.
    #[error(
        "it is no metadata file, or only a part of one: three parts in base64url with dots between them are expected. \
         Download it again from https://mds3.fidoalliance.org/"
    )]
    NotAJws,
    /// It is signed in a way that is not accepted.
    #[error("it is signed with an algorithm other than ES256 and RS256, and no other is accepted")]
    Algorithm,
    /// It has something in its header that is not understood.
    #[error("its header has {0}, which is not supported")]
    Unsupported(&'static str),
    /// It does not say who signed it.
    #[error("its header holds no certificates (x5c), so nobody can tell who signed it")]
    NoCertificates,
    /// Its certificates do not lead to the root.
    #[error("{0}. If the FIDO Alliance has changed its root certificate, give the new one with --root")]
    Chain(Fault),
    /// The root itself is not valid at the time.
    #[error("the root certificate is not valid at this time: {0}")]
    Root(Fault),
    /// Somebody else signed it, whom the root vouches for too.
    #[error("it is signed by somebody else: the certificate is not of {HOST}")]
    Host,
    /// What is signed is something else.
    #[error("its signature is not of its content: it was changed after it was signed, or cut off")]
    Signature,
    /// The FIDO Alliance signed something that is not understood.
    #[error("its signature is right, but what is signed is no metadata as of version 3")]
    Payload,
    /// There are too many entries in it.
    #[error("it has more than {} entries, which no metadata file has", payload::MOST_ENTRIES)]
    TooMany,
}

impl Blob {
    /// Verifies a file (MDS v3.1, section 3.2): its signature leads to the root, at this moment, by certificates that are valid,
    /// the first of them is the host's, and what is signed is read. Who compares the number with the one known so far, and asks
    /// whether it [`Blob::is_overdue`], has done all that can be done without the network.
    ///
    /// # Errors
    /// Why nothing in it is believed.
    pub fn verify(file: &[u8], root: &Root, now: Timestamp) -> Result<Self, Unverified> {
        if file.len() > MOST_BYTES {
            return Err(Unverified::TooLong);
        }
        let jws = Jws::parse(file)?;
        chain::check_times(root.der(), now).map_err(Unverified::Root)?;
        let anchor = anchor_from_trusted_cert(root.der()).map_err(|_| Unverified::Root(Fault::Unreadable))?;
        chain::check(jws.chain(), &[anchor], Purpose::Host, now).map_err(Unverified::Chain)?;
        check_host(jws.chain().first().ok_or(Unverified::NoCertificates)?)?;
        payload::read(&jws.verified_payload()?)
    }

    /// Whether a newer one should be there by now.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        is_overdue(self.next_update, now)
    }
}

/// Whether the day on which the next file was due has passed.
pub fn is_overdue(next_update: Timestamp, now: Timestamp) -> bool {
    next_update.after(Duration::from_secs(24 * 3_600)) <= now
}

fn check_host(leaf: &CertificateDer<'_>) -> Result<(), Unverified> {
    let leaf = EndEntityCert::try_from(leaf).map_err(|_| Unverified::Chain(Fault::Unreadable))?;
    let host = ServerName::try_from(HOST).map_err(|_| Unverified::Host)?;
    leaf.verify_is_valid_for_subject_name(&host).map_err(|_| Unverified::Host)
}
