//! The engine that keeps the documents. Nothing else names one.

use std::sync::Arc;
use std::time::Duration;

use model::{Secret, Timestamp};
use service::records::Freshness;
use store::Store;
use store_memory::MemoryStore;
use store_postgres::PostgresStore;
use store_sqlite::{OpenError, SqliteStore};
use vault::Keyring;

use super::directory::DataDirectory;
use super::lock::Lock;
use super::master_key;
use super::open::Trouble;
use crate::failure::{Failure, with_causes};
use crate::settings::{Settings, StoreUrl, secret};

/// How long a connection to the database may take, over all hosts of the URL: at the start, and each time one is made anew. A host that
/// says nothing is given up after its share of it, and only asked again after the others.
const CONNECT_WITHIN: Duration = Duration::from_secs(20);

/// An open store. With the last of it the directory is given up.
pub struct Engine {
    /// The store.
    pub store: Arc<dyn Store>,
    /// How old a document may be that is served from memory.
    pub freshness: Freshness,
}

impl Engine {
    /// Opens the store that the settings name, for this process alone as far as its directory goes (rule R15).
    ///
    /// # Errors
    /// If another process owns the directory, or the store cannot be used.
    pub async fn open(directory: &DataDirectory, settings: &Settings) -> Result<Self, Trouble> {
        match &settings.store_url {
            StoreUrl::Sqlite => Self::sqlite(directory),
            StoreUrl::Postgres(url) => {
                // Nodes have a directory each: two servers of one would take the admin socket from each other.
                let lock = Lock::own(directory)?;
                Ok(Self::of(settings, connect(settings, url).await?.holding(lock)))
            }
        }
    }

    /// The store in a directory.
    ///
    /// # Errors
    /// As of [`Engine::open`].
    pub fn sqlite(directory: &DataDirectory) -> Result<Self, Trouble> {
        match SqliteStore::open(directory.path(), &store_sqlite::Options::default()) {
            Ok(store) => Ok(Self { store: Arc::new(store), freshness: Freshness::Exact }),
            Err(OpenError::Owned { .. }) => Err(Trouble::Owned),
            Err(error) => Err(Failure::Failed(with_causes(&error)).into()),
        }
    }

    /// A store in memory.
    pub fn in_memory() -> Self {
        Self { store: Arc::new(MemoryStore::new()), freshness: Freshness::Exact }
    }

    /// A database by its URL, without a directory.
    ///
    /// # Errors
    /// If it cannot be used.
    pub async fn postgres(settings: &Settings, url: &str) -> Result<Self, Failure> {
        Ok(Self::of(settings, connect(settings, url).await?))
    }

    fn of(settings: &Settings, store: PostgresStore) -> Self {
        Self { store: Arc::new(store), freshness: Freshness::Within(settings.store_max_staleness.0) }
    }
}

/// The store that the settings name, and the keys of what it has sealed. One that is new gets its first key.
///
/// # Errors
/// As of [`Engine::open`], or if the key is lost.
pub async fn open_with_keys(
    directory: &DataDirectory,
    settings: &Settings,
    now: Timestamp,
) -> Result<(Engine, Keyring), Trouble> {
    if settings.store_url == StoreUrl::Sqlite {
        // The key is on disk before the store exists. Asked in this order: whoever made the store while we look has made its key
        // before.
        let has_store = directory.has_store();
        let keyring = master_key::load_or_make(directory, has_store, now)?;
        return Ok((Engine::open(directory, settings).await?, keyring));
    }
    let engine = Engine::open(directory, settings).await?;
    // Other nodes have the key of a store that was written to; this one has to be given it.
    let last = engine.store.last_commit().await.map_err(|error| Failure::Failed(with_causes(&error)))?;
    let keyring = master_key::load_or_make(directory, last.is_some(), now)?;
    Ok((engine, keyring))
}

async fn connect(settings: &Settings, url: &str) -> Result<PostgresStore, Failure> {
    let password = (settings.store_password.as_ref(), settings.store_password_file.as_ref());
    let password = secret("store.password_file", password)?;
    let options = store_postgres::Options {
        url: url.to_owned(),
        password: password.as_ref().map(Secret::expose).cloned(),
        connections: usize::try_from(settings.store_connections.get()).unwrap_or(usize::MAX),
        ca_file: settings.store_ca_file.clone(),
        connect_within: CONNECT_WITHIN,
    };
    let opened = PostgresStore::open(&options).await;
    opened.map_err(|error| Failure::Failed(format!("cannot use {url}: {}", with_causes(&error))))
}
