use std::io::Write;
use std::os::unix::fs::symlink;
use std::time::Duration;

use bartizan_tests::{Account, Server, run_on};

use super::{Place, back_up, is_not_served, refused, restore, serve, text};

#[test]
fn r31_a_backup_that_is_not_whole_and_ours_is_refused_and_nothing_written() {
    let (place, server) = (Place::new(), Server::start());
    let account = Account::create(&server, "root@example.com");
    let _ = account.user(&server, "anna");
    let file = place.file("backup");
    let _ = back_up(&server, &file);
    let whole = std::fs::read(&file).expect("it is there");
    let foreign = place.file("foreign");
    let stranger = Server::start();
    let _ = Account::create(&stranger, "root@example.com");
    let _ = back_up(&stranger, &foreign);

    let data = place.with_key_of(&server, "elsewhere");
    let bent = place.file("bent");
    let middle = whole.len() / 2;
    let flipped = {
        let mut flipped = whole.clone();
        flipped[middle] ^= 1;
        flipped
    };
    let exchanged = [&whole[..100], &whole[middle..], &whole[100..middle]].concat();
    for (bytes, reason) in [
        (whole[..whole.len() - 1].to_vec(), "breaks off"),
        (whole[..middle].to_vec(), "breaks off"),
        (flipped, "damaged"),
        (exchanged, ""),
        ([&whole[..], b"more"].concat(), "follows the end"),
        (std::fs::read(&foreign).expect("it is there"), "not made under this master key"),
        (b"SQLite format 3\0".to_vec(), "not a backup"),
        (Vec::new(), "not a backup"),
    ] {
        std::fs::write(&bent, &bytes).expect("it can be written");
        let complaint = refused(&run_on(&data, &["restore", text(&bent)]));
        assert!(
            complaint.contains("nothing was restored") && complaint.contains(reason),
            "{reason}: {complaint}"
        );
        let left: Vec<_> = data
            .read_dir()
            .expect("it is there")
            .filter_map(Result::ok)
            .map(|entry| entry.file_name())
            .collect();
        assert_eq!(left, ["master.key"], "{reason}");
    }
    assert!(
        refused(&run_on(&place.file("nowhere"), &["restore", text(&file)])).contains("there is no directory")
    );
    std::fs::remove_file(data.join("master.key")).expect("it is there");
    assert!(refused(&run_on(&data, &["restore", text(&file)])).contains("no master.key"));
}

#[test]
fn a_backup_replaces_nothing_unless_it_is_told_to() {
    let (place, server) = (Place::new(), Server::start());
    let _ = Account::create(&server, "root@example.com");
    let file = place.file("backup");
    std::fs::write(&file, "precious").expect("it can be written");
    let words = ["backup", text(&file)];
    assert!(refused(&server.run(&words)).contains("--force"));
    assert_eq!(std::fs::read(&file).expect("it is there"), b"precious");
    assert!(server.run(&[&words[..], &["--force"]].concat()).status.success());
    assert!(std::fs::read(&file).expect("it is there").starts_with(b"bartizan-backup\n"));
    // Neither a device nor what a link leads to.
    let link = place.file("link");
    symlink(&file, &link).expect("it can be made");
    for there in [text(&link), "/dev/null"] {
        assert!(refused(&server.run(&["backup", "--force", there])).contains("is no file"));
    }
    assert!(refused(&server.run(&["backup", "/nowhere/at/all"])).contains("cannot write"));
    let left = place.0.path().read_dir().expect("it is there").count();
    assert_eq!(left, 2, "something unfinished was left");
}

#[test]
fn a_backup_goes_through_pipes_with_a_server_and_without() {
    let (place, mut server) = (Place::new(), Server::start());
    let account = Account::create(&server, "root@example.com");
    let _ = account.user(&server, "anna");
    for is_served in [true, false] {
        if !is_served {
            server.stop();
        }
        let piped = server.run(&["backup", "-"]);
        assert!(piped.status.success() && piped.stdout.starts_with(b"bartizan-backup\n"));
        assert!(String::from_utf8_lossy(&piped.stderr).contains("backed up"));
        let file = place.file(&format!("piped-{is_served}"));
        std::fs::write(&file, &piped.stdout).expect("it can be written");
        let data = place.with_key_of(&server, &format!("elsewhere-{is_served}"));
        let _ = restore(&file, &data);
        let _ = account.administrator(&serve(&data)).iam("GetUser", &[("UserName", "anna")]).ok();
    }
}

