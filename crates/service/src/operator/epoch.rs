//! A new epoch (rule R31): what must not go on in a store that may have lost commits.
//!
//! A backup that is restored, a copy, and a standby that lacks the last commits know less than was answered: codes that were spent, sessions
//! that were ended, refresh tokens that were used. So whatever rests on knowing that ends. It is done while nobody serves the store: a
//! document says how far it is, written first, and whoever is killed in between leaves a store that is finished before it is served.

mod accounts;
mod devices;
mod fill;
mod shared;
mod source;
#[cfg(test)]
mod tests;

pub use fill::{FillPlan, Filling};

use data_encoding::HEXLOWER;
use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Batch, Expected};

use super::Operator;
use crate::error::Invalid;
use crate::records::{Epoch, EpochCause, EpochState, Loaded, StoreName, body, keys};
use crate::{Error, Service};

/// What ended with an epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EndedWithEpoch {
    /// Accounts, in each of which all temporary credentials ended.
    pub accounts: u64,
    /// Sessions of the console and at terminals.
    pub sessions: u64,
    /// Codes and tokens that would have opened one, and questions to security keys.
    pub tokens: u64,
    /// Recoveries that were running, and their calls.
    pub recoveries: u64,
    /// Sets of recovery codes.
    pub recovery_codes: u64,
    /// Requests for the operator's last resort.
    pub support_requests: u64,
    /// Devices of which only codes count that they show from now on.
    pub devices: u64,
    /// Hardware tokens with a counter, which wait for an administrator.
    pub counter_tokens: u64,
}

impl EndedWithEpoch {
    fn and(self, more: &Self) -> Self {
        Self {
            accounts: self.accounts + more.accounts,
            sessions: self.sessions + more.sessions,
            tokens: self.tokens + more.tokens,
            recoveries: self.recoveries + more.recoveries,
            recovery_codes: self.recovery_codes + more.recovery_codes,
            support_requests: self.support_requests + more.support_requests,
            devices: self.devices + more.devices,
            counter_tokens: self.counter_tokens + more.counter_tokens,
        }
    }

    /// How much was looked at, for whoever waits.
    const fn work(&self) -> u64 {
        self.accounts + self.sessions + self.tokens + self.recoveries + self.recovery_codes + self.devices
    }
}

/// Whether a store may be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It may.
    Ready,
    /// What ends with the old epoch is not all ended: [`Service::finish_epoch`] does it.
    Ending,
    /// It is not whole.
    Filling {
        /// Why it was being filled.
        cause: EpochCause,
        /// How many documents and events there are already.
        records: u64,
    },
    /// It was copied, and goes on elsewhere.
    Moved {
        /// Where.
        to: String,
    },
}

impl Service {
    /// Whether the store may be served, as its epoch says.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn readiness(&self) -> Result<Readiness, Error> {
        let Some(epoch) = self.records.load::<Epoch>(keys::epoch()).await? else {
            return Ok(Readiness::Ready);
        };
        Ok(match &epoch.state {
            EpochState::Done { .. } => Readiness::Ready,
            EpochState::Ending { .. } => Readiness::Ending,
            EpochState::Filling { records } => Readiness::Filling { cause: epoch.cause, records: *records },
            EpochState::Moved { to } => Readiness::Moved { to: to.clone() },
        })
    }

    /// Begins a new epoch in a store as it is. Nobody else may use the store until [`Service::finish_epoch`] has ended.
    ///
    /// # Errors
    /// If the store is not whole, or fails.
    pub async fn begin_fence(&self, operator: Operator, now: Timestamp) -> Result<(), Error> {
        let found = self.records.load::<Epoch>(keys::epoch()).await?;
        if let Some(Epoch { state: EpochState::Filling { .. }, .. }) = found.as_deref() {
            return Err(refused(
                "the store is not whole: finish what was filling it, which begins a new epoch by itself",
            ));
        }
        let last = self.records.store().last_commit().await?.map_or(now, Timestamp::from_micros);
        let fence = Epoch {
            schema: Epoch::SCHEMA,
            id: self.random_name(),
            cause: EpochCause::Fence,
            operator: operator.uid,
            begun: now,
            data_of: None,
            over_until: last.max(now),
            state: EpochState::Ending { through: None },
        };
        self.write_epoch(found.as_ref(), &fence, now).await
    }

    /// Ends what must not go on, and begins the epoch. Nothing is done if that was done already; after a kill it goes on where it was.
    /// Whoever waits is told how much was done so far.
    ///
    /// # Errors
    /// If the store is not whole, or fails; then it is not ready either.
    pub async fn finish_epoch(
        &self,
        now: Timestamp,
        told: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<EndedWithEpoch, Error> {
        let Some(epoch) = self.records.load::<Epoch>(keys::epoch()).await? else {
            return Ok(EndedWithEpoch::default());
        };
        let EpochState::Ending { through } = epoch.state else { return Ok(EndedWithEpoch::default()) };
        let ending = Moment { now, until: epoch.over_until.max(now) };
        let mut ended = self.end_shared(ending).await?;
        told(ended.work());

        let mut state = epoch;
        let mut after = through.map(AccountId::number);
        loop {
            let page = self.records.store().accounts(after, 100).await?;
            let Some(last) = page.last().copied() else { break };
            after = Some(last);
            for account in page.into_iter().filter_map(AccountId::new) {
                let (next, of_account) = self.end_in_account(account, &state, ending).await?;
                ended = ended.and(&of_account);
                state = next;
                told(ended.work());
            }
        }
        let done = Epoch { state: EpochState::Done { at: now }, ..Epoch::clone(&state) };
        self.write_epoch(Some(&state), &done, now).await?;
        Ok(ended)
    }

    async fn write_epoch(
        &self,
        found: Option<&Loaded<Epoch>>,
        epoch: &Epoch,
        now: Timestamp,
    ) -> Result<(), Error> {
        let expected = found.map_or(Expected::Absent, |found| found.watched().1);
        let batch = Batch::at(now.micros()).expect(keys::epoch(), expected).put(keys::epoch(), body(epoch)?);
        self.records.commit(batch).await?;
        Ok(())
    }

    /// Gives the store a name, if it has none.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn note_store_name(&self, now: Timestamp) -> Result<(), Error> {
        if self.records.load::<StoreName>(keys::store_name()).await?.is_some() {
            return Ok(());
        }
        let name = StoreName { schema: StoreName::SCHEMA, id: self.random_name() };
        let batch = Batch::at(now.micros())
            .expect(keys::store_name(), Expected::Absent)
            .put(keys::store_name(), body(&name)?);
        match self.records.commit(batch).await {
            Ok(_) | Err(store::CommitError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The name of the store, if it has one.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn store_name(&self) -> Result<Option<String>, Error> {
        Ok(self.records.load::<StoreName>(keys::store_name()).await?.map(|name| name.id.clone()))
    }

    /// A name that nobody else has.
    #[must_use]
    pub fn random_name(&self) -> String {
        HEXLOWER.encode(&self.entropy.array::<16>())
    }
}

/// When it is, and until when everything is over.
#[derive(Clone, Copy, Debug)]
struct Moment {
    now: Timestamp,
    until: Timestamp,
}

fn refused(reason: &str) -> Error {
    Invalid::Other(reason.to_owned()).into()
}
