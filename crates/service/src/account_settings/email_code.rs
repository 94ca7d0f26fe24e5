//! The code that proves that an address can be read which shall be the root user's: six digits, sealed, for a quarter of an hour and five
//! tries. AWS documents neither number.
//!
//! An address that is another account's gets the same letter as a free one, in the same commit: whoever asks sees no difference, not in
//! what is answered, nor in how long it takes, nor in what is counted (rule R12). Only who reads the mailbox can go on, and so learn that
//! the address is in use: and that is theirs to know.

use std::time::Duration;

use model::{AccountId, AuthenticationCode, Timestamp};
use serde::Serialize;
use store::{Partition, ScanRange};
use vault::{Binding, Purpose, Salt};

use crate::error::Failure;
use crate::post::{Letter, Writing};
use crate::records::{Count, EmailCode, keys};
use crate::{Changes, Error, Service};

use super::contact_change::Happens;

/// How long a code holds.
const HOLDS: Duration = Duration::from_mins(15);
/// So many wrong codes are looked at.
const MOST_WRONG: u32 = 5;
/// So many codes an account sends on a day, and so many an address gets, whoever asks (flooding).
const MOST_OF_ACCOUNT: u64 = 10;
const MOST_TO_ADDRESS: u64 = 5;
/// So many counters of earlier days are let go with each code.
const SWEPT: usize = 4;

/// How far the change of a root e-mail is.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateStatus {
    /// `PENDING` or `ACCEPTED`.
    pub status: &'static str,
}

impl Service {
    /// Adds to what is committed the letter with a new code, and what keeps letters from becoming a flood.
    pub(crate) async fn send_code(
        &self,
        changes: Changes,
        (account, to): (AccountId, &str),
        Happens { now, language }: Happens,
    ) -> Result<(Changes, EmailCode), Error> {
        let code = format!("{:06}", u64::from_le_bytes(self.entropy.array()) % 1_000_000);
        let sealed = self.keyring.now().seal(
            Purpose::Letter,
            &email_code_binding(account),
            Salt(self.entropy.array()),
            code.as_bytes(),
        );
        let sealed = sealed.map_err(|_| Error::ServiceFailure(Failure::Sealed("code")))?;
        let until = now.after(HOLDS);
        let language = language.map(str::to_owned);
        let letter =
            Letter { account, to: to.to_owned(), language, writing: Writing::EmailCode { code }, until };
        let day = now.secs() / 86_400;
        let mut changes = self
            .post(changes, &letter, now)?
            .count(keys::email_codes_of(account, day), 1, MOST_OF_ACCOUNT, Error::Throttling)
            .count(keys::email_codes_to(to, day), 1, MOST_TO_ADDRESS, Error::Throttling);
        let range = ScanRange::prefix(Partition::Global, keys::EMAIL_CODES).before(&keys::email_codes(day));
        for counter in self.records.scan::<Count>(&range, SWEPT).await? {
            changes = changes.remove_key(counter.key().clone());
        }
        Ok((changes, EmailCode { sealed, until, wrong: 0 }))
    }

    /// Whether a code may still be tried.
    pub(crate) fn takes_code(code: &EmailCode, now: Timestamp) -> bool {
        now < code.until && code.wrong < MOST_WRONG
    }

    /// Whether it is the one that was sent.
    pub(crate) fn is_code(&self, account: AccountId, code: &EmailCode, given: AuthenticationCode) -> bool {
        let opened = self.keyring.now().open(Purpose::Letter, &email_code_binding(account), &code.sealed);
        let sent = opened.ok().and_then(|sent| str::from_utf8(sent.expose()).ok()?.parse().ok());
        sent.is_some_and(|sent: AuthenticationCode| sent == given)
    }
}

/// A sealed code of one account opens in no other, and no letter does in its place.
pub(crate) const fn email_code_binding(account: AccountId) -> Binding<'static> {
    Binding { account, subject: "root", field: "email code" }
}
