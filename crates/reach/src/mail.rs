//! A letter, worded: what it says, as text and as HTML.

mod message;
mod notices;
mod wording;

use askama::Template;

pub use message::{Sender, message};
pub use wording::Letterhead;

use crate::Language;

/// A letter in words. Not `Debug`: some hold a secret that opens something (rule R7).
pub struct Mail {
    pub language: Language,
    pub subject: String,
    pub parts: Vec<Part>,
}

/// A part of a letter.
#[derive(PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// A link.
    Link(String),
    /// A code to type.
    Code(String),
    /// What happened, as names and values.
    Facts(Vec<(String, String)>),
    /// What is said at the end of every letter.
    Small(String),
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    mail: &'a Mail,
}

impl Mail {
    /// As plain text.
    pub fn text(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) | Part::Link(text) | Part::Small(text) => text.clone(),
            Part::Code(code) => format!("    {code}"),
            Part::Facts(facts) => {
                let lines = facts.iter().map(|(name, value)| format!("    {name}: {value}"));
                lines.collect::<Vec<_>>().join("\n")
            }
        });
        parts.collect::<Vec<_>>().join("\n\n") + "\n"
    }

    /// As HTML.
    ///
    /// # Errors
    /// If it cannot be written, which no letter of ours causes.
    pub fn html(&self) -> Result<String, askama::Error> {
        Html { mail: self }.render()
    }
}
