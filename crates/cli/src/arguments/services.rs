//! `bartizan service`.

use clap::Subcommand;
use model::{AccountId, RegisteredHost, RegisteredServiceName};

use super::OutputArguments;

const REGISTERING: &str = "\
An object store, an API or a web site of yours then asks this server who sent it a request, and whether policies allow what is asked:
POST /authorize for requests signed with access keys, /forward-auth for browsers behind nginx, Caddy or Traefik. docs/authorize.md has
both by example.

It asks about requests only that were signed for its own hosts and names: a request for another service cannot be replayed to it. A
host is one service's. --host *.store.example.com stands for all hosts below; give the port where clients do.

What asks needs credentials of the account, and the permission bartizan:Authorize on arn:aws:bartizan::ACCOUNT:service/NAME; whoever
shall see a site through /forward-auth needs bartizan:ForwardAuth on it, and MFA.

Registering a name again puts the new registration in the place of the old one.

Examples:
  bartizan service register store --account 123456789012 --host store.example.com:9000 --host '*.store.example.com:9000' \\
      --signing-service s3
  bartizan service register wiki --account 123456789012 --host wiki.example.com --accounts 210987654321,321098765432";

/// About services that ask here about their own callers.
#[derive(Debug, Subcommand)]
pub enum ServiceCommand {
    /// Register a service, or change its registration
    #[command(after_help = REGISTERING)]
    Register {
        /// What to call it: lower-case letters, digits and hyphens
        name: RegisteredServiceName,
        /// Whose it is
        #[arg(long, value_name = "ACCOUNT-ID")]
        account: AccountId,
        /// Where clients reach it, HOST or HOST:PORT; may be said several times
        #[arg(long = "host", value_name = "HOST", required = true)]
        hosts: Vec<RegisteredHost>,
        /// What its clients sign for, s3 for instance; may be said several times. Without any it is for browsers only
        #[arg(long = "signing-service", value_name = "NAME")]
        signing_services: Vec<String>,
        /// About callers of which accounts it may ask beside its own: all, or account ids
        #[arg(long, value_name = "all|ID,…", value_delimiter = ',')]
        accounts: Vec<String>,
        /// Take requests whose signature does not cover the body, as clients of S3 make them over TLS, and presigned uploads
        #[arg(long)]
        unsigned_bodies: bool,
        /// Take the service's word that a session token came from who it was issued to, where there is no signature. Whoever holds the
        /// service's credentials can then ask about every session whose token passes through it
        #[arg(long)]
        vouches: bool,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// List the services
    List {
        /// Those of an account only
        #[arg(long, value_name = "ACCOUNT-ID")]
        account: Option<AccountId>,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Remove a service: it is answered nothing any more, and nobody gets through /forward-auth to its hosts
    Remove {
        /// Which
        name: RegisteredServiceName,
        /// Whose
        #[arg(long, value_name = "ACCOUNT-ID")]
        account: AccountId,
        #[command(flatten)]
        output: OutputArguments,
    },
}
