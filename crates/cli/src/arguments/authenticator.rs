//! `bartizan authenticator`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::OutputArguments;
use super::connection::PassphraseArguments;
use super::login::profile_name;

const AUTHENTICATOR: &str = "\
A second factor that lies beside the first protects against less than a phone does. This one is for tests, and for servers that
must give a code without anybody.

Its file is ~/.local/share/bartizan/authenticator.json (below XDG_DATA_HOME, if that is set), encrypted under a passphrase.

Examples:
  bartizan authenticator add ci seed.txt
  bartizan authenticator code ci
  bartizan authenticator codes --watch
  bartizan authenticator code ci --pair | bartizan device resync ci

Exit codes: 0 done, 1 it did not work, 2 the command line is wrong or nobody is there to ask, 130 somebody gave it up.";

const ADDING: &str = "\
The file is one of three: an otpauth:// URI, a picture (PNG) with its QR code, such as a screenshot or what CreateVirtualMFADevice
answers, or a seed in base32. Without one, standard input is read, or you are asked; never the command line, which every user of the
computer can read.

Examples:
  bartizan authenticator add ci qr-code.png
  pass show aws/ci-seed | bartizan authenticator add ci
  bartizan authenticator add late-phone seed.txt --skew=-600     Its clock is ten minutes slow";

const SHOWING: &str = "\
A device with a counter (HOTP) is pressed by this, as its button would be.

Examples:
  bartizan authenticator code ci
  bartizan authenticator code ci --pair            The code before and this one: for enabling and resynchronizing
  bartizan authenticator code ci --skew=-600       As if its clock were ten minutes slow";

/// A software authenticator.
#[derive(Debug, Subcommand)]
#[command(after_help = AUTHENTICATOR)]
pub enum AuthenticatorCommand {
    /// Add a device: a URI, a picture of a QR code, or a seed
    #[command(after_help = ADDING)]
    Add(ImportArguments),
    /// List the devices, without codes
    List {
        #[command(flatten)]
        passphrase: PassphraseArguments,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Print the code of a device
    #[command(after_help = SHOWING)]
    Code {
        /// The device
        name: String,
        /// Print two codes that follow each other, one a line
        #[arg(long)]
        pair: bool,
        #[command(flatten)]
        skew: SkewArguments,
        #[command(flatten)]
        passphrase: PassphraseArguments,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Show the codes of all devices
    Codes {
        /// Go on showing them, until Ctrl-C
        #[arg(long, conflicts_with = "format")]
        watch: bool,
        #[command(flatten)]
        skew: SkewArguments,
        #[command(flatten)]
        passphrase: PassphraseArguments,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Forget a device and its seed
    Remove {
        /// The device
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        passphrase: PassphraseArguments,
        #[command(flatten)]
        output: OutputArguments,
    },
}

/// What to add.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// What to call it
    #[arg(value_parser = profile_name)]
    pub name: String,
    /// The file; - reads standard input
    pub file: Option<PathBuf>,
    /// Put it in place of one of that name, whose seed is lost
    #[arg(long)]
    pub replace: bool,
    /// How many seconds its clock is ahead, for ever; less than nothing, if it is slow
    #[arg(long, value_name = "SECONDS", default_value_t = 0, allow_hyphen_values = true)]
    pub skew: i64,
    #[command(flatten)]
    pub passphrase: PassphraseArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// How wrong a clock is.
#[derive(Clone, Copy, Debug, Args)]
pub struct SkewArguments {
    /// How many seconds the clock is ahead, instead of what was said when it was added
    #[arg(long, value_name = "SECONDS", allow_hyphen_values = true)]
    pub skew: Option<i64>,
}
