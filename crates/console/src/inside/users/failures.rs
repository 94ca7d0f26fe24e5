//! What the audit trail knows of codes of a user that were refused, in words.

use service::Error;
use service::iam::mfa::{ListRecentFailures, Why};

use super::Inside;
use super::section::{Section, ask};
use crate::inside::when::When;
use crate::speech::Speech;

/// How codes failed lately. Templates read it.
pub struct Failures {
    /// The failures, the newest first.
    pub rows: Vec<Row>,
    /// Since when codes are locked, if they are.
    pub locked: Option<When>,
    /// Whether older events were not looked at.
    pub is_partial: bool,
}

/// A refused code.
pub struct Row {
    /// When.
    pub at: When,
    /// What it was.
    pub why: String,
    /// The device.
    pub device: String,
    /// What it was typed for.
    pub operation: String,
    /// Where it came from.
    pub address: String,
    /// Who typed it, if it was not the user.
    pub by: Option<String>,
}

impl Failures {
    /// Asks for them.
    pub async fn of(inside: &Inside<'_>, name: &str) -> Result<Section<Self>, Error> {
        let s = inside.visit.speech;
        let found = ask::<ListRecentFailures>(inside, &[("UserName", name)]).await?;
        Ok(found.map(|found| {
            let rows = found.failures.into_iter().map(|failure| Row {
                at: When::from(failure.at),
                why: words(failure.why, s),
                device: failure.serial_number.unwrap_or_default(),
                operation: failure.operation,
                address: failure.address,
                by: failure.by,
            });
            Self { rows: rows.collect(), locked: found.locked.map(When::from), is_partial: found.is_partial }
        }))
    }
}

fn words(why: Why, s: Speech) -> String {
    let text = match why {
        Why::Wrong => s.say("failures-wrong"),
        Why::Reused => s.say("failures-reused"),
        Why::Drifted(steps) if steps < 0 => s.count("failures-slow", "steps", steps.saturating_abs()),
        Why::Drifted(steps) => s.count("failures-fast", "steps", steps),
        Why::TooOld(steps) => s.count("failures-too-old", "steps", steps.saturating_abs()),
        Why::Ahead(codes) => s.count("failures-ahead", "codes", codes.saturating_abs()),
        Why::Fenced => s.say("failures-fenced"),
        Why::Cloned => s.say("failures-cloned"),
        Why::OutOfReach(steps) => s.count("failures-out-of-reach", "steps", steps.saturating_abs()),
    };
    text.into_owned()
}
