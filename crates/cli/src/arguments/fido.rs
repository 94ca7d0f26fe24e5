//! `bartizan fido`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::OutputArguments;

const IMPORTING: &str = "\
The FIDO Alliance publishes a signed file that says which models of security keys are certified, and which were withdrawn. Nothing
is fetched by this program: download it, about once a month, from https://mds3.fidoalliance.org/ and import it. It is believed
only if its signature leads to the root certificate, which is GlobalSign Root CA - R3 unless --root gives another, and if no file
with a higher number was imported before.

From then on a key that is registered counts as certified if its model is and its attestation leads to its maker, and policies can
demand that: see `bartizan policy show certified-keys-only`. A key that pretends to be of a known model is refused. Keys that
are registered already keep what they were certified as.

Revocation lists of the certificates are not looked at, since nothing is fetched.

Examples:
  curl -sSLo blob.jwt https://mds3.fidoalliance.org/
  bartizan fido metadata import --dry-run blob.jwt
  bartizan fido metadata import blob.jwt
  curl -sSL https://mds3.fidoalliance.org/ | bartizan fido metadata import -";

const SHOWING: &str = "\
Counts models of keys, not keys. Levels of FIDO are L1, L1plus, L2, L2plus, L3 and L3plus; those of FIPS 140 are L1 to L4.

Examples:
  bartizan fido metadata show
  bartizan fido metadata show --format json | jq .NextUpdate";

const FORGETTING: &str = "\
Security keys answer only under the name (the host in public_url) under which they were registered. The server keeps that name with
the first key, and uses none under another name. If the name has to change: set the new public_url, start the server again, forget
the old name, and start it once more. Keys that are registered answer no more then; whoever has no other device needs an
administrator, who removes the key. The trail of every account tells of it.

Examples:
  bartizan fido forget-server-name
  bartizan fido forget-server-name --yes";

/// About security keys.
#[derive(Debug, Subcommand)]
pub enum FidoCommand {
    /// What the FIDO Alliance says of models of security keys
    #[command(subcommand)]
    Metadata(MetadataCommand),
    /// Forget the name under which security keys were registered, so that the server can have another one
    #[command(after_help = FORGETTING)]
    ForgetServerName {
        /// Do it; without this, only say what would be lost
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        output: OutputArguments,
    },
}

/// About metadata.
#[derive(Debug, Subcommand)]
pub enum MetadataCommand {
    /// Import the file that the FIDO Alliance publishes, in the place of the one before
    #[command(after_help = IMPORTING)]
    Import(ImportMetadataArguments),
    /// Show which file is in force, and how many models are certified
    #[command(after_help = SHOWING)]
    Show {
        #[command(flatten)]
        output: OutputArguments,
    },
}

/// What to import.
#[derive(Debug, Args)]
pub struct ImportMetadataArguments {
    /// The file; - reads standard input
    pub file: PathBuf,
    /// The root certificate that its signature must lead to, in PEM [default: GlobalSign Root CA - R3]
    #[arg(long, value_name = "FILE")]
    pub root: Option<PathBuf>,
    /// Verify the file and say what would come of it, but change nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub output: OutputArguments,
}
