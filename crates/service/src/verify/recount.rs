//! Counters, at the end of their partition: held against what was counted on the way, and counted anew where that differs.

use model::Timestamp;
use store::{Direction, Key, ScanRange, Versioned, limits};

use super::counters::{fed_by, is_known};
use super::findings::{DocumentFinding, DocumentProblem};
use super::look::parse;
use super::walk::{LOOKS, PAGE, StoreCheck, Tally, finding, look, one};
use crate::Error;
use crate::records::Count;

impl StoreCheck<'_> {
    pub(super) async fn look_at_counters(
        &mut self,
        tally: &Tally,
        now: Timestamp,
    ) -> Result<Vec<DocumentFinding>, Error> {
        let mut findings = Vec::new();
        let mut counters: Vec<Key> = tally.counts.keys().chain(&tally.counters).cloned().collect();
        counters.sort_unstable();
        counters.dedup();
        for piece in counters.chunks(limits::KEYS) {
            let values = self.service.records.store().get(piece).await?;
            for (key, value) in piece.iter().zip(values) {
                let stands =
                    value.as_ref().map_or(Some(0), |value| parse::<Count>(value).map(|count| count.0));
                let counted = tally.counts.get(key).copied().unwrap_or(0);
                if !is_known(&key.path) {
                    findings.push(finding(
                        key,
                        (DocumentProblem::UnknownKey, "it counts nothing that is known".to_owned()),
                    ));
                } else if fed_by(&key.path).is_some() && stands.is_some_and(|stands| stands != counted) {
                    findings.extend(self.count_again(key, now).await?);
                }
            }
        }
        Ok(findings)
    }

    /// Counts anew what a counter counts. If it has not moved meanwhile, nothing that it counts has come or gone, and the count is right.
    async fn count_again(&mut self, counter: &Key, now: Timestamp) -> Result<Option<DocumentFinding>, Error> {
        for _ in 0..LOOKS {
            let before = self.counter(counter).await?;
            let counted = self.count(counter, now).await?;
            let after = self.counter(counter).await?;
            let stands = before.as_ref().map_or(Some(0), |value| parse::<Count>(value).map(|count| count.0));
            if stands == Some(counted) {
                return Ok(None);
            }
            if before.as_ref().map(|value| value.revision) == after.as_ref().map(|value| value.revision)
                // One that is not there could have come and gone: it is counted twice.
                && (before.is_some() || self.count(counter, now).await? == counted)
            {
                let stands = stands.unwrap_or_default();
                let detail = format!("it stands at {stands}, and {counted} are there");
                return Ok(Some(finding(counter, (DocumentProblem::CounterWrong, detail))));
            }
        }
        self.progress.unsettled += 1;
        Ok(None)
    }

    async fn counter(&self, key: &Key) -> Result<Option<Versioned>, Error> {
        Ok(one(self.service.records.store().get(std::slice::from_ref(key)).await?))
    }

    async fn count(&self, counter: &Key, now: Timestamp) -> Result<u64, Error> {
        let mut counted = 0;
        for prefix in fed_by(&counter.path).unwrap_or_default() {
            let mut range = ScanRange::prefix(counter.partition, &prefix);
            loop {
                let page = self.service.records.store().scan(&range, Direction::Forward, PAGE).await?;
                for (key, versioned) in &page {
                    let look = look(self.service, key, versioned, now);
                    counted += look.feeds.iter().filter(|fed| *fed == counter).count() as u64;
                }
                match page.last() {
                    Some((last, _)) if page.len() == PAGE => range = range.after(&last.path),
                    _ => break,
                }
            }
        }
        Ok(counted)
    }
}
