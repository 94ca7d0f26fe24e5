//! Passwords as they are typed.

use std::str::FromStr;

use crate::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};
use crate::secret::Secret;

/// A password that somebody shall have, or says to have. `Debug` shows nothing of it, and no event keeps it.
#[derive(Clone, Debug)]
pub struct Password(Secret<String>); // INVARIANT: no constraint is broken; kept by the constructors

/// The text cannot be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a password has 1 to 128 characters of Latin-1")]
pub struct MalformedPassword;

impl Password {
    const MOST: usize = 128;
    const PATTERN: &str = r"[\u0009\u000A\u000D\u0020-\u00FF]+";

    /// The password as a secret text.
    pub const fn secret(&self) -> &Secret<String> {
        &self.0
    }

    /// What of the rule is broken. Only the rules are named, never the text: wrong by one key it still is a secret.
    fn broken(text: &str) -> impl Iterator<Item = Constraint> {
        let is_known = |character| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}');
        [
            text.is_empty().then_some(Constraint::MinLength(1)),
            (text.chars().count() > Self::MOST).then_some(Constraint::MaxLength(Self::MOST)),
            (!text.chars().all(is_known)).then_some(Constraint::Pattern(Self::PATTERN)),
        ]
        .into_iter()
        .flatten()
    }
}

impl FromStr for Password {
    type Err = MalformedPassword;

    fn from_str(text: &str) -> Result<Self, MalformedPassword> {
        match Self::broken(text).next() {
            None => Ok(Self(Secret::new(text.to_owned()))),
            Some(_) => Err(MalformedPassword),
        }
    }
}

impl Field for Password {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        let before = faults.len();
        for constraint in Self::broken(text) {
            faults.add_hidden(place, constraint);
        }
        Ok((faults.len() == before).then(|| Self(Secret::new(text.to_owned()))))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}

#[cfg(test)]
mod tests {
    use super::Password;

    #[test]
    fn a_password_has_1_to_128_characters_of_latin_1() {
        let (longest, too_long) = ("ÿ".repeat(128), "x".repeat(129));
        for (text, is_one) in [
            ("x", true),
            (" tab\t and line\r\n ", true),
            ("pässwörd", true),
            (longest.as_str(), true),
            (too_long.as_str(), false),
            ("", false),
            ("nul\0", false),
            ("пароль", false),
        ] {
            assert_eq!(text.parse::<Password>().is_ok(), is_one, "{text:?}");
        }
    }

    #[test]
    fn r7_a_password_does_not_print_itself() {
        let password: Password = "correct horse".parse().unwrap();
        assert_eq!(format!("{password:?}"), "Password(Secret(..))");
    }
}
