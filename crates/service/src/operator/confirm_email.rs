//! Confirming the root e-mail that an account asked for. Whoever asks proves nothing about the address; the operator, who knows the
//! people, does.

use model::{AccountId, EmailAddress, Timestamp};
use serde_json::{Map, json};
use store::{Batch, CommitError, Expected};

use super::Operator;
use crate::audit::{Happening, record};
use crate::error::{Existing, Failure, Missing};
use crate::records::{Account, RootEmail, body, keys};
use crate::{Error, Service};

impl Service {
    /// Gives an account the root e-mail that it asked for, in one commit with the claim to it; the former one rests (rule R12).
    /// Answers with the new one.
    ///
    /// # Errors
    /// If none was asked for, or it cannot be had, or the store fails.
    pub async fn confirm_email(
        &self,
        operator: Operator,
        account: AccountId,
        now: Timestamp,
    ) -> Result<String, Error> {
        let missing = || Failure::Corrupt(format!("account {account}"));
        let found = self.records.account(account).await?.ok_or_else(missing)?;
        let change = found.email_change.clone().ok_or(Missing::EmailChange)?;
        let [old, new] = [&found.email, &change.email].map(|email| keys::root_email(email));
        let hidden = change.email.parse::<EmailAddress>().map(|email| email.hidden()).unwrap_or_default();
        let after = Account { email: change.email.clone(), email_change: None, ..Account::clone(&found) };
        let (key, expected) = found.watched();
        let happening = Happening {
            account,
            at: now,
            source: "bartizan",
            name: "AcceptPrimaryEmailUpdate",
            identity: operator.identity(),
            parameters: json!({ "primaryEmail": hidden }),
            details: &Map::new(),
        };
        let mut batch = Batch::at(now.micros())
            .expect(key.clone(), expected)
            .put(key, body(&after)?)
            .event(record(self, &happening));
        // The same address in other letters needs no other claim.
        if old != new {
            let claim = self.records.load::<RootEmail>(new.clone()).await?;
            if claim.as_ref().is_some_and(|claim| !claim.is_open_to(Some(account), now)) {
                return Err(Existing::RootEmail.into());
            }
            let claimed = claim.map_or(Expected::Absent, |claim| claim.watched().1);
            let corrupt = || Failure::Corrupt(old.to_string());
            let former = self.records.load::<RootEmail>(old.clone()).await?.ok_or_else(corrupt)?;
            batch = batch
                .expect(new.clone(), claimed)
                .put(new.clone(), body(&RootEmail::of(account))?)
                .expect(old.clone(), former.watched().1)
                .put(old, body(&former.freed_at(now))?);
        }
        match self.records.commit(batch).await {
            Ok(_) => Ok(change.email),
            Err(CommitError::Conflict { key }) if key == new => Err(Existing::RootEmail.into()),
            Err(error) => Err(error.into()),
        }
    }
}
