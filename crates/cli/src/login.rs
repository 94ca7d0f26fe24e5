//! The program's end of a session at a terminal (RFC 8252): a browser, a callback on loopback, a key, and files.

pub mod browser;
pub mod callback;
pub mod client;
pub mod key;
pub mod profile;
pub mod session;
