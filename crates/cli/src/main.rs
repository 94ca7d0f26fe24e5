//! The `bartizan` binary: commands, configuration, wiring.
//!
//! `bartizan serve` owns a data directory and answers requests; the other commands ask the server that owns the directory,
//! over a socket in it, and open the store themselves only while no server runs.

mod admin;
mod arguments;
mod authenticator;
mod aws;
mod cache;
mod commands;
mod data;
mod door;
mod failure;
mod logging;
mod login;
mod mfa_session;
mod person;
mod seed;
mod settings;
mod terminal;
mod watch;
mod web;

use std::process::ExitCode;

use clap::Parser;
use rustix::fs::Mode;

/// A tenth of a read's time went into the system's allocator, and it kept what floods had taken.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::hide_panic_messages();
    // Whatever this process creates is its owner's alone, the admin socket included (rule R15).
    rustix::process::umask(Mode::from_raw_mode(0o077));
    match commands::run(arguments::Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
