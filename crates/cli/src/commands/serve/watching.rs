//! The listener for metrics and health, beside the server that it tells of.

use std::sync::Arc;
use std::time::Duration;

use server::{Clock, Server, Stopped};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::signals;
use crate::settings::Settings;
use crate::watch::{Readiness, Sources, WatchDoor};

/// A store that takes longer to answer a read is none to send requests to.
const PATIENCE: Duration = Duration::from_secs(2);

/// A listener that answers. It goes on while the server stops, and ends after it.
pub struct Watching {
    url: String,
    end: watch::Sender<bool>,
    task: JoinHandle<Stopped>,
}

impl Watching {
    /// Begins to answer.
    pub fn start(
        server: Server,
        settings: &Settings,
        sources: Sources,
        clock: &Arc<dyn Clock>,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let host = settings.metrics_listen.as_ref().map_or("localhost", |listen| listen.host.as_str());
        let url = format!("http://{host}:{}", server.local_addr().port());
        let readiness = Readiness::of(Arc::clone(&sources.service), stopping, PATIENCE);
        let door = Arc::new(WatchDoor { sources: Arc::new(sources), readiness });
        let (end, ended) = watch::channel(false);
        let task = tokio::spawn(server.serve(door, Arc::clone(clock), signals::told(ended)));
        Self { url, end, task }
    }

    /// Where it answers.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends it, once what was asked is answered.
    pub async fn stop(self) {
        self.end.send_replace(true);
        let _ = self.task.await;
    }
}
