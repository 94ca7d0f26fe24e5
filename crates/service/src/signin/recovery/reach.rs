//! Where an owner is reached who recovers: the only place that says so.

use model::{EmailAddress, PhoneNumber, Timestamp};

use crate::records::Account;

impl Account {
    /// The address that a recovery writes to: the stored one, never one that was typed (rule R12).
    pub(crate) fn recovery_email(&self, _now: Timestamp) -> &str {
        &self.email
    }

    /// The number that a recovery calls.
    pub(crate) fn recovery_phone(&self, _now: Timestamp) -> Option<&str> {
        self.phone.as_deref()
    }
}

/// An address as an event, or somebody who looks over a shoulder, may see it.
pub fn hidden_email(email: &str) -> String {
    email.parse::<EmailAddress>().map(|email| email.hidden()).unwrap_or_default()
}

/// The same of a number.
pub fn hidden_phone(phone: &str) -> String {
    phone.parse::<PhoneNumber>().map(|phone| phone.hidden()).unwrap_or_default()
}
