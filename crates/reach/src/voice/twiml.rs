//! What a provider is told to say and do, in TwiML.

use std::fmt::Write;

use super::CallTurn;
use crate::Language;

/// How long somebody may take for each digit, in seconds.
const PATIENCE: u8 = 15;

/// What is said, in which language, and whether digits are waited for. The number itself is never said: it is on the page, and
/// whoever has the phone alone must not learn it.
#[derive(Debug, PartialEq, Eq)]
pub struct Speech {
    pub language: Language,
    pub text: String,
    /// What is said if nothing is typed.
    pub nothing_typed: Option<String>,
}

impl Speech {
    /// What is said next, in a language where the call has none.
    pub fn of(turn: &CallTurn, otherwise: Language) -> Self {
        let (id, language, waits) = match turn {
            CallTurn::Ask { language, .. } => ("call-ask", language, true),
            CallTurn::AskAgain { language, .. } => ("call-ask-again", language, true),
            CallTurn::Right { language } => ("call-right", language, false),
            CallTurn::Over { language } => ("call-over", language, false),
        };
        let language = language.as_deref().and_then(Language::of_tag).unwrap_or(otherwise);
        let nothing_typed = waits.then(|| language.say("call-nothing", &[]));
        Self { language, text: language.say(id, &[]), nothing_typed }
    }

    /// The same in TwiML; what is typed is brought to a URL.
    pub fn twiml(&self, digits_url: &str) -> String {
        let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>".to_owned();
        match &self.nothing_typed {
            Some(nothing_typed) => {
                let url = escaped(digits_url);
                let _ = write!(
                    xml,
                    "<Gather input=\"dtmf\" numDigits=\"6\" timeout=\"{PATIENCE}\" action=\"{url}\" method=\"POST\">"
                );
                // Twice: who has just picked up the phone misses the first words.
                self.say(&mut xml, &self.text);
                xml.push_str("<Pause length=\"2\"/>");
                self.say(&mut xml, &self.text);
                xml.push_str("</Gather>");
                self.say(&mut xml, nothing_typed);
            }
            None => self.say(&mut xml, &self.text),
        }
        xml.push_str("<Hangup/></Response>\n");
        xml
    }

    fn say(&self, xml: &mut String, text: &str) {
        let _ = write!(xml, "<Say language=\"{}\">{}</Say>", self.language.voice(), escaped(text));
    }
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, character| {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::Speech;
    use crate::{CallTurn, Language};

    #[test]
    fn a_call_is_in_the_language_of_the_browser_and_warns_who_did_not_ask_for_it() {
        for (tag, voice, warning) in [
            ("en", "en-US", "hang up, and change your password"),
            ("fr", "fr-FR", "raccrochez, et changez votre mot de passe"),
            ("ja", "ja-JP", "電話を切って、パスワードを変更"),
            ("es", "es-ES", "cuelgue, y cambie su contraseña"),
        ] {
            let language = Some(tag.to_owned());
            for turn in [
                CallTurn::Ask { language: language.clone(), tries_left: 3 },
                CallTurn::AskAgain { language, tries_left: 1 },
            ] {
                let xml = Speech::of(&turn, Language::English).twiml("https://id.example.com/voice/a/digits");
                assert_eq!(xml.matches(&format!("<Say language=\"{voice}\">")).count(), 3, "{xml}");
                assert!(xml.contains(warning), "{xml}");
                assert!(xml.contains("numDigits=\"6\""), "{xml}");
                assert!(
                    xml.contains("action=\"https://id.example.com/voice/a/digits\" method=\"POST\""),
                    "{xml}"
                );
            }
        }
    }

    #[test]
    fn what_ends_a_call_gathers_nothing() {
        let language = Some("xx".to_owned());
        for turn in [CallTurn::Right { language: language.clone() }, CallTurn::Over { language }] {
            let xml = Speech::of(&turn, Language::French).twiml("x");
            assert!(
                !xml.contains("Gather") && xml.contains("fr-FR") && xml.ends_with("<Hangup/></Response>\n")
            );
        }
    }
}
