//! Why a command did not do what was asked, in words that say what to do next.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// Why a command ends without having done its work.
#[derive(Debug)]
pub enum Failure {
    /// The command line, the configuration file or the environment is wrong: exit code 2.
    Usage(String),
    /// Something else is: exit code 1.
    Failed(String),
    /// Nobody is signed in, and somebody must be: exit code 3.
    SignIn(String),
    /// Policies, or the rules for one's own devices, do not allow it: exit code 4.
    Denied(String),
    /// The codes of a device were not accepted: exit code 5.
    Codes(String),
    /// Somebody gave it up, at a prompt or with Ctrl-C: exit code 130.
    GivenUp(String),
    /// Whoever read the output has gone (`bartizan audit | head`). Nothing went wrong.
    NobodyReads,
}

impl Failure {
    /// A failure of an attempt: what was tried, and why it did not work.
    pub fn of(attempt: impl Display, cause: impl Display) -> Self {
        Self::Failed(format!("{attempt}: {cause}"))
    }

    /// What it says.
    pub fn into_words(self) -> String {
        match self {
            Self::Usage(message)
            | Self::Failed(message)
            | Self::SignIn(message)
            | Self::Denied(message)
            | Self::Codes(message)
            | Self::GivenUp(message) => message,
            Self::NobodyReads => String::new(),
        }
    }

    /// Tells standard error, and makes the exit code of the process.
    pub fn report(self) -> ExitCode {
        let (message, code) = match self {
            Self::Usage(message) => (message, 2),
            Self::Failed(message) => (message, 1),
            Self::SignIn(message) => (message, 3),
            Self::Denied(message) => (message, 4),
            Self::Codes(message) => (message, 5),
            // As a shell says of a command that Ctrl-C ended.
            Self::GivenUp(message) => (message, 130),
            Self::NobodyReads => return ExitCode::SUCCESS,
        };
        // If nobody reads standard error either, the exit code still tells.
        let _ = writeln!(io::stderr().lock(), "bartizan: {message}");
        ExitCode::from(code)
    }
}

/// An error and the errors beneath it, on one line.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let line = error.to_string();
        // Some errors quote their cause already.
        if !text.contains(&line) {
            text = format!("{text}: {line}");
        }
        cause = error.source();
    }
    text
}
