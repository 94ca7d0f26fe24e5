//! Signed digests of the audit trail (rule R32).
//!
//! Whoever can write to the store could else remove, change or add events. So once an hour, for each account in which something
//! happened, a digest says which events there are: place and hash of each, signed under a key that comes from the master key and
//! is not in the store. Each digest names the one before by its hash, so the newest vouches for all.
//!
//! - An hour is closed some minutes after its end ([`GRACE`]): events bear the time at which their request came, and are
//!   committed a little later. What appears in a closed hour afterwards is a finding.
//! - Digests leave no gap: from where the one before ended, up to the end of the hour in which the next event happened. An hour
//!   without events needs none, and is covered all the same.
//! - A digest holds [`MOST_EVENTS`] at most; a busy hour has several.
//! - Old events are let go ([`super::trail`]); a signed note says up to where, so that this is not mistaken for tampering. The
//!   digests themselves stay, without their entries.
//!
//! **What this cannot find**: a store that is put back, as a whole or one account of it, to how it was at an earlier moment, is
//! consistent. A server that runs meanwhile notices ([`Digesting`]); later only somebody does who has kept a digest elsewhere
//! ([`KeptDigest`]). Nor does it say anything of who holds the master key.

mod checking;
mod closing;
mod comparing;
mod entries;
mod findings;
mod kept;
mod let_go;
mod statement;

pub use closing::Digesting;
pub use findings::{AuditCheck, AuditFinding, AuditProblem};
pub use kept::{KeptDigest, MalformedDigest};

use std::time::Duration;

/// So many microseconds has an hour.
pub(crate) const HOUR: u64 = 3_600_000_000;
/// So long after its end an hour is closed: what is committed in it takes less.
pub(crate) const GRACE: Duration = Duration::from_mins(10);
/// So many events a digest has at most: its document stays well below what a store takes.
pub(crate) const MOST_EVENTS: usize = 1_000;
