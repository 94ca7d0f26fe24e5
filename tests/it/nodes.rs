//! Several nodes over one PostgreSQL database.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::Barrier;
use std::time::Duration;

use bartizan_tests::{Account, Cluster, Keys, Options, Server, Stopwatch, User, run_on};

/// How long something may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn what_one_node_writes_every_node_reads() {
    let cluster = Cluster::start(2, &[("BARTIZAN_STORE_MAX_STALENESS_MS", "0")]);
    let [one, two] = &cluster.nodes[..] else { panic!("there are two") };
    let account = Account::create(one, "root@example.com");
    let mut alice = account.user(two, "alice");
    let _ = alice.session(one).ok();
    let _ = alice.session(two).ok();
    let told = [one, two].map(|node| node.events(&account.id, None));
    assert_eq!(told[0], told[1]);
    for event in ["CreateAccount", "CreateUser", "EnableMFADevice", "GetSessionToken"] {
        assert!(told[0].contains(event), "no {event} in {}", told[0]);
    }
}

#[test]
fn a_node_needs_the_master_key_of_the_store() {
    let cluster = Cluster::start(1, &[]);
    let account = Account::create(&cluster.nodes[0], "root@example.com");
    let mut second = cluster.node(&[]);
    let complaint = second.complaint();
    assert!(complaint.contains("has lost its master key, or was never given it"), "{complaint}");
    assert!(!second.data().join("master.key").exists(), "no other key was made");

    // Another store's key, and then the right one.
    let other = Server::start();
    fs::copy(other.data().join("master.key"), second.data().join("master.key")).expect("there is a key");
    let complaint = second.complaint();
    assert!(complaint.contains("is not the one that the store was written with"), "{complaint}");
    fs::remove_file(second.data().join("master.key")).expect("it is there");
    fs::remove_dir_all(second.data()).expect("it is there");
    cluster.give_key(&second);
    second.restart();
    let _ = account.user(&second, "alice");
}

#[test]
fn two_nodes_do_not_share_a_directory() {
    let cluster = Cluster::start(1, &[]);
    let complaint = cluster.nodes[0].complaint();
    assert!(complaint.contains("another bartizan process owns"), "{complaint}");
}

#[test]
fn of_two_nodes_with_the_same_code_one_gives_a_session() {
    let rounds = std::env::var("BARTIZAN_CODE_RACES").map_or(60, |rounds| rounds.parse().expect("a number"));
    let cluster = Cluster::start(2, &[]);
    let mut account = Account::create(&cluster.nodes[0], "root@example.com");
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    let watch = Stopwatch::start();
    for round in 0..rounds {
        // An account has 5,000 users at most.
        if round % 4_000 == 3_999 {
            account = Account::create(&cluster.nodes[0], &format!("root-{round}@example.com"));
        }
        let mut user = account.user(&cluster.nodes[round % 2], &format!("user-{round}"));
        let code = user.phone.code();
        let answers = at_once(&cluster, &user, &code);
        let won = answers.iter().filter(|verdict| *verdict == "200 OK").count();
        assert_eq!(won, 1, "round {round}: {answers:?}");
        answers.into_iter().for_each(|verdict| *verdicts.entry(verdict).or_default() += 1);
    }
    // The loser is told that it was used, or that there were too many at once: never that it is wrong while it was not (R19).
    let told = |verdict: &String| {
        ["200 OK", "403 AccessDenied MultiFactorAuthentication failed", "500 ServiceFailure"]
            .iter()
            .any(|expected| verdict.starts_with(expected))
    };
    assert!(verdicts.keys().all(told), "{verdicts:?}");
    eprintln!("{rounds} rounds in {:.1?}: {verdicts:?}", watch.elapsed());
}

