//! Forgetting the name under which security keys were registered, so that the server can have another one (rule R22).

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use store::{Batch, Partition, ScanRange};

use super::Operator;
use super::told::Told;
use crate::error::Invalid;
use crate::records::{RelyingPartyName, SecurityKey, keys};
use crate::{Error, Service};

/// What is forgotten, and what is lost with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ForgottenServerName {
    /// The name that keys know.
    pub name: String,
    /// How many keys are registered under it: none of them answers under another.
    pub security_keys: usize,
    /// Whether it was only tried.
    pub dry_run: bool,
}

impl Service {
    /// Forgets the name. The next key that is registered decides which it is then; those that are registered already answer no more,
    /// unless the server gets the old name again before.
    ///
    /// # Errors
    /// If there is none, if this server uses keys under it, or if the store fails.
    pub async fn forget_server_name(
        &self,
        operator: Operator,
        dry_run: bool,
        now: Timestamp,
    ) -> Result<ForgottenServerName, Error> {
        again!(self, self.try_forget_server_name(operator, dry_run, now))
    }

    async fn try_forget_server_name(
        &self,
        operator: Operator,
        dry_run: bool,
        now: Timestamp,
    ) -> Result<ForgottenServerName, Error> {
        let Some(registered) = self.records.load::<RelyingPartyName>(keys::relying_party()).await? else {
            return Err(refused("no security key was registered yet, so the server can have any name"));
        };
        // Its next registration would bring the name back.
        if self.offers_security_keys().is_ok() {
            return Err(refused(
                "the server uses security keys under its present name: give it the new public_url and start it again first",
            ));
        }
        let mut security_keys = 0;
        for account in self.all_accounts().await? {
            security_keys += self.security_keys_of(account).await?;
        }
        let forgotten = ForgottenServerName { name: registered.id.clone(), security_keys, dry_run };
        if !dry_run {
            let (key, expected) = registered.watched();
            let batch = Batch::at(now.micros()).expect(key.clone(), expected).delete(key);
            self.commit_told(batch, &told(operator, &forgotten, now)).await?;
        }
        Ok(forgotten)
    }

    async fn security_keys_of(&self, account: AccountId) -> Result<usize, Error> {
        const PAGE: usize = 500;
        let mut range = ScanRange::prefix(Partition::Account(account.number()), keys::SECURITY_KEYS);
        let mut count = 0;
        loop {
            let page = self.records.scan::<SecurityKey>(&range, PAGE).await?;
            count += page.len();
            match page.last() {
                Some(last) if page.len() == PAGE => range = range.after(&last.key().path),
                _ => return Ok(count),
            }
        }
    }
}

/// It concerns every account: also those without keys, whose next one is registered under another name.
fn told(operator: Operator, forgotten: &ForgottenServerName, now: Timestamp) -> Told {
    let parameters = json!({ "name": forgotten.name });
    Told { operator, account: None, name: "ForgetServerName", parameters, details: Map::new(), at: now }
}

fn refused(reason: &str) -> Error {
    Invalid::Other(reason.to_owned()).into()
}
