//! `bartizan oidc`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use model::{AccountId, ProviderUrl};

use super::OutputArguments;

const SETTING: &str = "\
Tokens of a provider of OpenID Connect let somebody assume a role (AssumeRoleWithWebIdentity), if one of the provider's keys signed them.
Which keys these are you say here, with the JSON Web Key Set that the provider publishes; or the server fetches it itself, where the
setting oidc.fetch_keys says so. What you give goes before what could be fetched. docs/federation.md has all of it.

The provider has to be known in the account already (CreateOpenIDConnectProvider). Giving keys again puts the new ones in the place of the
old ones: when a provider changes its key, give both for as long as tokens of the old one are about.

Example:
  curl -s https://login.example.com/keys > keys.json
  bartizan oidc keys set --account 123456789012 https://login.example.com keys.json";

/// About providers of OpenID Connect.
#[derive(Debug, Subcommand)]
pub enum OidcCommand {
    /// Say with which keys a provider's tokens are verified
    #[command(subcommand)]
    Keys(OidcKeysCommand),
}

/// About their keys.
#[derive(Debug, Subcommand)]
pub enum OidcKeysCommand {
    /// Give the keys of a provider
    #[command(after_help = SETTING)]
    Set {
        #[command(flatten)]
        provider: ProviderArguments,
        /// Its JSON Web Key Set; - for standard input
        file: PathBuf,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Show the keys that were given
    Show {
        #[command(flatten)]
        provider: ProviderArguments,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Take them back: from then on keys are fetched, if a setting says so, or no token of the provider is accepted
    Remove {
        #[command(flatten)]
        provider: ProviderArguments,
        #[command(flatten)]
        output: OutputArguments,
    },
}

/// Which provider.
#[derive(Debug, Args)]
pub struct ProviderArguments {
    /// Of which account it is
    #[arg(long, value_name = "ACCOUNT-ID")]
    pub account: AccountId,
    /// Its URL, to the letter
    #[arg(value_name = "PROVIDER-URL", value_parser = provider)]
    pub url: ProviderUrl,
}

fn provider(text: &str) -> Result<ProviderUrl, String> {
    ProviderUrl::of_url(text).map_err(|error| error.to_string())
}
