//! Which databases are taken, and which are refused with words that help.

use std::net::TcpListener;
use std::sync::{Arc, Weak};
use std::time::Duration;

use bartizan_store_postgres::testing::Server;
use bartizan_store_postgres::{OpenError, Options, PostgresStore};
use store::{Batch, Store};
use tokio::time::Instant;

use crate::shared::{key, now};

async fn refused(url: String) -> OpenError {
    PostgresStore::open(&Options::new(url)).await.err().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_nodes_may_start_at_once() {
    let server = Server::start();
    for round in 0..5 {
        let url = server.place(&format!("round{round}"));
        let nodes = (0..12).map(|_| {
            let options = Options { connections: 2, ..Options::new(url.clone()) };
            tokio::spawn(async move { PostgresStore::open(&options).await.unwrap() })
        });
        for node in nodes.collect::<Vec<_>>() {
            let node = node.await.unwrap();
            node.commit(Batch::at(now()).add(key("count/"), 1, 12)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_store_comes_back_as_it_was_and_a_newer_one_is_refused() {
    let server = Server::start();
    let url = server.url("postgres");
    let at = now();
    for round in 1..=2 {
        let store = PostgresStore::open(&Options::new(&*url)).await.unwrap();
        let done = store.commit(Batch::at(at).put(key("alice/"), "")).await.unwrap();
        assert_eq!(done.puts[0].unwrap().get(), at + round - 1, "a revision of before the restart came back");
        store.commit(Batch::at(at).delete(key("alice/"))).await.unwrap();
        assert_eq!(store.last_commit().await.unwrap(), Some(at));
    }
    server.sql("postgres", "update bartizan_schema set version = 2");
    let newer = refused(url).await;
    assert!(matches!(newer, OpenError::NewerSchema { found: 2, known: 1 }), "{newer}");
}

#[tokio::test]
async fn what_a_store_holds_is_let_go_with_it() {
    let server = Server::start();
    let lock = Arc::new(());
    let held: Weak<()> = Arc::downgrade(&lock);
    let store = PostgresStore::open(&Options::new(server.url("postgres"))).await.unwrap().holding(lock);
    store.commit(Batch::at(now()).put(key("alice/"), "")).await.unwrap();
    assert!(held.upgrade().is_some());
    let mut reading = store.export().await.unwrap();
    drop(store);
    assert!(held.upgrade().is_none());
    assert!(reading.next().await.unwrap().is_some(), "a reading of everything goes on");
}

#[tokio::test]
async fn a_database_that_is_not_ours_or_would_forget_is_refused_and_left_alone() {
    let server = Server::start();
    server.sql("postgres", "create schema theirs; create table theirs.documents (a int)");
    let theirs = refused(format!("{}?options=-csearch_path%3Dtheirs", server.url("postgres"))).await;
    assert!(matches!(&theirs, OpenError::NotOurs { table } if table == "documents"), "{theirs}");
    assert_eq!(server.sql("postgres", "select count(*) from pg_tables where schemaname = 'theirs'"), "1");

    server.sql(
        "postgres",
        "create role guest login; create schema locked; grant usage on schema locked to guest",
    );
    let locked =
        refused(format!("postgres://guest@{}/postgres?options=-csearch_path%3Dlocked", server.host())).await;
    assert!(locked.to_string().contains("may not create tables"), "{locked}");

    server.sql("postgres", "create database latin encoding 'LATIN1' template template0");
    let latin = refused(server.url("latin")).await;
    assert!(latin.to_string().contains("encoding 'UTF8'"), "{latin}");

    server.configure("synchronous_commit = off\n");
    server.reload();
    crate::shared::until(&server, "select current_setting('synchronous_commit') = 'off'").await;
    let forgetful = refused(server.url("postgres")).await;
    assert!(forgetful.to_string().contains("synchronous_commit = on"), "{forgetful}");
    assert_eq!(server.sql("postgres", "select count(*) from pg_tables where tablename = 'accounts'"), "0");
}

#[tokio::test]
async fn a_server_that_does_not_sync_or_is_a_standby_is_refused() {
    let server = Server::with("fsync = off");
    let forgetful = refused(server.url("postgres")).await;
    assert!(forgetful.to_string().contains("fsync = on"), "{forgetful}");
    let primary = Server::start();
    let standby = primary.standby("second");
    let standby = refused(standby.url("postgres")).await;
    assert!(standby.to_string().contains("name the primary"), "{standby}");
}

/// A machine that hangs, or a network that swallows what is answered.
#[tokio::test]
async fn a_host_that_says_nothing_costs_its_share_of_the_time_once() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let server = Server::start();
    let url = format!("postgres://postgres@127.0.0.1:{port},{}:5432/postgres?sslmode=disable", server.host());
    let share = Duration::from_secs(1);
    let options = Options { connections: 2, connect_within: 2 * share, ..Options::new(url) };
    let began = Instant::now();
    let store = Arc::new(PostgresStore::open(&options).await.unwrap());
    let took = began.elapsed();
    assert!(took >= share, "it was given up after {took:?}");
    silent.set_nonblocking(true).unwrap();
    let asked = || std::iter::from_fn(|| silent.accept().ok()).count();
    assert_eq!(asked(), 1);
    // Connections that are made anew begin with the host that answered.
    let ours = "from pg_stat_activity where application_name = 'bartizan'";
    server.sql("postgres", &format!("select pg_terminate_backend(pid) {ours}"));
    let (one, other) = ([key("alice/")], [key("bob/")]);
    let (one, other) = tokio::join!(store.get(&one), store.get(&other));
    one.and(other).unwrap();
    assert_eq!(asked(), 0);
}

#[tokio::test]
async fn nobody_there_is_said_at_once_without_the_password() {
    let url = "postgres://u:hunter2@127.0.0.1:1/iam?sslmode=disable".to_owned();
    let nobody = refused(url).await;
    assert!(matches!(nobody, OpenError::Unreachable(_)), "{nobody}");
    assert!(!format!("{nobody} {nobody:?}").contains("hunter2"));
}
