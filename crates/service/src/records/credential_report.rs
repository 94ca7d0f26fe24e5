//! The credential report of an account: how far it is, its text in parts, and its place in the queue of the background job.

use std::time::Duration;

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use super::Document;

/// How far the credential report of an account is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CredentialReport {
    /// The version of this document's form.
    pub schema: u32,
    /// When the background job looks at it next; until then a claim holds, and a complete report is good.
    pub due: Timestamp,
    /// What was done so far.
    pub stage: ReportStage,
}

/// What was done for a credential report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReportStage {
    /// It was asked for.
    Asked,
    /// A job has claimed it, and writes its parts.
    Claimed {
        /// The id of the report, which only this job knows: its parts have it in their keys.
        report: String,
    },
    /// It is there.
    Complete {
        /// The id of the report.
        report: String,
        /// Whose state it shows: that of this moment, or a little later.
        generated: Timestamp,
        /// In how many parts.
        parts: u32,
    },
}

/// What a credential report is to whoever asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportProgress<'a> {
    /// It is being made, or waits to be made.
    InProgress,
    /// It can be read.
    Ready {
        /// Its id.
        report: &'a str,
        /// When it was made.
        generated: Timestamp,
        /// In how many parts it is.
        parts: u32,
    },
    /// It is too old.
    Expired,
}

impl CredentialReport {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
    /// How long a report is good (facts F4).
    const GOOD_FOR: Duration = Duration::from_secs(4 * 3_600);
    /// How long a job may take. Whoever has not finished by then was killed, and another begins anew.
    const CLAIMED_FOR: Duration = Duration::from_secs(10 * 60);

    /// A report is asked for.
    pub const fn asked(now: Timestamp) -> Self {
        Self { schema: Self::SCHEMA, due: now, stage: ReportStage::Asked }
    }

    /// A job makes it.
    pub fn claimed(report: String, now: Timestamp) -> Self {
        let stage = ReportStage::Claimed { report };
        Self { schema: Self::SCHEMA, due: now.after(Self::CLAIMED_FOR), stage }
    }

    /// All its parts are stored.
    pub fn complete(report: String, parts: u32, generated: Timestamp) -> Self {
        let stage = ReportStage::Complete { report, generated, parts };
        Self { schema: Self::SCHEMA, due: generated.after(Self::GOOD_FOR), stage }
    }

    /// What it is at a moment.
    pub fn progress(&self, now: Timestamp) -> ReportProgress<'_> {
        match &self.stage {
            ReportStage::Asked | ReportStage::Claimed { .. } => ReportProgress::InProgress,
            ReportStage::Complete { report, generated, parts } if now < self.due => {
                ReportProgress::Ready { report, generated: *generated, parts: *parts }
            }
            ReportStage::Complete { .. } => ReportProgress::Expired,
        }
    }
}

impl Document for CredentialReport {}

/// A part of a report's text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReportPart {
    /// The text.
    pub text: String,
}

impl Document for ReportPart {}

/// That the background job has something to do for an account's report at some time. Its key begins with that time, so whoever
/// reads the queue from its beginning finds what is due, and nothing else.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct QueuedReport {
    /// Whose report.
    pub account: AccountId,
    /// When.
    pub due: Timestamp,
}

impl Document for QueuedReport {}
