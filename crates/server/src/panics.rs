//! A panic costs one request, not the server, and tells the log where, never what.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

/// From now on a panic anywhere in the process logs its place only. Its message may quote what it choked on, a password say,
/// and Rust would print that to standard error. For `main`, before anything else; the hook is the whole process's.
pub fn hide_panic_messages() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
}

/// The future's output, or nothing if it panicked.
///
/// What lasts is changed by atomic commits only, so the next request finds what it would find after a crash and a restart.
pub(crate) async fn caught<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(poll) => poll.map(Some),
        Err(_payload) => Poll::Ready(None),
    })
    .await
}
