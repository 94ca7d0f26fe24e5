//! When there is something to do, and when there is not.

use std::sync::Arc;
use std::time::Duration;

use model::Timestamp;
use service::Service;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

/// What time it is.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Without a bell it is looked so often: what was put off is due by itself.
const USUAL: Duration = Duration::from_secs(5);
/// The longest rest after a failure.
const LONGEST: Duration = Duration::from_secs(60);
/// How long a stop waits for what is being sent.
pub const STOP: Duration = Duration::from_secs(5);

/// One bell for each who sends: what the service rings wakes one listener alone.
#[derive(Debug, Default)]
pub struct Bells {
    /// For letters.
    pub letters: Notify,
    /// For calls.
    pub calls: Notify,
}

impl Bells {
    /// Passes on what the service rings, until told to stop.
    pub async fn pass_on(&self, service: &Service, mut stopping: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                biased;
                _ = stopping.changed() => return,
                () = service.post_bell().heard() => {
                    self.letters.notify_one();
                    self.calls.notify_one();
                }
            }
        }
    }
}

/// How a round went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// There may be more.
    Full,
    /// That was all.
    Done,
    /// Nothing can be sent at the moment.
    Down,
}

/// The rest between rounds: short while all is well, longer with each round that found nobody to send to.
#[derive(Debug, Default)]
pub struct Rest(u32);

impl Rest {
    /// Rests, and says whether to go on.
    pub async fn after(&mut self, round: Round, bell: &Notify, stopping: &mut watch::Receiver<bool>) -> bool {
        self.0 = if round == Round::Down { self.0.saturating_add(1) } else { 0 };
        let waited = async {
            match round {
                Round::Full => {}
                Round::Done => {
                    let _ = timeout(USUAL, bell.notified()).await;
                }
                // The bell changes nothing for who cannot send.
                Round::Down => {
                    let _ = timeout(self.length(), std::future::pending::<()>()).await;
                }
            }
        };
        tokio::select! {
            biased;
            _ = stopping.wait_for(|stop| *stop) => false,
            () = waited => true,
        }
    }

    fn length(&self) -> Duration {
        USUAL.saturating_mul(1 << self.0.saturating_sub(1).min(8)).min(LONGEST)
    }
}

/// Does a round to its end, or for so long after a stop; and says whether it came to its end.
pub async fn finish<T>(round: impl Future<Output = T>, mut stopping: watch::Receiver<bool>) -> Option<T> {
    let stopped = async {
        // Without anybody to stop it, it is not stopped.
        if stopping.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
        let _ = timeout(STOP, std::future::pending::<()>()).await;
    };
    tokio::select! {
        biased;
        result = round => Some(result),
        () = stopped => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Rest;

    #[test]
    fn a_broken_server_is_asked_less_and_less_often_but_at_least_once_a_minute() {
        let lengths: Vec<_> = (1..=6).chain([60, u32::MAX]).map(|failures| Rest(failures).length()).collect();
        assert_eq!(lengths, [5, 10, 20, 40, 60, 60, 60, 60].map(Duration::from_secs));
    }
}
