//! Commits whose answer is missing, and callers that go away.

use std::sync::Arc;
use std::time::Duration;

use bartizan_store_postgres::testing::{Server, Stop};
use bartizan_store_postgres::{Options, PostgresStore};
use store::{Batch, CommitError, Committed, Direction, EventRange, Expected, Store, StoreError};
use tokio::task::JoinHandle;

use crate::shared::{ACCOUNT, a_while, event, key, now, open, until};

type Answer = Result<Committed, CommitError>;

fn commit(store: &Arc<PostgresStore>, batch: Batch) -> JoinHandle<Answer> {
    let store = Arc::clone(store);
    tokio::spawn(async move { store.commit(batch).await })
}

/// A batch, with an event or without.
fn update(told: bool) -> Batch {
    let batch = Batch::at(now()).put(key("alice/"), "new").expect(key("alice/"), Expected::Absent);
    if told { batch.event(event(now(), 7, "told")) } else { batch }
}

async fn is_there(store: &PostgresStore) -> bool {
    store.get(&[key("alice/")]).await.unwrap()[0].is_some()
}

const WAITS_FOR_STANDBY: &str = "select exists (select from pg_stat_activity where wait_event = 'SyncRep')";

#[tokio::test]
async fn a_commit_that_did_not_reach_the_standby_is_not_acknowledged_until_it_has() {
    let server = Server::start();
    for (order, told) in [
        ("pg_cancel_backend", true),
        ("pg_cancel_backend", false),
        ("pg_terminate_backend", true),
        ("pg_terminate_backend", false),
    ] {
        let place = format!("after_{order}_{told}");
        let store = PostgresStore::open(&Options::new(server.place(&place))).await.unwrap();
        let store = Arc::new(store);
        server.configure("synchronous_standby_names = 'nobody'\n");
        server.reload();
        let mut waiting = commit(&store, update(told));
        until(&server, WAITS_FOR_STANDBY).await;
        // PostgreSQL gives up waiting, and commits on this server alone.
        let waits = "from pg_stat_activity where wait_event = 'SyncRep'";
        server.sql("postgres", &format!("select {order}(pid) {waits}"));
        until(&server, &format!("select exists (select from \"{place}\".documents)")).await;
        let answer = tokio::time::timeout(Duration::from_millis(500), &mut waiting).await;
        assert!(answer.is_err(), "{place}: answered without the standby: {answer:?}");

        server.configure("synchronous_standby_names = ''\n");
        server.reload();
        let committed = waiting.await.unwrap().unwrap();
        let read = store.get(&[key("alice/")]).await.unwrap().remove(0).unwrap();
        assert_eq!(committed.puts, [Some(read.revision)], "{place}");
        let done = store.statistics();
        assert_eq!((done.unclear, done.resolved_committed, done.commits), (1, 1, 1), "{place}: {done:?}");
    }
}

#[tokio::test]
async fn a_revision_that_nobody_can_learn_any_more_is_not_invented() {
    let server = Server::start();
    let store = open(&server).await;
    server.configure("synchronous_standby_names = 'nobody'\n");
    server.reload();
    let waiting = commit(&store, update(true));
    until(&server, WAITS_FOR_STANDBY).await;
    let waits = "from pg_stat_activity where wait_event = 'SyncRep'";
    server.sql("postgres", &format!("select pg_terminate_backend(pid) {waits}"));
    until(&server, "select exists (select from documents)").await;
    // Before anybody can read what it wrote, somebody else writes over it.
    let over = "update documents set revision = revision + 1, body = 'theirs' where path = 'alice/'";
    server.sql("postgres", &format!("set synchronous_commit = local; {over}"));
    server.configure("synchronous_standby_names = ''\n");
    server.reload();
    assert_eq!(waiting.await.unwrap().unwrap().puts, [None]);
    assert_eq!(store.statistics().resolved_committed, 1);
}

/// Somebody who is about to create the same document, until released.
struct Blocker {
    place: &'static str,
    session: JoinHandle<()>,
}

impl Blocker {
    async fn start(server: &Server, place: &'static str) -> Self {
        let mut psql = server.program("psql");
        let create = format!("insert into \"{place}\".documents values ({ACCOUNT}, 'alice/', 1, '', null)");
        psql.args(["--dbname=postgres", "--command", "begin", "--command", &create]);
        psql.args(["--command", "select pg_sleep(60)"]).env("PGAPPNAME", place);
        let session = tokio::task::spawn_blocking(move || drop(psql.output().unwrap()));
        let holds = "select exists (select from pg_stat_activity where wait_event = 'PgSleep')";
        until(server, holds).await;
        Self { place, session }
    }

    async fn release(self, server: &Server) {
        let end = "select pg_terminate_backend(pid) from pg_stat_activity where application_name";
        server.sql("postgres", &format!("{end} = '{}'", self.place));
        self.session.await.unwrap();
    }
}

/// The backend that waits for a row, with the whole commit in its socket.
async fn waiting_backend(server: &Server) -> String {
    let question =
        "select pid from pg_stat_activity where application_name = 'bartizan' and wait_event_type = 'Lock'";
    until(server, &format!("select exists ({question})")).await;
    server.sql("postgres", question)
}

