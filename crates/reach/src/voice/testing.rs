//! Parts for tests: a service that has one call, and a provider's signature.

use std::convert::Infallible;
use std::sync::Mutex;

use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use data_encoding::BASE64;
use model::input::decode;
use model::{Secret, Timestamp};

use super::{CallFacts, CallToPlace, CallTurn, Calls};

pub const NONCE: &str = "0123456789abcdef0123456789abcdef";
pub const NUMBER: &str = "+4915112345678";
pub const SID: &str = "AC00000000000000000000000000000001";
pub const TOKEN: &str = "the token of the account";
pub const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

/// A service with one call, whose number is 271828, and that tells what it was told.
#[derive(Default)]
pub struct OneCall {
    pub due: Mutex<Vec<CallToPlace>>,
    pub told: Mutex<Vec<String>>,
}

pub fn call() -> CallToPlace {
    CallToPlace::new("c1", Secret::new(NONCE.to_owned()), NUMBER, Some("fr"), NOW)
}

impl OneCall {
    pub fn due() -> Self {
        Self { due: Mutex::new(vec![call()]), told: Mutex::default() }
    }

    fn note(&self, what: String) {
        self.told.lock().unwrap().push(what);
    }

    pub fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }
}

fn shown(facts: &CallFacts<'_>) -> String {
    format!("{} {} {} {:?}", facts.nonce, facts.call_id, facts.to, facts.digits)
}

impl Calls for OneCall {
    type Error = Infallible;

    async fn calls_due(&self, most: usize, _: Timestamp) -> Result<Vec<CallToPlace>, Infallible> {
        let mut due = self.due.lock().unwrap();
        let taken = most.min(due.len());
        Ok(due.drain(..taken).collect())
    }

    async fn call_placed(&self, call: &CallToPlace, call_id: &str, _: Timestamp) -> Result<(), Infallible> {
        self.note(format!("placed {} as {call_id}", call.id()));
        Ok(())
    }

    async fn call_failed(&self, call: &CallToPlace, _: Timestamp) -> Result<(), Infallible> {
        self.note(format!("failed {}", call.id()));
        Ok(())
    }

    async fn call_answered(&self, facts: &CallFacts<'_>, _: Timestamp) -> Result<CallTurn, Infallible> {
        self.note(format!("answered {}", shown(facts)));
        let language = Some("fr".to_owned());
        Ok(match facts.nonce == NONCE {
            true => CallTurn::Ask { language, tries_left: 3 },
            false => CallTurn::Over { language: None },
        })
    }

    async fn call_keyed(&self, facts: &CallFacts<'_>, _: Timestamp) -> Result<CallTurn, Infallible> {
        self.note(format!("keyed {}", shown(facts)));
        let language = Some("fr".to_owned());
        Ok(match facts.digits {
            Some("271828") => CallTurn::Right { language },
            _ => CallTurn::AskAgain { language, tries_left: 2 },
        })
    }

    async fn call_ended(&self, facts: &CallFacts<'_>, _: Timestamp) -> Result<(), Infallible> {
        self.note(format!("ended {}", shown(facts)));
        Ok(())
    }
}

/// The signature of a callback.
pub fn signature(token: &str, url: &str, body: &str) -> String {
    let form = decode("", body.as_bytes()).unwrap();
    let fields: String = form.fields().flat_map(|(name, value)| [name, value]).collect();
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    BASE64.encode(sign(&key, format!("{url}{fields}").as_bytes()).as_ref())
}
