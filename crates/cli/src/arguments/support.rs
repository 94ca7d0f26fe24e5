//! `bartizan support`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};
use model::AccountId;

use super::{OutputArguments, Principal};

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
const WAITING: &str = "\
Whoever talks you into this has the account: be sure of whom you talk to. The owner is told by mail, and the audit trail keeps your
reason and the number of your user on this machine.

Where support.waiting_period_hours or support.second_operator is set, the command files a request instead, prints its id, and ends with
exit code 0. The owner is told, and stops it by signing in with MFA. Once it is due and approved, the same command does it; before
that, the same command ends with exit code 1 and says what is missing. A request counts for seven days after its time.";

const DEACTIVATING: &str = "\
Examples:
  bartizan support deactivate-mfa --account 123456789012 --root --reason 'ticket 4711: showed her passport'
  bartizan support deactivate-mfa --account 123456789012 --user alice --reason 'ticket 4712' --format json";

const RESETTING: &str = "\
The password is printed this once, wherever standard output leads. It must be changed at the next sign-in, and MFA is asked for as before.

Example:
  bartizan support reset-root-password --account 123456789012 --reason 'ticket 4711: showed her passport'";

const SWITCHING: &str = "\
Off, for who hears that mailbox or phone of an owner are in wrong hands: recoveries that run end, and sessions that one opened; the
pages say to contact support (setting support_contact). It waits for nobody.

Examples:
  bartizan support alternative-factors --account 123456789012 --off --reason 'ticket 4711: mailbox was taken over'
  bartizan support alternative-factors --account 123456789012 --on --reason 'ticket 4711: new address has settled'";

const APPROVING: &str = "\
Another operator is another user of this machine, as the kernel says who is at the admin socket: the user that the server runs as, or
root. If the request is due, this does it, and prints what its command would print.

Example:
  bartizan support approve 0123456789ab";

/// What only the operator can do for an owner.
#[derive(Debug, Subcommand)]
pub enum SupportCommand {
    /// Let a new root e-mail or phone recover the account at once; ask the owner first which one is theirs
    #[command(after_help = VOUCHING, group(ArgGroup::new("vouched").required(true).multiple(true).args(["email", "phone"])))]
    WaiveCoolingOff {
        #[command(flatten)]
        because: Because,
        /// The root e-mail to vouch for, as the owner says it
        #[arg(long, value_name = "ADDRESS")]
        email: Option<String>,
        /// The phone to vouch for, as the owner says it
        #[arg(long, value_name = "NUMBER")]
        phone: Option<String>,
    },
    /// Switch off that the root user of an account recovers by e-mail and phone, or on again
    #[command(after_help = SWITCHING)]
    AlternativeFactors {
        #[command(flatten)]
        because: Because,
        #[command(flatten)]
        switch: Switch,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Deactivate all MFA devices of somebody who has lost them, and end the sessions
    #[command(before_long_help = WAITING, after_help = DEACTIVATING)]
    DeactivateMfa {
        #[command(flatten)]
        because: Because,
        #[command(flatten)]
        principal: Principal,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Give the root user a password for one sign-in, and end the sessions
    #[command(before_long_help = WAITING, after_help = RESETTING)]
    ResetRootPassword {
        #[command(flatten)]
        because: Because,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// List what was asked for and waits
    List {
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Approve what another operator asked for, and do it if it is due
    #[command(after_help = APPROVING)]
    Approve {
        /// The id of the request
        #[arg(value_name = "REQUEST-ID")]
        request_id: String,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Let a request go
    Cancel {
        /// The id of the request
        #[arg(value_name = "REQUEST-ID")]
        request_id: String,
        /// Why, as the audit trail keeps it
        #[arg(long, value_parser = reason)]
        reason: String,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Answer a call that was put into the outbox, and type the digits that the page shows
    #[command(after_help = ANSWERING)]
    AnswerCall {
        /// The file in the outbox
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// In which account, and why.
#[derive(Debug, Args)]
pub struct Because {
    /// Which account
    #[arg(long, value_name = "ACCOUNT-ID")]
    pub account: AccountId,
    /// Why, as the audit trail keeps it
    #[arg(long, value_parser = reason)]
    pub reason: String,
}

/// On or off.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Switch {
    /// The root user can recover by them
    #[arg(long)]
    pub on: bool,
    /// The root user cannot
    #[arg(long)]
    pub off: bool,
}

/// A line that says something.
fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fits = (1..=500).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err("say why, in one line of at most 500 characters".to_owned()) }
}
