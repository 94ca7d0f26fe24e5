//! Hashing passwords, which costs tens of milliseconds and 19 MiB each time, so that a flood of sign-ins slows sign-ins only
//! (rule R18): no more at once than there are cores, never on a thread that serves others; who waits does so in a queue that
//! is bounded, fair between networks, and lets nobody wait for ever.

mod aside;
mod gate;
mod prefix;

use std::num::NonZero;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use model::Secret;
use vault::{Keyring, PasswordError, StoredPassword};

use crate::error::{Error, Failure};
use crate::master_keys::MasterKeys;
use aside::aside;
use gate::Gate;
pub use prefix::Prefix;

/// So many wait at once, at most.
const WAITING: usize = 256;
/// So many of one network wait at once, at most.
const WAITING_OF_ONE: usize = 16;
/// So long somebody waits for a turn, at most.
const PATIENCE: Duration = Duration::from_secs(10);

/// Hashes and verifies passwords, a few at a time.
#[derive(Clone)]
pub struct PasswordPool {
    keyring: Arc<MasterKeys>,
    gate: Arc<Gate>,
    patience: Duration,
}

/// Why a password was neither hashed nor verified. Says nothing about whether it is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// Too many wait, or it took too long: try again.
    #[error("too many passwords are being looked at")]
    Busy,
    /// There was no memory for it, or no thread.
    #[error("hashing failed")]
    Failed,
}

impl PasswordPool {
    /// A pool for as many at once as there are cores.
    pub fn new(keyring: Arc<MasterKeys>) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let gate = Gate::new(cores, WAITING, WAITING_OF_ONE);
        Self { keyring, gate: Arc::new(gate), patience: PATIENCE }
    }

    /// Hashes a password, for somebody in a network. The salt is random, and new for each password.
    ///
    /// # Errors
    /// [`Unanswered`]
    pub async fn hash(
        &self,
        prefix: Prefix,
        salt: [u8; 16],
        password: &Secret<String>,
    ) -> Result<StoredPassword, Unanswered> {
        let password = password.clone();
        let hashed =
            self.in_turn(prefix, move |keyring| keyring.hash_password(salt, password.expose())).await?;
        hashed.map_err(|_| Unanswered::Failed)
    }

    /// Whether a password is the stored one. Without a stored one it is not, and finding that out costs the same (rule R21).
    ///
    /// A password whose key generation is gone is not right either, at the same cost: it has to be reset.
    ///
    /// # Errors
    /// [`Unanswered`]
    pub async fn verify(
        &self,
        prefix: Prefix,
        stored: Option<&StoredPassword>,
        password: &Secret<String>,
    ) -> Result<bool, Unanswered> {
        let stored = stored.cloned().unwrap_or_else(|| self.keyring.now().decoy_password());
        let password = password.clone();
        let verify = move |keyring: &Keyring| keyring.verify_password(&stored, password.expose());
        match self.in_turn(prefix, verify).await? {
            Ok(is_right) => Ok(is_right),
            Err(PasswordError::UnknownGeneration(generation)) => {
                tracing::warn!(%generation, "a password was hashed under a key that is gone: it has to be reset");
                Ok(false)
            }
            Err(PasswordError::Failed) => Err(Unanswered::Failed),
        }
    }

    /// How many are being looked at, and how many wait for that.
    #[must_use]
    pub fn queue(&self) -> (usize, usize) {
        self.gate.occupation()
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        prefix: Prefix,
        work: impl FnOnce(&Keyring) -> T + Send + 'static,
    ) -> Result<T, Unanswered> {
        let turn = tokio::time::timeout(self.patience, Gate::enter(&self.gate, prefix)).await;
        let turn = turn.unwrap_or(None).ok_or(Unanswered::Busy)?;
        let keyring = self.keyring.now();
        let done = aside(move || {
            let answer = work(&keyring);
            // The turn ends with the work, also if nobody waits for it any more.
            drop(turn);
            answer
        });
        done.await.ok_or(Unanswered::Failed)
    }
}

impl From<Unanswered> for Error {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Busy => Self::Throttling,
            Unanswered::Failed => Self::ServiceFailure(Failure::Hashing),
        }
    }
}

#[cfg(test)]
mod tests;
