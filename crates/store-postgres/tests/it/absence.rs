//! What is expected to be absent stays absent until the commit, also where nothing is written there.

use std::sync::Arc;

use bartizan_store_postgres::PostgresStore;
use bartizan_store_postgres::testing::Server;
use store::{Batch, CommitError, Expected, Store};

use crate::shared::{key, now, open};

/// Puts one document if the other is absent.
async fn put_unless(store: Arc<PostgresStore>, put: String, absent: String) -> bool {
    let batch = Batch::at(now()).expect(key(&absent), Expected::Absent).put(key(&put), "");
    match store.commit(batch).await {
        Ok(_) => true,
        Err(CommitError::Conflict { .. }) => false,
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_expect_the_other_absent_never_both_win() {
    let server = Server::start();
    let stores = [open(&server).await, open(&server).await];
    for round in 0..100 {
        let names = ["one", "two"].map(|name| format!("{round}/{name}/"));
        let racers = [(0, 1), (1, 0)].map(|(own, other)| {
            tokio::spawn(put_unless(Arc::clone(&stores[own]), names[own].clone(), names[other].clone()))
        });
        let mut won = 0;
        for racer in racers {
            won += u32::from(racer.await.unwrap());
        }
        let there = stores[0].get(&names.map(|name| key(&name))).await.unwrap();
        assert_eq!(u32::try_from(there.iter().flatten().count()).unwrap(), won);
        assert!(won <= 1, "round {round}: both expected the other to be absent");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_that_expect_the_same_absence_all_win() {
    let server = Server::start();
    let store = open(&server).await;
    for round in 0..5 {
        let racers = (0..16).map(|racer| {
            let put = format!("{round}/own/{racer}/");
            tokio::spawn(put_unless(Arc::clone(&store), put, format!("{round}/absent/")))
        });
        for racer in racers.collect::<Vec<_>>() {
            assert!(racer.await.unwrap(), "round {round}: a conflict about something that nobody wrote");
        }
    }
}

#[tokio::test]
async fn an_absence_that_was_held_on_to_is_one() {
    let server = Server::start();
    let store = open(&server).await;
    let (absent, now) = (key("absent/"), now());
    store
        .commit(Batch::at(now).expect(absent.clone(), Expected::Absent).put(key("other/"), ""))
        .await
        .unwrap();
    assert_eq!(store.get(std::slice::from_ref(&absent)).await.unwrap(), [None]);
    let created = store.commit(Batch::at(now).expect(absent.clone(), Expected::Absent).put(absent, "")).await;
    assert_eq!(
        created.unwrap().puts[0].unwrap().get(),
        now,
        "it starts at the microseconds of its creation all the same"
    );
}
