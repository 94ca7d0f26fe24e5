//! Making a report: chunk by chunk, part by part.

use model::{AccountId, Timestamp};
use store::{Batch, Key, Partition, ScanRange};

use super::row;
use crate::error::Failure;
use crate::records::{
    Belongings, CredentialReport, Credentials, Loaded, Owner, ReportPart, ReportStage, SigningCertificate,
    User, body, keys,
};
use crate::usage::Subject;
use crate::{Error, Service};

/// So many users are read at once, and no more: documents can be a MiB each.
const CHUNK: usize = 64;
/// So long is a part, or a row longer. Rows are 2 KiB at most: 400 parts of an account with as many
/// users as a report has room for.
const PART_BYTES: usize = 256 * 1024;

/// A report that is being made, by whoever has the claim.
pub struct Making<'a> {
    service: &'a Service,
    account: AccountId,
    now: Timestamp,
    /// Every part is stored only if the claim still holds: who was given up for dead writes nothing between the parts of
    /// whoever began anew.
    claim: &'a Loaded<CredentialReport>,
    report: &'a str,
    parts: u32,
    text: String,
}

impl<'a> Making<'a> {
    /// Nothing is written yet.
    pub fn new(
        service: &'a Service,
        account: AccountId,
        claim: &'a Loaded<CredentialReport>,
        now: Timestamp,
    ) -> Option<Self> {
        let ReportStage::Claimed { report } = &claim.stage else { return None };
        Some(Self { service, account, now, claim, report, parts: 0, text: row::HEADER.to_owned() })
    }

    /// Writes all parts but the last, which is answered with the complete report.
    pub async fn run(mut self) -> Result<(Batch, CredentialReport), Error> {
        self.root().await?;
        let mut range = ScanRange::prefix(Partition::Account(self.account.number()), keys::USERS);
        while let Some(last) = self.chunk(&range).await? {
            range = range.after(&last);
            // The other requests of this thread get their turn.
            tokio::task::yield_now().await;
        }
        let batch = self.part()?;
        Ok((batch, CredentialReport::complete(self.report.to_owned(), self.parts, self.now)))
    }

    async fn root(&mut self) -> Result<(), Error> {
        let key = keys::account(self.account);
        let missing = || Error::ServiceFailure(Failure::Corrupt(key.to_string()));
        let account = self.service.records.account(self.account).await?.ok_or_else(missing)?;
        let uses = self.service.last_uses(&self.subjects(&Owner::Root, &account.root)).await?;
        let certificates =
            self.certificates(&[keys::signing_certificates(self.account, &Owner::Root)]).await?;
        let certificates = certificates.first().map_or(&[][..], Vec::as_slice);
        self.push(&row::of_root(&account, &uses, certificates)).await
    }

    /// The rows of the next users; and the key behind which there may be more.
    async fn chunk(&mut self, range: &ScanRange) -> Result<Option<String>, Error> {
        // It takes turns with the account's lists (rule R16).
        let turn = self.service.scans.turn(self.account).await;
        let users = self.service.records.scan::<User>(range, CHUNK).await?;
        let subjects =
            users.iter().flat_map(|user| self.subjects(&Owner::User(user.id.clone()), &user.credentials));
        let mut uses = self.service.last_uses(&subjects.collect::<Vec<_>>()).await?;
        let policy = self.service.records.password_policy(self.account).await?;
        let places: Vec<_> = users
            .iter()
            .map(|user| keys::signing_certificates(self.account, &Owner::User(user.id.clone())))
            .collect();
        let certificates = self.certificates(&places).await?;
        drop(turn);
        for (user, certificates) in users.iter().zip(&certificates) {
            let rest = uses.split_off(1 + user.credentials.access_keys.len());
            self.push(&row::of_user(user, policy.as_deref(), &uses, certificates)).await?;
            uses = rest;
        }
        Ok(users.last().filter(|_| users.len() == CHUNK).map(|last| last.key().path.to_string()))
    }

    /// The signing certificates at each of these keys.
    async fn certificates(&self, keys: &[Key]) -> Result<Vec<Vec<SigningCertificate>>, Error> {
        let found = self.service.records.many::<Belongings<SigningCertificate>>(keys).await?;
        Ok(found.into_iter().map(|held| held.map(|held| held.things.clone()).unwrap_or_default()).collect())
    }

    /// What of somebody can have been used: the password, then the keys in their order.
    fn subjects(&self, owner: &Owner, credentials: &Credentials) -> Vec<Subject> {
        let password = Subject::Password(self.account, owner.clone());
        std::iter::once(password)
            .chain(credentials.access_keys.iter().map(|key| Subject::Key(key.id)))
            .collect()
    }

    /// Rows are divided by line feeds; there is none at the end.
    async fn push(&mut self, row: &str) -> Result<(), Error> {
        self.text.push('\n');
        self.text.push_str(row);
        if self.text.len() >= PART_BYTES {
            let batch = self.part()?;
            let (key, state) = self.claim.watched();
            self.service.records.commit(batch.expect(key, state)).await?;
        }
        Ok(())
    }

    fn part(&mut self) -> Result<Batch, Error> {
        let key = keys::report_part(self.account, self.report, self.parts);
        let part = ReportPart { text: std::mem::take(&mut self.text) };
        self.parts += 1;
        Ok(Batch::at(self.now.micros()).put(key, body(&part)?))
    }
}
