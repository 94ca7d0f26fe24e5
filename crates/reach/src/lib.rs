//! How people are reached who are elsewhere: mails and calls. And providers of OpenID Connect, whose keys are fetched ([`ProviderKeys`]).
//!
//! What is to be sent waits in the store, written in the commit that it tells of (`service::post`). This crate takes what is due, words
//! it in the reader's language, sends it, and says so. It decides nothing: whom a letter is for, and what it says, was decided before.
//!
//! - [`Letters`] sends mails through an SMTP server ([`Relay`]), or puts them into a folder ([`Outbox`]).
//! - [`Phones`] has calls placed by a Twilio-compatible provider ([`Twilio`]), or puts them into the folder too; [`VoiceDoor`] is where
//!   the provider asks what to say, and brings the digits that were typed (rule R25).

mod addresses;
mod host;
mod language;
mod letters;
mod mail;
mod outbox;
mod pause;
mod provider_keys;
mod site;
mod smtp;
mod voice;

pub use language::Language;
pub use letters::{Letters, Mailer};
pub use mail::Sender;
pub use outbox::Outbox;
pub use pause::{Bells, Now};
pub use provider_keys::ProviderKeys;
pub use site::Site;
pub use smtp::{Credentials, Relay, SmtpUrl};
pub use voice::{
    CallFacts, CallFile, CallToPlace, CallTurn, Calls, Heard, Phones, Placing, Twilio, VoiceDoor,
    VoiceProvider, VoiceRequest, VoiceUrl, answer_by_hand,
};
