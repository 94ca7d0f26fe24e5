//! `bartizan policy`.

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use model::{AccountId, GroupName, UserName};
use service::operator::{AttachTo, ReadyPolicy};

use super::OutputArguments;

const INSTALLING: &str = "\
The policy becomes a managed policy of the account, of the same name, as if an administrator had created it: it can be
attached, changed and deleted as any other. If it is there already and says the same, that is all right. If it says something
else, --replace adds a version that becomes the default; the version that held so far stays.

Attach it to users or groups, not to roles: sessions of roles carry no MFA, and the policies deny everything without.

Examples:
  bartizan policy install manage-own-mfa-device --account 123456789012
  bartizan policy install resync-own-device-only --account 123456789012 --attach-to-group staff
  bartizan policy install manage-own-mfa-device --account 123456789012 --attach-to-user alice";

/// About policies that are ready for use.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// List the policies that are ready for use
    List {
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Print the text of one of them
    Show {
        /// Which
        #[arg(value_parser = names())]
        name: String,
    },
    /// Make a managed policy of one of them, and attach it
    #[command(after_help = INSTALLING)]
    Install(InstallArguments),
}

/// What to install, where.
#[derive(Debug, Args)]
pub struct InstallArguments {
    /// Which
    #[arg(value_parser = names())]
    pub name: String,
    /// In which account
    #[arg(long, value_name = "ACCOUNT-ID")]
    pub account: AccountId,
    #[command(flatten)]
    pub whom: WhomArguments,
    /// If it says something else there: add a version that says this, and is the default
    #[arg(long)]
    pub replace: bool,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Whom to attach it to, if to anybody.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct WhomArguments {
    /// Attach it to this group
    #[arg(long, value_name = "GROUP")]
    attach_to_group: Option<GroupName>,
    /// Attach it to this user
    #[arg(long, value_name = "USER")]
    attach_to_user: Option<UserName>,
}

impl WhomArguments {
    /// As the request names it.
    pub fn attach_to(self) -> Option<AttachTo> {
        let group = self.attach_to_group.map(AttachTo::Group);
        group.or_else(|| self.attach_to_user.map(AttachTo::User))
    }
}

fn names() -> PossibleValuesParser {
    ReadyPolicy::all().iter().map(|policy| policy.name).collect::<Vec<_>>().into()
}
