//! Having the calls placed that are due.

use std::sync::Arc;

use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use super::by_hand::{CallFile, call_id};
use super::placing::Placing;
use super::{CallToPlace, Calls, Twilio};
use crate::pause::{Now, Rest, Round, finish};
use crate::{Language, Outbox, Site};

/// So many are taken at a time, and placed at once.
const TAKEN: usize = 4;

/// What places calls.
#[derive(Clone, Debug)]
pub enum VoiceProvider {
    /// A provider.
    Twilio(Arc<Twilio>),
    /// A folder.
    Outbox(Outbox),
}

/// Has calls placed.
pub struct Phones<C> {
    calls: Arc<C>,
    provider: VoiceProvider,
    placing: Arc<Placing>,
    site: Site,
    language: Language,
    now: Now,
}

impl<C: Calls> Phones<C> {
    /// Has the calls of a service placed, in a language where nobody's browser said one.
    pub fn new(
        (calls, placing): (Arc<C>, Arc<Placing>),
        provider: VoiceProvider,
        (site, language): (Site, Language),
        now: Now,
    ) -> Arc<Self> {
        Arc::new(Self { calls, provider, placing, site, language, now })
    }

    /// Has what is due placed, until told to stop. What was asked for then is waited for, for a few seconds.
    pub async fn run(self: Arc<Self>, bell: &Notify, mut stopping: watch::Receiver<bool>) {
        let mut rest = Rest::default();
        loop {
            let Some(round) = finish(self.round(), stopping.clone()).await else { return };
            if !rest.after(round, bell, &mut stopping).await {
                return;
            }
        }
    }

    async fn round(self: &Arc<Self>) -> Round {
        let due = match self.calls.calls_due(TAKEN, (self.now)()).await {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(%error, "the calls that are due cannot be read");
                return Round::Down;
            }
        };
        let is_full = due.len() == TAKEN;
        let mut placing = JoinSet::new();
        for call in due {
            let this = Arc::clone(self);
            placing.spawn(async move { this.place(&call).await });
        }
        let mut remembered = true;
        while let Some(placed) = placing.join_next().await {
            remembered &= placed.unwrap_or(false);
        }
        match (remembered, is_full) {
            // What could not be stored is still due: not at once again.
            (false, _) => Round::Down,
            (true, true) => Round::Full,
            (true, false) => Round::Done,
        }
    }

    /// Has a call placed, and remembers what became of it; says whether that could be stored.
    async fn place(&self, call: &CallToPlace) -> bool {
        let _under_way = self.placing.begin(call.nonce().expose());
        let stored = match self.try_to_place(call).await {
            Ok(call_id) => self.calls.call_placed(call, &call_id, (self.now)()).await,
            Err(why) => {
                tracing::error!(call = call.id(), why, "a call was not placed");
                self.calls.call_failed(call, (self.now)()).await
            }
        };
        if let Err(error) = &stored {
            tracing::error!(call = call.id(), %error, "what became of a call cannot be stored");
        }
        stored.is_ok()
    }

    async fn try_to_place(&self, call: &CallToPlace) -> Result<String, String> {
        match &self.provider {
            VoiceProvider::Twilio(twilio) => {
                twilio.place(call, &self.site).await.map_err(|error| error.to_string())
            }
            VoiceProvider::Outbox(outbox) => {
                let (name, text) = CallFile::write(call, outbox.path(), self.language);
                let outbox = outbox.clone();
                let written = tokio::task::spawn_blocking(move || outbox.write(&name, text.as_bytes())).await;
                let written = written.map_err(std::io::Error::other).flatten();
                written.map_err(|error| format!("the outbox cannot be written: {error}"))?;
                Ok(call_id(call))
            }
        }
    }
}

#[cfg(test)]
mod tests;
