//! `bartizan support`.

use clap::Subcommand;
use model::AccountId;

/// What only the operator can do for an owner; each with a reason, for the audit trail.
#[derive(Debug, Subcommand)]
pub enum SupportCommand {
    /// Let a new root e-mail or phone recover the account at once; ask the owner first whether they are theirs
    WaiveCoolingOff {
        /// Which account
        #[arg(long, value_name = "ACCOUNT-ID")]
        account: AccountId,
        /// Why, as the audit trail keeps it
        #[arg(long, value_parser = reason)]
        reason: String,
    },
}

/// A line that says something.
fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fits = (1..=500).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err("say why, in one line of at most 500 characters".to_owned()) }
}
