//! `cargo test --release -p bartizan-store-postgres --test it measure -- --ignored --nocapture`

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use bartizan_store_postgres::testing::Server;
use bartizan_store_postgres::{Options, PostgresStore};
use store::{Batch, Expected, Key, Revision, Store};

use crate::shared::{ACCOUNT, event, key, now, rounds};

const DOCUMENTS: usize = 20_000;
const SECONDS: u64 = 6;
const BODY: [u8; 1024] = [7; 1024];

/// What pgbench does in a transaction of its own: the same conditional update of the same table, as one statement, with
/// and without an event.
const UPDATE: &str = "\\set number random(0, 19999)
with seen as (select revision from documents where account = 123456789012 and path = 'document/' || lpad(:number::text, 8, '0') || '/')
update documents set revision = documents.revision + 1, body = decode(repeat('07', 1024), 'hex') from seen
where account = 123456789012 and path = 'document/' || lpad(:number::text, 8, '0') || '/' and documents.revision = seen.revision;
";

/// As an application writes it: read, then update what was read.
const READ_AND_UPDATE: &str = "\\set number random(0, 19999)
select revision from documents where account = 123456789012 and path = 'document/' || lpad(:number::text, 8, '0') || '/' \\gset
update documents set revision = revision + 1, body = decode(repeat('07', 1024), 'hex')
where account = 123456789012 and path = 'document/' || lpad(:number::text, 8, '0') || '/' and revision = :revision;
";

#[derive(Clone, Copy)]
enum Kind {
    Pgbench,
    ReadFirst,
    Ours,
    Told,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Pgbench, Self::ReadFirst, Self::Ours, Self::Told];
}

fn document(number: usize) -> Key {
    key(&format!("document/{number:08}/"))
}

fn tell(line: impl std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).unwrap();
}

#[ignore = "a measurement; run it with --release"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conditional_updates_beside_pgbench() {
    let server = Server::on_disk();
    let store = Arc::new(
        PostgresStore::open(&Options { connections: 64, ..Options::new(server.url("postgres")) })
            .await
            .unwrap(),
    );
    for piece in 0..DOCUMENTS / 500 {
        let some = (piece * 500..(piece + 1) * 500).map(document);
        store.commit(some.fold(Batch::at(now()), |batch, key| batch.put(key, &BODY[..]))).await.unwrap();
    }
    server.sql("postgres", "vacuum analyze documents");
    for clients in [1, 8, 32] {
        for round in 0..rounds(3) {
            // A rate depends on what else the machine does; the processor time that the server takes for an update does not.
            let mut figures = Vec::new();
            for kind in Kind::ALL {
                let before = server.ticks();
                let (name, updates) = match kind {
                    Kind::Pgbench => ("pgbench", pgbench(&server, UPDATE, clients)),
                    Kind::ReadFirst => {
                        ("pgbench, with a read before", pgbench(&server, READ_AND_UPDATE, clients))
                    }
                    Kind::Ours => ("ours", updates(&store, clients, false).await),
                    Kind::Told => ("ours, with an event", updates(&store, clients, true).await),
                };
                let micros = (server.ticks() - before) * 10_000 / (updates * SECONDS).max(1);
                figures.push((name, updates, micros));
            }
            // Ours read each document before its first update, as the second one does.
            let (_, most, _) = figures[1];
            let load = std::fs::read_to_string("/proc/loadavg").unwrap();
            tell(format!("{clients} clients, round {round}, load {}", load.split(' ').next().unwrap()));
            for (name, updates, micros) in figures {
                let share = updates * 100 / most.max(1);
                tell(format!("  {updates:6}/s = {share:3}%, {micros:4} µs of the server's for each: {name}"));
            }
        }
    }
    reads(&store).await;
    tell(format!("{:?}", store.statistics()));
}

fn pgbench(server: &Server, script: &str, clients: usize) -> u64 {
    let file = server.directory().join("pgbench.sql");
    std::fs::write(&file, script).unwrap();
    let mut pgbench = server.program("pgbench");
    let (clients, seconds) = (clients.to_string(), SECONDS.to_string());
    pgbench.args([
        "--no-vacuum",
        "--protocol=prepared",
        "--client",
        &clients,
        "--jobs=2",
        "--time",
        &seconds,
        "--file",
    ]);
    let output = pgbench.arg(file).arg("postgres").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let rate = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split('.').next()?.parse().ok());
    rate.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

