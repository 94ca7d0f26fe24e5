//! Calls that are being placed at the moment.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

/// How long a callback waits.
const PATIENCE: Duration = Duration::from_secs(5);

/// The nonces of calls that a provider has been asked to place, and whose names are not stored yet. A fast provider asks what to say
/// before its own answer was read and committed: that callback waits, or the call would seem to be none of ours.
#[derive(Debug, Default)]
pub struct Placing {
    nonces: Mutex<HashSet<String>>,
    done: Notify,
}

/// A call that is being placed, until this is dropped.
#[derive(Debug)]
pub struct Placed<'a>(&'a Placing, String);

impl Placing {
    /// Begins to place a call.
    pub fn begin(&self, nonce: &str) -> Placed<'_> {
        self.nonces.lock().unwrap_or_else(PoisonError::into_inner).insert(nonce.to_owned());
        Placed(self, nonce.to_owned())
    }

    fn is_under_way(&self, nonce: &str) -> bool {
        self.nonces.lock().unwrap_or_else(PoisonError::into_inner).contains(nonce)
    }

    /// Waits until a call is placed, within reason.
    pub async fn settled(&self, nonce: &str) {
        let wait = async {
            loop {
                let done = self.done.notified();
                tokio::pin!(done);
                // Listening first: what is done between the look and the wait is heard.
                done.as_mut().enable();
                if !self.is_under_way(nonce) {
                    return;
                }
                done.await;
            }
        };
        let _ = timeout(PATIENCE, wait).await;
    }
}

impl Drop for Placed<'_> {
    fn drop(&mut self) {
        self.0.nonces.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
        self.0.done.notify_waiters();
    }
}
