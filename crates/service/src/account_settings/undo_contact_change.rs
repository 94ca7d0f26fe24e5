//! Undoing a change of where the owner is reached, with the link that was sent to where the owner was reached before. It needs no
//! sign-in: a thief may have changed the password too. Whoever reads that mailbox can do no more with it than put back what was there.

use std::net::IpAddr;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use data_encoding::BASE64URL_NOPAD;
use model::{AccountId, EmailAddress, PhoneNumber, Timestamp};
use serde_json::{Map, json};

use super::contact_change::Happens;
use crate::audit::{Happening, record};
use crate::post::Notice;
use crate::records::{Account, Loaded, UndoLink};
use crate::signin::hash;
use crate::{Changes, Error, Service};

/// What a link undoes.
#[derive(Clone, Debug)]
pub struct Undoable {
    /// In which account.
    pub account: AccountId,
    /// The address that holds again, partly hidden, if it was changed.
    pub email: Option<String>,
    /// The phone that holds again, partly hidden, if it was changed; within it, nothing if there was none.
    pub phone: Option<Option<String>>,
    /// Until when.
    pub until: Timestamp,
}

impl Undoable {
    fn of(account: &Account, now: Timestamp) -> Option<Self> {
        let [email, phone] = [account.email_settles(now), account.phone_settles(now)];
        Some(Self {
            account: account.id,
            until: email.max(phone)?,
            email: email.map(|_| hidden_email(account.recovery_email(now))),
            phone: phone.map(|_| account.recovery_phone(now).map(hidden_phone)),
        })
    }
}

/// An address as others than its owner see it.
pub(crate) fn hidden_email(email: &str) -> String {
    email.parse::<EmailAddress>().map(|email| email.hidden()).unwrap_or_default()
}

/// A number as others than its owner see it.
pub(crate) fn hidden_phone(phone: &str) -> String {
    phone.parse::<PhoneNumber>().map(|phone| phone.hidden()).unwrap_or_default()
}

/// None of ours is longer.
const LONGEST: usize = 64;

impl Service {
    /// What a link undoes, if it still undoes anything. A wrong one costs whoever brings it, and leaves nothing behind (rule R17).
    ///
    /// # Errors
    /// If the store fails.
    pub async fn undoable(&self, token: &str, now: Timestamp) -> Result<Option<Undoable>, Error> {
        Ok(self.linked(token, now).await?.and_then(|account| Undoable::of(&account, now)))
    }

    /// Undoes it: once, for the link is gone then. Answers whether the link held.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn undo_contact_change(
        &self,
        token: &str,
        (address, language): (IpAddr, &'static str),
        now: Timestamp,
    ) -> Result<bool, Error> {
        again!(self, self.undo_once(token, address, Happens { now, language: Some(language) }))
    }

    async fn undo_once(&self, token: &str, address: IpAddr, happens: Happens) -> Result<bool, Error> {
        let now = happens.now;
        let Some(before) = self.linked(token, now).await? else { return Ok(false) };
        let Some(undoable) = Undoable::of(&before, now) else { return Ok(false) };
        let notice = (Notice::ContactRestored, Some(address.to_string()));
        let changes = self.put_back(&before, notice, happens).await?;
        let details = Map::from_iter([("sourceIPAddress".to_owned(), json!(address.to_string()))]);
        let happening = Happening {
            account: before.id,
            at: now,
            source: "bartizan",
            name: "UndoContactChange",
            identity: json!({ "type": "Link", "principalId": "mailed to the former root e-mail" }),
            parameters: json!({ "primaryEmail": undoable.email, "phoneNumber": undoable.phone }),
            details: &details,
        };
        self.commit_happening(changes, &happening).await?;
        Ok(true)
    }

    /// What has not settled is as it was before, with the claim to the address, and both addresses are told.
    pub(crate) async fn put_back(
        &self,
        before: &Loaded<Account>,
        notice: (Notice, Option<String>),
        happens: Happens,
    ) -> Result<Changes, Error> {
        let after = before.undone(happens.now);
        let changes = Changes::new().update(before, &after);
        let emails = [before.email.as_str(), &after.email];
        let changes = self.move_claim(changes, before.id, emails, happens.now).await?;
        self.tell_all(changes, &after, before.told(happens.now), notice, happens)
    }

    /// Commits what no caller asked for, with the event that tells of it.
    pub(crate) async fn commit_happening(
        &self,
        changes: Changes,
        happening: &Happening<'_>,
    ) -> Result<(), Error> {
        let posts = changes.posts();
        let (batch, _) = changes.into_batch(happening.at, &[], record(self, happening))?;
        self.records.commit(batch).await?;
        if posts {
            self.post.ring();
        }
        Ok(())
    }

    /// The account whose change a link undoes.
    async fn linked(&self, token: &str, now: Timestamp) -> Result<Option<Loaded<Account>>, Error> {
        let Some((account, secret)) = read(token) else { return Ok(None) };
        let found = self.records.account(account).await?;
        let given = hash(&secret);
        // Hashes of 128 random bits: to compare these tells nothing, and in constant time all the same.
        let is_it =
            |kept: &UndoLink| verify_slices_are_equal(kept.hash().as_bytes(), given.as_bytes()).is_ok();
        Ok(found.filter(|account| account.undo_links(now).any(is_it)))
    }
}

/// `123456789012.secret`
fn read(token: &str) -> Option<(AccountId, [u8; 16])> {
    let (account, secret) = Some(token).filter(|token| token.len() <= LONGEST)?.split_once('.')?;
    Some((account.parse().ok()?, BASE64URL_NOPAD.decode(secret.as_bytes()).ok()?.try_into().ok()?))
}
