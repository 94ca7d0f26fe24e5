//! A document together with the state that it was read in.

use std::ops::Deref;
use std::sync::Arc;

use store::{Expected, Key, Revision, Versioned};

use super::Document;
use crate::error::{Error, Failure};

/// A document as it was read: what it says, where it stands, and at which revision.
#[derive(Debug)]
pub struct Loaded<T> {
    key: Key,
    revision: Revision,
    document: Arc<T>,
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), revision: self.revision, document: Arc::clone(&self.document) }
    }
}

impl<T> Loaded<T> {
    pub(super) const fn new(key: Key, revision: Revision, document: Arc<T>) -> Self {
        Self { key, revision, document }
    }

    /// Where it stands.
    pub const fn key(&self) -> &Key {
        &self.key
    }

    /// Which state of it was read.
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    pub(super) fn shared(&self) -> Arc<T> {
        Arc::clone(&self.document)
    }

    /// What a commit that rests on this document must find unchanged.
    pub fn watched(&self) -> (Key, Expected) {
        (self.key.clone(), Expected::At(self.revision))
    }
}

impl<T: Document> Loaded<T> {
    pub(crate) fn parse(key: Key, versioned: &Versioned) -> Result<Self, Error> {
        match serde_json::from_slice(&versioned.body) {
            Ok(document) => Ok(Self::new(key, versioned.revision, Arc::new(document))),
            // The cause may quote the document; the key says enough.
            Err(_) => Err(Error::ServiceFailure(Failure::Corrupt(key.to_string()))),
        }
    }
}

impl<T> Deref for Loaded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.document
    }
}
