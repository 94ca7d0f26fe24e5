//! The edge: AWS Query in, XML out, for any operation.
//!
//! A request is taken apart here and put together again; what it means is decided in `service`. Nothing in this crate knows
//! a single operation: the table it dispatches by is made from `service::register`.

mod door;
mod operations;
mod status;
mod xml;

pub use door::{QueryDoor, Request};

pub use operations::{Row, table};
