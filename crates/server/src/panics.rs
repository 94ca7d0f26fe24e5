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

#[cfg(test)]
mod tests {
    use std::fmt::{Debug, Write};
    use std::sync::{Arc, Mutex};

    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    use super::hide_panic_messages;

    /// A log in memory.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<String>>);

    impl Visit for Log {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            let _ = write!(self.0.lock().unwrap(), "{field}={value:?} ");
        }
    }

    impl Subscriber for Log {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn event(&self, event: &Event<'_>) {
            event.record(&mut self.clone());
        }
        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    #[test]
    fn r7_a_panic_is_logged_by_its_place_without_its_message() {
        let log = Log::default();
        let before = std::panic::take_hook();
        tracing::subscriber::with_default(log.clone(), || {
            hide_panic_messages();
            let _ = std::panic::catch_unwind(|| panic!("the password was {}", "hunter2"));
        });
        std::panic::set_hook(before);
        let logged = log.0.lock().unwrap();
        assert!(logged.contains("panics.rs") && !logged.contains("hunter2"), "{logged}");
    }
}
