use std::sync::Arc;

use bartizan_store_sqlite::SqliteStore;
use store::{Batch, CommitError, Expected, Store};

use crate::shared::{NOW, key};

/// The races of the suite again, from real threads.
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn threads_lose_no_update_and_pass_no_limit() {
    let store = Arc::new(SqliteStore::in_memory().unwrap());
    store.commit(Batch::at(NOW).put(key("sum/"), "0")).await.unwrap();
    let racers = (0..64).map(|_| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut added = 0;
            for _ in 0..20 {
                add_one(&store).await;
                let counted = store.commit(Batch::at(NOW).add(key("count/"), 1, 1_000)).await;
                added += u32::from(counted.is_ok());
            }
            added
        })
    });
    let mut added = 0;
    for racer in racers.collect::<Vec<_>>() {
        added += racer.await.unwrap();
    }
    assert_eq!(added, 1_000);
    let read = store.get(&[key("sum/"), key("count/")]).await.unwrap();
    let bodies = read.into_iter().map(|document| document.unwrap().body);
    assert!(bodies.eq(["1280", "1000"]));

    let done = store.statistics();
    assert!(done.groups < done.jobs, "nothing was grouped: {done:?}");
}

/// Reads, adds one and writes, until nobody else was faster; a commit that was answered is seen at once.
async fn add_one(store: &SqliteStore) {
    loop {
        let read = store.get(&[key("sum/")]).await.unwrap().remove(0).unwrap();
        let sum: u64 = str::from_utf8(&read.body).unwrap().parse().unwrap();
        let batch = Batch::at(NOW).expect(key("sum/"), Expected::At(read.revision));
        match store.commit(batch.put(key("sum/"), (sum + 1).to_string())).await {
            Ok(committed) => {
                let seen = store.get(&[key("sum/")]).await.unwrap().remove(0).unwrap();
                return assert!(Some(seen.revision) >= committed.puts[0], "an answered commit is not seen");
            }
            Err(CommitError::Conflict { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
}
