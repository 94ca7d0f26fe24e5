//! `bartizan support`.

use std::path::PathBuf;

use clap::Subcommand;

const ANSWERING: &str = "\
Without a voice provider a call is not placed: a file in the folder outbox of the data directory says whom it would be for, and what
would be said. This command answers it, asks for the digits that the page shows, and says what would be heard then. The digits are
read from standard input, never from the command line, where others could read them.

Example:
  bartizan support answer-call bartizan-data/outbox/call-0123.txt";

/// About those who cannot get in.
#[derive(Debug, Subcommand)]
pub enum SupportCommand {
    /// Answer a call that was put into the outbox, and type the digits that the page shows
    #[command(after_help = ANSWERING)]
    AnswerCall {
        /// The file in the outbox
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}
