//! Work that takes a core for tens of milliseconds, beside calls that take microseconds.

use std::thread;

use tokio::sync::oneshot;

/// How far this gives way to the threads that serve: at 13, of a core that both want, a thread gets a twentieth. So strangers who try
/// passwords slow calls by little more than a tenth, as each hash also drives 19 MiB through the caches (rule R18); and whoever keeps all
/// cores busy with calls keeps nobody from signing in, though it may take half a second (rule R16).
const NICENESS: i32 = 13;

/// Does it on a thread of its own, which gives way to all others. A thread is made for each: that takes a thousandth of the time that
/// is spent on it then, and a thread that has given way may not take that back.
///
/// None if there was no thread, or it panicked.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (tell, told) = oneshot::channel();
    let begun = thread::Builder::new().name("passwords".to_owned()).spawn(move || {
        give_way();
        // Perhaps nobody waits any more.
        let _ = tell.send(work());
    });
    begun.inspect_err(|error| tracing::error!(%error, "no thread to hash a password on")).ok()?;
    told.await.ok()
}

/// On Linux a thread has a niceness of its own. Where that may not be said, all threads are served alike.
fn give_way() {
    if cfg!(target_os = "linux")
        && let Err(error) = rustix::process::setpriority_process(None, NICENESS)
    {
        tracing::debug!(%error, "passwords are hashed as soon as calls are served");
    }
}

#[cfg(test)]
mod tests {
    use super::{NICENESS, aside};

    #[tokio::test]
    async fn r18_passwords_are_hashed_where_all_else_goes_first() {
        let ours = || rustix::process::getpriority_process(None).unwrap();
        let before = ours();
        assert_eq!(aside(ours).await, Some(NICENESS.max(before)));
        assert_eq!(ours(), before, "whoever asked is not slowed");
    }

    #[tokio::test]
    async fn a_panic_is_no_answer() {
        assert_eq!(aside(|| panic!("of a password")).await, None::<()>);
    }
}
