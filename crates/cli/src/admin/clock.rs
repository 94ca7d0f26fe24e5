//! Requests about the clock of a server that forgets (rule R30).

use std::time::Duration;

use model::Timestamp;
use serde::{Deserialize, Serialize};
use server::Clock;
use service::Service;

use super::perform::{in_words, send};
use super::protocol::{Answering, Ended};

/// What is to become of the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ClockRequest {
    /// Nothing.
    Show {},
    /// It goes forward by so much.
    Advance {
        /// In seconds.
        seconds: u64,
    },
    /// It goes forward to a moment.
    Set {
        /// Which.
        to: Timestamp,
    },
}

impl ClockRequest {
    /// What the log calls it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Show {} => "show-clock",
            Self::Advance { .. } => "advance-clock",
            Self::Set { .. } => "set-clock",
        }
    }
}

/// What the clock shows.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct ClockView {
    /// The time.
    pub now: Timestamp,
    /// Whether it goes on by itself.
    pub runs: bool,
}

/// Does it, and answers once everything is done that became due by it.
pub async fn perform(
    (service, clock): (&Service, &dyn Clock),
    what: ClockRequest,
    answers: &Answering,
) -> Result<(), Ended> {
    // Codes that were used, and sessions that have ended, are known by their time: whoever sets a clock that somebody relies on, locks
    // people out at least.
    let Some(hands) = clock.settable() else {
        return Err(Ended::because(
            "this server goes by the system's clock, which is not its to set: only `bartizan serve --ephemeral` has one of its own",
        ));
    };
    let moved = match what {
        ClockRequest::Show {} => None,
        ClockRequest::Advance { seconds } => Some(hands.advance(Duration::from_secs(seconds))),
        ClockRequest::Set { to } => Some(hands.set(to)),
    };
    let now = match moved {
        None => clock.now(),
        Some(moved) => {
            let now = moved.map_err(Ended::because)?;
            let done = service.after_the_clock_moved(now).await;
            done.map_err(|error| Ended::Failed(format!("the clock is at {now}, but: {}", in_words(&error))))?;
            now
        }
    };
    Ok(send(answers, &ClockView { now, runs: hands.runs() }).await?)
}
