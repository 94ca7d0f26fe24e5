//! Calls that are to be placed.

use std::fmt;
use std::time::Duration;

use model::{Secret, Timestamp};
use store::{Batch, CommitError, Partition, ScanRange};

use super::call::{End, Told, ended, told};
use crate::Service;
use crate::error::Error;
use crate::records::{Loaded, VoiceCall, VoiceCallState, body, keys};
use crate::signin::recovery::open_text;

/// Nobody else takes a call so soon: whoever took it may be about to place it.
const TAKEN_FOR: Duration = Duration::from_secs(30);
/// So often a call is taken at most: whoever takes it and says nothing may have placed it.
const MOST_TIMES: u32 = 3;
/// So long after its end a call is kept, so that a callback that comes late is told of.
const KEPT: Duration = Duration::from_secs(3_600);
/// So many are looked at in one read.
const PAGE: usize = 500;

/// A call to place.
pub struct CallToPlace {
    id: String,
    nonce: Secret<String>,
    to: String,
    language: Option<String>,
    until: Timestamp,
}

impl CallToPlace {
    /// A call to a number, in a language, that is of no use from a moment on.
    pub fn new(id: &str, nonce: Secret<String>, to: &str, language: Option<&str>, until: Timestamp) -> Self {
        Self { id: id.to_owned(), nonce, to: to.to_owned(), language: language.map(str::to_owned), until }
    }

    /// What names it. No secret.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the addresses of its callbacks hold.
    pub const fn nonce(&self) -> &Secret<String> {
        &self.nonce
    }

    /// Whom to call, in the form of E.164.
    pub fn to(&self) -> &str {
        &self.to
    }

    /// The language to speak, if it is known (`en`, `fr`, `ja`, `es`).
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// From this moment on it is of no use.
    pub const fn until(&self) -> Timestamp {
        self.until
    }
}

// A number is personal.
impl fmt::Debug for CallToPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallToPlace").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Service {
    /// Takes calls that are due, so many at most. What was taken is nobody else's for 30 seconds, also over a restart; whoever takes it says
    /// how that went. What is long over is let go.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn calls_due(&self, most: usize, now: Timestamp) -> Result<Vec<CallToPlace>, Error> {
        let (mut due, mut waiting) = (Vec::new(), 0);
        let mut range = ScanRange::prefix(Partition::Global, keys::VOICE_CALLS);
        loop {
            let page = self.records.scan::<VoiceCall>(&range, PAGE).await?;
            for call in &page {
                waiting += u64::from(matches!(call.state, VoiceCallState::Waiting));
                if now >= call.until.after(KEPT) {
                    self.forget(call, now).await?;
                } else if due.len() < most
                    && let Some(taken) = self.take(call, now).await?
                {
                    due.push(taken);
                }
            }
            match page.last() {
                Some(last) if page.len() == PAGE => range = range.after(&last.key().path),
                _ => {
                    self.figures.calls.waiting.set(waiting);
                    return Ok(due);
                }
            }
        }
    }

    async fn take(&self, call: &Loaded<VoiceCall>, now: Timestamp) -> Result<Option<CallToPlace>, Error> {
        let Some(times) = times_taken(call, now) else { return Ok(None) };
        // Another call was asked for meanwhile, or the recovery is gone: the phone rings for nothing else.
        if self.waiting_recovery(call, now).await?.is_none() {
            return Ok(None);
        }
        // A key that is gone leaves a call that nobody can place.
        let Ok(nonce) = open_text(self, (call.account, &call.id, "nonce"), &call.nonce) else {
            self.forget(call, now).await?;
            return Ok(None);
        };
        let state = VoiceCallState::Taken { at: now, times: times + 1 };
        let after = VoiceCall { state, ..VoiceCall::clone(call) };
        let (key, expected) = call.watched();
        let batch = Batch::at(now.micros()).expect(key.clone(), expected).put(key, body(&after)?);
        match self.records.commit(batch).await {
            Ok(_) => Ok(Some(CallToPlace {
                id: call.id.clone(),
                nonce,
                to: call.phone.clone(),
                language: call.language.clone(),
                until: call.until,
            })),
            // Another worker was quicker.
            Err(CommitError::Conflict { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn forget(&self, call: &Loaded<VoiceCall>, now: Timestamp) -> Result<(), Error> {
        let (key, expected) = call.watched();
        let mut batch = Batch::at(now.micros()).expect(key.clone(), expected).delete(key);
        if !call.state.is_over() {
            let end = match call.state {
                VoiceCallState::Waiting => End::NotPlaced,
                _ => End::Unheard,
            };
            batch = batch.event(ended(self, call, end, now));
        }
        match self.records.commit(batch).await {
            Ok(_) | Err(CommitError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The provider took a call, and calls it so.
    ///
    /// # Errors
    /// If the store fails. That the call is over, or the provider's under another id, is told in the account's trail.
    pub async fn call_placed(&self, call: &CallToPlace, call_id: &str, now: Timestamp) -> Result<(), Error> {
        self.figures.calls.placed.add();
        again!(self, async {
            let Some(stored) = self.voice_call(&call.id).await? else { return Ok(()) };
            match &stored.call_id {
                Some(known) if known == call_id => Ok(()),
                Some(_) => told(self, &stored, Told::AnotherCall, now).await,
                None if call_id.is_empty() => told(self, &stored, Told::AnotherCall, now).await,
                None => {
                    let state = match stored.state {
                        over if over.is_over() => over,
                        _ => VoiceCallState::Placed,
                    };
                    let call_id = Some(call_id.to_owned());
                    self.keep_call(&stored, &VoiceCall { state, call_id, ..VoiceCall::clone(&stored) }, now)
                        .await
                }
            }
        })
    }

    /// A call could not be placed. The page says so, and another can be asked for.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn call_failed(&self, call: &CallToPlace, now: Timestamp) -> Result<(), Error> {
        self.figures.calls.failed.add();
        again!(self, async {
            let Some(stored) = self.voice_call(&call.id).await? else { return Ok(()) };
            // A callback came: whatever the provider's answer was, it has the call.
            if stored.state.is_over() || stored.call_id.is_some() {
                return Ok(());
            }
            let after = VoiceCall { state: VoiceCallState::Failed, ..VoiceCall::clone(&stored) };
            self.end_call(&stored, &after, End::NotPlaced, now).await
        })
    }
}

/// How often a call that is due was taken before; none if it is not due.
fn times_taken(call: &VoiceCall, now: Timestamp) -> Option<u32> {
    if now >= call.until || call.call_id.is_some() {
        return None;
    }
    match call.state {
        VoiceCallState::Waiting => Some(0),
        VoiceCallState::Taken { at, times } if times < MOST_TIMES && now >= at.after(TAKEN_FOR) => {
            Some(times)
        }
        _ => None,
    }
}
