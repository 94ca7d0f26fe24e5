//! `bartizan verify`.

use clap::Args;

use super::OutputArguments;

const VERIFYING: &str = "\
Looks at every document: whether it reads, opens what it has sealed with the master key, refers to what exists, and whether every
index and counter agrees with what it tells of. Nothing is changed. It runs beside a server that serves, in small steps, and looks
again at whatever looks wrong: what is changing at the moment is no finding.

Events are not documents: see `bartizan audit verify`.

Examples:
  bartizan verify
  bartizan verify --format json | jq -r .Key

Exit codes: 0 the store is whole, 1 something was found, or it could not be looked at.";

/// How to look at the store.
#[derive(Debug, Args)]
#[command(after_help = VERIFYING)]
pub struct VerifyArguments {
    #[command(flatten)]
    pub output: OutputArguments,
}
