//! Asking a server how it is.

use clap::Args;

use super::OutputArguments;

/// Which server, and how long to wait for it.
#[derive(Debug, Args)]
pub struct HealthArguments {
    /// Where it answers [default: the address of the setting metrics.listen]
    #[arg(long, value_name = "HOST:PORT")]
    pub at: Option<String>,
    /// How many seconds to wait for an answer, at most
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub timeout: u64,
    #[command(flatten)]
    pub output: OutputArguments,
}