#[test]
fn r31_a_restore_that_was_killed_is_not_served_and_taken_up_again() {
    let (place, mut server) = (Place::new(), Server::start());
    let account = Account::create(&server, "root@example.com");
    let _ = account.user(&server, "anna");
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (account, server) = (&account, &server);
            scope.spawn(move || {
                let mut admin = account.administrator(server);
                for number in 0..100 {
                    let _ = admin.iam("CreateUser", &[("UserName", &format!("user-{thread}-{number}"))]).ok();
                }
            });
        }
    });
    let (file, other) = (place.file("backup"), place.file("other"));
    let made = back_up(&server, &file);
    let _ = back_up(&server, &other);
    server.stop();

    let mut interrupted = 0;
    for round in 0..12_u64 {
        let data = place.with_key_of(&server, &format!("elsewhere-{round}"));
        kill_after(Duration::from_millis(5 + 12 * round), &data, &["restore", text(&file)]);
        if !data.join("bartizan.db").exists() && !data.join("restoring").exists() {
            continue;
        }
        let tried = run_on(&data, &["account", "list"]);
        if !tried.status.success() {
            interrupted += 1;
            let complaint = is_not_served(&data);
            assert!(
                complaint.contains("bartizan restore") && complaint.contains("interrupted"),
                "{complaint}"
            );
            let complaint = refused(&run_on(&data, &["backup", text(&place.file("half"))]));
            let is_told = complaint.contains("interrupted") || complaint.contains("there is no store");
            assert!(is_told, "{complaint}");
            if !data.join("restoring").exists() {
                let complaint = refused(&run_on(&data, &["restore", text(&other)]));
                assert!(complaint.contains("--replace"), "not with another backup: {complaint}");
            }
            let restored = restore(&file, &data);
            assert_eq!(restored["Documents"], made["Documents"]);
        }
        let server = serve(&data);
        let trail = server.events(&account.id, None);
        assert_eq!(trail.matches("\"CreateUser\"").count(), 801, "round {round}");
        assert_eq!(trail.matches("\"RestoreStore\"").count(), 1, "round {round}");
        let _ = account.administrator(&server).iam("GetUser", &[("UserName", "user-7-99")]).ok();
    }
    assert!(interrupted > 0, "no restore was killed half-way");
}

/// Runs a command, and kills it after so long.
fn kill_after(patience: Duration, data: &std::path::Path, words: &[&str]) {
    let mut running = bartizan_tests::begin_on(data, words);
    let (alarm, never) = std::sync::mpsc::channel::<()>();
    let _ = never.recv_timeout(patience);
    drop(alarm);
    let _ = running.kill();
    let _ = running.wait();
}

#[test]
fn r31_of_two_restores_at_once_one_does_it() {
    let (place, mut server) = (Place::new(), Server::start());
    let account = Account::create(&server, "root@example.com");
    let _ = account.user(&server, "anna");
    let file = place.file("backup");
    let _ = back_up(&server, &file);
    server.stop();
    let data = place.with_key_of(&server, "elsewhere");
    let done: Vec<_> = std::thread::scope(|scope| {
        let restore = || run_on(&data, &["restore", text(&file)]);
        let running: Vec<_> = (0..4).map(|_| scope.spawn(restore)).collect();
        running.into_iter().map(|thread| thread.join().expect("it ends")).collect()
    });
    let won = done.iter().filter(|done| done.status.success()).count();
    assert_eq!(won, 1, "{done:?}");
    for lost in done.iter().filter(|done| !done.status.success()) {
        let complaint = refused(lost);
        assert!(complaint.contains("stop it first") || complaint.contains("there is a store"), "{complaint}");
    }
    let trail = serve(&data).events(&account.id, None);
    assert_eq!(trail.matches("\"RestoreStore\"").count(), 1, "{trail}");
}

// R15: a name goes no further than the command, which runs with the rights of whoever called it.
#[test]
fn r15_a_backup_is_written_by_the_command_and_not_by_the_server() {
    use std::io::{BufRead, BufReader};
    use std::os::unix::net::UnixStream;

    let (place, server) = (Place::new(), Server::start());
    let _ = Account::create(&server, "root@example.com");
    let ask = |request: &str| {
        let mut stream = UnixStream::connect(server.data().join("admin.sock")).expect("it listens");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).expect("it answers");
        line
    };
    let named = place.file("by-the-server");
    for field in ["file", "path", "to"] {
        let answer = ask(&format!("{{\"command\":\"backup\",\"{field}\":\"{}\"}}\n", text(&named)));
        assert!(answer.starts_with("{\"error\":\"not a request"), "{answer}");
    }
    assert!(!named.exists());
    assert!(ask("{\"command\":\"backup\"}\n").contains("\"begun\""), "the bytes come over the socket");
    let before = listing(&server);
    let _ = back_up(&server, &place.file("backup"));
    assert_eq!(listing(&server), before, "the server made no file");
}

fn listing(server: &Server) -> Vec<std::ffi::OsString> {
    let entries = server.data().read_dir().expect("it is there");
    let mut names: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect();
    names.retain(|name| !name.to_string_lossy().contains("-wal") && !name.to_string_lossy().contains("-shm"));
    names.sort();
    names
}

#[test]
fn r5_a_backup_holds_no_master_key_and_no_secret() {
    let (place, server) = (Place::new(), Server::start());
    let account = Account::create(&server, "root@example.com");
    let anna = account.user(&server, "anna");
    let file = place.file("backup");
    let _ = back_up(&server, &file);
    let bytes = std::fs::read(&file).expect("it is there");
    let key = std::fs::read_to_string(server.data().join("master.key")).expect("it is there");
    let key = key.lines().rev().find_map(|line| line.split(' ').nth(1)).expect("it holds a key");
    let raw = data_encoding::BASE64.decode(key.as_bytes()).expect("it is base64");
    for (secret, what) in [
        (key.as_bytes(), "the master key in base64"),
        (&raw[..], "the master key"),
        (anna.keys.secret.as_bytes(), "the secret of an access key"),
        (account.root.secret.as_bytes(), "root's secret"),
    ] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{what}");
    }
}
