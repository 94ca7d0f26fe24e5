//! `bartizan service-control`.

use std::path::PathBuf;

use clap::Subcommand;
use model::{AccountId, PolicyName};

use super::OutputArguments;

const SETTING: &str = "\
What a policy of the account allows is allowed only if a service control policy allows it too, and none denies it. So of the
service control policies of an account at least one must allow something, as in

  {\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}

and others take away. An account without any is not bounded. An account has at most 5, each of at most 5120 characters beside
white space.

Examples:
  bartizan service-control set --account 123456789012 --name full-access full-access.json
  echo '{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Deny\", \"Action\": \"iam:CreateUser\", \"Resource\": \"*\"}}' |
      bartizan service-control set --account 123456789012 --name no-new-users -";

/// About service control policies.
#[derive(Debug, Subcommand)]
pub enum ServiceControlCommand {
    /// Add a service control policy, or put it in the place of the one of that name
    #[command(after_help = SETTING)]
    Set {
        /// Whose
        #[arg(long, value_name = "ACCOUNT-ID")]
        account: AccountId,
        /// What to call it
        #[arg(long)]
        name: PolicyName,
        /// The file with its text; - reads standard input
        file: PathBuf,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Show the service control policies of an account
    Show {
        /// Whose
        #[arg(long, value_name = "ACCOUNT-ID")]
        account: AccountId,
        /// Only this one: prints its text as it was set
        #[arg(long)]
        name: Option<PolicyName>,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Remove a service control policy; an account without any is not bounded
    Remove {
        /// Whose
        #[arg(long, value_name = "ACCOUNT-ID")]
        account: AccountId,
        /// Which
        #[arg(long)]
        name: PolicyName,
        #[command(flatten)]
        output: OutputArguments,
    },
}
