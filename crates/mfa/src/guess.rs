//! What guessing costs: delays, points and locks, for one principal over all its devices and doors.
//!
//! The first factor comes first, so only somebody who has it can spend anything here, or lock anybody.
//!
//! # Why points last a year
//!
//! A point is one candidate of one evaluated guess: a chance of one in a million. An attacker with the first factor is
//! to get in before a lock with a chance of at most 1 in 2,000 on a device in regular use. Were points to drain by 20 a
//! day, whoever spends 20 a day is never locked, and after a year has had 500 + 20 × 365 = 7,800 guesses at a million:
//! 1 in 128. Any drain that lets a patient attacker spend more than 500 points within the year fails in the same way.
//! So a point counts for 365 days and is then forgotten: within any 365 days, fewer than 500 are spent before a lock.
//! An honest user may still mistype some 80 codes in a year.

use std::time::Duration;

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::PointBudget;
use crate::bounds::MOST_CANDIDATES;
use crate::clock::REGULAR_MOST;

/// Failures that bring no delay: typing is hard.
const FREE_FAILURES: u32 = 5;
/// The longest delay.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// NIST SP 800-63B, section 5.2.2: no more than 100 failures in a row.
const MOST_FAILURES: u32 = 100;
/// After so many failures between two successes, the owner is told that somebody has the first factor.
const TELL_OWNER: u32 = 10;
/// The delays kept: 8 devices by 3 first factors (a password, two access keys), and some that were deleted since.
const MOST_WAITS: usize = 32;
/// How long a point counts, in seconds.
const POINTS_LAST: u64 = 365 * DAY;
/// Points are kept in sums of 30 days; a sum counts until the last of its points is too old.
const SUM_SPAN: u64 = 30 * DAY;
const DAY: u64 = 24 * 3_600;

/// How often somebody guessed at a principal's codes: a stored document, and none is needed while it [is clean](Self::is_clean).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guesses {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waits: Vec<Wait>, // INVARIANT: at most MOST_WAITS; kept by `record_failure`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    spent: Vec<Spent>,
    failures_in_a_row: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    lock: Option<Lock>,
}

/// The failures with one first factor on one device, since its last success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Wait {
    credential: String,
    device: String,
    failures: u32,
    failed_at: Timestamp,
}

/// The points spent in one span of 30 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Spent {
    span: u64,
    points: u32,
}

/// Why and since when a principal's codes are locked, until an administrator unlocks them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Why.
    pub reason: LockReason,
    /// Since when.
    pub at: Timestamp,
}

/// Why a principal's codes were locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LockReason {
    /// Another guess could have spent more than the chance that a year allows.
    Points,
    /// 100 failures without a success between them.
    Failures,
}

/// Why a code is not looked at. Such an attempt is not evaluated and does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The last failure was too recent.
    #[error("too soon; wait {} s", wait.as_secs())]
    TooSoon {
        /// How long to wait.
        wait: Duration,
    },
    /// The principal's codes are locked.
    #[error("locked until an administrator unlocks")]
    Locked(Lock),
}

/// The proof that an attempt may be evaluated, which recording its end asks for.
#[derive(Clone, Copy, Debug)]
pub struct Admitted<'a> {
    credential: &'a str,
    device: &'a str,
    now: Timestamp,
}

/// What a failure led to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "the failure counts once these guesses are committed"]
pub struct Failure {
    /// What is known now.
    pub guesses: Guesses,
    /// The lock, if this failure brought it.
    pub locked: Option<Lock>,
    /// Whether this was the tenth failure since the last success: the owner is to be told that somebody has the first factor.
    pub tell_owner: bool,
}

