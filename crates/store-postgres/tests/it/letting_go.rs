//! What only waited to be forgotten is forgotten.

use bartizan_store_postgres::testing::Server;
use store::{Batch, EventLimit, Expected, Store};

use crate::shared::{ACCOUNT, key, now, open};

#[tokio::test]
async fn deleted_documents_and_outcomes_are_forgotten_after_an_hour() {
    let server = Server::start();
    let store = open(&server).await;
    let nothing = EventLimit { before_micros: 0, keep_bytes: u64::MAX };
    let rows =
        || server.sql("postgres", "select (select count(*) from documents), (select count(*) from events)");

    store.commit(Batch::at(now()).put(key("alice/"), "").put(key("bob/"), "")).await.unwrap();
    store
        .commit(Batch::at(now()).delete(key("alice/")).expect(key("carol/"), Expected::Absent))
        .await
        .unwrap();
    store.expire(ACCOUNT, nothing, 10).await.unwrap();
    assert_eq!(rows(), "3|2", "they are needed yet");

    // As if an hour had passed.
    let an_hour_ago = "now() - interval '61 minutes'";
    server.sql(
        "postgres",
        &format!("update documents set dead_since = {an_hour_ago} where dead_since is not null"),
    );
    server.sql("postgres", &format!("update events set hidden_since = {an_hour_ago}"));
    store.expire(ACCOUNT, nothing, 10).await.unwrap();
    assert_eq!(
        rows(),
        "2|0",
        "a document that was alive a moment ago keeps its revision, whoever's clock was wrong"
    );
    server.sql(
        "postgres",
        "update documents set revision = revision - 3700000000 where dead_since is not null",
    );
    store.expire(ACCOUNT, nothing, 10).await.unwrap();
    assert_eq!(rows(), "1|0");
    assert!(store.get(&[key("bob/")]).await.unwrap()[0].is_some());
}

/// Updates of bodies touch no index, as long as the page has room: half of what they cost.
#[tokio::test]
async fn updates_touch_no_index() {
    let server = Server::start();
    let store = open(&server).await;
    for number in 0..50 {
        store.commit(Batch::at(now()).put(key("alice/"), number.to_string())).await.unwrap();
    }
    // A backend tells what it counted when it ends, at the latest.
    drop(store);
    let question = "select n_tup_upd, n_tup_hot_upd from pg_stat_user_tables where relname = 'documents'";
    crate::shared::until(&server, &format!("select n_tup_upd >= 40 from ({question}) as u")).await;
    let hot = format!("select n_tup_hot_upd * 10 >= n_tup_upd * 9 from ({question}) as u");
    assert_eq!(server.sql("postgres", &hot), "t", "{}", server.sql("postgres", question));
}
