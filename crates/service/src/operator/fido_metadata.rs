//! What the FIDO Alliance says of models of security keys: the operator imports the file, all accounts go by it.

use std::collections::BTreeMap;

use fido::metadata::{Blob, Certification, Entry, is_overdue};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use store::{Batch, Expected, Key, Partition, ScanRange, limits};

use super::Operator;
use super::told::Told;
use crate::error::Invalid;
use crate::records::{FidoMetadata, FidoModels, body, keys};
use crate::{Error, Service};

/// What an operator asks for.
#[derive(Clone, Debug)]
pub struct ImportFidoMetadata {
    /// The file, verified.
    pub blob: Blob,
    /// The SHA-256 of the root that it was verified with, in hexadecimal digits.
    pub root: String,
    /// Whether only to say what would come of it.
    pub dry_run: bool,
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ImportedFidoMetadata {
    /// Whether it was only tried.
    pub dry_run: bool,
    /// The number of the file that was in force before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub previous_number: Option<u64>,
    /// How many entries are about things that are no security keys.
    pub others: usize,
    /// How many entries, or certificates in them, cannot be read.
    pub unreadable: usize,
    /// What is in force now.
    #[serde(flatten)]
    pub metadata: FidoMetadataView,
}

/// The metadata in force, as the operator sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FidoMetadataView {
    /// The file's number.
    pub number: u64,
    /// The day on which the next one is due: `2027-01-02`.
    pub next_update: String,
    /// Whether that day has passed.
    pub is_overdue: bool,
    /// When it was imported.
    pub imported: String,
    /// The SHA-256 of the root certificate that its signature led to.
    pub root_fingerprint: String,
    /// How many models it tells of.
    pub models: usize,
    /// How many of them have each certification at this moment: `FIDO` to `L1` to their number.
    pub certifications: BTreeMap<String, BTreeMap<String, usize>>,
    /// How many of them have none.
    pub uncertified: usize,
}

impl Service {
    /// Puts what a file says in the place of what the one before said: all of it, or nothing.
    ///
    /// # Errors
    /// If a newer file was imported already, if there is too much in it, or if the store fails.
    pub async fn import_fido_metadata(
        &self,
        operator: Operator,
        wanted: &ImportFidoMetadata,
        now: Timestamp,
    ) -> Result<ImportedFidoMetadata, Error> {
        again!(self, self.try_import_fido_metadata(operator, wanted, now))
    }

    /// The metadata in force; nothing, if none were imported.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn fido_metadata(&self, now: Timestamp) -> Result<Option<FidoMetadataView>, Error> {
        let Some(head) = self.records.load::<FidoMetadata>(keys::fido_metadata()).await? else {
            return Ok(None);
        };
        let shelves = self.records.scan::<FidoModels>(&all_models(), limits::PAGE).await?;
        // A model with several identifiers counts once: on its first shelf.
        let entries = shelves.iter().flat_map(|shelf| {
            let here = shelf_of(shelf.key());
            let models = shelf.models.iter();
            models.filter(move |entry| FidoModels::shelves(&entry.model).first().copied() == here)
        });
        Ok(Some(view(&head, entries, now)))
    }

    async fn try_import_fido_metadata(
        &self,
        operator: Operator,
        wanted: &ImportFidoMetadata,
        now: Timestamp,
    ) -> Result<ImportedFidoMetadata, Error> {
        let blob = &wanted.blob;
        let before = self.records.load::<FidoMetadata>(keys::fido_metadata()).await?;
        // Others who sign such files count on their own.
        let is_older = |before: &FidoMetadata| before.root == wanted.root && blob.number < before.number;
        if let Some(before) = before.as_ref().filter(|before| is_older(before)) {
            return Err(refused(format!(
                "this file has number {}, and number {} was imported already: an older file may hide that a model was withdrawn \
                 since. Download the present one",
                blob.number, before.number
            )));
        }
        let head = FidoMetadata {
            schema: FidoMetadata::SCHEMA,
            number: blob.number,
            next_update: blob.next_update,
            imported: now,
            root: wanted.root.clone(),
            models: blob.entries.len(),
        };
        let shelves = on_shelves(&blob.entries);
        let expected = before.as_ref().map_or(Expected::Absent, |before| before.watched().1);
        let mut batch = Batch::at(now.micros())
            .expect(keys::fido_metadata(), expected)
            .put(keys::fido_metadata(), body(&head)?);
        for stale in self.records.scan::<FidoModels>(&all_models(), limits::PAGE).await? {
            if !shelf_of(stale.key()).is_some_and(|shelf| shelves.contains_key(&shelf)) {
                batch = batch.delete(stale.key().clone());
            }
        }
        for (shelf, models) in shelves {
            let document = FidoModels { schema: FidoModels::SCHEMA, models };
            let too_much = |_| refused("there is more in this file than can be stored".to_owned());
            batch = batch.put(keys::fido_models(shelf), body(&document).map_err(too_much)?);
        }
        if batch.check().is_err() {
            return Err(refused("there is more in this file than can be stored".to_owned()));
        }
        let imported = ImportedFidoMetadata {
            dry_run: wanted.dry_run,
            previous_number: before.map(|before| before.number),
            others: blob.others,
            unreadable: blob.unreadable,
            metadata: view(&head, blob.entries.iter(), now),
        };
        if !wanted.dry_run {
            self.commit_told(batch, &told(operator, &imported.metadata, now)).await?;
        }
        Ok(imported)
    }
}

/// Which keys are certified concerns every account.
fn told(operator: Operator, metadata: &FidoMetadataView, now: Timestamp) -> Told {
    let parameters = json!({
        "number": metadata.number,
        "nextUpdate": metadata.next_update,
        "rootFingerprint": metadata.root_fingerprint,
        "models": metadata.models,
    });
    Told { operator, account: None, name: "ImportFidoMetadata", parameters, details: Map::new(), at: now }
}

/// Each model where it is looked for.
fn on_shelves(entries: &[Entry]) -> BTreeMap<u8, Vec<Entry>> {
    let mut shelves = BTreeMap::<u8, Vec<Entry>>::new();
    for entry in entries {
        for shelf in FidoModels::shelves(&entry.model) {
            shelves.entry(shelf).or_default().push(entry.clone());
        }
    }
    shelves
}

fn all_models() -> ScanRange {
    ScanRange::prefix(Partition::Global, keys::FIDO_MODELS)
}

fn shelf_of(key: &Key) -> Option<u8> {
    let hex = key.path.strip_prefix(keys::FIDO_MODELS)?.strip_suffix('/')?;
    u8::from_str_radix(hex, 16).ok()
}

fn view<'a>(
    head: &FidoMetadata,
    entries: impl Iterator<Item = &'a Entry>,
    now: Timestamp,
) -> FidoMetadataView {
    let mut certifications = BTreeMap::<String, BTreeMap<String, usize>>::new();
    let mut uncertified = 0;
    for held in entries.map(|entry| entry.certification(now)) {
        if held == Certification::NONE {
            uncertified += 1;
        }
        for (name, level) in held.named() {
            *certifications.entry(name.to_owned()).or_default().entry(level.to_owned()).or_default() += 1;
        }
    }
    let day = |moment: Timestamp| moment.extended().chars().take("2027-01-02".len()).collect();
    FidoMetadataView {
        number: head.number,
        next_update: day(head.next_update),
        is_overdue: is_overdue(head.next_update, now),
        imported: head.imported.extended(),
        root_fingerprint: head.root.clone(),
        models: head.models,
        certifications,
        uncertified,
    }
}

fn refused(reason: String) -> Error {
    Invalid::Other(reason).into()
}
