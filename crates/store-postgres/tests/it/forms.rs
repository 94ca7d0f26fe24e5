//! A commit goes as one statement, and in pieces where the server does not take it so.

use bartizan_store_postgres::testing::Server;
use bartizan_store_postgres::{Options, PostgresStore};
use store::{Batch, Direction, EventRange, Store};

use crate::shared::{ACCOUNT, event, key, now};

/// A store with one connection, which has prepared everything.
async fn open(server: &Server, place: &str) -> PostgresStore {
    let options = Options { connections: 1, ..Options::new(server.place(place)) };
    let store = PostgresStore::open(&options).await.unwrap();
    store.commit(update(0)).await.unwrap();
    store
}

fn update(number: u128) -> Batch {
    Batch::at(now()).put(key("alice/"), number.to_string()).event(event(now(), number, "told"))
}

async fn is_written(store: &PostgresStore, updates: usize) {
    let read = store.get(&[key("alice/")]).await.unwrap().remove(0).unwrap();
    assert_eq!(read.body, (updates - 1).to_string());
    let told = store.events(ACCOUNT, EventRange::ALL, Direction::Forward, 100).await.unwrap();
    assert_eq!(told.len(), updates);
    let done = store.statistics();
    assert_eq!((done.retries, done.unclear, done.lost), (0, 0, 0), "{done:?}");
}

/// PostgreSQL itself refuses a part that a rule makes two of, and takes it as a statement of its own.
#[tokio::test]
async fn a_form_that_cannot_be_prepared_is_said_in_pieces() {
    let server = Server::start();
    let store = open(&server, "here").await;
    let rule = "create table here.noted (micros bigint);
        create rule noted as on insert to here.events do also insert into here.noted values (new.micros)";
    server.sql("postgres", rule);
    for number in 1..4 {
        store.commit(update(number)).await.unwrap();
    }
    is_written(&store, 4).await;
    assert_eq!(server.sql("postgres", "select count(*) from here.noted"), "3");
}

/// A distributed database refuses what it has prepared when it plans it.
#[tokio::test]
async fn a_form_that_is_refused_when_it_is_asked_for_is_said_in_pieces_from_then_on() {
    let server = Server::start();
    let store = open(&server, "here").await;
    let trigger = "create sequence here.refusals;
        create function here.refuse() returns trigger language plpgsql as $$ begin
            if current_query() like 'with u0 as%' then
                perform nextval('here.refusals');
                raise feature_not_supported using message = 'too much at once';
            end if;
            return new;
        end $$;
        create trigger refuse before insert on here.events for each row execute function here.refuse()";
    server.sql("postgres", trigger);
    for number in 1..4 {
        store.commit(update(number)).await.unwrap();
    }
    is_written(&store, 4).await;
    let refusals: u32 = server.sql("postgres", "select last_value from here.refusals").parse().unwrap();
    assert!((1..=2).contains(&refusals), "each form once, with the time and without: {refusals}");
}

/// An extension of that name is all that a PostgreSQL without Citus can have of it.
#[tokio::test]
async fn over_a_distributed_database_nothing_is_said_as_one_statement() {
    let server = Server::start();
    let place = server.place("here");
    server.sql("postgres", "update pg_extension set extname = 'citus' where extname = 'plpgsql'");
    let store = PostgresStore::open(&Options::new(place)).await.unwrap();
    let trigger = "create function here.refuse() returns trigger language plpgsql as $$ begin
            if current_query() like 'with u0 as%' then raise 'as one statement'; end if;
            return new;
        end $$;
        create trigger refuse before insert on here.events for each row execute function here.refuse()";
    server.sql("postgres", trigger);
    for number in 0..3 {
        store.commit(update(number)).await.unwrap();
    }
    is_written(&store, 3).await;
}
