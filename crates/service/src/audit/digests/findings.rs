//! What a check of the trail finds.

use std::fmt;

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use store::EventPosition;

use super::{HOUR, KeptDigest};
use crate::entropy::Uuid;

/// What a check of one account's trail found.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AuditCheck {
    /// Whose trail.
    pub account_id: String,
    /// How many digests there are.
    pub digests: u64,
    /// How many events are there that digests cover.
    pub events: u64,
    /// How many events were let go because they were old or too many.
    pub let_go: u64,
    /// How many events no digest covers yet: those of the hour that is not over, and some minutes more.
    pub not_covered_yet: u64,
    /// The newest digest, to be kept elsewhere.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub newest_digest: Option<KeptDigest>,
    /// What is wrong, so many at most; and how many more there are.
    pub findings: Vec<AuditFinding>,
    /// How many findings are left out.
    pub more_findings: u64,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AuditFinding {
    /// What.
    pub problem: AuditProblem,
    /// The number of the digest that says so, or that is wrong.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub digest: Option<u64>,
    /// The hour it is about, as its beginning.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hour: Option<String>,
    /// The moment of the event.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub event_time: Option<String>,
    /// The id of the event.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub event_id: Option<String>,
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuditProblem {
    /// An event is gone, and it was not let go.
    EventMissing,
    /// An event says something else than it did.
    EventChanged,
    /// An event is there that was not when its hour was closed.
    EventAdded,
    /// An event stands at another moment than it did.
    EventMoved,
    /// Digests are missing.
    DigestMissing,
    /// A digest cannot be read, or does not continue the one before, or does not fit to its list of events.
    DigestChanged,
    /// A digest was not signed by this installation.
    DigestForged,
    /// The newest digest was signed under a key that the key file does not hold.
    DigestUnverifiable,
    /// A digest has lost its list of events, which were not let go.
    EntriesMissing,
    /// The note of what was let go was not signed by this installation.
    LetGoForged,
    /// The digest that was kept elsewhere is not there, or is another: the trail was put back or rewritten.
    KeptDigestDiffers,
}

impl AuditProblem {
    /// What it means, in words.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::EventMissing => "an event was removed",
            Self::EventChanged => "an event was changed",
            Self::EventAdded => {
                "an event was added after its hour was closed: by somebody who can write to the store, or by a node that stood still for that long"
            }
            Self::EventMoved => "an event was moved to another time",
            Self::DigestMissing => "digests were removed",
            Self::DigestChanged => "a digest was changed",
            Self::DigestForged => "a digest was not signed by this installation",
            Self::DigestUnverifiable => {
                "the newest digest was signed under a key that the key file does not hold: put the key file back from where you keep it"
            }
            Self::EntriesMissing => "the list of events of a digest was removed",
            Self::LetGoForged => "the note of what was let go was not signed by this installation",
            Self::KeptDigestDiffers => {
                "the digest that you kept is not in the store: the trail was rewritten, or the store was put back to how it was before"
            }
        }
    }
}

impl fmt::Display for AuditFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.problem.in_words())?;
        for (name, value) in [
            ("hour", self.hour.clone()),
            ("digest", self.digest.map(|number| number.to_string())),
            ("time", self.event_time.clone()),
            ("event", self.event_id.clone()),
        ] {
            if let Some(value) = value {
                write!(f, "; {name} {value}")?;
            }
        }
        Ok(())
    }
}

impl AuditFinding {
    /// About a digest.
    pub(super) const fn of_digest(problem: AuditProblem, number: u64) -> Self {
        Self { problem, digest: Some(number), hour: None, event_time: None, event_id: None }
    }

    /// About an event.
    pub(super) fn of_event(problem: AuditProblem, position: EventPosition, digest: u64) -> Self {
        Self {
            problem,
            digest: Some(digest),
            hour: Some(Timestamp::from_micros(position.micros / HOUR * HOUR).extended()),
            event_time: Some(Timestamp::from_micros(position.micros).to_string()),
            event_id: Some(Uuid(position.id).to_string()),
        }
    }
}

impl AuditCheck {
    /// So many findings of an account are told one by one.
    const MOST: usize = 1_000;

    pub(super) fn new(account: AccountId) -> Self {
        Self {
            account_id: account.to_string(),
            digests: 0,
            events: 0,
            let_go: 0,
            not_covered_yet: 0,
            newest_digest: None,
            findings: Vec::new(),
            more_findings: 0,
        }
    }

    /// Whether nothing is wrong.
    pub const fn is_in_order(&self) -> bool {
        self.findings.is_empty() && self.more_findings == 0
    }

    pub(super) fn add(&mut self, finding: AuditFinding) {
        if self.findings.len() < Self::MOST {
            self.findings.push(finding);
        } else {
            self.more_findings += 1;
        }
    }
}
