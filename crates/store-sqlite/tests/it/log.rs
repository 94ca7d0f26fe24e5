use std::sync::Arc;
use std::time::Duration;

use bartizan_store_sqlite::{DATABASE, Options, SqliteStore};
use store::{Batch, Store};

use crate::shared::{NOW, commit_all, key};

/// 400 MiB go through the log, which keeps to its bound all the while and is gone in the end.
#[tokio::test]
async fn the_log_keeps_to_its_bound() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join(format!("{DATABASE}-wal"));
    let options = Options { durable: false, ..Options::default() };
    let store = Arc::new(SqliteStore::open(directory.path(), &options).unwrap());
    let mut longest = 0;
    for round in 0..100_u64 {
        let batch =
            |place| Batch::at(NOW + round).put(key(&format!("large/{place}/")), vec![place; 1024 * 1024]);
        for answer in commit_all(&store, (0..4).map(batch)).await {
            answer.unwrap();
        }
        longest = longest.max(std::fs::metadata(&log).unwrap().len());
    }
    // 64 MiB, and what one group adds.
    assert!(longest < 72 * 1024 * 1024, "{longest}");
    drop(store);
    assert!(!log.exists());
}

/// A store that rests has its whole state in one file, also after a second burst of work.
#[tokio::test]
async fn the_log_is_emptied_when_nothing_is_written() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join(format!("{DATABASE}-wal"));
    let store = SqliteStore::open(directory.path(), &Options::default()).unwrap();
    for _ in 0..2 {
        store.commit(Batch::at(NOW).put(key("any/"), "")).await.unwrap();
        assert!(std::fs::metadata(&log).unwrap().len() > 0);
        let emptied = async {
            while std::fs::metadata(&log).unwrap().len() > 0 {
                let _ = tokio::time::timeout(Duration::from_millis(50), std::future::pending::<()>()).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), emptied).await.unwrap();
    }
}
