//! Letters and calls to owners.

use super::{Counter, Gauge};

/// Letters.
#[derive(Debug, Default)]
pub struct Letters {
    /// Handed over.
    pub sent: Counter,
    /// Refused for good: let go.
    pub refused: Counter,
    /// Not taken: tried again later.
    pub put_off: Counter,
    /// Found nobody to hand them to: tried again soon.
    pub unreachable: Counter,
    /// Worth nothing any more before anybody took them.
    pub too_late: Counter,
    /// How many waited at the last look, of all nodes.
    pub waiting: Gauge,
}

/// Calls.
#[derive(Debug, Default)]
pub struct Calls {
    /// Taken by the provider.
    pub placed: Counter,
    /// Not placed.
    pub failed: Counter,
    /// How many waited at the last look, of all nodes.
    pub waiting: Gauge,
}
