//! What wakes whoever sends.

use tokio::sync::Notify;

/// Rung when something was committed that is to be sent.
#[derive(Debug, Default)]
pub struct PostBell(Notify);

impl PostBell {
    /// Something is there.
    pub(crate) fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits until something is there. A bell that rang while nobody listened is heard.
    pub async fn heard(&self) {
        self.0.notified().await;
    }
}
