//! Which server, with whose credentials, and where codes come from.

use std::path::PathBuf;

use clap::Args;

use crate::authenticator::Passphrase;
use crate::aws::Asked;

/// What every command that says where credentials are found says of it.
pub const CREDENTIALS: &str = "\
Credentials and server are found where the AWS CLI finds them: AWS_ACCESS_KEY_ID and its fellows, the profile that --profile or
AWS_PROFILE names in ~/.aws/config and ~/.aws/credentials (also its credential_process), AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IAM and
_STS, endpoint_url in the profile, AWS_CA_BUNDLE. A server that nobody named is http://localhost:7800.";

/// Which server, and with whose credentials.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Server and credentials")]
pub struct ConnectionArguments {
    /// The AWS profile [default: AWS_PROFILE, or default]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Where the server is
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// The region to sign for; any is right
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    /// Trust the certificates in this PEM file too, beside the system's
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Speak plain HTTP with a server that is not this computer, because something else encrypts
    #[arg(long)]
    insecure_http: bool,
}

impl ConnectionArguments {
    /// What was said.
    pub fn asked(&self) -> Asked {
        Asked {
            profile: self.profile.clone(),
            endpoint: self.endpoint.clone(),
            region: self.region.clone(),
            ca_file: self.ca_file.clone(),
            insecure_http: self.insecure_http,
        }
    }
}

/// Where the passphrase of the authenticator is.
#[derive(Clone, Debug, Args)]
pub struct PassphraseArguments {
    /// Read the authenticator's passphrase from this file instead of asking for it
    #[arg(long, value_name = "FILE", env = "BARTIZAN_AUTHENTICATOR_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseArguments {
    /// What was said.
    pub fn passphrase(&self) -> Passphrase {
        Passphrase { file: self.passphrase_file.clone() }
    }
}

/// Where codes come from. Never the command line, which every user of the computer can read (rule R7).
#[derive(Clone, Debug, Args)]
pub struct CodeArguments {
    /// Take codes from this device of `bartizan authenticator` instead of asking for them
    #[arg(long, value_name = "NAME")]
    pub authenticator: Option<String>,
    #[command(flatten)]
    pub passphrase: PassphraseArguments,
}
