//! The connections, and who may use them.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::address::Address;
use crate::error::{Failure, words};
use crate::session::Session;
use crate::statistics::{Counter, Counters, Statistics};
use crate::{OpenError, Options, bounds, durable, tls};

/// A bounded number of sessions. The one that was used last is given out first, so that idle ones stay idle.
pub(crate) struct Pool {
    hosts: Vec<Config>,
    /// The host that answered last is asked first.
    preferred: AtomicUsize,
    tls: MakeRustlsConnect,
    connect_within: Duration,
    connections: usize,
    permits: Semaphore,
    idle: Mutex<Vec<Session>>,
    waiting: AtomicU64,
    pub(crate) counters: Counters,
}

impl Pool {
    pub(crate) fn new(options: &Options) -> Result<Self, OpenError> {
        let address = Address::parse(options)?;
        let ca_file = options.ca_file.as_deref().or_else(|| match address.roots.as_deref() {
            None | Some("system") => None,
            Some(file) => Some(Path::new(file)),
        });
        let connections = options.connections.clamp(1, Semaphore::MAX_PERMITS);
        Ok(Self {
            tls: tls::connector(address.verify, ca_file)?,
            hosts: address.hosts,
            preferred: AtomicUsize::new(0),
            connect_within: options.connect_within,
            connections,
            permits: Semaphore::new(connections),
            idle: Mutex::default(),
            waiting: AtomicU64::new(0),
            counters: Counters::default(),
        })
    }

    /// A session for one caller, who gives it back or lets it end.
    ///
    /// # Errors
    /// All are in use for too long, or none can be made.
    pub(crate) async fn lease(&self) -> Result<Lease<'_>, Failure> {
        let waiting = Waiting::new(&self.waiting);
        let permit = timeout(bounds::LEASE, self.permits.acquire()).await;
        drop(waiting);
        let Ok(Ok(permit)) = permit else { return Err(Failure::Busy(bounds::LEASE)) };
        while let Some(mut session) = self.next_idle() {
            if session.is_open().await {
                return Ok(Lease::new(self, session, permit));
            }
            self.counters.lost.count();
        }
        let session = self.connect().await?;
        Ok(Lease::new(self, session, permit))
    }

    /// A session that has nothing prepared, to make the tables with.
    pub(crate) async fn bare(&self) -> Result<Session, OpenError> {
        self.any_host(Purpose::Tables).await
    }

    async fn connect(&self) -> Result<Session, Failure> {
        let connected = self.any_host(Purpose::Use).await;
        match &connected {
            Ok(_) => self.counters.connects.count(),
            Err(_) => self.counters.failed_connects.count(),
        }
        connected.map_err(|error| match error {
            OpenError::Unreachable(reason) => Failure::Unreachable(reason),
            other => Failure::Unreachable(other.to_string()),
        })
    }

    /// Tries the hosts in turn, each for its share of the time.
    async fn any_host(&self, purpose: Purpose) -> Result<Session, OpenError> {
        let first = self.preferred.load(Ordering::Relaxed);
        let share = self.connect_within / u32::try_from(self.hosts.len()).unwrap_or(u32::MAX).max(1);
        let mut last = OpenError::Unreachable(format!("it did not answer for {} s", share.as_secs()));
        for number in (0..self.hosts.len()).map(|step| (first + step) % self.hosts.len()) {
            let Some(host) = self.hosts.get(number) else { continue };
            match timeout(share, self.one_host(host, purpose)).await {
                Ok(Ok(session)) => {
                    self.preferred.store(number, Ordering::Relaxed);
                    return Ok(session);
                }
                Ok(Err(error)) => last = error,
                Err(_) => {}
            }
        }
        Err(last)
    }

    /// Each time, another server may answer than at the start, with settings of its own.
    async fn one_host(&self, host: &Config, purpose: Purpose) -> Result<Session, OpenError> {
        let unreachable = |error: tokio_postgres::Error| OpenError::Unreachable(words(&error));
        let mut session = Session::connect(host, self.tls.clone()).await.map_err(unreachable)?;
        durable::check(&mut session).await?;
        if purpose == Purpose::Use {
            session.prepare().await.map_err(unreachable)?;
        }
        Ok(session)
    }

    fn next_idle(&self) -> Option<Session> {
        self.idle().pop()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Session>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn statistics(&self) -> Statistics {
        let in_use = self.connections - self.permits.available_permits();
        let counters = &self.counters;
        Statistics {
            connections: self.connections,
            open: in_use + self.idle().len(),
            in_use,
            waiting: self.waiting.load(Ordering::Relaxed),
            commits: counters.commits.get(),
            conflicts: counters.conflicts.get(),
            retries: counters.retries.get(),
            connects: counters.connects.get(),
            failed_connects: counters.failed_connects.get(),
            lost: counters.lost.get(),
            unclear: counters.unclear.get(),
            resolved_committed: counters.resolved_committed.get(),
            resolved_never: counters.resolved_never.get(),
            unknown: counters.unknown.get(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Tables,
    Use,
}

/// The right to use a session. Dropped without [`Lease::give_back`], the session ends with it: a caller that went away
/// may have left a transaction open.
pub(crate) struct Lease<'p> {
    session: Session,
    pool: &'p Pool,
    lost: Lost<'p>,
    _permit: SemaphorePermit<'p>,
}

impl<'p> Lease<'p> {
    const fn new(pool: &'p Pool, session: Session, permit: SemaphorePermit<'p>) -> Self {
        Self { session, pool, lost: Lost(Some(&pool.counters.lost)), _permit: permit }
    }

    /// For the next caller. Only what was answered in full may come back.
    pub(crate) fn give_back(mut self) {
        self.lost.0 = None;
        self.pool.idle().push(self.session);
    }
}

impl Deref for Lease<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl DerefMut for Lease<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.session
    }
}

/// Counts a session that did not come back.
struct Lost<'p>(Option<&'p Counter>);

impl Drop for Lost<'_> {
    fn drop(&mut self) {
        if let Some(counter) = self.0 {
            counter.count();
        }
    }
}

struct Waiting<'c>(&'c AtomicU64);

impl<'c> Waiting<'c> {
    fn new(callers: &'c AtomicU64) -> Self {
        callers.fetch_add(1, Ordering::Relaxed);
        Self(callers)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
