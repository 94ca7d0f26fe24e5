//! How long things may take. Nothing here waits for ever: not for a frozen server, a lost packet or another transaction.

use std::time::Duration;

/// The server gives a statement up.
pub(crate) const STATEMENT: Duration = Duration::from_secs(10);
/// The server gives up waiting for somebody else's row.
pub(crate) const LOCK: Duration = Duration::from_secs(5);
/// The server ends a transaction whose client says nothing more: half of one that was sent.
pub(crate) const IDLE_IN_TRANSACTION: Duration = Duration::from_secs(10);
/// The server ends a reading of everything whose reader asks for nothing more.
pub(crate) const EXPORT_IDLE: Duration = Duration::from_secs(120);
/// We give up on a server that does not answer: later than it would give up itself.
pub(crate) const ANSWER: Duration = Duration::from_secs(12);
/// A caller gives up waiting for one of the connections.
pub(crate) const LEASE: Duration = Duration::from_secs(10);
/// A call that failed before anything can have been committed is tried again until then.
pub(crate) const RETRIES: Duration = Duration::from_secs(10);
/// And at most so often.
pub(crate) const ATTEMPTS: u32 = 30;
/// What became of a commit is asked for so long; afterwards it is unknown.
pub(crate) const RESOLUTION: Duration = Duration::from_secs(25);
/// The longest pause before the next attempt.
pub(crate) const PAUSE: Duration = Duration::from_millis(500);

/// When the kernel finds that nobody is there any more.
pub(crate) const KEEPALIVE_IDLE: Duration = Duration::from_secs(30);
pub(crate) const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
pub(crate) const KEEPALIVE_RETRIES: u32 = 3;
pub(crate) const TCP_USER: Duration = Duration::from_secs(20);
