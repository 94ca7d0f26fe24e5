//! Ending the sessions of a principal: for whoever lost a session token, or the machine that held one.

use model::{AccountId, Timestamp};
use serde_json::{Map, json};
use store::Batch;

use super::{Operator, Whose};
use crate::audit::{Happening, record};
use crate::error::{Failure, Missing};
use crate::records::{Account, Credentials, User, body};
use crate::{Error, Service};

impl Service {
    /// Ends all sessions that were issued until now. Those issued later work.
    ///
    /// # Errors
    /// If there is no such account or user, or the store fails.
    pub async fn end_sessions(
        &self,
        operator: Operator,
        account: AccountId,
        whose: &Whose,
        now: Timestamp,
    ) -> Result<(), Error> {
        let ((key, expected), document, name) = match whose {
            Whose::Root => {
                let missing = || Failure::Corrupt(format!("account {account}"));
                let found = self.records.account(account).await?.ok_or_else(missing)?;
                let root = ended(&found.root, now);
                (found.watched(), body(&Account { root, ..Account::clone(&found) })?, None)
            }
            Whose::User(name) => {
                let missing = || Missing::User(name.clone());
                let found = self.records.user(account, name).await?.ok_or_else(missing)?;
                let credentials = ended(&found.credentials, now);
                let document = body(&User { credentials, ..User::clone(&found) })?;
                (found.watched(), document, Some(found.name.to_string()))
            }
        };
        let happening = Happening {
            account,
            at: now,
            source: "bartizan",
            name: "EndSessions",
            identity: operator.identity(),
            parameters: json!({ "userName": name, "root": name.is_none() }),
            details: &Map::new(),
        };
        let batch = Batch::at(now.micros())
            .expect(key.clone(), expected)
            .put(key, document)
            .event(record(self, &happening));
        self.records.commit(batch).await?;
        Ok(())
    }
}

/// The same credentials, of which no session issued until now holds. An end that was set later stays.
fn ended(credentials: &Credentials, now: Timestamp) -> Credentials {
    let sessions_valid_after = credentials.sessions_valid_after.max(now);
    Credentials { sessions_valid_after, ..credentials.clone() }
}
