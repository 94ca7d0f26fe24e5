use std::sync::Arc;
use std::time::Duration;

use bartizan_store_sqlite::{DATABASE, Options, SqliteStore};
use store::{Batch, Exported, Store};

use crate::shared::{NOW, commit_all, key};

/// A batch with a large document, another in each round: pages that stay as they are would not be written.
fn large(place: u8, round: u64) -> Batch {
    let body = vec![u8::try_from(round).unwrap(); 1024 * 1024];
    Batch::at(NOW + round).put(key(&format!("large/{place}/")), body)
}

/// 400 MiB go through the log, which keeps to its bound all the while and is gone in the end.
#[tokio::test]
async fn the_log_keeps_to_its_bound() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join(format!("{DATABASE}-wal"));
    let options = Options { durable: false, ..Options::default() };
    let store = Arc::new(SqliteStore::open(directory.path(), &options).unwrap());
    let mut longest = 0;
    for round in 0..100_u64 {
        for answer in commit_all(&store, (0..4).map(|place| large(place, round))).await {
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

/// Whoever reads the whole store keeps the log from beginning anew, and nobody from writing; once they have ended it does.
#[tokio::test]
async fn the_log_grows_during_an_export_and_is_emptied_after_it() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join(format!("{DATABASE}-wal"));
    let options = Options { durable: false, ..Options::default() };
    let store = Arc::new(SqliteStore::open(directory.path(), &options).unwrap());
    // Each is a piece of its own, so that the reading does not end before anybody asks for them.
    for place in 0..6_u8 {
        store.commit(large(place, 100)).await.unwrap();
    }
    let mut export = store.export().await.unwrap();
    // Beyond the bound at which the writer waits for readers: it must not.
    for round in 0..25_u64 {
        for answer in commit_all(&store, (0..4).map(|place| large(place, round))).await {
            answer.unwrap();
        }
    }
    assert!(std::fs::metadata(&log).unwrap().len() > 90 * 1024 * 1024);
    for _ in 0..6 {
        let Some(Exported::Documents(piece)) = export.next().await.unwrap() else { panic!("no documents") };
        assert_eq!(piece.len(), 1);
        assert_eq!(piece[0].1.body[0], 100, "of the moment at which the reading began");
    }
    assert_eq!(export.next().await.unwrap(), None);

    let emptied = async {
        while std::fs::metadata(&log).unwrap().len() > 0 {
            let _ = tokio::time::timeout(Duration::from_millis(50), std::future::pending::<()>()).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), emptied).await.unwrap();
}
