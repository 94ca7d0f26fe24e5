//! The background job that makes reports, and removes those that have expired.
//!
//! A queue among the global documents says when an account's report needs something, in the order of time: it was asked for,
//! its claim is over, it has expired. Each step moves report and place in the queue in one commit, at the revision of the
//! report that was read. So of several jobs one wins each step, and what a killed job leaves comes up again by itself.

use model::{AccountId, Timestamp};
use store::{Batch, Expected, Key, Partition, ScanRange};

use super::making::Making;
use crate::records::{CredentialReport, Loaded, QueuedReport, ReportPart, ReportStage, body, keys};
use crate::{Error, Service};

/// So many places in the queue are read at once.
const AT_ONCE: usize = 100;
/// So many parts of an old report are removed at once.
const REMOVED_AT_ONCE: usize = 16;

impl Service {
    /// Makes the credential reports that are asked for, and removes those that have expired. Cheap where there is nothing to do.
    ///
    /// # Errors
    /// If the store fails, or a document cannot be read; that report is tried again in ten minutes, and holds no other back.
    pub async fn make_reports(&self, now: Timestamp) -> Result<(), Error> {
        let mut result = Ok(());
        let mut range = ScanRange::prefix(Partition::Global, keys::REPORT_QUEUE);
        loop {
            let queued = self.records.scan::<QueuedReport>(&range, AT_ONCE).await?;
            for place in queued.iter().take_while(|place| place.due <= now) {
                match self.attend(place, now).await {
                    // Another job was faster.
                    Ok(()) | Err(Error::ConcurrentModification) => {}
                    Err(error) => result = Err(error),
                }
            }
            match queued.last() {
                Some(last) if queued.len() == AT_ONCE && last.due <= now => {
                    range = range.after(&last.key().path);
                }
                _ => return result,
            }
        }
    }

    /// Takes claims back whose jobs are known to have ended, so that nobody waits until they are over. Before this process makes reports;
    /// where others make some too, their claims stand until they are over.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn resume_reports(&self, now: Timestamp) -> Result<(), Error> {
        if !self.owns_the_store() {
            return Ok(());
        }
        let mut range = ScanRange::prefix(Partition::Global, keys::REPORT_QUEUE);
        loop {
            let queued = self.records.scan::<QueuedReport>(&range, AT_ONCE).await?;
            for place in queued.iter().filter(|place| place.due > now) {
                let Some(report) = self.report_of(place.account).await? else { continue };
                if matches!(report.stage, ReportStage::Claimed { .. }) {
                    self.step(place.account, &report, &CredentialReport::asked(now), Batch::at(now.micros()))
                        .await?;
                }
            }
            match queued.last() {
                Some(last) if queued.len() == AT_ONCE => range = range.after(&last.key().path),
                _ => return Ok(()),
            }
        }
    }

    async fn report_of(&self, account: AccountId) -> Result<Option<Loaded<CredentialReport>>, Error> {
        self.records.load(keys::credential_report(account)).await
    }

    /// Does what is due.
    async fn attend(&self, place: &Loaded<QueuedReport>, now: Timestamp) -> Result<(), Error> {
        let Some(report) = self.report_of(place.account).await? else {
            let absent = (keys::credential_report(place.account), Expected::Absent);
            return self.leave_queue(place, absent, now).await;
        };
        match &report.stage {
            ReportStage::Asked | ReportStage::Claimed { .. } if report.due == place.due => {
                self.make(place.account, &report, now).await
            }
            ReportStage::Complete { .. } if report.due == place.due => {
                self.remove_parts(place.account, &report.watched(), now).await?;
                self.leave_queue(place, report.watched(), now).await
            }
            // Nothing writes such a place. If the report was read from a cache that is old, the commit finds that out.
            _ => self.leave_queue(place, report.watched(), now).await,
        }
    }

    async fn leave_queue(
        &self,
        place: &Loaded<QueuedReport>,
        (key, state): (Key, Expected),
        now: Timestamp,
    ) -> Result<(), Error> {
        let batch = Batch::at(now.micros()).expect(key, state).delete(place.key().clone());
        self.records.commit(batch).await?;
        Ok(())
    }

    /// Claims a report, makes it, and says that it is complete. A claim whose job fails is left as it is: what failed now will
    /// fail in a moment too.
    async fn make(
        &self,
        account: AccountId,
        report: &Loaded<CredentialReport>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let claimed = CredentialReport::claimed(self.entropy.uuid().to_string(), now);
        self.step(account, report, &claimed, Batch::at(now.micros())).await?;
        let Some(claim) = self.report_of(account).await?.filter(|claim| claim.stage == claimed.stage) else {
            return Ok(());
        };
        // What is left of the report before, or of a job that was killed.
        self.remove_parts(account, &claim.watched(), now).await?;
        let Some(making) = Making::new(self, account, &claim, now) else { return Ok(()) };
        let (batch, complete) = making.run().await?;
        self.step(account, &claim, &complete, batch).await
    }

    /// Moves a report on, and its place in the queue with it.
    async fn step(
        &self,
        account: AccountId,
        from: &Loaded<CredentialReport>,
        to: &CredentialReport,
        batch: Batch,
    ) -> Result<(), Error> {
        let (key, state) = from.watched();
        let (before, after) = (keys::queued_report(from.due, account), keys::queued_report(to.due, account));
        let batch = if before == after { batch } else { batch.delete(before) };
        let place = QueuedReport { account, due: to.due };
        let batch = batch.expect(key.clone(), state).put(key, body(to)?).put(after, body(&place)?);
        self.records.commit(batch).await?;
        Ok(())
    }

    /// Removes the parts of reports, as long as the account's report stays as it was read.
    async fn remove_parts(
        &self,
        account: AccountId,
        (key, state): &(Key, Expected),
        now: Timestamp,
    ) -> Result<(), Error> {
        let range = ScanRange::prefix(Partition::Account(account.number()), keys::REPORT_PARTS);
        loop {
            let parts = self.records.scan::<ReportPart>(&range, REMOVED_AT_ONCE).await?;
            let batch = Batch::at(now.micros()).expect(key.clone(), *state);
            let batch = parts.iter().fold(batch, |batch, part| batch.delete(part.key().clone()));
            if !parts.is_empty() {
                self.records.commit(batch).await?;
            }
            if parts.len() < REMOVED_AT_ONCE {
                return Ok(());
            }
            tokio::task::yield_now().await;
        }
    }
}
