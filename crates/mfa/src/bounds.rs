//! How far a device's clock may be from ours, and which steps it may therefore be showing.
//!
//! An *offset* is the device's time minus ours. A device that shows step `s` while our clock says `r` has an offset in
//! `[sP - r, (s+1)P - r)`. All arithmetic is in milliseconds and in `i128`: no stored number, however wrong, overflows it.

use std::ops::RangeInclusive;

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Step;

/// A person types a code within a minute of reading it.
pub(crate) const CODE_READING_MS: i128 = 60_000;
/// A pair is typed within five minutes: the second code has to be waited for, often on another machine.
pub(crate) const PAIR_READING_MS: i128 = 300_000;
/// So much later than the beginning of its step a code arrives, mostly: for words only, never for a verdict.
const TYPICAL_LATENESS_MS: i64 = 20_000;
/// Clocks wander in a drawer: quartz does 20 ppm or so, warm or cold a little more.
const WANDER_PPM: i128 = 30;
/// What our own clock, the network and cutting microseconds off may add on either side.
const SLACK_MS: i128 = 500;
/// More candidates than this are never tried; 365 days after a pair are fewer. A device that was unused for longer is
/// tried in the middle of what is possible, and may need a pair.
pub(crate) const MOST_CANDIDATES: u32 = 80;

/// What is known of the offset of a device's clock from ours, at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// The least offset, in milliseconds; negative if the device is slow.
    pub lo_ms: i64,
    /// The greatest offset, in milliseconds.
    pub hi_ms: i64,
    /// When they were measured, in milliseconds since 1970: when the device was last used.
    pub measured_at_ms: u64,
    /// What they were measured by.
    pub source: Source,
}

/// What bounds were measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A code at a sign-in.
    Code,
    /// The two codes of an enabling or a resynchronization; no code has narrowed them yet.
    Pair,
}

impl Bounds {
    /// The middle of them: the best guess at the offset.
    pub fn middle_ms(&self) -> i64 {
        clamp((i128::from(self.lo_ms) + i128::from(self.hi_ms)).div_euclid(2))
    }

    /// The offset to tell a person: the bounds allow for a minute of typing, because they must refuse nobody, but most people are
    /// done within some seconds. Half of a step and of such a hurry behind the earliest, or the middle where that is earlier.
    pub fn likely_ms(&self) -> i64 {
        self.lo_ms.saturating_add(TYPICAL_LATENESS_MS).min(self.middle_ms())
    }

    /// The bounds as they are now. If our clock ran backwards since they were measured, nothing tells how long the device
    /// has wandered, so they are as they were: nodes may differ by a second, and more than that is not served.
    fn widened(&self, now: Timestamp) -> Interval {
        let elapsed = i128::from(now.millis().saturating_sub(self.measured_at_ms));
        let wander = elapsed * WANDER_PPM / 1_000_000 + SLACK_MS;
        let (lo, hi) = (i128::from(self.lo_ms), i128::from(self.hi_ms));
        Interval { lo: lo.min(hi) - wander, hi: hi.max(lo) + wander }
    }
}

/// Offsets from `lo` to `hi`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) lo: i128,
    pub(crate) hi: i128,
}

impl Interval {
    /// The offsets of a device of which somebody read steps `first` to `last`, within `reading` before `now`:
    /// `[sP - t, (s+1)P + reading - t)`.
    pub(crate) fn of(first: Step, last: Step, reading: i128, period: i128, now: Timestamp) -> Self {
        let now = i128::from(now.millis());
        Self { lo: i128::from(first) * period - now, hi: (i128::from(last) + 1) * period + reading - now - 1 }
    }

    /// What both allow. If nothing is (only after bounds were cut to [`MOST_CANDIDATES`]), what was measured now.
    pub(crate) fn met(self, earlier: Self) -> Self {
        let both = Self { lo: self.lo.max(earlier.lo), hi: self.hi.min(earlier.hi) };
        if both.lo <= both.hi { both } else { self }
    }

    /// These offsets as bounds measured now.
    pub(crate) fn measured(self, now: Timestamp, source: Source) -> Bounds {
        Bounds { lo_ms: clamp(self.lo), hi_ms: clamp(self.hi), measured_at_ms: now.millis(), source }
    }
}

/// The steps that a typed code may be of.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    /// The offsets that the device may have now.
    pub(crate) offsets: Interval,
    first: i128,
    last: i128,
}

impl Window {
    /// The steps whose codes a device within these bounds may have shown in the last minute.
    pub(crate) fn at(bounds: &Bounds, period: i128, now: Timestamp) -> Self {
        let offsets = bounds.widened(now);
        let now = i128::from(now.millis());
        // s is possible if sP - t <= hi, and if (s+1)P + 60 s - t > lo.
        let first = (now + offsets.lo - CODE_READING_MS).div_euclid(period);
        let last = (now + offsets.hi).div_euclid(period);

        let surplus = (last - first + 1 - i128::from(MOST_CANDIDATES - 2)).max(0);
        Self { offsets, first: first + surplus / 2, last: last - (surplus - surplus / 2) }
    }

    /// Whether the bounds allow this step.
    pub(crate) fn allows(&self, step: Step) -> bool {
        (self.first..=self.last).contains(&i128::from(step))
    }

    /// Whether the step is allowed or one beyond: a phone whose clock a time server corrected.
    pub(crate) fn reaches(&self, step: Step) -> bool {
        (self.first - 1..=self.last + 1).contains(&i128::from(step))
    }

    /// The highest step that a code may be accepted of.
    pub(crate) fn highest(&self) -> Step {
        unsigned(self.last + 1)
    }

    /// Every step to try: those allowed and one beyond on either side, if later than the last one used.
    pub(crate) fn candidates(&self, last_step: Option<Step>) -> RangeInclusive<Step> {
        let unused = last_step.map_or(0, |step| i128::from(step) + 1);
        let (first, last) = ((self.first - 1).max(unused), (self.last + 1).min(i128::from(Step::MAX)));
        #[expect(clippy::reversed_empty_ranges, reason = "an empty range: there is nothing to try")]
        if first > last { 1..=0 } else { unsigned(first)..=unsigned(last) }
    }
}

/// The step that a device without any offset shows now.
pub(crate) fn step_at(now: Timestamp, period: i128) -> Step {
    unsigned(i128::from(now.millis()) / period)
}

/// How many steps `step` is ahead of `other`.
pub(crate) fn ahead(step: Step, other: Step) -> i64 {
    clamp(i128::from(step) - i128::from(other))
}

fn clamp(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
}

fn unsigned(number: i128) -> u64 {
    u64::try_from(number).unwrap_or(if number < 0 { 0 } else { u64::MAX })
}
