//! Waiving the days in which a new e-mail or phone does not recover: the operator, who knows the people, vouches for it.
//!
//! The operator says *what* is vouched for, and it must be what stands there: whoever has an administrator's key could else put another
//! number there between the owner's request and the command, and have that one vouched for.

use model::{AccountId, Folded, PhoneNumber, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use super::Operator;
use crate::account_settings::contact_change::Happens;
use crate::account_settings::undo_contact_change::{hidden_email, hidden_phone};
use crate::audit::Happening;
use crate::error::{Failure, Invalid, Missing};
use crate::post::Notice;
use crate::records::Account;
use crate::{Changes, Error, Service};

/// What the operator vouches for.
#[derive(Clone)]
pub struct WaiveCoolingOff {
    /// In which account.
    pub account: AccountId,
    /// The root e-mail, as the owner says it.
    pub email: Option<String>,
    /// The phone, as the owner says it.
    pub phone: Option<String>,
    /// Why.
    pub reason: String,
}

/// What recovers from now on, partly hidden.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Waived {
    /// The root e-mail, if it is that.
    pub email: Option<String>,
    /// The phone, if it is that.
    pub phone: Option<String>,
}

impl WaiveCoolingOff {
    /// Whether e-mail and phone are vouched for, and each is what the account has.
    fn named(&self, account: &Account) -> Result<(bool, bool), Error> {
        let is_email = |named: &String| Folded::of(named.trim()) == Folded::of(&account.email);
        let is_phone = |named: &String| Some(PhoneNumber::typed(named).as_str()) == account.phone.as_deref();
        if self.email.as_ref().is_some_and(|named| !is_email(named)) {
            return Err(another("root e-mail"));
        }
        if self.phone.as_ref().is_some_and(|named| !is_phone(named)) {
            return Err(another("phone"));
        }
        Ok((self.email.is_some(), self.phone.is_some()))
    }
}

fn another(what: &str) -> Error {
    Invalid::Other(format!(
        "the {what} of that account is not the one that was named; it may have been changed since. Nothing was waived: ask the owner \
         which one it is, and whether anybody else may have changed it"
    ))
    .into()
}

impl Service {
    /// Lets the present e-mail or phone of an account recover from now on, if it is the one that is named. Both addresses are told.
    ///
    /// # Errors
    /// If another is named, if it recovers already, or the store fails.
    pub async fn waive_cooling_off(
        &self,
        operator: Operator,
        wanted: &WaiveCoolingOff,
        now: Timestamp,
    ) -> Result<Waived, Error> {
        again!(self, self.waive_once(operator, wanted, now))
    }

    async fn waive_once(
        &self,
        operator: Operator,
        wanted: &WaiveCoolingOff,
        now: Timestamp,
    ) -> Result<Waived, Error> {
        let missing = || Failure::Corrupt(format!("account {}", wanted.account));
        let before = self.records.account(wanted.account).await?.ok_or_else(missing)?;
        let (email, phone) = wanted.named(&before)?;
        let email = email && before.email_settles(now).is_some();
        let phone = phone && before.phone_settles(now).is_some();
        if !email && !phone {
            return Err(Missing::CoolingOff.into());
        }
        let waived = Waived {
            email: email.then(|| hidden_email(&before.email)),
            phone: before.phone.as_deref().filter(|_| phone).map(hidden_phone),
        };
        let changes = Changes::new().update(&before, &before.vouched((email, phone), now));
        let happens = Happens { now, language: None };
        let notice = (Notice::SupportActed, None);
        let changes = self.tell_all(changes, &before, before.told(now), notice, happens)?;
        let happening = Happening {
            account: wanted.account,
            at: now,
            source: "bartizan",
            name: "WaiveContactCoolingOff",
            identity: operator.identity(),
            parameters: json!({
                "reason": wanted.reason,
                "primaryEmail": waived.email,
                "phoneNumber": waived.phone,
            }),
            details: &Map::new(),
        };
        self.commit_happening(changes, &happening).await?;
        Ok(waived)
    }
}
