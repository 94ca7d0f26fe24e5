//! `bartizan backup`, `restore`, `copy` and `fence`.

use std::path::PathBuf;

use clap::Args;

use super::OutputArguments;

pub const BACKING_UP: &str = "\
The backup is of one moment, and may be made while a server runs: nobody waits for it. The file appears whole or not at all, and only
its owner can read it. Sealed secrets stay sealed; names, policies and the audit trail can be read in it.

The master key is not in it, and without it nothing restores it: keep a copy of master.key too, in another place than the
backups, for whoever has both can open every secret.

Examples:
  bartizan backup /backups/iam-2026-11-29
  bartizan backup - | age -r age1… > iam.age
  bartizan backup --force /backups/iam --format json";

pub const RESTORING: &str = "\
The whole file is checked first: one that is damaged, broken off, changed, or made under another master key is refused, and nothing is
written. No server may run on the directory. It needs the master.key of the store that was backed up, and no store; with
--replace, a store that is there is moved aside into it, as before-restore-…, and stays there.

What was answered after the backup is not in it. So a restore begins a new epoch: sessions, temporary credentials, sign-ins, recoveries
and recovery codes end, codes that TOTP devices have shown are spent, and hardware tokens with a counter wait until an
administrator resynchronizes them. What came back although it had been removed since is listed in a file: with the store that was
in use until now (--replace, or --before) what that says; without it everything that lets somebody in.

A restore that was killed is taken up again with the same command. Until it is done, no server starts on the directory.

Examples:
  mkdir -m 700 /srv/iam && cp -p /safe/master.key /srv/iam
  bartizan restore /backups/iam-2026-11-29 --data /srv/iam
  bartizan restore --replace /backups/iam-2026-11-29
  age -d -i key.txt iam.age | bartizan restore -";

pub const FENCING: &str = "\
For a store that may lack its last commits: after a fail-over to a standby that was not synchronous, after a point-in-time restore by
the database's own means, after a file system was set back. Codes that were spent in the lost time could be used again, and
sessions that were ended would live on. So everything that rests on those ends, as with a restore: see `bartizan restore --help`.

Stop every server that uses the store first, all nodes. A fence that was killed is finished when a server starts.

Examples:
  bartizan fence
  bartizan fence --yes --format json";

pub const COPYING: &str = "\
No server may use either of the two. The target must be empty. The source is given up first, for two stores that live would accept one
code twice: no server starts on it any more, unless `bartizan fence` takes it back into use. The copy begins a new epoch, as
a restore does: see `bartizan restore --help`. A copy that was killed is taken up again with the same command.

A directory gets the master key of the other one, if it has none.

Examples:
  bartizan copy --from sqlite:/srv/iam --to sqlite:/mnt/new/iam";

/// Where to.
#[derive(Debug, Args)]
pub struct BackupArguments {
    /// The file; - writes to standard output
    pub file: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// From where.
#[derive(Debug, Args)]
pub struct RestoreArguments {
    /// The file; - reads standard input
    pub file: PathBuf,
    /// Move a store that is in the directory aside
    #[arg(long)]
    pub replace: bool,
    /// The directory of the store that was in use until now, to say what came back
    #[arg(long, value_name = "DIR", conflicts_with = "replace")]
    pub before: Option<PathBuf>,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Whether to ask.
#[derive(Debug, Args)]
pub struct FenceArguments {
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// From where to where.
#[derive(Debug, Args)]
pub struct CopyArguments {
    /// The store to copy: sqlite:DIR or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "STORE")]
    pub from: String,
    /// The empty store that takes it in: sqlite:DIR or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "STORE")]
    pub to: String,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub output: OutputArguments,
}
