//! Signing in from a terminal.

use std::path::PathBuf;

use clap::Args;

use super::OutputArguments;

const LOGIN: &str = "\
The browser signs in with whatever devices you have: a phone, a hardware token, a security key. The page shows the same code as the
terminal; after you allow it there, the profile works with MFA for as long as you use it, until the session of the console ends.

Examples:
  bartizan login --endpoint https://id.example.com       Then: aws --profile bartizan sts get-caller-identity
  bartizan login --profile work                          Again, later: the profile knows the endpoint
  bartizan login --no-browser                            Open the printed address yourself, in a browser on this computer
  bartizan logout --profile work

The profile in ~/.aws/config (or AWS_CONFIG_FILE) asks this program for credentials:
  credential_process = bartizan login --credential-process --profile work

Exit codes: 0 done, 1 it did not work, 2 the command line is wrong, 3 nobody is signed in: it was refused in the browser, nobody
confirmed in time, or the session is over.";

/// What can be said about signing in.
#[derive(Debug, Args)]
#[command(after_help = LOGIN)]
pub struct LoginArguments {
    /// Where the server is [default: the profile's endpoint_url, or http://localhost:7800]
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
    #[command(flatten)]
    pub profile: ProfileArguments,
    /// Print the address, and open no browser
    #[arg(long)]
    pub no_browser: bool,
    /// Print credentials as AWS tools read them from a credential_process; opens no browser
    #[arg(long, conflicts_with_all = ["endpoint", "no_browser", "format", "ca_file", "insecure_http"])]
    pub credential_process: bool,
    /// Trust the certificates in this PEM file too, beside the system's
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Speak plain HTTP with a server that is not this computer, because something else encrypts
    #[arg(long)]
    pub insecure_http: bool,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Which profile.
#[derive(Debug, Args)]
pub struct ProfileArguments {
    /// The AWS profile
    #[arg(long, value_name = "NAME", default_value = "bartizan", value_parser = profile_name)]
    pub profile: String,
}

/// A name that needs no quotes in AWS's files, and is a file name.
pub(super) fn profile_name(text: &str) -> Result<String, String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.@+".contains(&byte);
    let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    if begins && text.len() <= 64 && text.bytes().all(is_plain) {
        return Ok(text.to_owned());
    }
    Err("a profile's name has up to 64 letters, digits and -_.@+, and begins with a letter or digit"
        .to_owned())
}

#[cfg(test)]
mod tests {
    use super::profile_name;

    #[test]
    fn a_profile_is_a_plain_word() {
        for good in ["bartizan", "work-2", "alice@example.com", "x".repeat(64).as_str()] {
            assert_eq!(profile_name(good), Ok(good.to_owned()));
        }
        for wrong in ["", "-x", ".x", "a b", "a/b", "a]", "a\n[b]", "é", "..", &"x".repeat(65)] {
            assert!(profile_name(wrong).is_err(), "{wrong:?}");
        }
    }
}
