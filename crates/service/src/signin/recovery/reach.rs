//! Where an owner is reached, as far as others see it.

use model::{EmailAddress, PhoneNumber};

/// An address as an event, or somebody who looks over a shoulder, may see it.
pub fn hidden_email(email: &str) -> String {
    email.parse::<EmailAddress>().map(|email| email.hidden()).unwrap_or_default()
}

/// The same of a number.
pub fn hidden_phone(phone: &str) -> String {
    phone.parse::<PhoneNumber>().map(|phone| phone.hidden()).unwrap_or_default()
}
