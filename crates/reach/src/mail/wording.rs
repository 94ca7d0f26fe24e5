//! From what a letter says to words.

use model::Timestamp;
use service::post::{Letter, Writing};

use super::{Mail, Part};
use crate::{Language, Site};

/// What all letters of an installation share.
#[derive(Debug)]
pub struct Letterhead {
    /// Where the installation is.
    pub site: Site,
    /// What is written in where nobody's browser said a language.
    pub language: Language,
}

/// Whoever writes a letter: the language, and whose it is about.
pub(super) struct Pen<'a> {
    pub language: Language,
    pub account: String,
    pub site: &'a Site,
}

impl Letterhead {
    /// Words a letter.
    pub fn word(&self, letter: &Letter) -> Mail {
        let language = letter.language.as_deref().and_then(Language::of_tag).unwrap_or(self.language);
        let pen = Pen { language, account: letter.account.to_string(), site: &self.site };
        let (subject, mut parts) = match &letter.writing {
            Writing::RecoveryLink { path, code } => pen.recovery_link(path, code, letter.until),
            Writing::EmailCode { code } => pen.email_code(code, letter.until),
            Writing::ContactChanged { phone, path, settled } => pen.contact_changed(*phone, path, *settled),
            Writing::Notice { .. } => pen.notice(&letter.writing),
        };
        parts.push(Part::Small(pen.say("footer")));
        Mail { language, subject, parts }
    }
}

impl Pen<'_> {
    /// A text, which may name the account and the installation.
    pub fn say(&self, id: &str) -> String {
        self.say_with(id, ("none", ""))
    }

    /// A text with one more value in it.
    pub fn say_with(&self, id: &str, value: (&'static str, &str)) -> String {
        self.language.say(id, &[("account", &self.account), ("url", self.site.url()), value])
    }

    pub fn text(&self, id: &str) -> Part {
        Part::Text(self.say(id))
    }

    pub fn until(&self, id: &str, moment: Timestamp) -> Part {
        Part::Text(self.say_with(id, ("until", &self.language.moment(moment))))
    }

    fn recovery_link(&self, path: &str, code: &str, until: Timestamp) -> (String, Vec<Part>) {
        let parts = vec![
            self.text("recovery-link-why"),
            self.text("recovery-link-open"),
            Part::Link(self.site.at(path)),
            self.text("recovery-link-code"),
            Part::Code(in_two_groups(code)),
            self.until("recovery-link-once", until),
            self.text("recovery-link-not-you"),
        ];
        (self.say("recovery-link-subject"), parts)
    }

    fn email_code(&self, code: &str, until: Timestamp) -> (String, Vec<Part>) {
        let parts = vec![
            self.text("email-code-why"),
            Part::Code(code.to_owned()),
            self.until("email-code-once", until),
            self.text("email-code-not-you"),
        ];
        (self.say("email-code-subject"), parts)
    }

    fn contact_changed(&self, phone: bool, path: &str, settled: Timestamp) -> (String, Vec<Part>) {
        let (subject, what) = if phone {
            (self.say("phone-changed-subject"), self.text("phone-changed"))
        } else {
            (self.say("email-changed-subject"), self.text("email-changed"))
        };
        let parts = vec![
            what,
            self.until("contact-changed-settled", settled),
            self.text("contact-changed-undo"),
            Part::Link(self.site.at(path)),
        ];
        (subject, parts)
    }
}

/// Eight digits as people read and type them; blanks between them do not count.
fn in_two_groups(digits: &str) -> String {
    match digits.split_at_checked(digits.len() / 2) {
        Some((first, second)) => format!("{first} {second}"),
        None => digits.to_owned(),
    }
}

#[cfg(test)]
pub mod tests;
