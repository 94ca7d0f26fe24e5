//! What users and operators see of a real server, on real sockets and a real disk.

#![expect(clippy::expect_used, reason = "what fails here is a failed test")]

mod crash;
mod full_disk;
mod numbers;
mod races;
mod restart;
