//! Lists take turns: one account's lists must not take the store from the others (rule R16).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::AccountId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many lists of one account are read at once; the others wait, in order.
const AT_ONCE: usize = 2;
/// From so many accounts on, those that nobody lists are forgotten.
const MANY: usize = 1_024;

/// Who is reading lists.
#[derive(Default)]
pub struct Scans(Mutex<HashMap<AccountId, Arc<Semaphore>>>);

impl Scans {
    /// Waits for a turn; it ends when what is answered is dropped.
    pub async fn turn(&self, account: AccountId) -> Option<OwnedSemaphorePermit> {
        let turns = {
            let mut accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if accounts.len() >= MANY {
                accounts.retain(|_, turns| Arc::strong_count(turns) > 1);
            }
            Arc::clone(accounts.entry(account).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE))))
        };
        // Nobody closes it, so there is always a turn.
        turns.acquire_owned().await.ok()
    }
}
