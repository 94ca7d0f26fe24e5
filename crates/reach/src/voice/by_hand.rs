//! Calls without a provider: a file in the outbox says what would be said, and an operator answers for whoever tries it out.

use std::path::Path;

use model::{Secret, Timestamp};

use super::twiml::Speech;
use super::{CallFacts, CallToPlace, CallTurn, Calls};
use crate::Language;

/// The first line of such a file.
const HEAD: &str = "Bartizan: a call that would be placed";

/// A call as a file in the outbox has it.
#[derive(Clone, Debug)]
pub struct CallFile {
    /// What a provider would call the call.
    pub call_id: String,
    /// The number.
    pub to: String,
    /// What its callbacks would be known by.
    pub nonce: Secret<String>,
}

impl CallFile {
    /// The file of a call: its name, and what it says.
    pub fn write(call: &CallToPlace, folder: &Path, otherwise: Language) -> (String, String) {
        let (name, call_id) = (format!("call-{}.txt", call.id()), call_id(call));
        let language = call.language().map(str::to_owned);
        let ask = Speech::of(&CallTurn::Ask { language, tries_left: 0 }, otherwise);
        let text = format!(
            "{HEAD}\n\
             to: {}\n\
             call: {call_id}\n\
             nonce: {}\n\
             until: {}\n\n\
             {}\n\n\
             To type the six digits that the page shows, as on the phone's keypad, run this; it asks for them:\n\n    \
             bartizan support answer-call '{}'\n",
            call.to(),
            call.nonce().expose(),
            call.until(),
            ask.text,
            folder.join(&name).display(),
        );
        (name, text)
    }

    /// Reads such a file.
    pub fn read(text: &str) -> Option<Self> {
        let lines = text.strip_prefix(HEAD)?;
        let value = |name: &str| lines.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        Some(Self { to: value("to: ")?, call_id: value("call: ")?, nonce: Secret::new(value("nonce: ")?) })
    }
}

/// What a provider would call the call.
pub(super) fn call_id(call: &CallToPlace) -> String {
    format!("outbox-{}", call.id())
}

/// What whoever answers by hand hears.
#[derive(Debug, PartialEq, Eq)]
pub struct Heard {
    /// What is said.
    pub text: String,
    /// Whether the digits were right.
    pub is_right: bool,
}

/// Answers a call of the outbox and types digits, as a provider would report it.
///
/// # Errors
/// If the service fails.
pub async fn answer_by_hand<C: Calls>(
    calls: &C,
    (file, digits): (&CallFile, &str),
    otherwise: Language,
    now: Timestamp,
) -> Result<Heard, C::Error> {
    let (nonce, call_id, to) = (file.nonce.expose(), file.call_id.as_str(), file.to.as_str());
    let facts = CallFacts { nonce, call_id, to, digits: None };
    let mut turn = calls.call_answered(&facts, now).await?;
    if matches!(turn, CallTurn::Ask { .. } | CallTurn::AskAgain { .. }) {
        turn = calls.call_keyed(&CallFacts { digits: Some(digits), ..facts }, now).await?;
    }
    let is_right = matches!(turn, CallTurn::Right { .. });
    Ok(Heard { text: Speech::of(&turn, otherwise).text, is_right })
}
