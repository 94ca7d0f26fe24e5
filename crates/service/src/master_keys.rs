//! The master keys of a service that runs: another key can take over while it serves.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use model::Timestamp;
use vault::Keyring;

use crate::error::Failure;
use crate::{Error, Service};

/// Where the master keys are kept: not in the store.
pub trait KeyFile: Send + Sync {
    /// Reads them.
    ///
    /// # Errors
    /// In words for the operator.
    fn read(&self) -> Result<Keyring, String>;
    /// Writes them, all or nothing, and durably.
    ///
    /// # Errors
    /// In words for the operator.
    fn write(&self, keyring: &Keyring) -> Result<(), String>;
}

/// The master keys.
pub struct MasterKeys {
    held: RwLock<Arc<Keyring>>,
    file: Option<Box<dyn KeyFile>>,
    /// Who changes them, or seals anew: one at a time.
    turn: tokio::sync::Mutex<()>,
    /// When older keys are looked at next.
    next_look: Mutex<Timestamp>,
}

impl MasterKeys {
    /// Keys that are nowhere else.
    pub fn of(keyring: Keyring) -> Self {
        Self {
            held: RwLock::new(Arc::new(keyring)),
            file: None,
            turn: tokio::sync::Mutex::new(()),
            next_look: Mutex::default(),
        }
    }

    /// Where they are kept.
    #[must_use]
    pub fn kept_in(mut self, file: Box<dyn KeyFile>) -> Self {
        self.file = Some(file);
        self
    }

    /// The keys at the moment.
    pub fn now(&self) -> Arc<Keyring> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Changes them: in the file first, so that nothing is ever sealed with a key that is nowhere.
    pub(crate) fn change(
        &self,
        change: impl FnOnce(&Keyring) -> Result<Keyring, String>,
    ) -> Result<Arc<Keyring>, Error> {
        let failed = |reason| Error::ServiceFailure(Failure::KeyFile(reason));
        let before = match &self.file {
            Some(file) => file.read().map_err(failed)?,
            None => Keyring::clone(&self.now()),
        };
        let after = change(&before).map_err(failed)?;
        if let Some(file) = &self.file {
            file.write(&after).map_err(failed)?;
        }
        Ok(self.hold(after))
    }

    fn hold(&self, keyring: Keyring) -> Arc<Keyring> {
        let keyring = Arc::new(keyring);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&keyring);
        *self.next_look.lock().unwrap_or_else(PoisonError::into_inner) = Timestamp::default();
        keyring
    }

    /// Takes over what was changed in the file by another: a key that was added on another node, say.
    fn reload(&self) -> Result<bool, String> {
        let Some(file) = &self.file else { return Ok(false) };
        let (found, held) = (file.read()?, self.now());
        if found.states() == held.states() {
            return Ok(false);
        }
        if found.current() < held.current() {
            return Err(format!(
                "the key file has generation {} as its current one, and {} is in use already: copy the newer file over it",
                found.current(),
                held.current()
            ));
        }
        self.hold(found);
        Ok(true)
    }

    /// Whether older keys are to be looked at now; the next time in ten minutes.
    pub(crate) fn are_due(&self, now: Timestamp) -> bool {
        const BETWEEN: std::time::Duration = std::time::Duration::from_mins(10);
        let mut next = self.next_look.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = *next <= now;
        if is_due {
            *next = now.after(BETWEEN);
        }
        is_due
    }
}

impl From<Keyring> for MasterKeys {
    fn from(keyring: Keyring) -> Self {
        Self::of(keyring)
    }
}

impl Service {
    /// Reads the key file again, if it was changed. Says whether it was.
    ///
    /// # Errors
    /// If it cannot be read, or has older keys than are in use: those in use stay.
    pub async fn reload_master_keys(&self) -> Result<bool, Error> {
        let _turn = self.keyring.turn().await;
        self.keyring.reload().map_err(|reason| Error::ServiceFailure(Failure::KeyFile(reason)))
    }
}