#[tokio::test]
async fn a_commit_that_nobody_answered_for_too_long_never_happens() {
    let server = Server::start();
    for (place, told) in [("with_an_event", true), ("without_one", false)] {
        let store = Arc::new(PostgresStore::open(&Options::new(server.place(place))).await.unwrap());
        let blocker = Blocker::start(&server, place).await;
        let running = commit(&store, update(told));
        let backend = waiting_backend(&server).await;
        server.freeze_backend(&backend);
        // As if the caller had waited.
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(13)).await;
        tokio::time::resume();
        let answer = running.await.unwrap();
        let never = matches!(&answer, Err(CommitError::Failed(StoreError::Engine(_))));
        assert!(never, "{answer:?}");
        assert_eq!(store.statistics().resolved_never, 1);

        // It wakes up, gets its row, and finds the rest of its commit in its socket.
        blocker.release(&server).await;
        server.thaw_backend(&backend);
        until(&server, &format!("select not exists (select from pg_stat_activity where pid = {backend})"))
            .await;
        assert!(!is_there(&store).await, "it happened after all");
        let events = store.events(ACCOUNT, EventRange::ALL, Direction::Forward, 10).await.unwrap();
        assert_eq!(events, [], "what stands in its place is no event");
        assert_eq!(store.accounts(None, 10).await.unwrap(), [0; 0]);
    }
}

#[tokio::test]
async fn a_commit_that_others_end_before_it_was_is_tried_again() {
    let server = Server::start();
    let store = Arc::new(PostgresStore::open(&Options::new(server.place("here"))).await.unwrap());
    let blocker = Blocker::start(&server, "here").await;
    let running = commit(&store, update(true));
    let backend = waiting_backend(&server).await;
    server.sql("postgres", &format!("select pg_terminate_backend({backend})"));
    blocker.release(&server).await;
    running.await.unwrap().unwrap();
    assert!(is_there(&store).await);
    let done = store.statistics();
    assert!((done.unclear, done.commits) == (0, 1) && done.retries > 0, "{done:?}");
}

#[tokio::test]
async fn a_commit_whose_server_was_killed_is_made_again() {
    let mut server = Server::start();
    for (place, events) in [("with_an_event", 1), ("without_one", 0)] {
        let store = Arc::new(PostgresStore::open(&Options::new(server.place(place))).await.unwrap());
        let blocker = Blocker::start(&server, place).await;
        let running = commit(&store, update(events == 1));
        waiting_backend(&server).await;
        server.stop(Stop::Kill);
        server.restart();
        blocker.session.await.unwrap();
        running.await.unwrap().unwrap();
        assert!(is_there(&store).await);
        let told = store.events(ACCOUNT, EventRange::ALL, Direction::Forward, 10).await.unwrap();
        assert_eq!(told.iter().filter(|event| event.body == "told").count(), events);
        assert_eq!(told.len(), events);
        let done = store.statistics();
        assert_eq!((done.resolved_never, done.commits), (1, 1), "{done:?}");
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_no_transaction_to_the_next() {
    let server = Server::start();
    let options = Options { connections: 1, ..Options::new(server.url("postgres")) };
    let store = Arc::new(PostgresStore::open(&options).await.unwrap());
    for _ in 0..10 {
        let leaving = commit(&store, Batch::at(now()).put(key("alice/"), "left"));
        tokio::task::yield_now().await;
        leaving.abort();
        let _ = leaving.await;
        // The next one is answered for itself alone, and stays.
        store.commit(Batch::at(now()).put(key("bob/"), "stays")).await.unwrap();
        assert_eq!(store.get(&[key("bob/")]).await.unwrap()[0].as_ref().unwrap().body, "stays");
        store.commit(Batch::at(now()).delete(key("bob/"))).await.unwrap();
    }
    let idle = "select count(*) from pg_stat_activity where state like 'idle in transaction%'";
    assert_eq!(server.sql("postgres", idle), "0");
}

#[tokio::test]
async fn a_server_that_is_gone_is_told_of_within_bounds_and_found_again() {
    let mut server = Server::start();
    let store = open(&server).await;
    store.commit(update(true)).await.unwrap();
    server.stop(Stop::Fast);
    let late = tokio::time::timeout(Duration::from_secs(15), store.get(&[key("alice/")])).await.unwrap();
    assert!(matches!(late, Err(StoreError::Engine(_))), "{late:?}");
    server.restart();
    assert!(is_there(&store).await);
}

#[tokio::test]
async fn batches_that_wait_for_each_other_both_get_through() {
    let server = Server::start();
    let store = open(&server).await;
    store.commit(Batch::at(now()).put(key("a/"), "").put(key("b/"), "")).await.unwrap();
    // Somebody takes the rows the other way round.
    let mut psql = server.program("psql");
    let other = "begin; update documents set body = body where path = 'b/'; select pg_sleep(0.7);
                 update documents set body = body where path = 'a/'; commit";
    psql.args([
        "--dbname=postgres",
        "--set=ON_ERROR_STOP=1",
        "--command",
        "set deadlock_timeout = '10s'",
        "--command",
        other,
    ]);
    let other = tokio::task::spawn_blocking(move || psql.output().unwrap());
    a_while(300).await;
    // Ours holds `a/` and waits for `b/`: it is the one that finds the deadlock.
    store.commit(Batch::at(now()).put(key("a/"), "1").put(key("b/"), "1")).await.unwrap();
    assert!(other.await.unwrap().status.success());
    assert!(store.statistics().retries > 0, "they did not meet: {:?}", store.statistics());
}
