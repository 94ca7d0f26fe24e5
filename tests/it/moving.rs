//! Stores in databases that begin a new epoch where they are, or move from one database to another (rule R31).

use std::process::Child;
use std::time::Duration;

use bartizan_tests::{Account, Cluster, Keys, Postgres, Server, Stopwatch, User, begin_on};
use serde_json::Value;

/// How long something may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(60);

/// A node over another database of the cluster's server, with the same key, which does not run.
fn over(cluster: &Cluster, database: &str) -> Server {
    cluster.postgres.sql("postgres", &format!("create database {database}"));
    let node = Cluster::node_over(&cluster.postgres.url(database), &[]);
    cluster.give_key(&node);
    node
}

fn json(server: &Server, words: &[&str]) -> Value {
    serde_json::from_str(&server.command(words)).expect("it prints JSON")
}

/// What was proven before is over: the session, a code that was used and one that could have been. All else is as it was.
#[track_caller]
fn is_over(server: &Server, anna: &User, session: &Keys, codes: &[String]) {
    let answer = server.client(session.clone()).sts("GetCallerIdentity", &[]);
    assert!(["InvalidClientTokenId", "ExpiredToken"].contains(&answer.code().as_str()), "{}", answer.body);
    for code in codes {
        assert_eq!(anna.session_with(server, code).status, 403, "a code works once");
    }
    let _ = server.client(anna.keys.clone()).sts("GetCallerIdentity", &[]).ok();
    assert!(server.command(&["verify"]).contains("the store is whole"));
}

#[test]
fn r31_a_fence_in_a_database_ends_what_rests_on_commits_that_may_be_lost() {
    let mut cluster = Cluster::start(2, &[]);
    let account = Account::create(&cluster.nodes[0], "root@example.com");
    let mut anna = account.user(&cluster.nodes[1], "anna");
    let code = anna.phone.code();
    let session = Keys::of(&anna.session_with(&cluster.nodes[0], &code).ok());
    let unused = anna.phone.code();
    let words = ["fence", "--yes", "--format", "json"];
    assert_eq!(cluster.nodes[0].run(&words).status.code(), Some(1), "not while this node serves");
    cluster.nodes.iter_mut().for_each(|node| assert!(node.stop().success()));
    let fenced = json(&cluster.nodes[0], &words);
    assert_eq!((&fenced["Ended"]["Accounts"], &fenced["Ended"]["Devices"]), (&1.into(), &1.into()));

    cluster.nodes.iter_mut().for_each(Server::restart);
    for node in &cluster.nodes {
        is_over(node, &anna, &session, &[code.clone(), unused.clone()]);
        assert_eq!(node.events(&account.id, None).matches("\"FenceStore\"").count(), 1);
    }
}

#[test]
fn r31_no_code_and_no_session_outlives_a_restore_into_a_database() {
    let cluster = Cluster::start(1, &[]);
    let node = &cluster.nodes[0];
    let account = Account::create(node, "root@example.com");
    let mut anna = account.user(node, "anna");
    let before = anna.phone.code();
    let session = Keys::of(&anna.session_with(node, &before).ok());
    let place = tempfile::tempdir().expect("there is a place for files");
    let file = place.path().join("backup");
    let file = file.to_str().expect("it is text");
    let made = json(node, &["backup", file, "--format", "json"]);
    let after = anna.phone.code();
    let _ = anna.session_with(node, &after).ok();

    let mut elsewhere = over(&cluster, "elsewhere");
    let restored = json(&elsewhere, &["restore", file, "--format", "json"]);
    assert_eq!((&restored["Documents"], &restored["Events"]), (&made["Documents"], &made["Events"]));
    assert_eq!(restored["Ended"]["Devices"], 1);
    elsewhere.restart();
    is_over(&elsewhere, &anna, &session, &[before, after]);
    assert_eq!(elsewhere.events(&account.id, None).matches("\"RestoreStore\"").count(), 1);
}

#[test]
fn r31_a_copy_from_database_to_database_that_was_killed_is_not_served_and_taken_up_again() {
    let mut cluster = Cluster::start(1, &[]);
    let account = Account::create(&cluster.nodes[0], "root@example.com");
    let mut anna = account.user(&cluster.nodes[0], "anna");
    let code = anna.phone.code();
    let session = Keys::of(&anna.session_with(&cluster.nodes[0], &code).ok());
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (account, server) = (&account, &cluster.nodes[0]);
            scope.spawn(move || {
                let mut admin = account.administrator(server);
                for number in 0..200 {
                    let _ = admin.iam("CreateUser", &[("UserName", &format!("user-{thread}-{number}"))]).ok();
                }
            });
        }
    });
    assert!(cluster.nodes[0].stop().success());
    let mut elsewhere = over(&cluster, "elsewhere");
    let urls = ["postgres", "elsewhere"].map(|database| cluster.postgres.url(database));
    let words = ["copy", "--yes", "--from", &urls[0], "--to", &urls[1]];

    let mut records = 0;
    for _ in 0..2 {
        let mut copying = begin_on(&cluster.nodes[0].data(), &words);
        records = await_records(&cluster.postgres, &mut copying, records);
        copying.kill().expect("it runs");
        copying.wait().expect("it can be waited for");
        let complaint = elsewhere.complaint();
        assert!(complaint.contains("is a copy that was interrupted after"), "{complaint}");
        let complaint = cluster.nodes[0].complaint();
        assert!(complaint.contains("goes on there"), "two stores would take one code twice: {complaint}");
    }
    let _ = cluster.nodes[0].command(&words);
    assert!(cluster.nodes[0].complaint().contains("goes on there"));
    elsewhere.restart();
    is_over(&elsewhere, &anna, &session, &[code]);
    let trail = elsewhere.events(&account.id, None);
    assert_eq!(trail.matches("\"CreateUser\"").count(), 801);
    assert_eq!(trail.matches("\"CopyStore\"").count(), 1);
}

/// Waits until a copy has written more than before, and gives how many records it says there are.
fn await_records(postgres: &Postgres, copying: &mut Child, before: u64) -> u64 {
    let watch = Stopwatch::start();
    while watch.elapsed() < PATIENCE {
        let ended = copying.try_wait().expect("it can be asked");
        assert!(ended.is_none(), "it was over before it was killed: {ended:?}");
        let written = written(postgres);
        if written > before {
            return written;
        }
    }
    panic!("nothing more than {before} records is written");
}

/// How many records are said to be in the store that is filled.
fn written(postgres: &Postgres) -> u64 {
    if postgres.sql("elsewhere", "select to_regclass('documents') is not null") != "t" {
        return 0;
    }
    let epoch = "select convert_from(body, 'UTF8') from documents where path = 'epoch/'";
    let epoch: Value = serde_json::from_str(&postgres.sql("elsewhere", epoch)).unwrap_or_default();
    epoch["state"]["Filling"]["records"].as_u64().unwrap_or_default()
}
