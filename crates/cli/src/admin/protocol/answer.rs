//! Answers, and how one ends.

use std::fmt::Display;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::sync::mpsc;

/// A line of the answer. No `Debug`: a result may hold the secrets of a new account (rule R7).
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Something that was asked for.
    Result(Box<RawValue>),
    /// How far it is, for whoever waits.
    Progress(String),
    /// It did not work; nothing follows.
    Error(String),
    /// That was all. An answer that stops without it broke off.
    End {},
}

/// Where answers go. Sending fails when nobody waits for them any more.
pub type Answering = mpsc::Sender<Answer>;

/// Nobody waits for the answer any more.
pub struct Gone;

/// Why a request ends before its end.
pub enum Ended {
    /// It did not work.
    Failed(String),
    /// Nobody waits for the answer any more.
    Gone,
}

impl Ended {
    /// It did not work, for this reason.
    pub fn because(reason: impl Display) -> Self {
        Self::Failed(reason.to_string())
    }
}

impl From<Gone> for Ended {
    fn from(Gone: Gone) -> Self {
        Self::Gone
    }
}
