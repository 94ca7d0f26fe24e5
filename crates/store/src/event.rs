use std::fmt;
use std::ops::Bound;

use bytes::Bytes;

/// Something that happened in an account. Events are only ever added, read in order and expired.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// The account it belongs to.
    pub account: u64,
    /// When, in microseconds since 1970.
    pub micros: u64,
    /// Tells events of one microsecond apart, and orders them by its bytes.
    pub id: [u8; 16],
    /// The event itself.
    pub body: Bytes,
}

impl Event {
    /// Its place in the account's order.
    #[must_use]
    pub const fn position(&self) -> EventPosition {
        EventPosition { micros: self.micros, id: self.id }
    }
}

impl fmt::Debug for Event {
    // A body may hold what a caller sent: it never reaches a log this way.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event({:012}, {:?}, {} bytes)", self.account, self.position(), self.body.len())
    }
}

/// A place in the order of an account's events: by time, then by id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventPosition {
    /// Microseconds since 1970.
    pub micros: u64,
    /// The event's id.
    pub id: [u8; 16],
}

impl fmt::Debug for EventPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:032x}", self.micros, u128::from_be_bytes(self.id))
    }
}

/// A stretch of an account's events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EventRange {
    /// Where it begins.
    pub from: Bound<EventPosition>,
    /// Where it ends.
    pub to: Bound<EventPosition>,
}

impl EventRange {
    /// All events.
    pub const ALL: Self = Self { from: Bound::Unbounded, to: Bound::Unbounded };

    /// The events from `from_micros` on, up to but without `to_micros`.
    #[must_use]
    pub const fn between(from_micros: u64, to_micros: u64) -> Self {
        Self {
            from: Bound::Included(EventPosition { micros: from_micros, id: [0; 16] }),
            to: Bound::Excluded(EventPosition { micros: to_micros, id: [0; 16] }),
        }
    }

    /// The same end, beginning after an event: the next page of a forward read.
    #[must_use]
    pub const fn after(self, last: EventPosition) -> Self {
        Self { from: Bound::Excluded(last), ..self }
    }

    /// The same beginning, ending before an event: the next page of a backward read.
    #[must_use]
    pub const fn before(self, last: EventPosition) -> Self {
        Self { to: Bound::Excluded(last), ..self }
    }
}

/// Which events an account may keep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EventLimit {
    /// Events before this time go.
    pub before_micros: u64,
    /// The oldest go while the bodies of all of them hold more than this many bytes; `u64::MAX` for no limit.
    pub keep_bytes: u64,
}
