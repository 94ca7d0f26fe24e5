//! What the FIDO Alliance says of models of security keys, as the operator imported it: of all accounts, so among what is global.

use fido::metadata::{Entry, Model};
use model::Timestamp;
use serde::{Deserialize, Serialize};

use super::Document;

/// Which metadata file is in force.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FidoMetadata {
    /// The version of this document's form.
    pub schema: u32,
    /// The file's number. An older file is not accepted any more.
    pub number: u64,
    /// The day on which the next one is due.
    pub next_update: Timestamp,
    /// When it was imported.
    pub imported: Timestamp,
    /// The SHA-256 of the root certificate that its signature led to, in hexadecimal digits.
    pub root: String,
    /// How many models it tells of.
    pub models: usize,
}

/// The models whose number, or the identifier of whose certificates, begins with a certain byte: so a look-up is one read, and
/// a whole file is one batch, however many models there are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FidoModels {
    /// The version of this document's form.
    pub schema: u32,
    /// The models. One of U2F keys with several identifiers is in the document of each.
    pub models: Vec<Entry>,
}

impl FidoMetadata {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl FidoModels {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// In which documents a model is.
    pub fn shelves(model: &Model) -> Vec<u8> {
        match model {
            Model::Aaguid(aaguid) => vec![aaguid.0[0]],
            Model::KeyIdentifiers(identifiers) => {
                let mut first: Vec<u8> = identifiers.iter().map(|key| key.as_bytes()[0]).collect();
                first.sort_unstable();
                first.dedup();
                first
            }
        }
    }

    /// The entry of a model: of U2F keys, the one that names one of these identifiers.
    pub fn find(&self, model: &Model) -> Option<&Entry> {
        self.models.iter().find(|entry| match (&entry.model, model) {
            (Model::Aaguid(one), Model::Aaguid(other)) => one == other,
            (Model::KeyIdentifiers(known), Model::KeyIdentifiers(shown)) => {
                shown.iter().any(|identifier| known.contains(identifier))
            }
            (Model::Aaguid(_), Model::KeyIdentifiers(_)) | (Model::KeyIdentifiers(_), Model::Aaguid(_)) => {
                false
            }
        })
    }
}

impl Document for FidoMetadata {}
impl Document for FidoModels {}
