//! The admin socket.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixStream;

use store_sqlite::{Options, SqliteStore};

use crate::child::{Place, Serving, run};

fn connect(place: &Place) -> UnixStream {
    UnixStream::connect(place.data().join("admin.sock")).unwrap()
}

/// What is answered to something.
fn answer(place: &Place, request: &[u8]) -> String {
    let mut stream = connect(place);
    // A server that has heard enough may hang up before all is said.
    let _ = stream.write_all(request);
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

#[test]
fn r15_the_socket_is_private_and_goes_with_the_server() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &[]);
    let socket = fs::metadata(place.data().join("admin.sock")).unwrap();
    assert!(socket.file_type().is_socket());
    assert_eq!(socket.permissions().mode() & 0o777, 0o600);
    server.stop();
    assert!(!place.data().join("admin.sock").exists());
}

#[test]
fn r15_the_lock_and_not_the_socket_says_who_owns_the_store() {
    let place = Place::new();
    Serving::start(&place.data(), &[]).kill();
    assert!(place.data().join("admin.sock").exists(), "a killed server leaves its socket behind");
    run(&place.data(), &["account", "list"]).done();

    let server = Serving::start(&place.data(), &[]);
    run(&place.data(), &["--listen", "localhost:0"]).refused(1, "another bartizan process owns");
    run(&place.data(), &["account", "list"]).done();
    server.stop();

    let owned = SqliteStore::open(place.data(), &Options::default()).unwrap();
    run(&place.data(), &["account", "list"]).refused(1, "does not answer at its admin socket");
    drop(owned);
}

#[test]
fn r15_a_request_is_bounded_and_names_no_file() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &[]);
    let long = [b"{\"command\":\"create-account\",\"email\":\"", &[b'x'; 70_000][..], b"\"}\n"].concat();
    for (request, expected) in [
        (&b"\n"[..], "not a request"),
        (b"hunter2 is my password\n", "not a request"),
        (b"{\"command\":\"read-file\",\"path\":\"/etc/passwd\"}\n", "not a request"),
        (b"{\"command\":\"list-accounts\",\"output\":\"/etc/passwd\"}\n", "not a request"),
        (b"\xff\xfe\n", "not a request"),
        (&long, "a line of at most 65536 bytes"),
    ] {
        let answer = answer(&place, request);
        let shown = String::from_utf8_lossy(&request[..request.len().min(60)]);
        assert!(answer.contains(expected) && answer.starts_with("{\"error\":"), "{shown}: {answer}");
        assert!(!answer.contains("hunter2") && !answer.contains("passwd"), "{answer}");
    }
    server.stop();
}

#[test]
fn answers_are_lines_until_the_end() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &[]);
    let mut stream = connect(&place);
    stream.write_all(b"{\"command\":\"list-accounts\"}\n").unwrap();
    // Who has asked may close their half, as `socat` does.
    stream.shutdown(Shutdown::Write).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].starts_with("{\"result\":{\"AccountId\":"), "{text}");
    assert_eq!(lines[1], "{\"end\":{}}");
    server.stop();
}

#[test]
fn a_follower_hears_that_it_has_caught_up_and_that_the_server_stops() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &["--no-first-account"]);
    let mut stream = connect(&place);
    stream
        .write_all(b"{\"command\":\"audit\",\"account\":null,\"since_micros\":0,\"follow\":true}\n")
        .unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    assert!(lines.next().unwrap().starts_with("{\"progress\":"));
    server.stop();
    assert_eq!(lines.next().unwrap(), "{\"error\":\"the server was stopped\"}");
    assert_eq!(lines.next(), None);
}

#[test]
fn whoever_hangs_up_or_says_nothing_keeps_nobody_from_stopping() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &[]);
    let silent = connect(&place);
    let stream = connect(&place);
    stream.shutdown(Shutdown::Write).unwrap();
    drop(stream);
    run(&place.data(), &["account", "list"]).done();
    server.stop();
    drop(silent);
}

#[test]
fn a_path_that_is_too_long_for_a_socket_is_not_too_long_for_us() {
    let place = Place::new();
    let data = place.beside(&"a".repeat(90)).join("b".repeat(90));
    let server = Serving::start(&data, &[]);
    assert!(data.join("admin.sock").exists());
    run(&data, &["account", "create", "--email", "a@example.com"]).done();
    server.stop();
    assert!(!data.join("admin.sock").exists());
}
