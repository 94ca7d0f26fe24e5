//! Calls: a number that a page shows is typed on the keypad of the account's phone.
//!
//! Whom to call, whether a call is still worth something, and whether the digits are right is the service's business ([`Calls`]). Here a
//! provider is asked to place the call, asks back what to say, and brings what was typed (rule R25):
//!
//! ```text
//! Phones    POST {voice.url}/2010-04-01/Accounts/SID/Calls.json   place the call; the provider names it
//! VoiceDoor POST {public_url}/voice/NONCE                         somebody answered: say what to type
//! VoiceDoor POST {public_url}/voice/NONCE/digits                  these were typed: right, again, or over
//! VoiceDoor POST {public_url}/voice/NONCE/status                  the call has ended
//! ```

mod by_hand;
mod calls;
mod door;
pub(crate) mod http;
mod phones;
mod placing;
mod provider;
mod signature;
#[cfg(test)]
mod testing;
mod twiml;
mod url;

pub use by_hand::{CallFile, Heard, answer_by_hand};
pub use calls::Calls;
pub use door::{VoiceDoor, VoiceRequest};
pub use phones::{Phones, VoiceProvider};
pub use placing::Placing;
pub use provider::Twilio;
pub use service::calls::{CallFacts, CallToPlace, CallTurn};
pub use url::VoiceUrl;