impl Guesses {
    /// Whether an attempt may be evaluated.
    ///
    /// `credential` is the first factor it came with (an access key id, or a name for the password), `device` a serial.
    ///
    /// # Errors
    /// [`Refusal::Locked`], or [`Refusal::TooSoon`] if the delay after the last failure of this pair has not passed.
    pub fn admit<'a>(
        &self,
        credential: &'a str,
        device: &'a str,
        now: Timestamp,
    ) -> Result<Admitted<'a>, Refusal> {
        if let Some(lock) = self.lock {
            return Err(Refusal::Locked(lock));
        }
        let wait = self.wait_of(credential, device).map_or(Duration::ZERO, |wait| wait.left(now));
        if wait.is_zero() { Ok(Admitted { credential, device, now }) } else { Err(Refusal::TooSoon { wait }) }
    }

    /// Counts a failure: `tried` and `budget` are what the refused check or pair search said.
    pub fn record_failure(mut self, attempt: &Admitted<'_>, tried: u32, budget: PointBudget) -> Failure {
        self.lengthen_wait(attempt);
        self.spend(tried, attempt.now);
        self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);

        let lock = self.reason_to_lock(attempt.now, budget).map(|reason| Lock { reason, at: attempt.now });
        let locked = if self.lock.is_none() { lock } else { None };
        self.lock = self.lock.or(lock);
        Failure { locked, tell_owner: self.failures_in_a_row == TELL_OWNER, guesses: self }
    }

    /// Counts a success: of a code, not of a self-service resynchronization (R20).
    ///
    /// It ends the row of failures, and the delays of this first factor with this device, which its owner evidently
    /// holds; the delays of others are not his to end. Points stay, else an attacker would guess between his sign-ins.
    #[must_use]
    pub fn record_success(mut self, attempt: &Admitted<'_>) -> Self {
        self.waits.retain(|wait| !wait.is_of(attempt.credential, attempt.device));
        self.spent.retain(|sum| sum.counts(attempt.now));
        self.failures_in_a_row = 0;
        self
    }

    /// What an administrator's unlocking (for root: recovery, or the operator) leaves: nothing. Points must go as well,
    /// else the next failure would lock again.
    #[must_use]
    pub fn unlock(self) -> Self {
        Self::default()
    }

    /// Whether there is nothing to remember, so that no document needs to be stored.
    pub fn is_clean(&self) -> bool {
        *self == Self::default()
    }

    /// The lock, if there is one.
    pub const fn lock(&self) -> Option<Lock> {
        self.lock
    }

    /// The failures since the last success.
    pub const fn failures_in_a_row(&self) -> u32 {
        self.failures_in_a_row
    }

    /// The points that count now.
    pub fn points(&self, now: Timestamp) -> u32 {
        self.spent
            .iter()
            .filter(|sum| sum.counts(now))
            .fold(0, |points, sum| points.saturating_add(sum.points))
    }

    fn reason_to_lock(&self, now: Timestamp, budget: PointBudget) -> Option<LockReason> {
        // A guess is paid for after it is evaluated, so the lock comes as soon as the dearest next guess could reach the
        // limit. Strictly below it: 2^31 is no multiple of 10^6, so that the likeliest codes have a chance of
        // 2,148 in 2^31, a little over one in a million; 499 of those are less than 1 in 2,000, 500 are not.
        let (limit, dearest) = match budget {
            PointBudget::Regular => (500, REGULAR_MOST),
            PointBudget::Wide => (2_000, MOST_CANDIDATES),
        };
        if self.points(now).saturating_add(dearest) >= limit {
            Some(LockReason::Points)
        } else {
            (self.failures_in_a_row >= MOST_FAILURES).then_some(LockReason::Failures)
        }
    }

    fn spend(&mut self, points: u32, now: Timestamp) {
        self.spent.retain(|sum| sum.counts(now));
        let span = now.secs() / SUM_SPAN;
        match self.spent.iter_mut().find(|sum| sum.span == span) {
            Some(sum) => sum.points = sum.points.saturating_add(points),
            None if points > 0 => self.spent.push(Spent { span, points }),
            None => {}
        }
    }

    fn wait_of(&self, credential: &str, device: &str) -> Option<&Wait> {
        self.waits.iter().find(|wait| wait.is_of(credential, device))
    }

    /// The newest failure goes to the end. When there are too many, the one whose delay ends first is forgotten:
    /// it gives away the least time, and nothing of the points, which alone bound an attacker's chance.
    fn lengthen_wait(&mut self, attempt: &Admitted<'_>) {
        let failures = self.wait_of(attempt.credential, attempt.device).map_or(0, |wait| wait.failures);
        self.waits.retain(|wait| !wait.is_of(attempt.credential, attempt.device));
        while self.waits.len() >= MOST_WAITS {
            let least =
                self.waits.iter().enumerate().min_by_key(|(_, wait)| wait.ends()).map_or(0, |(i, _)| i);
            self.waits.remove(least);
        }
        self.waits.push(Wait {
            credential: attempt.credential.to_owned(),
            device: attempt.device.to_owned(),
            failures: failures.saturating_add(1),
            failed_at: attempt.now,
        });
    }
}

impl Wait {
    fn is_of(&self, credential: &str, device: &str) -> bool {
        self.credential == credential && self.device == device
    }

    /// 2, 4, 8 … seconds from the sixth failure on.
    fn length(&self) -> Duration {
        match self.failures.saturating_sub(FREE_FAILURES) {
            0 => Duration::ZERO,
            doublings => Duration::from_secs(2_u64.saturating_pow(doublings)).min(LONGEST_WAIT),
        }
    }

    fn ends(&self) -> Timestamp {
        self.failed_at.after(self.length())
    }

    /// Never more than the delay itself, should our clock have run backwards since.
    fn left(&self, now: Timestamp) -> Duration {
        self.ends().since(now).min(self.length())
    }
}

impl Spent {
    fn counts(&self, now: Timestamp) -> bool {
        let end = self.span.saturating_add(1).saturating_mul(SUM_SPAN);
        end.saturating_add(POINTS_LAST) > now.secs()
    }
}

#[cfg(test)]
mod tests;
