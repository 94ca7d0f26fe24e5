//! `bartizan audit`.

use clap::{Args, Subcommand};
use model::AccountId;
use service::KeptDigest;

use super::{OutputArguments, Since};

const VERIFYING: &str = "\
Once an hour a signed digest says which events an account's trail holds. Here every event is held against the digests, and each
digest against the one before. Events that were let go because they are old are not missing; the newest hour is not covered yet.

The newest digest of each account is printed. Keep it elsewhere: whoever can write to the store can put it back to how it was
before, and only somebody who has a later digest can tell.

Examples:
  bartizan audit verify
  bartizan audit verify --account 123456789012 --format json | jq .Findings
  bartizan audit verify --since 123456789012-17-5f2c…   The digest that was printed last month is still there

Exit codes: 0 all is as it was, 1 something was found, or it could not be looked at.";

/// Which events, or what else of the trail.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct AuditArguments {
    /// Something else than to print events.
    #[command(subcommand)]
    pub command: Option<AuditCommand>,
    /// Only this account's
    #[arg(long, value_name = "ACCOUNT-ID")]
    pub account: Option<AccountId>,
    /// Only from then on: a time (2026-09-11T19:58:24Z), a day (2026-09-11) or so long ago (90s, 30m, 2h, 7d, 4w)
    #[arg(long, value_name = "TIME", value_parser = Since::parse)]
    pub since: Option<Since>,
    /// Keep printing what happens
    #[arg(long)]
    pub follow: bool,
}

/// About the trail as a whole.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Find events that somebody removed, changed, added or moved
    #[command(after_help = VERIFYING)]
    Verify(VerifyAuditArguments),
}

/// Which trails, and what is known of them.
#[derive(Debug, Args)]
pub struct VerifyAuditArguments {
    /// Only this account's
    #[arg(long, value_name = "ACCOUNT-ID")]
    pub account: Option<AccountId>,
    /// A digest that was printed earlier and kept elsewhere; may be given several times
    #[arg(long, value_name = "DIGEST")]
    pub since: Vec<KeptDigest>,
    #[command(flatten)]
    pub output: OutputArguments,
}
