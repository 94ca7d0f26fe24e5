//! Settings of what an operator watches: requests in the log, and how a stop is told to those who send requests.

use std::time::Duration;

use tracing_subscriber::filter::LevelFilter;

use super::values::Value;

/// Which requests the log tells of, a line each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogRequests {
    /// None. It costs a look at a flag.
    None,
    /// Those that were refused or failed.
    Errors,
    /// All.
    All,
}

impl Value for LogRequests {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "none" => Ok(Self::None),
            "errors" => Ok(Self::Errors),
            "all" => Ok(Self::All),
            _ => Err("must be none, errors or all".to_owned()),
        }
    }
}

impl LogRequests {
    /// The levels of `service::figures::Told` that are written.
    pub const fn filter(self) -> LevelFilter {
        match self {
            Self::None => LevelFilter::OFF,
            Self::Errors => LevelFilter::INFO,
            Self::All => LevelFilter::DEBUG,
        }
    }
}

/// How long something is put off, in whole seconds; 0 is not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay(pub Duration);

impl Value for Delay {
    fn read(text: &str) -> Result<Self, String> {
        let seconds = text.parse().ok().filter(|seconds| *seconds <= 600);
        let seconds = seconds.ok_or_else(|| "must be a whole number from 0 to 600".to_owned())?;
        Ok(Self(Duration::from_secs(seconds)))
    }
}
