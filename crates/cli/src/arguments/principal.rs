//! Who is meant, and `bartizan sessions`.

use clap::{Args, Subcommand};
use model::{AccountId, UserName};

use crate::admin::Whose;

/// About sessions.
#[derive(Debug, Subcommand)]
pub enum SessionsCommand {
    /// End all sessions of somebody that were issued until now; access keys, and sessions issued later, work on
    End(PrincipalArguments),
}

/// Who is meant.
#[derive(Debug, Args)]
pub struct PrincipalArguments {
    /// Whose account
    #[arg(long, value_name = "ACCOUNT-ID")]
    pub account: AccountId,
    #[command(flatten)]
    pub principal: Principal,
}

/// A user, or the root user.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Principal {
    /// The user
    #[arg(long, value_name = "NAME")]
    pub user: Option<UserName>,
    /// The root user
    #[arg(long)]
    pub root: bool,
}

impl Principal {
    /// As the request names it, and as people do.
    pub fn named(self) -> (Whose, String) {
        match self.user {
            Some(name) => (Whose::User(name.to_string()), name.to_string()),
            None => (Whose::Root, "the root user".to_owned()),
        }
    }
}
