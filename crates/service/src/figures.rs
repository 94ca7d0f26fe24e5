//! What is counted for whoever watches over an installation.
//!
//! Counters are plain atomics with a place of their own: counting takes no lock, allocates nothing, and costs nanoseconds,
//! whether or not anybody looks. Who looks, and in which format, is not known here. Whatever tells figures apart comes from
//! a list of this program (operations from the register, outcomes, kinds): a stranger can make none, and nobody's account or
//! name is among them.

mod commits;
mod counter;
mod durations;
mod letters;
mod mfa;
mod outcome;
mod passwords;
mod requests;
mod told;

pub use commits::{CommitOutcome, Commits};
pub use counter::{Counter, Gauge};
pub use durations::{Durations, DurationsNow, Stopwatch};
pub use letters::{Calls, Letters};
pub use mfa::{MfaChecks, MfaResult, MfaWay};
pub use outcome::Outcome;
pub use passwords::{PasswordResult, Passwords};
pub use requests::{Answers, OperationAnswers, Requests};
pub use told::Told;

/// All that the service counts, beside its cache and its store.
#[derive(Debug)]
pub struct Figures {
    /// Requests to operations.
    pub requests: Requests,
    /// Second factors that were looked at, or refused a look.
    pub mfa: MfaChecks,
    /// Passwords of sign-ins.
    pub passwords: Passwords,
    /// Letters to owners.
    pub letters: Letters,
    /// Calls to owners.
    pub calls: Calls,
}

impl Default for Figures {
    fn default() -> Self {
        Self {
            requests: Requests::of_register(),
            mfa: MfaChecks::default(),
            passwords: Passwords::default(),
            letters: Letters::default(),
            calls: Calls::default(),
        }
    }
}
