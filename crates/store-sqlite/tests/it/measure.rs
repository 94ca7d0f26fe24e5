//! `cargo test --release -p bartizan-store-sqlite --test it measure -- --ignored --nocapture`

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use bartizan_store_sqlite::{Options, SqliteStore};
use rusqlite::Connection;
use store::{Batch, Direction, Expected, Key, Partition, Revision, ScanRange, Store};

use crate::shared::{ACCOUNT, NOW, key, tell};

const DOCUMENTS: u64 = 50_000;
const BODY: [u8; 1024] = [7; 1024];

fn name(number: u64) -> Key {
    key(&format!("document/{:08}/", number.wrapping_mul(2_654_435_761) % DOCUMENTS))
}

/// Calls per second.
#[expect(clippy::disallowed_methods, reason = "a measurement, which asserts nothing")]
async fn rate(calls: u64, work: impl Future<Output = ()>) -> u64 {
    let start = Instant::now();
    work.await;
    (u128::from(calls) * 1_000_000 / start.elapsed().as_micros()).try_into().unwrap()
}

#[ignore = "a measurement; run it with --release"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conditional_updates_and_reads() {
    let directory = tempfile::tempdir_in(std::env::current_dir().unwrap()).unwrap();
    let store = Arc::new(SqliteStore::open(directory.path().join("ours"), &Options::default()).unwrap());
    for piece in 0..DOCUMENTS / 500 {
        let some = (piece * 500..(piece + 1) * 500).map(|number| key(&format!("document/{number:08}/")));
        store.commit(some.fold(Batch::at(NOW), |batch, key| batch.put(key, &BODY[..]))).await.unwrap();
    }
    let raw = raw_store(&directory.path().join("raw.db"));

    for (at_once, calls) in [(1, 2_000), (8, 8_000), (64, 32_000), (256, 32_000)] {
        for round in 0..3 {
            let sqlite = rate(calls, async { raw_updates(&raw, at_once, calls) }).await;
            let before = store.statistics();
            let ours = rate(calls, updates(&store, at_once, calls)).await;
            let after = store.statistics();
            tell(format!(
                "{at_once:3} at once, round {round}: {ours:6} updates/s; SQLite alone in such groups {sqlite:6}; \
                 {}% of it; {:.1} a group",
                ours * 100 / sqlite,
                f64::from(u32::try_from(calls).unwrap())
                    / f64::from(u32::try_from(after.groups - before.groups).unwrap()),
            ));
        }
    }
    reads(&store).await;
}

async fn updates(store: &Arc<SqliteStore>, at_once: u64, calls: u64) {
    let clients = (0..at_once).map(|client| {
        let store = Arc::clone(store);
        tokio::spawn(async move {
            let mut known: BTreeMap<Key, Revision> = BTreeMap::new();
            for call in 0..calls / at_once {
                // Clients keep to documents of their own, so that every expectation holds.
                let key = name((call % 64) * at_once + client);
                let revision = match known.get(&key) {
                    Some(revision) => *revision,
                    None => store.get(std::slice::from_ref(&key)).await.unwrap().remove(0).unwrap().revision,
                };
                let batch = Batch::at(NOW).expect(key.clone(), Expected::At(revision));
                let done = store.commit(batch.put(key.clone(), &BODY[..])).await.unwrap();
                known.insert(key, done.puts[0].unwrap());
            }
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.unwrap();
    }
}

fn raw_store(file: &Path) -> Connection {
    let raw = Connection::open(file).unwrap();
    raw.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -8192;
         create table documents (partition integer not null, path text not null, revision integer not null,
             body blob not null, unique (partition, path)) strict; begin;",
    )
    .unwrap();
    for number in 0..DOCUMENTS {
        let path = format!("document/{number:08}/");
        raw.prepare_cached("insert into documents values (?1, ?2, 1, ?3)")
            .unwrap()
            .execute((ACCOUNT.cast_signed(), path, &BODY[..]))
            .unwrap();
    }
    raw.execute_batch("commit; pragma wal_checkpoint(truncate)").unwrap();
    raw
}

fn raw_updates(raw: &Connection, at_once: u64, calls: u64) {
    let mut select =
        raw.prepare("select revision from documents where partition = ?1 and path = ?2").unwrap();
    let mut update = raw
        .prepare(
            "update documents set revision = ?3 + 1, body = ?4 where partition = ?1 and path = ?2 and revision = ?3",
        )
        .unwrap();
    for call in 0..calls / at_once {
        raw.execute_batch("begin immediate").unwrap();
        for client in 0..at_once {
            let path = name((call % 64) * at_once + client).path;
            let account = ACCOUNT.cast_signed();
            let revision: i64 = select.query_row((account, path.as_ref()), |row| row.get(0)).unwrap();
            assert_eq!(update.execute((account, path.as_ref(), revision, &BODY[..])).unwrap(), 1);
        }
        raw.execute_batch("commit").unwrap();
    }
}

async fn reads(store: &SqliteStore) {
    for round in 0..3 {
        let points = async {
            for call in 0..100_000 {
                store.get(&[name(call)]).await.unwrap().remove(0).unwrap();
            }
        };
        let points = rate(100_000, points).await;
        let mut scans = Vec::new();
        for (limit, calls) in [(1, 20_000), (32, 2_000), (33, 2_000), (1_000, 200)] {
            let scan = async {
                for call in 0..calls {
                    let last = name(call).path;
                    let range = ScanRange::prefix_after(Partition::Account(ACCOUNT), "document/", &last);
                    store.scan(&range, Direction::Forward, limit).await.unwrap();
                }
            };
            scans.push(format!("{} of {limit}", rate(calls, scan).await));
        }
        tell(format!("round {round}: {points} point reads/s; scans/s: {}", scans.join(", ")));
    }
}
