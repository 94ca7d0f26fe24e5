//! Unlocking the codes of a principal that were guessed at: what an administrator does by resynchronizing the device of
//! a user, the operator can do for everybody, the root user included.

use model::{AccountId, Timestamp};
use serde_json::{Map, json};
use store::Batch;

use super::{Operator, Whose};
use crate::audit::{Happening, record};
use crate::error::Missing;
use crate::post::Happened;
use crate::records::Owner;
use crate::{Error, Service};

impl Service {
    /// Forgets what was guessed wrong. Answers whether there was anything to forget.
    ///
    /// # Errors
    /// If there is no such user, or the store fails.
    pub async fn unlock(
        &self,
        operator: Operator,
        account: AccountId,
        whose: &Whose,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let (owner, name) = match whose {
            Whose::Root => (Owner::Root, None),
            Whose::User(name) => {
                let user =
                    self.records.user(account, name).await?.ok_or_else(|| Missing::User(name.clone()))?;
                (Owner::User(user.id.clone()), Some(user.name.to_string()))
            }
        };
        let Some(guesses) = self.records.guesses(account, &owner).await? else { return Ok(false) };
        let happening = Happening {
            account,
            at: now,
            source: "bartizan",
            name: "UnlockMfa",
            identity: operator.identity(),
            parameters: json!({ "userName": name, "root": name.is_none() }),
            details: &Map::new(),
        };
        let (key, expected) = guesses.watched();
        let batch =
            Batch::at(now.micros()).expect(key.clone(), expected).delete(key).event(record(self, &happening));
        let batch = self.tell_in(batch, account, Happened::by_operator(&owner, name), now).await?;
        self.records.commit(batch).await?;
        self.post.ring();
        Ok(true)
    }
}
