//! What whoever watches over an installation asks: figures in the format of Prometheus, whether the process lives, and whether
//! it is ready. They have a listener of their own, because they tell who uses what, and must answer while the other is full.

mod door;
mod exposition;
mod page;
mod process;
mod readiness;
mod refused;

pub use door::WatchDoor;
pub use page::Sources;
pub use readiness::{Check, Readiness};
pub use refused::RefusedRequests;
