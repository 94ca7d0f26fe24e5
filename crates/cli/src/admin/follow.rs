//! Events, up to now and as they happen.

use std::collections::HashMap;
use std::time::Duration;

use model::{AccountId, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;
use server::Clock;
use service::{EventFilter, Service};
use tokio::time::{MissedTickBehavior, interval};

use super::perform::{in_words, send_raw};
use super::protocol::{Answer, Answering, Ended};

/// Which events.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub account: Option<AccountId>,
    pub since_micros: u64,
    pub follow: bool,
}

/// An event bears the time at which its request came, and appears when that is committed: what came earlier may appear
/// later. So each round looks back so far for what it has not seen yet.
const LATE: Duration = Duration::from_secs(15);
const ROUND: Duration = Duration::from_secs(1);

/// Answers with the events up to now, and goes on if asked to.
pub async fn events(
    service: &Service,
    clock: &dyn Clock,
    asked: Asked,
    answers: &Answering,
) -> Result<(), Ended> {
    let since = Timestamp::from_micros(asked.since_micros);
    let mut round = Round { service, answers, seen: Seen::default() };
    round.look(asked.account, since, clock.now().before(LATE)).await?;
    if !asked.follow {
        return Ok(());
    }
    let caught_up = Answer::Progress("these are the events so far; waiting for more".to_owned());
    answers.send(caught_up).await.map_err(|_| Ended::Gone)?;

    let mut rounds = interval(ROUND);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = answers.closed() => return Err(Ended::Gone),
            _ = rounds.tick() => {}
        }
        let from = clock.now().before(LATE);
        round.look(asked.account, since.max(from), from).await?;
    }
}

struct Round<'a> {
    service: &'a Service,
    answers: &'a Answering,
    seen: Seen,
}

impl Round<'_> {
    /// Sends what is there from `since` on and was not seen, and remembers what the next round may meet again.
    async fn look(
        &mut self,
        account: Option<AccountId>,
        since: Timestamp,
        keep: Timestamp,
    ) -> Result<(), Ended> {
        match account {
            Some(account) => self.look_at(account, since, keep).await?,
            None => {
                for account in self.accounts().await? {
                    self.look_at(account, since, keep).await?;
                }
            }
        }
        self.seen.forget_before(keep);
        Ok(())
    }

    async fn accounts(&self) -> Result<Vec<AccountId>, Ended> {
        const PAGE: usize = 500;
        let store = self.service.records().store();
        let (mut all, mut after) = (vec![], None);
        loop {
            let page = store.accounts(after, PAGE).await.map_err(Ended::because)?;
            after = page.last().copied();
            all.extend(page.iter().copied().filter_map(AccountId::new));
            if page.len() < PAGE {
                return Ok(all);
            }
        }
    }

    async fn look_at(&mut self, account: AccountId, since: Timestamp, keep: Timestamp) -> Result<(), Ended> {
        let mut after = None;
        loop {
            let filter = EventFilter { account, since, after };
            let page = self.service.events(filter).await.map_err(|error| Ended::Failed(in_words(&error)))?;
            if page.events.is_empty() {
                return Ok(());
            }
            after = page.after;
            for event in page.events {
                let event = RawValue::from_string(event).map_err(|error| {
                    Ended::Failed(format!("an event of account {account} is damaged: {error}"))
                })?;
                if self.seen.is_new(&event, keep) {
                    send_raw(self.answers, event).await?;
                }
            }
        }
    }
}

/// The events that the next round may meet again: their ids, and their times.
#[derive(Default)]
struct Seen(HashMap<String, String>);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stamp {
    #[serde(rename = "eventID")]
    id: String,
    event_time: String,
}

impl Seen {
    /// Whether an event was not seen before. It is remembered if it is not older than `keep`.
    fn is_new(&mut self, event: &RawValue, keep: Timestamp) -> bool {
        // An event that bears no stamp cannot be told apart; better twice than never.
        let Ok(stamp) = serde_json::from_str::<Stamp>(event.get()) else { return true };
        // Times are written alike, so that their texts are in order; whole seconds, so that the second of `keep` counts.
        if stamp.event_time < keep.to_string() {
            return !self.0.contains_key(&stamp.id);
        }
        self.0.insert(stamp.id, stamp.event_time).is_none()
    }

    fn forget_before(&mut self, keep: Timestamp) {
        let keep = keep.to_string();
        self.0.retain(|_, time| *time >= keep);
    }
}
