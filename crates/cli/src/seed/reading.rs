//! Reading a seed file.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;

use model::Secret;

use super::file::Seed;
use crate::failure::Failure;
use crate::settings::SeedFile;

/// More than anybody writes by hand, or waits for.
const LONGEST: u64 = 4 << 20;

/// A seed file, as it was read.
pub struct Source {
    name: String,
    text: Secret<String>,
}

impl Source {
    /// Reads a file, or standard input to its end.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(file: &SeedFile) -> Result<Self, Failure> {
        let name = file.shown();
        let mut text = String::new();
        let read = match file {
            SeedFile::StandardInput => io::stdin().lock().take(LONGEST + 1).read_to_string(&mut text),
            SeedFile::File(path) => {
                File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_string(&mut text))
            }
        };
        let text = Secret::new(text);
        read.map_err(|error| Failure::Usage(format!("cannot read the seed file {name}: {error}")))?;
        if text.expose().len() as u64 > LONGEST {
            return Err(Failure::Usage(format!("the seed file {name} is longer than {LONGEST} bytes")));
        }
        Ok(Self { name, text })
    }

    /// What it says.
    ///
    /// # Errors
    /// Names the line at which it is no seed file.
    pub fn parse(&self) -> Result<Seed, Failure> {
        toml::from_str(self.text.expose()).map_err(|error| {
            let at = error.span().map_or_else(String::new, |span| format!("line {}: ", self.line(&span)));
            Failure::Usage(format!("{}: {at}{}", self.name, without_values(error.message())))
        })
    }

    /// A complaint about a place in it.
    pub fn complaint(&self, span: &Range<usize>, what: &str) -> String {
        format!("{}: line {}, {what}", self.name, self.line(span))
    }

    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.expose().as_bytes().get(..span.start).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

/// What the parser says, without what it quotes: a password in the wrong place stays one (rule R7).
fn without_values(message: &str) -> String {
    let is_of_a_value =
        ["invalid type", "invalid value", "invalid length"].iter().any(|begin| message.starts_with(begin));
    match message.rsplit_once(", expected ") {
        Some((_, expected)) if is_of_a_value => format!("something else than expected: {expected}"),
        _ => message.trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use model::Secret;

    use super::Source;
    use crate::failure::Failure;

    fn complaint(text: &str) -> String {
        let source = Source { name: "seed.toml".to_owned(), text: Secret::new(text.to_owned()) };
        match source.parse() {
            Err(Failure::Usage(message)) => message,
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("accepted: {text}"),
        }
    }

    #[test]
    fn what_is_no_seed_file_is_refused_with_its_line() {
        for (text, words) in [
            ("[[accounts]]\nnumber = 1", &["line 2", "unknown field `number`"][..]),
            ("accounts = 1", &["line 1", "expected"]),
            ("[[accounts]]\n[[accounts.users]]\npassword = 'a'", &["missing field `name`"]),
            ("[[accounts]]\n\nid = '12'\nid = '12'", &["line 4", "duplicate"]),
            ("[[accounts]\n", &["line 1"]),
        ] {
            let message = complaint(text);
            assert!(words.iter().all(|word| message.contains(word)), "{text}: {message}");
        }
    }

    #[test]
    fn r7_what_stands_in_the_wrong_place_is_not_quoted() {
        for text in [
            "[[accounts]]\n[[accounts.users]]\nname = 'a'\nmust_change_password = 'hunter2'",
            "[[accounts]]\n[[accounts.users]]\nname = 'a'\naccess_keys = 'hunter2'",
            "[[accounts]]\nroot = 'hunter2'",
            "[[accounts]]\nroot = hunter2",
        ] {
            let message = complaint(text);
            assert!(!message.contains("hunter2") && message.contains("line"), "{message}");
        }
    }
}
