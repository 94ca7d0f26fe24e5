//! What ends in each account.

use model::{AccountId, Timestamp};
use serde_json::{Map, json};
use store::{Batch, Direction, Key, Partition, ScanRange};

use super::{EndedWithEpoch, Moment};
use crate::audit::{Happening, record};
use crate::operator::Operator;
use crate::records::{Account, EmailChange, Epoch, EpochState, Loaded, body, keys};
use crate::{Error, Service};

/// So many documents are removed at a time.
const AT_ONCE: usize = 250;

impl Service {
    /// Ends what is of one account. The last commit moves the account's own document, tells its trail, and notes that it is done, all at
    /// once; whoever is killed before does it again.
    pub(super) async fn end_in_account(
        &self,
        account: AccountId,
        epoch: &Loaded<Epoch>,
        moment: Moment,
    ) -> Result<(Loaded<Epoch>, EndedWithEpoch), Error> {
        let partition = Partition::Account(account.number());
        let ends = [
            (keys::CONSOLE_SESSIONS, None),
            (keys::TERMINAL_SESSIONS, None),
            (keys::KEY_QUESTIONS, None),
            (keys::SIGNIN_TOKENS, Some(keys::signin_token_count(account))),
            (keys::LOGIN_CODES, Some(keys::login_code_count(account))),
            (keys::RECOVERIES, None),
            (keys::RECOVERY_CODES, None),
        ];
        let mut removed = [0; 7];
        for ((prefix, counter), removed) in ends.into_iter().zip(&mut removed) {
            *removed = self.remove_all(partition, prefix, counter, moment.now).await?;
        }
        let [sessions, terminals, questions, signin_tokens, login_codes, recoveries, recovery_codes] =
            removed;
        let devices = self.fence_devices(account, moment).await?;
        let ended = EndedWithEpoch {
            accounts: 1,
            sessions: sessions + terminals,
            tokens: questions + signin_tokens + login_codes,
            recoveries,
            recovery_codes,
            devices,
            ..EndedWithEpoch::default()
        };
        let next = self.tell_account(account, epoch, moment, &ended).await?;
        Ok((next, ended))
    }

    async fn tell_account(
        &self,
        account: AccountId,
        epoch: &Loaded<Epoch>,
        Moment { now, until }: Moment,
        ended: &EndedWithEpoch,
    ) -> Result<Loaded<Epoch>, Error> {
        let happening = Happening {
            account,
            at: now,
            source: "bartizan",
            name: epoch.cause.event(),
            identity: Operator { uid: epoch.operator }.identity(),
            parameters: json!({
                "epoch": epoch.id,
                "dataOf": epoch.data_of.map(|made| made.to_string()),
                "credentialsValidAfter": until.to_string(),
            }),
            details: &details(ended),
        };
        let (key, expected) = epoch.watched();
        let state = EpochState::Ending { through: Some(account) };
        let mut batch = Batch::at(now.micros())
            .expect(key.clone(), expected)
            .put(key, body(&Epoch { state, ..Epoch::clone(epoch) })?)
            .event(record(self, &happening));
        if let Some(found) = self.records.account(account).await? {
            let (key, expected) = found.watched();
            batch = batch.expect(key.clone(), expected).put(key, body(&over(&found, until))?);
        }
        self.records.commit(batch).await?;
        let gone = || crate::error::Failure::Corrupt("epoch".to_owned());
        Ok(self.records.load::<Epoch>(keys::epoch()).await?.ok_or_else(gone)?)
    }

    /// Removes every document under a prefix, and their counter.
    pub(super) async fn remove_all(
        &self,
        partition: Partition,
        prefix: &str,
        counter: Option<Key>,
        now: Timestamp,
    ) -> Result<u64, Error> {
        let range = ScanRange::prefix(partition, prefix);
        let mut removed = 0;
        loop {
            let page = self.records.store().scan(&range, Direction::Forward, AT_ONCE).await?;
            if page.is_empty() {
                break;
            }
            removed += page.len() as u64;
            // With the first of them: whoever is killed later finds none of them counted, and the rest of them to remove.
            let gone = page.into_iter().map(|(key, _)| key).chain(counter.clone());
            let batch = gone.fold(Batch::at(now.micros()), Batch::delete);
            self.records.commit(batch).await?;
        }
        Ok(removed)
    }
}

/// The account, in which whatever was issued until then is over, and no code confirms an e-mail that did before.
fn over(account: &Account, until: Timestamp) -> Account {
    let email_change = account.email_change.clone().map(|change| EmailChange { code: None, ..change });
    Account { sessions_valid_after: account.sessions_valid_after.max(until), email_change, ..account.clone() }
}

fn details(ended: &EndedWithEpoch) -> Map<String, serde_json::Value> {
    let counts = [
        ("sessions", ended.sessions),
        ("tokens", ended.tokens),
        ("recoveries", ended.recoveries),
        ("recoveryCodes", ended.recovery_codes),
        ("devices", ended.devices),
    ];
    counts.into_iter().map(|(name, count)| (name.to_owned(), count.into())).collect()
}