/// Commits a second: each client keeps to documents of its own, so that every expectation holds.
#[expect(clippy::disallowed_methods, reason = "a measurement, which asserts nothing")]
async fn updates(store: &Arc<PostgresStore>, clients: usize, told: bool) -> u64 {
    let start = Instant::now();
    let writers = (0..clients).map(|client| {
        let store = Arc::clone(store);
        tokio::spawn(async move {
            let mut known: Vec<Option<Revision>> = vec![None; DOCUMENTS / clients];
            let mut commits: u64 = 0;
            while start.elapsed().as_secs() < SECONDS {
                let number = usize::try_from(commits.wrapping_mul(2_654_435_761)).unwrap() % known.len();
                let key = document(number * clients + client);
                let revision = match known[number] {
                    Some(revision) => revision,
                    None => store.get(std::slice::from_ref(&key)).await.unwrap().remove(0).unwrap().revision,
                };
                let micros = now();
                let mut batch =
                    Batch::at(micros).expect(key.clone(), Expected::At(revision)).put(key, &BODY[..]);
                if told {
                    let id = u128::from(ACCOUNT) << 64 | u128::from(commits) << 8 | client as u128;
                    batch = batch.event(event(micros, id, &BODY[..600]));
                }
                known[number] = store.commit(batch).await.unwrap().puts[0];
                commits += 1;
            }
            commits
        })
    });
    let mut commits = 0;
    for writer in writers.collect::<Vec<_>>() {
        commits += writer.await.unwrap();
    }
    commits * 1_000_000 / u64::try_from(start.elapsed().as_micros()).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a measurement, which asserts nothing")]
async fn reads(store: &Arc<PostgresStore>) {
    for clients in [1, 8, 32] {
        let start = Instant::now();
        let readers = (0..clients).map(|client| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                let mut reads: u64 = 0;
                while start.elapsed().as_secs() < SECONDS {
                    let number = usize::try_from(reads.wrapping_mul(2_654_435_761)).unwrap() + client;
                    store.get(&[document(number % DOCUMENTS)]).await.unwrap();
                    reads += 1;
                }
                reads
            })
        });
        let mut reads = 0;
        for reader in readers.collect::<Vec<_>>() {
            reads += reader.await.unwrap();
        }
        let rate = reads * 1_000_000 / u64::try_from(start.elapsed().as_micros()).unwrap();
        tell(format!("{clients:2} clients: {rate} point reads/s"));
    }
}

/// The documents of a user with a password, a virtual device, an access key and two groups, as long as they are on the average.
const USER: &[(&str, usize)] = &[
    ("user/name-{}/", 1_000),
    ("id/AIDA0000000{}/", 60),
    ("key/AKIA0000000{}/", 60),
    ("last-used/AKIA0000000{}/", 120),
    ("password-last-used/AIDA0000000{}/", 60),
    ("password-history/AIDA0000000{}/", 300),
    ("mfa/name-{}/", 550),
    ("clock/0123456789abcdef{}/", 200),
    ("guesses/AIDA0000000{}/", 340),
    ("console-session/AIDA0000000{}/0123456789abcdef0123/", 450),
    ("member/AGPA00000000000000001/AIDA0000000{}/", 0),
    ("member/AGPA00000000000000002/AIDA0000000{}/", 0),
];

#[ignore = "a measurement"]
#[tokio::test]
async fn what_a_user_takes() {
    let server = Server::start();
    let _tables = PostgresStore::open(&Options::new(server.url("postgres"))).await.unwrap();
    const USERS: u64 = 50_000;
    for (path, bytes) in USER {
        let path = path.replace("{}", "' || lpad(n::text, 9, '0') || '");
        server.sql(
            "postgres",
            &format!(
                "insert into documents select 100000000000 + n % 50, '{path}', 1700000000000000 + n,
                 decode(repeat(md5(n::text), {bytes} / 16), 'hex') from generate_series(1, {USERS}) as n"
            ),
        );
    }
    server.sql(
        "postgres",
        &format!(
            "insert into events select 100000000000 + n % 50, 1700000000000000 + n, decode(md5(n::text), 'hex'), 1200,
             decode(repeat(md5(n::text), 75), 'hex') from generate_series(1, {USERS}) as n"
        ),
    );
    server.sql("postgres", "vacuum analyze");
    for table in ["documents", "events"] {
        let sizes =
            format!("select pg_table_size('{table}') / {USERS}, pg_indexes_size('{table}') / {USERS}");
        tell(format!(
            "{table}: bytes of rows and of indexes for each user: {}",
            server.sql("postgres", &sizes)
        ));
    }
}
