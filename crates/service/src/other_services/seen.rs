//! That sessions of the console are used in front of sites: kept in memory, and written once a minute, for a proxy that asks waits for no
//! commit.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::Timestamp;
use store::Key;

use super::pass::console_of;
use crate::{Caller, Error, Service};

/// More of them than this in one minute are not remembered: what matters is that memory is bounded.
const MOST: usize = 100_000;

/// Uses that are not written yet.
#[derive(Default)]
pub struct SessionsSeen(Mutex<HashMap<Key, Timestamp>>);

impl Service {
    /// Notes that somebody looked at a page of a site: who works there is not away from the console (rule R28).
    pub fn note_at_site(&self, caller: &Caller, now: Timestamp) {
        let Some(session) = console_of(caller) else { return };
        let mut seen = self.sessions_seen.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() < MOST || seen.contains_key(session.key()) {
            seen.insert(session.key().clone(), now);
        }
    }

    /// Writes what was noted. What cannot be written is noted again at the next page.
    pub(crate) async fn flush_sessions_seen(&self, now: Timestamp) -> Result<(), Error> {
        let noted = std::mem::take(&mut *self.sessions_seen.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut result = Ok(());
        for (key, at) in noted {
            // Of the session as it is by now: what ended meanwhile stays ended.
            let seen = match self.in_session(key, now).await {
                Ok(Some(caller)) => self.session_seen(&caller, at).await,
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            };
            result = result.and(seen);
        }
        result
    }
}
