//! Which keys documents need, and documents under the current key.

use std::collections::BTreeMap;

use model::AccountId;
use store::{Key, Partition};

use super::table::Kind;
use crate::Service;

/// How many documents need each generation of the master key.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Needed {
    /// To open what they have sealed.
    pub seals: BTreeMap<u32, u64>,
    /// To verify their passwords.
    pub passwords: BTreeMap<u32, u64>,
}

impl Needed {
    /// Counts a document.
    pub fn add(&mut self, key: &Key, body: &[u8]) {
        let Some(needs) = Kind::of(key).and_then(|kind| (kind.generations)(account(key), body)) else {
            return;
        };
        for (counts, mut generations) in
            [(&mut self.seals, needs.seals), (&mut self.passwords, needs.passwords)]
        {
            generations.sort_unstable();
            generations.dedup();
            for generation in generations {
                *counts.entry(generation).or_default() += 1;
            }
        }
    }
}

/// A document with all its seals under the current key; none if they are already, or do not open.
pub(crate) fn sealed_anew(service: &Service, key: &Key, body: &[u8]) -> Option<Vec<u8>> {
    let keyring = service.keyring.now();
    (Kind::of(key)?.sealed_anew)(account(key), body, &keyring, service.entropy.as_ref())
}

fn account(key: &Key) -> AccountId {
    match key.partition {
        Partition::Global => AccountId::NONE,
        Partition::Account(number) => AccountId::new(number).unwrap_or(AccountId::NONE),
    }
}
