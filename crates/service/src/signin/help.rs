//! Whom somebody asks who is stuck in a sign-in: a text that the account's administrators set.

use crate::{Caller, Error, Identity, Service};

impl Service {
    /// The text, for a user whose password was right. The root user has no administrator to ask.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn help_text(&self, caller: &Caller) -> Result<Option<String>, Error> {
        if !matches!(caller.identity(), Identity::User(_)) {
            return Ok(None);
        }
        let account = self.records.account(caller.account()).await?;
        Ok(account.and_then(|account| account.help_text.clone()))
    }
}
