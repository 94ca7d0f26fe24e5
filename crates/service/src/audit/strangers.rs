//! Callers who proved nothing: counted in memory, by account, reason and address prefix, and written once a minute (rule R17).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use model::{AccountId, Timestamp};
use serde_json::{Map, Value, json};
use store::Batch;

use super::event::{self, Happening};
use crate::figures::Counter;
use crate::{Error, Service};

/// So many different (account, reason, prefix) are told apart at once; what is beyond is counted together.
const MOST: usize = 4_096;
/// So many of them may be of one account, or a stranger with many addresses fills its trail.
const MOST_OF_ACCOUNT: usize = 32;

/// What unknown callers were refused for.
#[derive(Default)]
pub struct Strangers {
    tallies: Mutex<Tallies>,
    /// How many failures there were since the start.
    pub(crate) noted: Counter,
}

#[derive(Default)]
struct Tallies {
    by_kind: HashMap<Kind, Tally>,
    of_account: HashMap<AccountId, usize>,
    beyond: u64,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Kind {
    account: AccountId,
    reason: &'static str,
    prefix: String,
}

struct Tally {
    count: u64,
    sample: IpAddr,
    first: Timestamp,
}

impl Strangers {
    /// Counts a failure for an account that exists.
    pub fn note(&self, account: AccountId, reason: &'static str, address: IpAddr, now: Timestamp) {
        self.noted.add();
        let mut tallies = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        let kind = Kind { account, reason, prefix: prefix(address) };
        if let Some(tally) = tallies.by_kind.get_mut(&kind) {
            tally.count += 1;
            return;
        }
        let of_account = tallies.of_account.get(&account).copied().unwrap_or_default();
        if tallies.by_kind.len() >= MOST || of_account >= MOST_OF_ACCOUNT {
            tallies.beyond += 1;
            return;
        }
        tallies.of_account.insert(account, of_account + 1);
        tallies.by_kind.insert(kind, Tally { count: 1, sample: address, first: now });
    }

    /// Counts again what could not be written.
    fn put_back(&self, kind: Kind, unwritten: Tally) {
        let mut tallies = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tally) = tallies.by_kind.get_mut(&kind) {
            tally.count += unwritten.count;
        } else if tallies.by_kind.len() < MOST {
            *tallies.of_account.entry(kind.account).or_default() += 1;
            tallies.by_kind.insert(kind, unwritten);
        }
    }

    fn take(&self) -> Tallies {
        std::mem::take(&mut *self.tallies.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The network that an address is in: one person's addresses are counted together.
pub(crate) fn prefix(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

/// Writes what was counted: one event for each kind.
pub async fn flush_strangers(service: &Service, now: Timestamp) -> Result<(), Error> {
    let tallies = service.strangers.take();
    if tallies.beyond > 0 {
        tracing::warn!(count = tallies.beyond, "failed authentications of too many kinds to tell apart");
    }
    let mut result = Ok(());
    for (kind, tally) in tallies.by_kind {
        if let Err(error) = write(service, &kind, &tally, now).await {
            service.strangers.put_back(kind, tally);
            result = Err(error);
        }
    }
    result
}

async fn write(service: &Service, kind: &Kind, tally: &Tally, now: Timestamp) -> Result<(), Error> {
    let mut details = Map::new();
    details.insert("count".to_owned(), json!(tally.count));
    details.insert("errorCode".to_owned(), json!(kind.reason));
    details.insert("addressPrefix".to_owned(), json!(kind.prefix));
    details.insert("sampleAddress".to_owned(), json!(tally.sample.to_string()));
    details.insert("since".to_owned(), json!(tally.first.to_string()));
    let happening = Happening {
        account: kind.account,
        at: now,
        source: "bartizan",
        name: "FailedAuthentications",
        identity: json!({ "type": "Unknown", "accountId": kind.account.to_string() }),
        parameters: Value::Null,
        details: &details,
    };
    let batch = Batch::at(now.micros()).event(event::record(service, &happening));
    service.records.commit(batch).await?;
    Ok(())
}
