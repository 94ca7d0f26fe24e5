//! The binary, as its users meet it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what a test's own parts cannot do, fails the test")]

mod accounts;
mod audit;
mod child;
mod configuration;
mod data;
mod fido_metadata;
mod first_start;
mod ready_policies;
mod service_control;
mod serving;
mod socket;
mod support;
mod tokens;
mod watching;