/// The same code at both nodes at the same moment.
fn at_once(cluster: &Cluster, user: &User, code: &str) -> Vec<String> {
    let ready = Barrier::new(cluster.nodes.len());
    std::thread::scope(|scope| {
        let asked: Vec<_> = cluster
            .nodes
            .iter()
            .map(|node| {
                let ready = &ready;
                scope.spawn(move || {
                    let mut client = node.client(user.keys.clone());
                    let _ = client.sts("GetCallerIdentity", &[]).ok();
                    ready.wait();
                    let fields = [("SerialNumber", user.serial.as_str()), ("TokenCode", code)];
                    client.sts("GetSessionToken", &fields).verdict()
                })
            })
            .collect();
        asked.into_iter().map(|asked| asked.join().expect("a client panicked")).collect()
    })
}

#[test]
fn r3_what_one_node_revokes_ends_at_the_others() {
    for staleness in ["0", "1000"] {
        let cluster = Cluster::start(2, &[("BARTIZAN_STORE_MAX_STALENESS_MS", staleness)]);
        let account = Account::create(&cluster.nodes[0], "root@example.com");
        let alice = account.user(&cluster.nodes[0], "alice");
        let mut there = cluster.nodes[1].client(alice.keys.clone());
        let _ = there.sts("GetCallerIdentity", &[]).ok();
        let off = [("UserName", "alice"), ("AccessKeyId", alice.keys.id.as_str()), ("Status", "Inactive")];
        let _ = account.administrator(&cluster.nodes[0]).iam("UpdateAccessKey", &off).ok();
        if staleness == "0" {
            assert_eq!(there.sts("GetCallerIdentity", &[]).status, 403);
        } else {
            eventually("the key ends", || there.sts("GetCallerIdentity", &[]).status == 403);
        }
    }
}

#[test]
fn a_database_that_comes_back_is_used_again() {
    let mut cluster = Cluster::start(2, &[("BARTIZAN_STORE_MAX_STALENESS_MS", "0")]);
    let account = Account::create(&cluster.nodes[0], "root@example.com");
    let mut admin = account.administrator(&cluster.nodes[1]);
    let _ = admin.sts("GetCallerIdentity", &[]).ok();
    cluster.postgres.stop(bartizan_tests::Stop::Kill);
    assert_eq!(admin.sts("GetCallerIdentity", &[]).code(), "ServiceFailure");
    assert_eq!(admin.iam("CreateUser", &[("UserName", "lost")]).code(), "ServiceFailure");
    cluster.postgres.restart();
    eventually("the node finds the database", || admin.sts("GetCallerIdentity", &[]).status == 200);
    let _ = admin.iam("CreateUser", &[("UserName", "lost")]).ok();
}

#[test]
fn r30_a_clock_that_is_minutes_off_is_refused_at_the_start() {
    let cluster = Cluster::start(1, &[]);
    for ahead in ["+5m", "-5m"] {
        let node = cluster.node(&[("LD_PRELOAD", &faketime()), ("FAKETIME", ahead), ("NO_FAKE_STAT", "1")]);
        cluster.give_key(&node);
        let complaint = node.complaint();
        assert!(complaint.contains("the clock"), "{ahead}: {complaint}");
    }
}

