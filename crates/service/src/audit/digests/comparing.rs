//! Events held against entries: two streams in the same order.

use store::{Direction, Event, EventRange};

use super::checking::{Check, EVENTS};
use super::entries::Entry;
use super::findings::{AuditFinding, AuditProblem};
use super::statement::Statement;
use crate::Error;

impl Check<'_> {
    /// Holds the events of a digest's time against its entries.
    pub(super) async fn compare(&mut self, statement: &Statement, entries: &[Entry]) -> Result<(), Error> {
        let digest = statement.number;
        let mut expected = entries.iter().peekable();
        let mut range = EventRange::between(statement.from, statement.to);
        loop {
            let store = self.service.records.store();
            let page = store.events(self.account.number(), range, Direction::Forward, EVENTS).await?;
            for event in &page {
                while let Some(entry) = expected.next_if(|entry| entry.position < event.position()) {
                    self.missing.push((entry.position, digest));
                }
                match expected.next_if(|entry| entry.position == event.position()) {
                    Some(entry) => self.met(*entry, event, digest),
                    None => self.added.push((event.position(), digest)),
                }
            }
            match page.last() {
                Some(last) if page.len() == EVENTS => range = range.after(last.position()),
                _ => break,
            }
        }
        self.missing.extend(expected.map(|entry| (entry.position, digest)));
        self.bound();
        Ok(())
    }

    fn met(&mut self, entry: Entry, event: &Event, digest: u64) {
        self.found.events += 1;
        if Entry::of(event) != entry {
            self.found.add(AuditFinding::of_event(AuditProblem::EventChanged, entry.position, digest));
        }
    }

    /// What is wrong with very many events is told of so many only: memory has a bound.
    fn bound(&mut self) {
        const MOST: usize = 10_000;
        let gone_before = self.gone_before;
        let before = self.missing.len();
        self.missing.retain(|(position, _)| *position >= gone_before);
        self.found.let_go += (before - self.missing.len()) as u64;
        for list in [&mut self.missing, &mut self.added] {
            self.found.more_findings += list.len().saturating_sub(MOST) as u64;
            list.truncate(MOST);
        }
    }
}
