//! Documents for which another should have vouched: clocks of devices, and the index of security keys.

use std::collections::BTreeSet;

use model::Timestamp;
use store::{Direction, Key, Partition, ScanRange};

use super::findings::{DocumentFinding, DocumentProblem};
use super::walk::{PAGE, StoreCheck, Tally, finding, look};
use crate::Error;

/// So many of a partition are told one by one: it takes a second walk to be sure of them.
const MOST: usize = 1_000;
/// Where what vouches is.
const VOUCHING: [&str; 2] = ["mfa/", "security-key/"];

impl StoreCheck<'_> {
    /// Those that nothing has vouched for. All is read again: what was made, or has gone, while this looked was right.
    pub(super) async fn look_at_awaited(
        &self,
        tally: &Tally,
        now: Timestamp,
    ) -> Result<Vec<DocumentFinding>, Error> {
        let Some(partition) = self.partition.filter(|_| !tally.awaited.is_empty() && !tally.is_overfull)
        else {
            return Ok(Vec::new());
        };
        let mut left = self.unvouched(partition, tally).await?;
        self.strike_vouched(partition, &mut left, now).await?;
        let left: Vec<Key> = left.into_iter().collect();
        let still_there = self.service.records.store().get(&left).await?;
        let detail = || "nothing that is there has it".to_owned();
        let found = left.iter().zip(still_there).filter(|(_, found)| found.is_some());
        Ok(found.map(|(key, _)| finding(key, (DocumentProblem::IndexStale, detail()))).collect())
    }

    async fn unvouched(&self, partition: Partition, tally: &Tally) -> Result<BTreeSet<Key>, Error> {
        let mut left = BTreeSet::new();
        for prefix in &tally.awaited_in {
            let mut range = ScanRange::prefix(partition, prefix);
            loop {
                let page = self.service.records.store().scan(&range, Direction::Forward, PAGE).await?;
                let unvouched = page.iter().filter(|(key, _)| tally.awaited.contains(&tally.hash(key)));
                left.extend(unvouched.map(|(key, _)| key.clone()).take(MOST.saturating_sub(left.len())));
                match page.last() {
                    Some((last, _)) if page.len() == PAGE && left.len() < MOST => {
                        range = range.after(&last.path);
                    }
                    _ => break,
                }
            }
        }
        Ok(left)
    }

    async fn strike_vouched(
        &self,
        partition: Partition,
        left: &mut BTreeSet<Key>,
        now: Timestamp,
    ) -> Result<(), Error> {
        for prefix in VOUCHING {
            let mut range = ScanRange::prefix(partition, prefix);
            while !left.is_empty() {
                let page = self.service.records.store().scan(&range, Direction::Forward, PAGE).await?;
                for (key, versioned) in &page {
                    for vouched in look(self.service, key, versioned, now).vouches {
                        left.remove(&vouched);
                    }
                }
                match page.last() {
                    Some((last, _)) if page.len() == PAGE => range = range.after(&last.path),
                    _ => break,
                }
            }
        }
        Ok(())
    }
}
