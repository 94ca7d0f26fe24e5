//! The audit trail of an account, as its people may search it.

mod lookup_events;

pub use lookup_events::{FoundEvent, FoundEvents, LookupEvents};
