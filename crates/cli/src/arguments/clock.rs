//! `bartizan clock`.

use clap::Subcommand;
use model::Timestamp;

use super::OutputArguments;
use super::since::Since;
use crate::admin::ClockRequest;

/// What follows the help of the command.
pub const EXAMPLES: &str = "\
Examples:
  bartizan serve --ephemeral > bartizan.env &
  . ./bartizan.env                    Where the server is: BARTIZAN_DATA, AWS_ENDPOINT_URL and keys
  bartizan clock show
  bartizan clock advance 90s          Or 30m, 12h, 7d, 4w
  bartizan clock set 2030-01-01T00:00:00Z

What became due meanwhile has happened when the command ends: reports are made, hours of the audit trail closed. Requests may be
signed by the real time all the while.";

/// About the clock of an ephemeral server.
#[derive(Debug, Subcommand)]
pub enum ClockCommand {
    /// Print what time it is for the server
    Show {
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Set it forward by so much: 90s, 30m, 12h, 7d, 4w
    Advance {
        /// By how much
        #[arg(value_name = "DURATION", value_parser = seconds)]
        by: u64,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Set it forward to a time
    Set {
        /// To when: 2026-11-30T12:00:00Z
        #[arg(value_name = "TIME", value_parser = moment)]
        to: Timestamp,
        #[command(flatten)]
        output: OutputArguments,
    },
}

impl ClockCommand {
    /// What is asked of the server, and how its answer is printed.
    pub const fn request(self) -> (ClockRequest, OutputArguments) {
        match self {
            Self::Show { output } => (ClockRequest::Show {}, output),
            Self::Advance { by, output } => (ClockRequest::Advance { seconds: by }, output),
            Self::Set { to, output } => (ClockRequest::Set { to }, output),
        }
    }
}

fn seconds(text: &str) -> Result<u64, String> {
    match Since::parse(text) {
        Ok(Since::Ago(duration)) => Ok(duration.as_secs()),
        _ => Err("not a duration like 90s, 30m, 12h, 7d, 4w".to_owned()),
    }
}

fn moment(text: &str) -> Result<Timestamp, String> {
    match Since::parse(text) {
        Ok(Since::Moment(moment)) => Ok(moment),
        _ => Err("not a time like 2026-11-30T12:00:00Z or 2026-11-30".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{moment, seconds};

    #[test]
    fn a_clock_is_set_by_a_duration_or_to_a_moment() {
        for (text, is) in [
            ("90s", Some(90)),
            ("2h", Some(7_200)),
            ("0s", Some(0)),
            ("90", None),
            ("-1s", None),
            ("2026-11-30", None),
        ] {
            assert_eq!(seconds(text).ok(), is, "{text}");
        }
        assert!(moment("2026-11-30T12:00:00Z").is_ok() && moment("2026-11-30").is_ok());
        assert!(moment("90s").is_err() && moment("noon").is_err());
    }
}
