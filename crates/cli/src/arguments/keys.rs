//! `bartizan keys`.

use clap::Subcommand;

use super::OutputArguments;

const ROTATING: &str = "\
Another key seals from now on, while the server serves. What is stored is sealed anew, a document at a time; if that is interrupted, the
server goes on with it. The key before opens session tokens until the longest of them has ended, 36 hours, and goes then. Keep a copy of
master.key, apart from backups of the store, after each rotation.

With several nodes each must have a key before any seals with it: `bartizan keys add` on one, copy its master.key to all others, then
`bartizan keys activate` on one, and copy again. A node reads its file again when it changes.

With --compromised, because somebody else may have the key: all sessions end, the keys before open nothing that is brought, and go as soon as
everything is sealed anew. Passwords that were hashed with them must be changed at the next sign-in. Access keys and seeds that the thief can have opened with the
store in hand stay valid: replace those that matter.

Examples:
  bartizan keys rotate
  bartizan keys rotate --compromised
  bartizan keys list";

/// About master keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// List the generations of the master key, and how much still needs each
    List {
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Let another key seal from now on
    #[command(after_help = ROTATING)]
    Rotate {
        /// Somebody else may have the keys so far: end all sessions, and let those keys go
        #[arg(long)]
        compromised: bool,
    },
    /// Add a key that does not seal yet: the first step of a rotation with several nodes
    Add,
    /// Let the key that was added seal: the second step
    Activate,
}
