//! What leaves the house: letters to the owners of accounts.
//!
//! A letter is a document, written in the commit that it tells of, so a letter of something that happened is never lost and one of something
//! that did not happen never sent. Who sends it is another crate's business: it takes what is due, sends it, and says so. A process that
//! dies in between sends the letter twice.

mod bell;
mod letter;
mod notices;
mod waiting;

pub use bell::PostBell;
pub use letter::{Letter, Notice, Writing};
pub use waiting::WaitingLetter;

pub(crate) use notices::Happened;
pub(crate) use waiting::{StoredLetter, letter_binding};
