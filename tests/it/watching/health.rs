//! Whether a server lives, and whether requests should be sent to it.

use std::io::ErrorKind;

use bartizan_tests::{Account, Connection, Options, Server, ask, run_on};
use serde_json::Value;

fn ready(server: &Server) -> (u16, Vec<String>) {
    let answer = ask(server.watch(), "/readyz");
    let said: Value = serde_json::from_str(&answer.body).expect("it is JSON");
    assert_eq!(said["ready"].as_bool(), Some(answer.status == 200), "{}", answer.body);
    let checks = said["checks"].as_array().expect("it says what it looked at");
    let wrong = checks.iter().filter(|check| check["ready"] == false);
    (answer.status, wrong.map(|check| check["name"].as_str().expect("a name").to_owned()).collect())
}

#[test]
fn a_server_that_was_told_to_stop_says_so_and_goes_on_until_load_balancers_have_noticed() {
    let mut server = Server::with(Options {
        watched: true,
        environment: vec![("BARTIZAN_LIMITS_STOP_DELAY_SECONDS", "3".to_owned())],
        ..Options::default()
    });
    let account = Account::create(&server, "root@example.com");
    assert_eq!(ready(&server), (200, vec![]));
    assert_eq!(ask(server.watch(), "/healthz").body, "ok\n");

    server.tell_to_stop();
    while ready(&server).0 == 200 {}
    assert_eq!(ready(&server), (503, vec!["stopping".to_owned()]));
    assert_eq!(ask(server.watch(), "/healthz").status, 200, "nobody should restart it");
    // Who has not noticed yet is still served, on a connection of their own.
    let _ = account.administrator(&server).iam("ListUsers", &[]).ok();
    assert!(server.ended().success(), "{}", server.log());
    assert_eq!(
        Connection::open(server.watch()).err().map(|error| error.kind()),
        Some(ErrorKind::ConnectionRefused)
    );
}

#[test]
fn health_is_asked_of_a_running_server_by_a_command() {
    let mut server = Server::with(Options { watched: true, ..Options::default() });
    let at = server.watch().to_string();
    let json: Value =
        serde_json::from_str(&server.command(&["health", "--at", &at, "--format", "json"])).expect("JSON");
    assert_eq!(json["ready"], true);
    assert!(server.command(&["health", "--at", &at]).contains("store"), "it says what it looked at");

    let says = |words: &[&str], code: i32, complaint: &str| {
        let done = server.run(words);
        let err = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(code), "{words:?}: {err}");
        assert!(err.contains(complaint), "{words:?}: {err}");
    };
    // Without the server's settings.
    let unset = run_on(&server.data(), &["health"]);
    assert_eq!(unset.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unset.stderr).contains("metrics.listen is not set"));
    says(&["health", "--at", "nowhere"], 2, "HOST:PORT");
    says(&["health", "--timeout", "0", "--at", &at], 2, "--timeout");
    let other = server.address().to_string();
    says(&["health", "--at", &other], 1, "is not bartizan's listener for metrics and health");
    assert!(server.stop().success());
    let done = server.run(&["health", "--at", &at]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("no server answers at"));
}

#[test]
fn the_two_listeners_answer_nothing_of_each_other() {
    let server = Server::with(Options { watched: true, ..Options::default() });
    for path in ["/metrics", "/healthz", "/readyz"] {
        let answer = ask(server.address(), path);
        assert_eq!((answer.status, answer.is_xml_error()), (404, true), "{path}: {}", answer.body);
    }
    for path in [
        "/",
        "/?Action=GetCallerIdentity&Version=2011-06-15",
        "/console",
        "/signin",
        "/metrics/",
        "//metrics",
    ] {
        assert_eq!(ask(server.watch(), path).status, 404, "{path}");
    }
    for (request, status) in [
        (
            "POST /metrics HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
            405,
        ),
        ("POST /metrics HTTP/1.1\r\nhost: x\r\ncontent-length: 9999\r\n\r\n".to_owned(), 413),
        (format!("GET /metrics HTTP/1.1\r\nhost: x\r\nx-large: {}\r\n\r\n", "x".repeat(20_000)), 431),
    ] {
        let mut connection = Connection::open(server.watch()).expect("it listens");
        connection.send(request.as_bytes()).expect("it reads");
        let answer = connection.receive().expect("it answers in HTTP").expect("it answers");
        assert_eq!(answer.status, status, "{}", &request[..40]);
    }
    // A crowd takes its seats and no more; whoever comes beyond is turned away, and the other listener does not notice.
    let held: Vec<_> =
        (0..100).map(|_| Connection::open(server.watch()).expect("the system takes it")).collect();
    let _ = Account::create(&server, "root@example.com").administrator(&server).iam("ListUsers", &[]).ok();
    drop(held);
    while ask_if_seated(&server).is_none() {}
}

/// Whether there is a seat again, and an answer.
fn ask_if_seated(server: &Server) -> Option<u16> {
    let mut connection = Connection::open(server.watch()).ok()?;
    connection.send(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").ok()?;
    connection.receive().ok()?.map(|answer| answer.status)
}
