//! What a store of an older form lacks, written at the first start of this version over it.

use std::collections::BTreeMap;

use model::{AccountId, Text, Timestamp};
use store::{Batch, Expected, Key, Partition, ScanRange};

use super::keys::{self, Usage};
use super::{HolderKind, Loaded, Present, User, body};
use crate::aws_managed::AwsManaged;
use crate::error::Failure;
use crate::{Error, Service};

/// How many accounts or users are read at once, and how many uses are written at once: four parts of a batch each, at most.
const PIECE: usize = 100;

/// That a user has a managed policy.
#[derive(Clone)]
struct Use {
    user: (Key, Expected),
    index: Key,
    count: Key,
}

impl Service {
    /// Form 1 knew one managed policy, AdministratorAccess, and kept no account of who has it. What is there already is left as
    /// it is: a start that was killed in the middle is finished by the next.
    pub(super) async fn index_uses_of_policies(&self, now: Timestamp) -> Result<(), Error> {
        let mut after = None;
        loop {
            let numbers = self.records.store().accounts(after, PIECE).await?;
            after = numbers.last().copied();
            for account in numbers.iter().copied().filter_map(AccountId::new) {
                self.index_uses_in(account, now).await?;
            }
            if numbers.len() < PIECE {
                return Ok(());
            }
        }
    }

    async fn index_uses_in(&self, account: AccountId, now: Timestamp) -> Result<(), Error> {
        let mut range = ScanRange::prefix(Partition::Account(account.number()), keys::USERS);
        loop {
            let users = self.records.scan::<User>(&range, PIECE).await?;
            let uses = users.iter().map(uses).collect::<Result<Vec<_>, Error>>()?.concat();
            for piece in uses.chunks(PIECE) {
                self.index(piece, now).await?;
            }
            match users.last() {
                Some(last) if users.len() == PIECE => range = range.after(&last.key().path),
                _ => return Ok(()),
            }
        }
    }

    /// Writes each use that is not there yet, and counts it in the same batch: so it is counted once, however often this runs.
    async fn index(&self, uses: &[Use], now: Timestamp) -> Result<(), Error> {
        let indices: Vec<Key> = uses.iter().map(|used| used.index.clone()).collect();
        let found = self.records.store().get(&indices).await?;
        let missing: Vec<&Use> =
            uses.iter().zip(found).filter_map(|(used, found)| found.is_none().then_some(used)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let mut batch = Batch::at(now.micros());
        let mut counts = BTreeMap::<Key, i64>::new();
        for used in missing {
            let (user, state) = used.user.clone();
            batch = batch
                .expect(user, state)
                .expect(used.index.clone(), Expected::Absent)
                .put(used.index.clone(), body(&Present {})?);
            *counts.entry(used.count.clone()).or_default() += 1;
        }
        for (key, count) in counts {
            batch = batch.add(key, count, u64::from(u32::MAX));
        }
        self.records.commit(batch).await?;
        Ok(())
    }
}

/// The managed policies that a user of form 1 has.
fn uses(user: &Loaded<User>) -> Result<Vec<Use>, Error> {
    let of = |arn: &str| {
        let policy = AwsManaged::find(arn).ok_or_else(|| Failure::Corrupt(arn.to_owned()))?;
        Ok(Use {
            user: user.watched(),
            index: keys::policy_usage(
                user.account,
                Usage::Attached,
                policy.id,
                HolderKind::User,
                user.id.as_str(),
            ),
            count: keys::policy_usage_count(user.account, Usage::Attached, policy.id),
        })
    };
    user.permissions.attached.iter().map(|arn| of(arn.as_str())).collect()
}
