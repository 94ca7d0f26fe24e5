//! The edge: AWS Query in, XML out, or JSON in and out, for any operation.
//!
//! A request is taken apart here and put together again; what it means is decided in `service`. Nothing in this crate knows
//! a single operation: the table it dispatches by is made from `service::register`.

mod asked;
mod door;
mod json;
mod json_door;
mod operations;
mod request;
mod status;
mod xml;

pub use door::QueryDoor;
pub use json::{MalformedBody, Shape, decode as decode_json};
pub use json_door::JsonDoor;
pub use request::{CLOCK_OFFSET, Request};

pub use operations::{Row, RowSupport, areas, beside, table};
