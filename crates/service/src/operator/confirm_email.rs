//! Confirming the root e-mail that an account asked for, where nobody can read the code that was sent to it. Whoever asks proves nothing
//! about the address; the operator, who knows the people, does.

use model::{AccountId, EmailAddress, Timestamp};
use serde_json::{Map, json};

use super::Operator;
use crate::account_settings::contact_change::Happens;
use crate::audit::Happening;
use crate::error::{Failure, Missing};
use crate::{Error, Service};

impl Service {
    /// Gives an account the root e-mail that it asked for, in one commit with the claim to it; the former one rests (rule R12), is told,
    /// and recovers the account for some days more. Answers with the new one.
    ///
    /// # Errors
    /// If none was asked for, or it cannot be had, or the store fails.
    pub async fn confirm_email(
        &self,
        operator: Operator,
        account: AccountId,
        now: Timestamp,
    ) -> Result<String, Error> {
        again!(self, self.confirm_email_once(operator, account, now))
    }

    async fn confirm_email_once(
        &self,
        operator: Operator,
        account: AccountId,
        now: Timestamp,
    ) -> Result<String, Error> {
        let missing = || Failure::Corrupt(format!("account {account}"));
        let before = self.records.account(account).await?.ok_or_else(missing)?;
        let email = before.email_change.as_ref().ok_or(Missing::EmailChange)?.email.clone();
        let hidden = email.parse::<EmailAddress>().map(|email| email.hidden()).unwrap_or_default();
        let changes = self.take_email(&before, Happens { now, language: None }).await?;
        let happening = Happening {
            account,
            at: now,
            source: "bartizan",
            name: "AcceptPrimaryEmailUpdate",
            identity: operator.identity(),
            parameters: json!({ "primaryEmail": hidden }),
            details: &Map::new(),
        };
        self.commit_happening(changes, &happening).await?;
        Ok(email)
    }
}
