//! Keys of names that are global, and of codes that were sent to them.

use model::{AccountAlias, AccountId, Folded, Text};
use store::Key;

/// `root-email/root@example.com/`, among the names that are global.
pub fn root_email(email: &str) -> Key {
    Key::global(format!("root-email/{}/", Folded::of(email)))
}

/// `email-codes/020780/account/123456789012/`, among what is global: codes that an account sent on a day.
pub fn email_codes_of(account: AccountId, day: u64) -> Key {
    Key::global(format!("{}account/{account}/", email_codes(day)))
}

/// `email-codes/020780/to/root@example.com/`: codes that were sent to an address on a day, whoever asked.
pub fn email_codes_to(email: &str, day: u64) -> Key {
    Key::global(format!("{}to/{}/", email_codes(day), Folded::of(email)))
}

/// What the keys of a day's counters of codes begin with.
pub fn email_codes(day: u64) -> String {
    format!("{EMAIL_CODES}{day:06}/")
}

/// What the keys of counters of codes begin with.
pub const EMAIL_CODES: &str = "email-codes/";

/// `alias/my-company/`, among the names that are global. Aliases have no upper case that would have to be folded.
pub fn alias(alias: &AccountAlias) -> Key {
    Key::global(["alias/", alias.as_str(), "/"].concat())
}
