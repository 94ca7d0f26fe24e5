//! The engine that keeps the documents. Nothing else names one.

use std::sync::Arc;
use std::time::Duration;

use model::{Secret, Timestamp};
use service::records::Freshness;
use store::Store;
use store_postgres::PostgresStore;
use store_sqlite::{OpenError, SqliteStore};
use vault::Keyring;

use super::directory::DataDirectory;
use super::lock::Lock;
use super::master_key;
use super::open::Trouble;
use crate::failure::{Failure, with_causes};
use crate::settings::{Settings, StoreUrl, secret};

/// How long reaching the database may take at the start.
const CONNECT_WITHIN: Duration = Duration::from_secs(20);

/// An open store, the keys of what it has sealed, and the directory's lock where the store is not in it.
pub struct Engine {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The keys.
    pub keyring: Keyring,
    /// How old a document may be that is served from memory.
    pub freshness: Freshness,
    /// Given up after the store.
    pub lock: Option<Lock>,
}

impl Engine {
    /// Opens the store that the settings name. A store that is new gets its first master key.
    ///
    /// # Errors
    /// If another process owns the directory, or the key or the store cannot be used.
    pub async fn open(
        directory: &DataDirectory,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Self, Trouble> {
        match &settings.store_url {
            StoreUrl::Sqlite => Self::sqlite(directory, now),
            StoreUrl::Postgres(url) => Self::postgres(directory, settings, url, now).await,
        }
    }

    fn sqlite(directory: &DataDirectory, now: Timestamp) -> Result<Self, Trouble> {
        // The key is on disk before the store exists. Asked in this order: whoever made the store while we look has made its key
        // before.
        let has_store = directory.has_store();
        let keyring = master_key::load_or_make(directory, has_store, now)?;
        let store = SqliteStore::open(directory.path(), &store_sqlite::Options::default());
        let store = store.map_err(|error| match error {
            OpenError::Owned { .. } => Trouble::Owned,
            error => Failure::Failed(with_causes(&error)).into(),
        })?;
        Ok(Self { store: Arc::new(store), keyring, freshness: Freshness::Exact, lock: None })
    }

    async fn postgres(
        directory: &DataDirectory,
        settings: &Settings,
        url: &str,
        now: Timestamp,
    ) -> Result<Self, Trouble> {
        // Nodes have a directory each: two servers of one would take the admin socket from each other.
        let lock = Lock::own(directory)?;
        let password = (settings.store_password.as_ref(), settings.store_password_file.as_ref());
        let password = secret("store.password_file", password)?;
        let options = store_postgres::Options {
            url: url.to_owned(),
            password: password.as_ref().map(Secret::expose).cloned(),
            connections: usize::try_from(settings.store_connections.get()).unwrap_or(usize::MAX),
            ca_file: settings.store_ca_file.clone(),
            connect_within: CONNECT_WITHIN,
        };
        let unusable = |error: &dyn std::error::Error| {
            Failure::Failed(format!("cannot use {url}: {}", with_causes(error)))
        };
        let store = PostgresStore::open(&options).await.map_err(|error| unusable(&error))?;
        // Other nodes have the key of a store that was written to; this one has to be given it.
        let is_new = store.last_commit().await.map_err(|error| unusable(&error))?.is_none();
        let keyring = master_key::load_or_make(directory, !is_new, now)?;
        let freshness = Freshness::Within(settings.store_max_staleness.0);
        Ok(Self { store: Arc::new(store), keyring, freshness, lock: Some(lock) })
    }
}
