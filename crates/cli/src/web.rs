//! A server elsewhere: where it is, and one request to it.

pub mod client;
pub mod endpoint;
