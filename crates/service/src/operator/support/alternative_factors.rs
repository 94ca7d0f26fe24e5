//! Switching off, and on again, that an account's root user recovers by alternative factors: for who hears that mailbox and phone are in
//! wrong hands. It waits for nobody: off shuts a door, and on opens only the one that each account has.

use model::{AccountId, Timestamp};
use serde_json::{Map, json};
use store::{Partition, ScanRange};

use crate::account_settings::contact_change::Happens;
use crate::audit::Happening;
use crate::operator::Operator;
use crate::post::Notice;
use crate::records::{Account, Owner, Recovery, keys};
use crate::{Changes, Error, Service};

/// More recoveries than an account has at once.
const MOST: usize = 200;

impl Service {
    /// Lets the root user of an account recover by alternative factors, or not. Off ends the recoveries that run, and the sessions that were
    /// opened by one. Answers whether it was otherwise before.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn set_alternative_factors(
        &self,
        operator: Operator,
        (account, is_on, reason): (AccountId, bool, &str),
        now: Timestamp,
    ) -> Result<bool, Error> {
        again!(self, self.set_alternative_factors_once(operator, (account, is_on, reason), now))
    }

    async fn set_alternative_factors_once(
        &self,
        operator: Operator,
        (account, is_on, reason): (AccountId, bool, &str),
        now: Timestamp,
    ) -> Result<bool, Error> {
        let before = self.document_of(account).await?;
        if before.alternative_factors_off != is_on {
            return Ok(false);
        }
        let after = Account { alternative_factors_off: !is_on, ..Account::clone(&before) };
        let changes = Changes::new().update(&before, &after);
        let (changes, ended) =
            if is_on { (changes, 0) } else { self.recoveries_ended(account, changes).await? };
        let happens = Happens { now, language: None };
        let changes =
            self.tell_all(changes, &before, before.told(now), (Notice::SupportActed, None), happens)?;
        let mut details = Map::new();
        if ended > 0 {
            details.insert("recoveriesEnded".to_owned(), json!(ended));
        }
        let happening = Happening {
            account,
            at: now,
            source: "bartizan",
            name: "SetAlternativeFactors",
            identity: operator.identity(),
            parameters: json!({ "alternativeFactors": if is_on { "on" } else { "off" }, "reason": reason }),
            details: &details,
        };
        self.commit_happening(changes, &happening).await?;
        Ok(true)
    }

    /// One that begins at the same moment is stopped by the account's document, which each of its steps asks.
    async fn recoveries_ended(
        &self,
        account: AccountId,
        mut changes: Changes,
    ) -> Result<(Changes, usize), Error> {
        let range = ScanRange::prefix(Partition::Account(account.number()), keys::RECOVERIES);
        let recoveries = self.records.scan::<Recovery>(&range, MOST).await?;
        let mut sessions = self.sessions_of(account, &Owner::Root).await?;
        sessions.retain(|session| session.recovered);
        let ended = recoveries.len() + sessions.len();
        for recovery in recoveries {
            changes = changes.remove_key(recovery.key().clone());
        }
        for session in sessions {
            changes = changes.remove_key(session.key().clone());
        }
        Ok((changes, ended))
    }
}
