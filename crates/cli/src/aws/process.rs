//! Credentials that another program prints: the `credential_process` of a profile.

use std::process::{Command, Stdio};

use model::Secret;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::source::Keys;
use crate::failure::Failure;

/// No answer of a credential process is longer.
const LONGEST: usize = 64 * 1_024;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Printed {
    version: u32,
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
}

/// Runs the program, which may ask at the terminal, and reads what it prints.
///
/// # Errors
/// If it cannot be run, fails, or prints something else.
pub fn keys(command: &str) -> Result<Keys, Failure> {
    let attempt = "cannot get credentials from the profile's credential_process";
    let words = words(command).ok_or_else(|| Failure::of(attempt, "a quotation mark in it is not closed"))?;
    let (program, rest) = words.split_first().ok_or_else(|| Failure::of(attempt, "it is empty"))?;
    // Its other words may be secrets.
    let attempt = || format!("{attempt} ({program} …)");
    let done = Command::new(program)
        .args(rest)
        .stdin(Stdio::inherit())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::of(attempt(), error))?;
    let printed = Zeroizing::new(done.stdout);
    if !done.status.success() {
        return Err(Failure::SignIn(format!("{}: it ended with {}", attempt(), done.status)));
    }
    if printed.len() > LONGEST {
        return Err(Failure::of(attempt(), "it printed more than credentials are"));
    }
    let printed: Printed = serde_json::from_slice(&printed)
        .map_err(|_| Failure::of(attempt(), "it did not print what AWS's tools expect"))?;
    if printed.version != 1 {
        return Err(Failure::of(attempt(), "it printed a version other than 1"));
    }
    Ok(Keys {
        id: printed.access_key_id,
        secret: Secret::new(printed.secret_access_key),
        token: printed.session_token.map(Secret::new),
    })
}

/// The words of a command line, as a shell would part them, of which nothing is run here.
fn words(text: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None::<char>);
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some('"'), '\\') => {
                let escaped = characters.next()?;
                let word = word.get_or_insert_default();
                if !matches!(escaped, '"' | '\\') {
                    word.push('\\');
                }
                word.push(escaped);
            }
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => word.get_or_insert_default().push(character),
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().push(characters.next()?),
            (None, _) if character.is_whitespace() => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::{keys, words};

    #[test]
    fn a_command_line_has_the_words_that_a_shell_sees() {
        for (text, expected) in [
            ("a b  c", Some(vec!["a", "b", "c"])),
            (
                "\"/opt/a b/bartizan\" login --profile x",
                Some(vec!["/opt/a b/bartizan", "login", "--profile", "x"]),
            ),
            ("sh -c 'echo \"x y\"'", Some(vec!["sh", "-c", "echo \"x y\""])),
            (r#"a "b \"c\" \d" e\ f"#, Some(vec!["a", r#"b "c" \d"#, "e f"])),
            ("a '' \"\"", Some(vec!["a", "", ""])),
            ("", Some(vec![])),
            ("a 'b", None),
            ("a \"b\\", None),
        ] {
            let expected = expected.map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn what_a_program_does_wrong_is_said_and_never_its_words_or_what_it_printed() {
        for command in [
            "/nowhere/at/all secret-text",
            "false secret-text",
            "echo secret-text",
            "echo '{\"Version\":2,\"AccessKeyId\":\"secret-text\",\"SecretAccessKey\":\"secret-text\"}'",
            "sh -c 'head -c 100000 /dev/zero # secret-text'",
            "",
            "echo 'secret-text",
        ] {
            let Err(failure) = keys(command) else { panic!("{command}") };
            let words = failure.into_words();
            assert!(words.contains("credential_process") && !words.contains("secret-text"), "{words}");
        }
    }
}
