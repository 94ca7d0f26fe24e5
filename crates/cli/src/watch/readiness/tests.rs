use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use model::Timestamp;
use service::{Entropy, Service, Settings, SystemEntropy};
use store::testing::Layer;
use store::{BoxFuture, Key, Store, StoreError, Versioned};
use store_sqlite::SqliteStore;
use tokio::sync::watch;
use vault::Keyring;

use super::Readiness;

/// A store that answers, fails, or says nothing, and whose clock says what it is told to.
struct Moody {
    inner: SqliteStore,
    mood: AtomicU8,
    clock: u64,
}

const WELL: u8 = 0;
const BROKEN: u8 = 1;
const SILENT: u8 = 2;

impl Layer for Moody {
    fn below(&self) -> &dyn Store {
        &self.inner
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Versioned>>, StoreError>> {
        Box::pin(async move {
            match self.mood.load(Ordering::Relaxed) {
                WELL => self.inner.get(keys).await,
                BROKEN => Err(StoreError::Closed),
                _ => std::future::pending().await,
            }
        })
    }

    fn clock(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        Box::pin(async { Ok(Some(self.clock)) })
    }
}

const NOW: Timestamp = Timestamp::from_secs(1_789_084_800);

fn service(mood: u8, clock: u64) -> Arc<Service> {
    let keyring = Keyring::first((&SystemEntropy as &dyn Entropy).array());
    let store =
        Arc::new(Moody { inner: SqliteStore::in_memory().unwrap(), mood: AtomicU8::new(mood), clock });
    Arc::new(Service::new(store, keyring, Box::new(SystemEntropy), Settings::default()))
}

/// What is not ready, in words.
async fn wrong(service: Arc<Service>, stops: bool) -> Vec<String> {
    let (_stop, stopping) = watch::channel(stops);
    let patience = Duration::from_millis(200);
    let checks = Readiness::of(service, stopping, patience).look().await;
    assert_eq!(
        checks.iter().map(|check| check.name.as_str()).collect::<Vec<_>>(),
        ["stopping", "clock", "store"]
    );
    checks.into_iter().filter(|check| !check.ready).map(|check| check.says).collect()
}

#[tokio::test]
async fn a_server_is_ready_when_store_and_clock_are_well_and_it_was_not_told_to_stop() {
    let well = NOW.micros();
    for (mood, clock, stops, expected) in [
        (WELL, well, false, &[][..]),
        (WELL, well, true, &["it was told to stop, and finishes what it began"]),
        (BROKEN, well, false, &["it fails; the log says why"]),
        (SILENT, well, false, &["it does not answer within 0.2 s"]),
        (WELL, well + 14_000_000, false, &[]),
    ] {
        let service = service(mood, clock);
        service.compare_clocks(|| NOW).await.unwrap();
        assert_eq!(wrong(service, stops).await, expected, "{mood} {clock} {stops}");
    }
}

#[tokio::test]
async fn r30_a_node_whose_clock_is_far_off_is_not_ready() {
    let service = service(WELL, NOW.micros() + 60_000_000);
    service.compare_clocks(|| NOW).await.unwrap();
    let wrong = wrong(service, false).await;
    assert!(matches!(wrong.as_slice(), [says] if says.contains("60.0 s behind the store's")), "{wrong:?}");
}
