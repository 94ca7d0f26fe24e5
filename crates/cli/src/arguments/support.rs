//! `bartizan support`.

use std::path::PathBuf;

use clap::{ArgGroup, Subcommand};
use model::AccountId;

const ANSWERING: &str = "\
Without a voice provider a call is not placed: a file in the folder outbox of the data directory says whom it would be for, and what
would be said. This command answers it, asks for the digits that the page shows, and says what would be heard then. The digits are
read from standard input, never from the command line, where others could read them.

Example:
  bartizan support answer-call bartizan-data/outbox/call-0123.txt";

const VOUCHING: &str = "\
What is named must be what the account has at that moment. If it is another, nothing is waived: somebody may have changed it, and would
recover the account with it. Both the former and the present address are told.

Example:
  bartizan support waive-cooling-off --account 123456789012 --phone '+49 151 12345678' --reason 'met her in person'";

/// What only the operator can do for an owner.
#[derive(Debug, Subcommand)]
pub enum SupportCommand {
    /// Let a new root e-mail or phone recover the account at once; ask the owner first which one is theirs
    #[command(after_help = VOUCHING, group(ArgGroup::new("vouched").required(true).multiple(true).args(["email", "phone"])))]
    WaiveCoolingOff {
        /// Which account
        #[arg(long, value_name = "ACCOUNT-ID")]
        account: AccountId,
        /// The root e-mail to vouch for, as the owner says it
        #[arg(long, value_name = "ADDRESS")]
        email: Option<String>,
        /// The phone to vouch for, as the owner says it
        #[arg(long, value_name = "NUMBER")]
        phone: Option<String>,
        /// Why, as the audit trail keeps it
        #[arg(long, value_parser = reason)]
        reason: String,
    },
    /// Answer a call that was put into the outbox, and type the digits that the page shows
    #[command(after_help = ANSWERING)]
    AnswerCall {
        /// The file in the outbox
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// A line that says something.
fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fits = (1..=500).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err("say why, in one line of at most 500 characters".to_owned()) }
}
