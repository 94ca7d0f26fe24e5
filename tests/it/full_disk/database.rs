//! The same, of a PostgreSQL server whose disk fills up.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown, symlink};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use bartizan_tests::{Account, Client, Cluster, Postgres, Server, Stop, Stopwatch, User};

use super::{Disk, create_until_full, seen};

/// How long something may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(60);
/// For a disk that the database's user may enter.
const SIZE: &str = "size=8m,mode=0711";

/// A directory on the disk that is the server's own.
fn place(disk: &Disk, postgres: &Postgres) -> PathBuf {
    let place = disk.directory.path().join("database");
    fs::DirBuilder::new().mode(0o700).create(&place).expect("there is room");
    let owner = fs::metadata(postgres.directory()).expect("it is there");
    chown(&place, Some(owner.uid()), Some(owner.gid())).expect("it can be given away");
    place
}

/// Where no room is left for rows, each statement that needs some is refused, and the server goes on.
#[test]
fn a_database_without_room_for_rows_fails_writes_whole_and_is_forgiven() {
    let Some(disk) = Disk::new(SIZE) else { return };
    let postgres = Postgres::start();
    let place = place(&disk, &postgres);
    postgres.sql("postgres", &format!("create tablespace small location '{}'", place.display()));
    postgres.sql("postgres", "alter role postgres set default_tablespace = small");
    let mut cluster = Cluster::over(postgres, 0, &[]);
    let mut node = cluster.node(&[("BARTIZAN_STORE_MAX_STALENESS_MS", "0")]);
    node.be_watched();
    node.restart();
    let account = Account::create(&node, "root@example.com");
    let mut admin = account.administrator(&node);
    let mut anna = account.user(&node, "anna");

    for round in 0..2 {
        disk.fill();
        let before = node.figures();
        let kept = create_until_full(&mut admin, round);
        // A page may have room for a little more; then there is none.
        let code = unspent(&mut anna, &node);
        let there = seen(&mut admin, &kept);
        // A refusal that tells that nothing was written needs nobody to ask what became of it.
        assert_eq!(node.figures().since(&before, "bartizan_store_unclear_commits_total", &[]), 0.0);

        if round == 1 {
            // Killed on a full disk. Its recovery may want room as well, and there is none before somebody makes some.
            cluster.postgres.stop(Stop::Kill);
            disk.free();
            cluster.postgres.restart();
            eventually("the node finds the database", || admin.iam("ListUsers", &[]).status == 200);
        } else {
            disk.free();
        }
        assert_eq!(seen(&mut admin, &kept), there, "nothing of what failed is there");
        let _ = anna.session_with(&node, &code).ok();
        assert_eq!(anna.session_with(&node, &code).status, 403, "a code works once");
        let _ = admin.iam("CreateUser", &[("UserName", &format!("after-{round}"))]).ok();
        assert!(node.command(&["verify"]).contains("the store is whole"));
    }
}

/// A code that gave no session, as there was no room for spending it.
fn unspent(anna: &mut User, node: &Server) -> String {
    for _ in 0..20 {
        let code = anna.phone.code();
        let answer = anna.session_with(node, &code);
        if answer.code() == "ServiceFailure" {
            return code;
        }
        let _ = answer.ok();
    }
    panic!("there is room for all of them");
}

/// Where its log cannot grow, the server stops in the midst of whatever it does.
#[test]
fn a_database_without_room_for_its_log_stops_and_loses_nothing_that_was_acknowledged() {
    let Some(disk) = Disk::new(SIZE) else { return };
    let mut postgres = Postgres::start();
    postgres.stop(Stop::Fast);
    let (log, place) = (postgres.directory().join("data/pg_wal"), place(&disk, &postgres).join("log"));
    let copied = Command::new("cp").arg("-a").args([&log, &place]).status().expect("there is cp");
    assert!(copied.success());
    fs::remove_dir_all(&log).expect("it is there");
    symlink(&place, &log).expect("it can be made");
    postgres.restart();
    let mut cluster = Cluster::over(postgres, 1, &[]);
    let account = Account::create(&cluster.nodes[0], "root@example.com");
    let mut anna = account.user(&cluster.nodes[0], "anna");
    let code = anna.phone.code();
    let _ = anna.session_with(&cluster.nodes[0], &code).ok();

    disk.fill();
    // Of the files that it keeps ready, one is enough for here.
    for _ in 0..3 {
        let next = "select pg_logical_emit_message(true, 'filled', 'up'), pg_switch_wal()";
        cluster.postgres.sql("postgres", next);
    }
    let (enough, acknowledged) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut admin = account.administrator(&cluster.nodes[0]);
    let postgres = &mut cluster.postgres;
    let verdicts = std::thread::scope(|scope| {
        let client = scope.spawn(|| create(&mut admin, &enough, &acknowledged));
        let log = postgres.directory().join("log");
        let has_stopped = || fs::read_to_string(&log).unwrap_or_default().contains("PANIC");
        let stopped = happens(has_stopped);
        disk.free();
        postgres.restart();
        let goal = acknowledged.load(Ordering::SeqCst) + 20;
        let goes_on = happens(|| acknowledged.load(Ordering::SeqCst) >= goal || client.is_finished());
        enough.store(true, Ordering::SeqCst);
        assert!(stopped, "there was room for all of it");
        assert!(goes_on, "nothing is acknowledged any more");
        client.join().expect("the client panicked")
    });

    let node = &cluster.nodes[0];
    let trail = node.events(&account.id, None);
    let mut admin = account.administrator(node);
    let mut failed = 0;
    for (name, verdict) in &verdicts {
        let is_there = admin.iam("GetUser", &[("UserName", name)]).status == 200;
        let told =
            trail.lines().filter(|line| line.contains("\"CreateUser\"") && line.contains(name)).count();
        assert_eq!(told, usize::from(is_there), "{name}: {verdict}");
        failed += usize::from(verdict != "200 OK");
        assert!(is_there || verdict != "200 OK", "{name} was acknowledged, and is lost");
    }
    eprintln!("{} calls, of which {failed} failed", verdicts.len());
    assert_eq!(anna.session_with(node, &code).status, 403, "a code works once");
    let _ = anna.session(node).ok();
    assert!(node.command(&["verify"]).contains("the store is whole"));
}

/// Creates users until it is enough; gives each name, and what was answered.
fn create(admin: &mut Client, enough: &AtomicBool, acknowledged: &AtomicUsize) -> Vec<(String, String)> {
    let mut verdicts = Vec::new();
    while !enough.load(Ordering::SeqCst) {
        // Of one length, so that none is part of another.
        let name = format!("user-{:06}", verdicts.len());
        let verdict = admin.iam("CreateUser", &[("UserName", &name)]).verdict();
        assert!(verdict == "200 OK" || verdict.starts_with("500 ServiceFailure "), "{verdict}");
        acknowledged.fetch_add(usize::from(verdict == "200 OK"), Ordering::SeqCst);
        verdicts.push((name, verdict));
    }
    verdicts
}

fn eventually(what: &str, is_so: impl FnMut() -> bool) {
    assert!(happens(is_so), "{what} after {PATIENCE:?}");
}

fn happens(mut is_so: impl FnMut() -> bool) -> bool {
    let watch = Stopwatch::start();
    while watch.elapsed() < PATIENCE {
        if is_so() {
            return true;
        }
        std::thread::yield_now();
    }
    false
}
