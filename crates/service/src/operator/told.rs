//! Telling the trails of accounts what an operator changed.

use model::{AccountId, Timestamp};
use serde_json::{Map, Value};
use store::{Batch, Event, Key, limits};

use super::Operator;
use crate::audit::{Happening, Outgoing, deliver_now, record};
use crate::{Error, Service};

/// What is told of a change.
pub(super) struct Told {
    pub operator: Operator,
    /// Which account it is about; all, if none.
    pub account: Option<AccountId>,
    pub name: &'static str,
    pub parameters: Value,
    pub details: Map<String, Value>,
    pub at: Timestamp,
}

/// So many accounts are told in one commit, if it tells of nothing else.
const TOLD_AT_ONCE: usize = 400;

impl Service {
    /// Commits a change, and tells of it in the trail of the account that it is about, or in the trails of all. An error means that
    /// nothing was changed.
    pub(super) async fn commit_told(&self, batch: Batch, told: &Told) -> Result<(), Error> {
        if let Some(account) = told.account {
            self.records.commit(batch.event(self.event_for(account, told))).await?;
            return Ok(());
        }
        let accounts = self.all_accounts().await?;
        // Without an account nobody is told, and the change is made all the same.
        let (first, others) = accounts.split_at(accounts.len().min(room(&batch)));
        let mut waiting = self.keep_told(batch, first, told).await?;
        for accounts in others.chunks(TOLD_AT_ONCE) {
            let batch = Batch::at(told.at.micros());
            match self.keep_told(batch, accounts, told).await {
                Ok(kept) => waiting.extend(kept),
                // The change is made: whoever is told that it failed would make it again.
                Err(error) => {
                    tracing::error!(%error, name = told.name, accounts = accounts.len(), "accounts could not be told of a change");
                }
            }
        }
        // What is not delivered now is delivered within a minute.
        for kept in waiting {
            deliver_now(self, kept, told.at).await;
        }
        Ok(())
    }

    /// Commits a batch in which these accounts are told, and says what is to be delivered to them.
    async fn keep_told(
        &self,
        mut batch: Batch,
        accounts: &[AccountId],
        told: &Told,
    ) -> Result<Vec<Key>, Error> {
        let mut waiting = Vec::with_capacity(accounts.len());
        for account in accounts {
            let kept;
            (batch, kept) = Outgoing::keep_in(batch, &self.event_for(*account, told), *account)?;
            waiting.push(kept);
        }
        self.records.commit(batch).await?;
        Ok(waiting)
    }

    fn event_for(&self, account: AccountId, told: &Told) -> Event {
        let happening = Happening {
            account,
            at: told.at,
            source: "bartizan",
            name: told.name,
            identity: told.operator.identity(),
            parameters: told.parameters.clone(),
            details: &told.details,
        };
        record(self, &happening)
    }

    pub(super) async fn all_accounts(&self) -> Result<Vec<AccountId>, Error> {
        const PAGE: usize = 500;
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.records.store().accounts(after, PAGE).await?;
            after = page.last().copied();
            let is_last = page.len() < PAGE;
            all.extend(page.into_iter().filter_map(AccountId::new));
            if is_last {
                return Ok(all);
            }
        }
    }
}

/// How many accounts can be told in the commit of a change.
fn room(batch: &Batch) -> usize {
    let parts = batch.expects.len() + batch.puts.len() + batch.deletes.len() + batch.events.len();
    limits::BATCH_PARTS.saturating_sub(parts).min(TOLD_AT_ONCE)
}