#[test]
fn r30_a_clock_that_goes_wrong_later_lets_nobody_in() {
    let directory = tempfile::tempdir().expect("there is a place for files");
    let file = directory.path().join("clock");
    let set = |ahead: &str| {
        let new = directory.path().join("new");
        fs::write(&new, ahead).expect("it can be written");
        fs::rename(&new, &file).expect("it can be replaced");
    };
    set("+0");
    let cluster = Cluster::start(
        1,
        &[
            ("LD_PRELOAD", &faketime()),
            ("FAKETIME_TIMESTAMP_FILE", &file.to_string_lossy()),
            ("FAKETIME_NO_CACHE", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ("NO_FAKE_STAT", "1"),
        ],
    );
    let account = Account::create(&cluster.nodes[0], "root@example.com");
    let mut admin = account.administrator(&cluster.nodes[0]);
    let _ = admin.sts("GetCallerIdentity", &[]).ok();
    set("+60");
    eventually("the node notices", || admin.sts("GetCallerIdentity", &[]).code() == "ServiceFailure");
    assert!(cluster.nodes[0].log().contains("nobody is let in while this machine's clock is so far off"));
}

#[test]
fn a_store_moves_into_a_database_and_back_and_from_a_backup_into_another() {
    let cluster = Cluster::start(0, &[]);
    let mut here = Server::start();
    let account = Account::create(&here, "root@example.com");
    let mut alice = account.user(&here, "alice");
    let session = Keys::of(&alice.session(&here).ok());
    assert!(here.stop().success());

    let (place, url) = (here.data(), cluster.postgres.url("postgres"));
    let place = format!("sqlite:{}", place.display());
    let _ = here.command(&["copy", "--yes", "--from", &place, "--to", &url]);
    assert!(here.complaint().contains("goes on there"), "two stores would take one code twice");
    let mut node = cluster.node(&[]);
    here.give_key(&node);
    node.restart();
    let _ = account.administrator(&node).iam("GetUser", &[("UserName", "alice")]).ok();
    assert_eq!(node.client(session).sts("GetCallerIdentity", &[]).status, 403, "another epoch");
    assert!(node.command(&["verify"]).contains("the store is whole"));

    let directory = tempfile::tempdir().expect("there is a place for files");
    let file = directory.path().join("backup");
    let file = file.to_str().expect("it is text");
    let _ = node.command(&["backup", file]);
    let again = node.run(&["restore", file]);
    assert_eq!(again.status.code(), Some(1), "while it is served");
    assert!(node.stop().success());
    let again = node.run(&["restore", file]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("nothing was written"));

    let back = directory.path().join("back");
    let _ = node.command(&["copy", "--yes", "--from", &url, "--to", &format!("sqlite:{}", back.display())]);
    let back = Server::with(Options { data: Some(back), ..Options::default() });
    let _ = account.administrator(&back).iam("GetUser", &[("UserName", "alice")]).ok();
    assert!(back.command(&["verify"]).contains("the store is whole"));
    // What was made in a database is read by the other engine too.
    let restored = directory.path().join("restored");
    fs::DirBuilder::new().mode(0o700).create(&restored).expect("it is not there yet");
    fs::copy(here.data().join("master.key"), restored.join("master.key")).expect("there is a key");
    let done = run_on(&restored, &["restore", file]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let restored = Server::with(Options { data: Some(restored), ..Options::default() });
    let _ = account.administrator(&restored).iam("GetUser", &[("UserName", "alice")]).ok();
}

#[test]
fn the_guide_names_the_figures_of_the_database_as_a_node_shows_them() {
    let cluster = Cluster::start(0, &[]);
    let mut node = cluster.node(&[]);
    node.be_watched();
    node.restart();
    let figures = node.figures();
    let guide = include_str!("../../docs/operations.md");
    let table = guide.split("With PostgreSQL there are these").nth(1).expect("it is there");
    let table = table.split("\n\n[").next().expect("it ends");
    let named: Vec<_> = table.split('`').filter(|name| name.starts_with("bartizan_store_")).collect();
    let shown = figures.text().lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let shown: Vec<_> = shown.filter_map(|line| line.split(' ').next()).collect();
    for name in named.iter().filter(|name| **name != "bartizan_store_group_size") {
        assert!(shown.contains(name), "{name} is not shown: {shown:?}");
    }
    let common = [
        "bartizan_store_commits_total",
        "bartizan_store_commit_duration_seconds",
        "bartizan_store_read_errors_total",
    ];
    for name in shown.iter().filter(|name| name.starts_with("bartizan_store_") && !common.contains(name)) {
        assert!(named.contains(name), "{name} is not in the guide");
    }
}

fn faketime() -> String {
    let places = fs::read_dir("/usr/lib").expect("there is a /usr/lib").flatten();
    let library = places
        .map(|place| -> PathBuf { place.path().join("faketime/libfaketimeMT.so.1") })
        .find(|library| library.exists());
    let library =
        library.expect("this test needs the Debian package \"libfaketime\" (scripts/test installs it)");
    library.to_string_lossy().into_owned()
}

fn eventually(what: &str, mut happens: impl FnMut() -> bool) {
    let watch = Stopwatch::start();
    while !happens() {
        assert!(watch.elapsed() < PATIENCE, "{what} after {PATIENCE:?}");
        std::thread::yield_now();
    }
}
