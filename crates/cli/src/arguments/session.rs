//! `bartizan session`.

use std::time::Duration;

use clap::{Args, ValueEnum};

use super::connection::{CodeArguments, ConnectionArguments};
use super::login::profile_name;
use super::since::ago;

const SESSION: &str = "\
An access key alone has no MFA. This asks for a code, gets temporary credentials that have it (GetSessionToken), and keeps them
until five minutes before they end, below ~/.cache/bartizan, for you alone.

The code is typed, or a line of standard input, or taken from `bartizan authenticator`; never a word of the command line, which
every user of the computer can read.

Examples:
  eval \"$(bartizan session)\"                       This shell has MFA
  bartizan session --shell fish | source
  bartizan session --duration 1h --write-profile mfa    Then: aws --profile mfa …
  bartizan session --authenticator ci --format json

Or let AWS's tools ask by themselves, with this in ~/.aws/config (the code is asked for at the terminal):

  [profile mfa]
  endpoint_url = https://id.example.com
  credential_process = bartizan session --credential-process --profile default

Credentials and server are found as `bartizan device list --help` says.

Exit codes: 0 done, 1 it did not work, 2 the command line is wrong or nobody is there to ask, 3 there are no credentials or the
server does not take them, 4 it is not allowed, 5 the code was not accepted, 130 somebody gave it up.";

/// What can be said about a session.
#[derive(Debug, Args)]
#[command(after_help = SESSION)]
pub struct SessionArguments {
    /// The device whose code is asked for [default: yours, if it is the only one]
    #[arg(long, value_name = "SERIAL-NUMBER")]
    pub serial: Option<String>,
    /// How long they are good for: from 15m to 36h [default: what the server says, 12h]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub duration: Option<Duration>,
    /// Ask for a code although there are credentials that are still good
    #[arg(long)]
    pub fresh: bool,
    /// How to print them
    #[arg(long, value_enum, default_value_t = Printed::Env)]
    pub format: Printed,
    /// Whose variables to print [default: what SHELL says]
    #[arg(long, value_enum)]
    pub shell: Option<Shell>,
    /// Write them into ~/.aws/credentials under this name instead of printing them
    #[arg(long, value_name = "NAME", value_parser = profile_name, conflicts_with_all = ["format", "shell"])]
    pub write_profile: Option<String>,
    /// Print them as AWS tools read them from a credential_process, and ask at the terminal itself
    #[arg(long, conflicts_with_all = ["format", "shell", "write_profile"])]
    pub credential_process: bool,
    #[command(flatten)]
    pub codes: CodeArguments,
    #[command(flatten)]
    pub connection: ConnectionArguments,
}

/// For whom to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Printed {
    /// Variables, for a shell to read
    Env,
    /// For programs
    Json,
}

/// A shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// bash, zsh and every other one like sh
    Bash,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
}

/// `1h`, `45m`, `900s`, or seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let given = ago(text).or_else(|| ago(&format!("{text}s")));
    let possible = Duration::from_secs(15 * 60)..=Duration::from_secs(36 * 3_600);
    given.filter(|given| possible.contains(given)).ok_or_else(|| "from 15m to 36h".to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::duration;

    #[test]
    fn a_session_lasts_as_long_as_the_api_allows() {
        for (text, seconds) in [
            ("900", Some(900)),
            ("15m", Some(900)),
            ("1h", Some(3_600)),
            ("36h", Some(129_600)),
            ("1d", Some(86_400)),
        ] {
            assert_eq!(duration(text).ok(), seconds.map(Duration::from_secs), "{text}");
        }
        for wrong in ["", "899", "14m", "37h", "-1h", "h", "1y", "99999999999999999999h"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
