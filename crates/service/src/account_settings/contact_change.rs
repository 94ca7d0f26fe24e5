//! A change of where the owner is reached, before it is committed: the letters that tell of it where the owner was reached before, and
//! the link in them. And how an account's claim to its root e-mail moves with it.

use data_encoding::BASE64URL_NOPAD;
use model::{AccountId, Timestamp};

use crate::error::{Existing, Failure, Missing};
use crate::post::{Letter, Notice, Writing};
use crate::records::{Account, Former, Loaded, RootEmail, Unsettled, keys};
use crate::signin::hash;
use crate::{Changes, Error, Service};

/// Where the link leads.
pub const UNDO: &str = "/signin/contact/undo";

/// What of it is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The e-mail.
    Email,
    /// The phone.
    Phone,
}

/// When it happens, and for whom letters are written.
#[derive(Clone, Copy, Debug)]
pub struct Happens {
    /// When.
    pub now: Timestamp,
    /// The language of the browser that caused it, for what whoever sits there waits for. Warnings are not written in it: a thief would choose
    /// one that the owner takes for spam.
    pub language: Option<&'static str>,
}

impl Service {
    /// Adds the letters of a change to what is committed, and their link to the account. They go where the owner was reached when
    /// everything was settled, and where the owner was reached just now: whoever changes twice hides neither change from anybody.
    ///
    /// # Errors
    /// [`Error::Throttling`] if there were too many changes: each posts letters.
    pub(crate) fn tell_of_change(
        &self,
        mut changes: Changes,
        (before, after): (&Account, &mut Account),
        what: Changed,
        Happens { now, .. }: Happens,
    ) -> Result<Changes, Error> {
        let settles = match what {
            Changed::Email => after.email_settles(now),
            Changed::Phone => after.phone_settles(now),
        };
        // Back to what was there, of which everybody knows: nothing is new, and there is nothing to undo.
        let Some(settled) = settles else { return Ok(changes) };
        if after.unsettled.links.len() >= Unsettled::MOST_CHANGES {
            return Err(Error::Throttling);
        }
        let secret = self.entropy.array::<16>();
        after.unsettled.links.push(hash(&secret));
        let path = format!("{UNDO}?token={}.{}", after.id, BASE64URL_NOPAD.encode(&secret));
        for to in addresses([before.recovery_email(now), &before.email]) {
            let writing =
                Writing::ContactChanged { phone: what == Changed::Phone, path: path.clone(), settled };
            let letter =
                Letter { account: after.id, to: to.to_owned(), language: None, writing, until: settled };
            changes = self.post(changes, &letter, now)?;
        }
        Ok(changes)
    }

    /// Adds letters that say that something happened, to each of some addresses.
    pub(crate) fn tell_all(
        &self,
        mut changes: Changes,
        account: &Account,
        to: [&str; 2],
        (notice, address): (Notice, Option<String>),
        Happens { now, .. }: Happens,
    ) -> Result<Changes, Error> {
        for to in addresses(to) {
            let writing = Writing::Notice {
                notice,
                at: now,
                by: None,
                about: None,
                address: address.clone(),
                last: None,
            };
            let letter = Letter {
                account: account.id,
                to: to.to_owned(),
                language: None,
                writing,
                until: now.after(NOTICES_WAIT),
            };
            changes = self.post(changes, &letter, now)?;
        }
        Ok(changes)
    }

    /// The address that an account asked for is its root user's from now on.
    ///
    /// # Errors
    /// If none was asked for, or it cannot be had, or too much was changed lately.
    pub(crate) async fn take_email(
        &self,
        before: &Loaded<Account>,
        happens: Happens,
    ) -> Result<Changes, Error> {
        let change = before.email_change.as_ref().ok_or(Missing::EmailChange)?;
        let now = happens.now;
        let mut after = before.with_email(&change.email, now, self.settings.contact_cooling_off);
        let changes = self.tell_of_change(Changes::new(), (before, &mut after), Changed::Email, happens)?;
        let changes = self.move_claim(changes, before.id, [&before.email, &change.email], now).await?;
        Ok(changes.update(before, &after))
    }

    /// Moves the claim of an account from one root e-mail to another; the former one rests, and the account may come back to it (rule R12).
    ///
    /// # Errors
    /// If another account has the address, or gave it up a short while ago.
    pub(crate) async fn move_claim(
        &self,
        changes: Changes,
        account: AccountId,
        [from, to]: [&str; 2],
        now: Timestamp,
    ) -> Result<Changes, Error> {
        let [old, new] = [from, to].map(keys::root_email);
        // The same address in other letters needs no other claim.
        if old == new {
            return Ok(changes);
        }
        let claim = self.records.load::<RootEmail>(new.clone()).await?;
        if claim.as_ref().is_some_and(|claim| !claim.is_open_to(Some(account), now)) {
            return Err(Existing::RootEmail.into());
        }
        let corrupt = || Failure::Corrupt(old.to_string());
        let former = self.records.load::<RootEmail>(old.clone()).await?.ok_or_else(corrupt)?;
        let freed = former.freed_at(now);
        Ok(changes.upsert(new, claim.as_ref(), &RootEmail::of(account)).update(&former, &freed))
    }
}

/// So long a notice waits for a mail server that does not answer.
const NOTICES_WAIT: std::time::Duration = std::time::Duration::from_hours(72);

/// Each address once.
fn addresses<const N: usize>(of: [&str; N]) -> Vec<&str> {
    let mut each = Vec::with_capacity(N);
    for address in of {
        if !each.contains(&address) {
            each.push(address);
        }
    }
    each
}

impl Account {
    /// Every address that is told when a change is vouched for or undone: the one that recovered, and the present one.
    pub(crate) fn told(&self) -> [&str; 2] {
        let former = self.unsettled.email.as_ref().map(|Former { value, .. }| value.as_str());
        [former.unwrap_or(&self.email), &self.email]
    }
}
