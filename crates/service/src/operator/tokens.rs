//! Hardware tokens: importing what their makers' files say of them, listing and removing them.

mod clearing;
mod import;
mod list;
mod remove;
mod writing;

use model::{AccountId, SerialNumber, Text, Timestamp};
use serde_json::{Map, Value};
use store::{Batch, Event};

use super::Operator;
use crate::audit::{Happening, Outgoing, deliver_now, record};
use crate::error::Invalid;
use crate::{Error, Service};

pub use import::{Imported, TokenImport};
pub use list::{TokenHolder, TokenView};

/// For whom tokens are imported (rule R13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPool {
    /// For one account; elsewhere they do not exist.
    Account(AccountId),
    /// For whichever account enables them first.
    Shared,
}

impl TokenPool {
    const fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Shared => None,
        }
    }
}

/// What is told of a change of tokens.
struct Told<'a> {
    operator: Operator,
    pool: TokenPool,
    name: &'static str,
    parameters: Value,
    details: &'a Map<String, Value>,
    at: Timestamp,
}

/// So many accounts are told in one commit, beside what it tells of.
const TOLD_AT_ONCE: usize = 400;

impl Service {
    /// Commits a change of tokens, and tells of it in the trail of the account that they are for; of tokens that any account may
    /// enable, in the trails of all.
    async fn commit_told(&self, batch: Batch, told: &Told<'_>) -> Result<(), Error> {
        if let TokenPool::Account(account) = told.pool {
            self.records.commit(batch.event(self.event_for(account, told))).await?;
            return Ok(());
        }
        let accounts = self.all_accounts().await?;
        let mut batch = batch;
        let mut waiting = Vec::new();
        // Without an account nobody is told, and the change is made all the same.
        let mut chunks = accounts.chunks(TOLD_AT_ONCE);
        for accounts in std::iter::once(chunks.next().unwrap_or_default()).chain(chunks) {
            for account in accounts {
                let kept;
                (batch, kept) = Outgoing::keep_in(batch, &self.event_for(*account, told), *account)?;
                waiting.push(kept);
            }
            self.records.commit(std::mem::replace(&mut batch, Batch::at(told.at.micros()))).await?;
        }
        // What is not delivered now is delivered within a minute.
        for kept in waiting {
            deliver_now(self, kept, told.at).await;
        }
        Ok(())
    }

    fn event_for(&self, account: AccountId, told: &Told<'_>) -> Event {
        let happening = Happening {
            account,
            at: told.at,
            source: "bartizan",
            name: told.name,
            identity: told.operator.identity(),
            parameters: told.parameters.clone(),
            details: told.details,
        };
        record(self, &happening)
    }

    async fn all_accounts(&self) -> Result<Vec<AccountId>, Error> {
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

fn refused(reason: impl Into<String>) -> Error {
    Invalid::Other(reason.into()).into()
}

/// Names in a sentence: not more than can be read.
fn named(serials: &[SerialNumber], all: usize) -> String {
    let names: Vec<&str> = serials.iter().map(SerialNumber::as_str).collect();
    match all - serials.len() {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
