//! The audit trail of an account, as its people and programs may search it.

mod attribute;
mod found;
mod lookup_events;
mod search;

pub use found::{FoundEvent, FoundEvents, FoundResource};
pub use lookup_events::LookupEvents;
pub use search::Search;
