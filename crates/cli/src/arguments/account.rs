//! `bartizan account`.

use clap::Subcommand;
use model::AccountId;

use super::OutputArguments;

/// About accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Make an account with its root user and an administrator; prints their passwords and access keys, this once
    Create {
        /// E-mail of the root user
        #[arg(long)]
        email: String,
        /// What people call the account [default: the first part of the e-mail]
        #[arg(long)]
        name: Option<String>,
        /// Give the root user an access key too
        #[arg(long)]
        root_access_key: bool,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Give an account the root e-mail that it asked for in the console; ask its owner first whether that address is theirs
    ConfirmEmail {
        /// Which account
        #[arg(long, value_name = "ACCOUNT-ID")]
        account: AccountId,
    },
    /// List the accounts
    List {
        #[command(flatten)]
        output: OutputArguments,
    },
}
