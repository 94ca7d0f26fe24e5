//! How long a peer may take: from the first byte of a head to its last, and from an answer to the next request.
//!
//! hyper has a timer for heads, but starts it when the answer before is sent, so it cannot tell an idle connection from a slow head;
//! and it sets and clears a timer at each request. Here a request writes down its deadline, and the connection looks now and then.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use crate::limits::Limits;

/// Where a connection is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Between requests; not a byte of the next has come.
    Waiting,
    /// A head has begun.
    Head,
    /// The request is being read and answered; the body has its own time limit.
    Answering,
}

/// The phase of one connection and its deadline. Only the connection's own task touches it; the atomic is for the compiler.
pub(crate) struct Pace {
    start: Instant,
    head_timeout: Duration,
    idle_timeout: Duration,
    state: AtomicU64, // milliseconds since the start, then two bits for the phase
}

const NEVER: u64 = u64::MAX >> 2;

impl Pace {
    /// A new connection has no longer to begin its first head than to end it: there is no reason to connect and wait.
    pub(crate) fn new(limits: &Limits) -> Self {
        let (head_timeout, idle_timeout) = (limits.head_timeout, limits.idle_timeout);
        let pace = Self { start: Instant::now(), head_timeout, idle_timeout, state: AtomicU64::new(0) };
        pace.enter(Phase::Waiting, Some(head_timeout));
        pace
    }

    /// Bytes came. Those of a head already begun buy it no more time.
    fn bytes_came(&self) {
        if self.load().0 == Phase::Waiting {
            self.enter(Phase::Head, Some(self.head_timeout));
        }
    }

    pub(crate) fn answering(&self) {
        self.enter(Phase::Answering, None);
    }

    pub(crate) fn answered(&self) {
        self.enter(Phase::Waiting, Some(self.idle_timeout));
    }

    /// The phase that has lasted too long, if it has.
    pub(crate) fn overdue(&self) -> Option<Phase> {
        let (phase, deadline) = self.load();
        (self.millis() >= deadline).then_some(phase)
    }

    /// When to look again. No deadline can fall due before: those set from now on lie at least a head's time ahead (or an idle
    /// peer's, which may be less).
    pub(crate) fn next_look(&self) -> Instant {
        let soonest = self.head_timeout.min(self.idle_timeout);
        let ahead = Duration::from_millis(self.load().1.saturating_sub(self.millis()));
        Instant::now() + ahead.clamp(Duration::from_millis(1), soonest.max(Duration::from_millis(1)))
    }

    fn enter(&self, phase: Phase, within: Option<Duration>) {
        let deadline = within.map_or(NEVER, |within| self.millis() + millis(within));
        self.state.store(deadline.min(NEVER) << 2 | phase as u64, Ordering::Relaxed);
    }

    fn load(&self) -> (Phase, u64) {
        let state = self.state.load(Ordering::Relaxed);
        let phase = match state & 3 {
            0 => Phase::Waiting,
            1 => Phase::Head,
            _ => Phase::Answering,
        };
        (phase, state >> 2)
    }

    fn millis(&self) -> u64 {
        millis(self.start.elapsed())
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(NEVER).min(NEVER / 2)
}

/// A stream that tells its pace when bytes come.
pub(crate) struct Paced<S> {
    pub(crate) stream: S,
    pub(crate) pace: Arc<Pace>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.pace.bytes_came();
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Pace, Phase};
    use crate::limits::Limits;

    #[test]
    fn a_head_that_drips_gains_no_time_by_dripping() {
        let pace = Pace::new(&Limits::default());
        pace.bytes_came();
        assert_eq!(pace.load().0, Phase::Head);
        pace.enter(Phase::Head, Some(Duration::from_secs(3600)));
        let begun = pace.load();
        pace.bytes_came();
        assert_eq!(pace.load(), begun);
    }

    #[test]
    fn only_what_lasts_too_long_is_overdue() {
        let pace = Pace::new(&Limits { head_timeout: Duration::ZERO, ..Limits::default() });
        assert_eq!(pace.overdue(), Some(Phase::Waiting));
        pace.bytes_came();
        assert_eq!(pace.overdue(), Some(Phase::Head));
        pace.answering();
        assert_eq!(pace.overdue(), None, "an answer has no limit here");
        pace.answered();
        assert_eq!(pace.overdue(), None, "the idle limit is far");
    }

    #[test]
    fn a_look_comes_before_any_deadline_that_may_be_set_meanwhile() {
        let limits = Limits {
            head_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60),
            ..Limits::default()
        };
        let pace = Pace::new(&limits);
        for phase in [Pace::answering, Pace::answered, Pace::bytes_came] {
            phase(&pace);
            assert!(pace.next_look() <= Instant::now() + limits.head_timeout);
        }
    }
}
