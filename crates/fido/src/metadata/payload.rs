//! What is signed: a list of entries, one for each model, of which only what decides about certification is kept.

use std::borrow::Cow;
use std::fmt;

use data_encoding::BASE64;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Timestamp;
use rustls_pki_types::CertificateDer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use webpki::anchor_from_trusted_cert;

use super::blob::{Blob, Unverified};
use super::chain::MOST_CERTIFICATE_BYTES;
use super::entry::{Entry, RootCertificate};
use super::identity::{KeyIdentifier, Model};
use super::report::{Report, Status};
use crate::Aaguid;

/// At most so many entries. There are a few hundred.
pub const MOST_ENTRIES: usize = 10_000;
/// Longer than this, in bytes, no entry is read: pictures are the most of it.
const MOST_ENTRY_BYTES: usize = 2 * 1024 * 1024;
/// At most so many reports, certificates and identifiers in an entry.
const MOST_REPORTS: usize = 256;
const MOST_ROOTS: usize = 64;
const MOST_IDENTIFIERS: usize = 64;
/// At most so many characters of what a maker calls a model are kept.
const MOST_DESCRIPTION: usize = 200;

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    no: u64,
    next_update: Cow<'a, str>,
    #[serde(borrow)]
    entries: Entries<'a>,
}

/// Entries as they stand there: one that cannot be read must not hide the others.
struct Entries<'a>(Vec<&'a RawValue>);

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawEntry<'a> {
    aaid: Option<IgnoredAny>,
    #[serde(borrow)]
    aaguid: Option<Cow<'a, str>>,
    #[serde(borrow)]
    attestation_certificate_key_identifiers: Option<Vec<Cow<'a, str>>>,
    #[serde(borrow)]
    metadata_statement: Option<RawStatement<'a>>,
    #[serde(borrow)]
    status_reports: Vec<RawReport<'a>>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawStatement<'a> {
    #[serde(borrow)]
    description: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    attestation_root_certificates: Vec<Cow<'a, str>>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawReport<'a> {
    #[serde(borrow)]
    status: Cow<'a, str>,
    #[serde(borrow)]
    effective_date: Option<Cow<'a, str>>,
    #[serde(borrow)]
    sunset_date: Option<Cow<'a, str>>,
    fips_revision: Option<u64>,
}

/// What an entry turned out to be.
enum Read {
    Entry { entry: Entry, unreadable_roots: usize },
    Other,
    Unreadable,
}

/// Reads what was signed.
pub fn read(payload: &[u8]) -> Result<Blob, Unverified> {
    let payload: Payload<'_> = serde_json::from_slice(payload).map_err(|_| Unverified::Payload)?;
    if payload.entries.0.len() > MOST_ENTRIES {
        return Err(Unverified::TooMany);
    }
    let next_update = day(&payload.next_update).ok_or(Unverified::Payload)?;
    let mut blob = Blob { number: payload.no, next_update, entries: vec![], others: 0, unreadable: 0 };
    for raw in payload.entries.0 {
        match read_entry(raw) {
            Read::Entry { entry, unreadable_roots } => {
                blob.unreadable += unreadable_roots;
                blob.entries.push(entry);
            }
            Read::Other => blob.others += 1,
            Read::Unreadable => blob.unreadable += 1,
        }
    }
    Ok(blob)
}

fn read_entry(raw: &RawValue) -> Read {
    let text = raw.get();
    let parsed = if text.len() > MOST_ENTRY_BYTES { None } else { serde_json::from_str(text).ok() };
    let Some(raw): Option<RawEntry<'_>> = parsed else { return Read::Unreadable };
    let model = match (&raw.aaguid, &raw.attestation_certificate_key_identifiers, &raw.aaid) {
        (Some(aaguid), _, _) => aaguid_of(aaguid).map(Model::Aaguid),
        (None, Some(identifiers), _) => identifiers_of(identifiers).map(Model::KeyIdentifiers),
        (None, None, Some(_)) => return Read::Other,
        (None, None, None) => None,
    };
    let (Some(model), Some(reports)) = (model, reports_of(&raw.status_reports)) else {
        return Read::Unreadable;
    };
    let Some(statement) = raw.metadata_statement else {
        let entry = Entry { model, description: String::new(), reports, roots: vec![] };
        return Read::Entry { entry, unreadable_roots: 0 };
    };
    let all = statement.attestation_root_certificates;
    if all.len() > MOST_ROOTS {
        return Read::Unreadable;
    }
    let roots: Vec<RootCertificate> = all.iter().filter_map(|text| root(text)).collect();
    let unreadable_roots = all.len() - roots.len();
    let description = statement.description.unwrap_or_default().chars().take(MOST_DESCRIPTION).collect();
    Read::Entry { entry: Entry { model, description, reports, roots }, unreadable_roots }
}

/// The number of a model. All zeros is what keys of any model say that do not tell.
fn aaguid_of(text: &str) -> Option<Aaguid> {
    let read = Aaguid::try_from(text.to_ascii_lowercase()).ok();
    read.filter(|aaguid| !aaguid.is_unknown())
}

fn identifiers_of(texts: &[Cow<'_, str>]) -> Option<Vec<KeyIdentifier>> {
    if texts.is_empty() || texts.len() > MOST_IDENTIFIERS {
        return None;
    }
    texts.iter().map(|text| text.parse().ok()).collect()
}

/// The reports that matter; nothing if a date is none. A withdrawal must not be lost because its date cannot be read.
fn reports_of(raw: &[RawReport<'_>]) -> Option<Vec<Report>> {
    if raw.len() > MOST_REPORTS {
        return None;
    }
    let mattering = raw.iter().filter_map(|report| {
        let status = Status::named(&report.status, report.fips_revision)?;
        Some((status, report))
    });
    let read = mattering.map(|(status, report)| {
        let (from, until) = (optional_day(&report.effective_date)?, optional_day(&report.sunset_date)?);
        Some(Report { status, from, until })
    });
    read.collect()
}

/// The outer nothing: it is there, and is no date.
fn optional_day(text: &Option<Cow<'_, str>>) -> Option<Option<Timestamp>> {
    match text {
        None => Some(None),
        Some(text) => day(text).map(Some),
    }
}

/// `2026-09-11`, as the beginning of that day in UTC.
fn day(text: &str) -> Option<Timestamp> {
    if text.len() != "2026-09-11".len() {
        return None;
    }
    let date: Date = text.parse().ok()?;
    let micros = date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_microsecond();
    u64::try_from(micros).ok().map(Timestamp::from_micros)
}

/// A certificate in base64, in which some makers leave line ends.
fn root(text: &str) -> Option<RootCertificate> {
    let text: String = text.split_ascii_whitespace().collect();
    if text.len() > MOST_CERTIFICATE_BYTES {
        return None;
    }
    let der = CertificateDer::from(BASE64.decode(text.as_bytes()).ok()?);
    anchor_from_trusted_cert(&der).ok()?;
    Some(RootCertificate::from_der(der.to_vec()))
}

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of entries")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entries<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = list.next_element::<&RawValue>()? {
                    // A file full of commas must not take many times its size of memory.
                    if entries.len() > MOST_ENTRIES {
                        list_to_end(&mut list)?;
                        break;
                    }
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        fn list_to_end<'de, A: SeqAccess<'de>>(list: &mut A) -> Result<(), A::Error> {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            Ok(())
        }

        deserializer.deserialize_seq(List).map_err(Error::custom)
    }
}
