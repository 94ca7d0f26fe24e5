//! Hardware tokens: importing what their makers' files say of them, listing and removing them.

mod clearing;
mod import;
mod list;
mod remove;
mod writing;

use model::{AccountId, SerialNumber, Text};

use crate::Error;
use crate::error::Invalid;

pub use import::{Imported, TokenImport};
pub use list::{TokenHolder, TokenView};

/// For whom tokens are imported (rule R13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPool {
    /// For one account; elsewhere they do not exist.
    Account(AccountId),
    /// For whichever account enables them first.
    Shared,
}

impl TokenPool {
    const fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Shared => None,
        }
    }
}

fn refused(reason: impl Into<String>) -> Error {
    Invalid::Other(reason.into()).into()
}

/// Names in a sentence: not more than can be read.
fn named(serials: &[SerialNumber], all: usize) -> String {
    let names: Vec<&str> = serials.iter().map(SerialNumber::as_str).collect();
    match all - serials.len() {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
