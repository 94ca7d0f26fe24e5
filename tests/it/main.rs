//! What users and operators see of a real server, on real sockets and a real disk.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "what fails here is a failed test"
)]

mod backup;
mod bad_input;
mod crash;
mod full_disk;
mod moving;
mod nodes;
mod numbers;
mod races;
mod reaching;
mod restart;
mod strangers;
mod watching;
