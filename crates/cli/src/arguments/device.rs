//! `bartizan device`.

use clap::{Args, Subcommand, ValueEnum};

use super::OutputArguments;
use super::connection::{CREDENTIALS, CodeArguments, ConnectionArguments};

const DEVICE: &str = "\
Examples:
  bartizan device list
  bartizan device add my-phone             Shows a QR code to scan, and asks for two codes
  bartizan device resync                   When codes are refused: two codes, and the device is in step again
  bartizan device remove my-phone          Deactivates it, and deletes it

Exit codes: 0 done, 1 it did not work, 2 the command line is wrong or nobody is there to ask, 3 there are no credentials or the
server does not take them, 4 it is not allowed, 5 the codes were not accepted, 130 somebody gave it up.";

const ADDING: &str = "\
A device that is given up half-way, by q or Ctrl-C, is removed again. Who has a device already gives a code of it first: a stolen
access key alone cannot add another.

With --in-authenticator the seed goes into this user's `bartizan authenticator` instead of a phone, and nothing is asked: for
servers and tests. Without a terminal nothing else works, since somebody has to scan.

Examples:
  bartizan device add
  bartizan device add my-phone --show-seed
  bartizan device add ci --in-authenticator --passphrase-file /run/secrets/authenticator";

const RESYNCING: &str = "\
Each step of a clock has a code. If codes of a device are refused although they are typed right and in time, its clock and the
server's have drifted apart. Two codes, one right after the other, tell by how much, and that is remembered. Without MFA the clock
may be 20 minutes slow at most: an old pair could have been spied out. Beyond that use a session with MFA, or ask an administrator.

Examples:
  bartizan device resync
  bartizan device resync arn:aws:iam::123456789012:mfa/my-phone
  printf '123456\\n234567\\n' | bartizan device resync my-phone";

const REMOVING: &str = "\
It takes a session with MFA, which is asked for where there is none: whoever stole an access key must not be able to take the
owner's device away. A device that is lost is deactivated by an administrator, at the console or with aws iam deactivate-mfa-device.

Examples:
  bartizan device remove my-phone
  bartizan device remove GAHT12345678 --yes --authenticator ci";

/// One's own MFA devices.
#[derive(Debug, Subcommand)]
#[command(after_help = DEVICE)]
pub enum DeviceCommand {
    /// List your devices
    #[command(after_help = CREDENTIALS)]
    List {
        #[command(flatten)]
        output: OutputArguments,
        #[command(flatten)]
        connection: ConnectionArguments,
    },
    /// Set up an authenticator app
    #[command(after_help = ADDING)]
    Add(AddArguments),
    /// Bring a device whose codes are refused back into step
    #[command(after_help = RESYNCING)]
    Resync {
        /// Which: its name or serial number; asked for if there are several
        device: Option<String>,
        #[command(flatten)]
        codes: CodeArguments,
        #[command(flatten)]
        output: OutputArguments,
        #[command(flatten)]
        connection: ConnectionArguments,
    },
    /// Deactivate a device, and delete it
    #[command(after_help = REMOVING)]
    Remove {
        /// Which: its name or serial number; asked for if there are several
        device: Option<String>,
        /// Do not ask whether it shall be
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        codes: CodeArguments,
        #[command(flatten)]
        output: OutputArguments,
        #[command(flatten)]
        connection: ConnectionArguments,
    },
}

/// What can be said about a new device.
#[derive(Debug, Args)]
pub struct AddArguments {
    /// What to call it [default: your user name]
    pub name: Option<String>,
    /// Keep its seed in `bartizan authenticator`, under the same name, and enable it at once
    #[arg(long, conflicts_with_all = ["show_seed", "background"])]
    pub in_authenticator: bool,
    /// Show the seed too, for who types it into an app
    #[arg(long)]
    pub show_seed: bool,
    /// Draw the QR code without colours, for a terminal whose background is this
    #[arg(long, value_enum, value_name = "SHADE")]
    pub background: Option<Background>,
    #[command(flatten)]
    pub codes: CodeArguments,
    #[command(flatten)]
    pub output: OutputArguments,
    #[command(flatten)]
    pub connection: ConnectionArguments,
}

/// The background of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Background {
    /// Black, or nearly
    Dark,
    /// White, or nearly
    Light,
}
