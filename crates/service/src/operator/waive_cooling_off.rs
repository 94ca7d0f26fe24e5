//! Waiving the days in which a new e-mail or phone does not recover: the operator, who knows the people, vouches for it.

use model::{AccountId, Timestamp};
use serde_json::{Map, json};

use super::Operator;
use crate::account_settings::contact_change::Happens;
use crate::audit::Happening;
use crate::error::{Failure, Missing};
use crate::post::Notice;
use crate::{Changes, Error, Service};

impl Service {
    /// Lets the present e-mail and phone of an account recover from now on. Both addresses are told.
    ///
    /// # Errors
    /// If nothing was changed lately, or the store fails.
    pub async fn waive_cooling_off(
        &self,
        operator: Operator,
        (account, reason): (AccountId, &str),
        now: Timestamp,
    ) -> Result<(), Error> {
        again!(self, self.waive_once(operator, (account, reason), now))
    }

    async fn waive_once(
        &self,
        operator: Operator,
        (account, reason): (AccountId, &str),
        now: Timestamp,
    ) -> Result<(), Error> {
        let missing = || Failure::Corrupt(format!("account {account}"));
        let before = self.records.account(account).await?.ok_or_else(missing)?;
        if !before.is_unsettled(now) {
            return Err(Missing::CoolingOff.into());
        }
        let changes = Changes::new().update(&before, &before.settled());
        let happens = Happens { now, language: None };
        let changes =
            self.tell_all(changes, &before, before.told(now), (Notice::SupportActed, None), happens)?;
        let happening = Happening {
            account,
            at: now,
            source: "bartizan",
            name: "WaiveContactCoolingOff",
            identity: operator.identity(),
            parameters: json!({ "reason": reason }),
            details: &Map::new(),
        };
        self.commit_happening(changes, &happening).await
    }
}
