//! What whole-system tests and benchmarks act with: a real server in a process of its own, clients on real sockets, and
//! phones.
//!
//! Whatever a part of it cannot do fails the test that asked for it, at the line that asked; so its functions panic instead
//! of returning errors, except where an error is what the test is about.

#![expect(clippy::expect_used, clippy::panic, reason = "what fails here is a failed test")]

mod account;
mod answer;
mod binary;
mod client;
mod clock;
mod cluster;
mod connection;
mod phone;
mod random;
mod server;
mod watch;

pub use account::{Account, User, enable, phone_of};
pub use answer::{Answer, text_in};
pub use client::{Api, Client, Keys, encode};
pub use clock::{Stopwatch, now};
pub use cluster::Cluster;
pub use connection::Connection;
pub use phone::Phone;
pub use random::Random;
pub use server::{Options, Server, Starting, begin_on, run_on};
pub use store_postgres::testing::{Server as Postgres, Stop};
pub use watch::{Figures, ask};
