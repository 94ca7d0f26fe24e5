//! The edge for people: HTML from the same operations that the API has.
//!
//! A page is rendered whole on the server and works without JavaScript. Nothing here decides what somebody may do: pages build the
//! inputs of operations and call them through `service::call`, and show a refusal in the policy's own words.

mod console;
mod cookies;
mod devices;
mod faults;
mod federation;
mod figures;
mod forward_auth;
mod inside;
mod keys;
mod page;
mod reply;
mod signin;
mod speech;
mod statics;
mod token;
mod visit;

pub use console::{Console, Options, Request};
pub use figures::{PageKind, Pages};
