//! `bartizan tokens`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use model::{AccountId, SerialNumber};

use super::OutputArguments;

const IMPORTING: &str = "\
A seed file holds the secrets that a maker put into its tokens. It is imported whole, or not at all; each token is then enabled
with the serial number printed on it and two codes that it shows. Two forms are read:

  PSKC (RFC 6030)  XML from the maker: plain, or encrypted with an AES key or a password, which --key-file holds
  CSV              serial,seed            and, if you like, algorithm,digits,period,counter
                   GAHT12345678,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ

The seed is in base32 or hexadecimal. A counter makes a token event-based (HOTP); without one it is time-based (TOTP) with a period
of 30 or 60 seconds. Serial numbers have at least nine characters, as in the API.

The key file holds an AES key as 16, 24 or 32 bytes, in hexadecimal, in base64 or as they are; or the password. Which of them it is
the seed file says. Neither can be given on the command line, where others could read it.

Examples:
  bartizan tokens import tokens.csv --dry-run
  bartizan tokens import tokens.pskcxml --key-file transport.key --account 123456789012
  gpg --decrypt tokens.pskcxml.gpg | bartizan tokens import - --shared-pool";

const REMOVING: &str = "\
A token that somebody has is deactivated first (console, or aws iam deactivate-mfa-device). Codes that it has shown stay spent, also
if it is imported again.

Examples:
  bartizan tokens remove GAHT12345678
  bartizan tokens remove GAHT12345678 --yes";

/// About hardware tokens.
#[derive(Debug, Subcommand)]
pub enum TokensCommand {
    /// Import the seed file of a delivery of hardware tokens
    #[command(after_help = IMPORTING)]
    Import(ImportArguments),
    /// List the hardware tokens that were imported
    List {
        /// Only those that are for this account, or enabled in it
        #[arg(long, value_name = "ACCOUNT-ID")]
        account: Option<AccountId>,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Remove a hardware token that nobody has
    #[command(after_help = REMOVING)]
    Remove {
        /// The serial number printed on it
        serial: SerialNumber,
        /// Do not ask
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        output: OutputArguments,
    },
}

/// What to import, for whom.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// The seed file; - reads standard input
    pub file: PathBuf,
    #[command(flatten)]
    pub pool: PoolArguments,
    /// The file with the AES key or the password of an encrypted seed file
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Read and check everything, and import nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// For whom tokens are; for the only account, if nothing is said.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct PoolArguments {
    /// The account whose users may enable them [default: the only one]
    #[arg(long, value_name = "ACCOUNT-ID")]
    pub account: Option<AccountId>,
    /// Whichever account enables them first may have them
    #[arg(long)]
    pub shared_pool: bool,
}
