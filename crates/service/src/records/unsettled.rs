//! Where an owner is reached, while it has just been changed. A thief with an open session changes the e-mail and the phone first, and
//! recovers the account with them: so for some days after a change what was there before recovers, and what is new does not.
//!
//! What was there before is the *oldest settled* value: a second change within the period starts the period anew, and does not move
//! what recovers. Going back to it, by a change or by the link in the letter, ends the period: nothing is new then.
//!
//! **A first phone** has nothing before it, and all the same does not count until the period is over: else a thief would add one to an
//! account that has none and be called at once. Until then nobody is called; support can vouch for it sooner.

use std::time::Duration;

use model::Timestamp;
use serde::{Deserialize, Serialize};

use super::Account;

/// What has been changed a short while ago.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsettled {
    /// The e-mail that recovers meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Former<String>>,
    /// The phone that recovers meanwhile; `null` in it if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Former<Option<String>>>,
    /// The links that undo all of it: one for each change and each address that was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<UndoLink>,
    /// Until when each change counts that was told by letter. Going back and undoing take none away: else whoever goes back and forth
    /// would have letters sent without end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Timestamp>,
}

/// A link in a letter that told of a change: the hash of its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum UndoLink {
    /// It holds until a moment: the change that it tells of has settled then, or nobody reads the address any more who has a say.
    Until {
        /// The hash.
        hash: String,
        /// From this moment on it undoes nothing.
        until: Timestamp,
    },
    /// It holds as long as anything has not settled: links had no end of their own once.
    WithTheRest(String),
}

impl UndoLink {
    /// The hash of its secret.
    pub fn hash(&self) -> &str {
        match self {
            Self::Until { hash, .. } | Self::WithTheRest(hash) => hash,
        }
    }

    fn holds(&self, now: Timestamp) -> bool {
        match self {
            Self::Until { until, .. } => now < *until,
            Self::WithTheRest(_) => true,
        }
    }
}

/// What was there before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former<T> {
    /// It.
    pub value: T,
    /// From this moment on it counts no more.
    pub until: Timestamp,
}

impl<T: Clone + PartialEq> Former<T> {
    /// What is there before, after a change at a moment.
    fn after(
        before: Option<&Self>,
        present: &T,
        new: &T,
        (now, period): (Timestamp, Duration),
    ) -> Option<Self> {
        let oldest = before.filter(|former| now < former.until).map_or(present, |former| &former.value);
        (oldest != new).then(|| Self { value: oldest.clone(), until: now.after(period) })
    }
}

impl Unsettled {
    /// More changes than this are not made within one period: each posts letters.
    pub const MOST_CHANGES: usize = 8;
    /// So long a change counts at least, however short the period is.
    const COUNTS_FOR: Duration = Duration::from_hours(24);

    /// Whether there is nothing to keep.
    pub const fn is_empty(&self) -> bool {
        self.email.is_none() && self.phone.is_none() && self.links.is_empty() && self.changes.is_empty()
    }

    /// Whether there were as many changes as there may be.
    pub(crate) const fn is_full(&self) -> bool {
        self.changes.len() >= Self::MOST_CHANGES
    }

    /// Counts a change that is told by letter, of a value that settles at a moment.
    pub(crate) fn count(&mut self, now: Timestamp, settles: Timestamp) {
        self.changes.push(settles.max(now.after(Self::COUNTS_FOR)));
    }

    /// The same without what is over; links lead nowhere then.
    fn at(&self, now: Timestamp) -> Self {
        let email = self.email.clone().filter(|former| now < former.until);
        let phone = self.phone.clone().filter(|former| now < former.until);
        let links = match email.is_some() || phone.is_some() {
            true => self.links.iter().filter(|link| link.holds(now)).cloned().collect(),
            false => Vec::new(),
        };
        let changes = self.changes.iter().copied().filter(|until| now < *until).collect();
        Self { email, phone, links, changes }
    }
}

impl Account {
    /// The address that recovers at a moment.
    pub fn recovery_email(&self, now: Timestamp) -> &str {
        match &self.unsettled.email {
            Some(former) if now < former.until => &former.value,
            _ => &self.email,
        }
    }

    /// The number that recovers at a moment, if any does.
    pub fn recovery_phone(&self, now: Timestamp) -> Option<&str> {
        match &self.unsettled.phone {
            Some(former) if now < former.until => former.value.as_deref(),
            _ => self.phone.as_deref(),
        }
    }

    /// When the present address recovers, if it does not yet.
    pub fn email_settles(&self, now: Timestamp) -> Option<Timestamp> {
        self.unsettled.email.as_ref().map(|former| former.until).filter(|until| now < *until)
    }

    /// When the present number recovers, if it does not yet.
    pub fn phone_settles(&self, now: Timestamp) -> Option<Timestamp> {
        self.unsettled.phone.as_ref().map(|former| former.until).filter(|until| now < *until)
    }

    /// The links that undo what has not settled.
    pub(crate) fn undo_links(&self, now: Timestamp) -> impl Iterator<Item = &UndoLink> {
        let links = if self.is_unsettled(now) { self.unsettled.links.as_slice() } else { &[] };
        links.iter().filter(move |link| link.holds(now))
    }

    /// Whether anything that is new does not recover yet.
    pub fn is_unsettled(&self, now: Timestamp) -> bool {
        self.email_settles(now).is_some() || self.phone_settles(now).is_some()
    }

    /// The account with another address. What was asked for before is answered with it.
    pub(crate) fn with_email(&self, email: &str, now: Timestamp, period: Duration) -> Self {
        let mut unsettled = self.unsettled.at(now);
        let email = email.to_owned();
        unsettled.email = Former::after(unsettled.email.as_ref(), &self.email, &email, (now, period));
        Self { email, email_change: None, unsettled: unsettled.at(now), ..self.clone() }
    }

    /// The account with another number.
    pub(crate) fn with_phone(&self, phone: &str, now: Timestamp, period: Duration) -> Self {
        let mut unsettled = self.unsettled.at(now);
        let phone = Some(phone.to_owned());
        unsettled.phone = Former::after(unsettled.phone.as_ref(), &self.phone, &phone, (now, period));
        Self { phone, unsettled: unsettled.at(now), ..self.clone() }
    }

    /// The account as it was before what has not settled; what is asked for is void.
    pub(crate) fn undone(&self, now: Timestamp) -> Self {
        let before = self.unsettled.at(now);
        Self {
            email: before.email.map_or_else(|| self.email.clone(), |former| former.value),
            phone: before.phone.map_or_else(|| self.phone.clone(), |former| former.value),
            email_change: None,
            unsettled: Unsettled { changes: before.changes, ..Unsettled::default() },
            ..self.clone()
        }
    }

    /// The account whose present e-mail, or phone, recovers from now on. The operator has looked at it: changes count anew.
    pub(crate) fn vouched(&self, (email, phone): (bool, bool), now: Timestamp) -> Self {
        let mut unsettled = self.unsettled.at(now);
        unsettled.email = unsettled.email.filter(|_| !email);
        unsettled.phone = unsettled.phone.filter(|_| !phone);
        unsettled.changes.clear();
        Self { unsettled: unsettled.at(now), ..self.clone() }
    }
}

#[cfg(test)]
#[path = "unsettled/tests.rs"]
mod tests;
