//! Listening, answering, stopping.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use rustix::process::Signal;

use crate::child::{Place, Serving, run};

/// What is answered to a request.
fn answer(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_says_where_it_listens_with_the_host_as_given_and_answers_there() {
    let place = Place::new();
    for host in ["localhost", "127.0.0.1", "LOCALHOST"] {
        let server = Serving::start(&place.data(), &["--listen", &format!("{host}:0")]);
        let (given, port) = server.address().rsplit_once(':').unwrap();
        assert_eq!(given, host);
        let answer = answer(
            &format!("localhost:{port}"),
            "GET /?Action=GetCallerIdentity HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        );
        assert!(answer.starts_with("HTTP/1.1 4") && answer.contains("<ErrorResponse"), "{answer}");
        server.stop();
    }
}

#[test]
fn what_never_becomes_a_request_is_refused_in_the_language_of_the_api() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &[]);
    let head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 300000\r\nconnection: close\r\n\r\n";
    let answer = answer(server.address(), head);
    assert!(
        answer.starts_with("HTTP/1.1 413 ") && answer.contains("<Code>RequestEntityTooLarge</Code>"),
        "{answer}"
    );
    server.stop();
}

#[test]
fn r23_plain_http_that_others_can_reach_must_be_asked_for() {
    let place = Place::new();
    for address in ["0.0.0.0:0", "[::]:0"] {
        run(&place.data(), &["--listen", address]).refused(2, "--insecure-http");
        assert!(!place.data().exists(), "something was made");
    }
    let server = Serving::start(&place.data(), &["--listen", "0.0.0.0:0", "--insecure-http"]);
    assert!(server.url.starts_with("http://0.0.0.0:"));
    // Nobody can open "all addresses".
    let text = fs::read_to_string(place.data().join("first-account.txt")).unwrap();
    assert!(text.contains("AWS_ENDPOINT_URL=http://localhost:"), "{text}");
    server.stop();
}

#[test]
fn an_address_that_is_taken_is_named_and_nothing_is_made() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    run(&place.data(), &["--listen", &address]).refused(1, &format!("cannot listen on {address}"));
    run(&place.data(), &["--listen", &address]).refused(1, "choose another with --listen");
    run(&place.data(), &["--listen", "192.0.2.1:0", "--insecure-http"]).refused(1, "no such address");
    run(&place.data(), &["--listen", "no-such-host.invalid:0"]).refused(1, "no-such-host.invalid");
    assert!(!place.data().exists());
}

#[test]
fn a_signal_stops_it_and_a_second_one_at_once() {
    let place = Place::new();
    for signal in [Signal::TERM, Signal::INT] {
        let server = Serving::start(&place.data(), &[]);
        server.running.signal(signal);
        let said = server.running.end();
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert!(said.err.contains("stopped"), "{}", said.err);
    }

    let mut server = Serving::start(&place.data(), &[]);
    let mut stream = TcpStream::connect(server.address()).unwrap();
    // A request that has begun: the server asks for its body, and waits.
    stream
        .write_all(b"POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n")
        .unwrap();
    let mut told = [0; 12];
    stream.read_exact(&mut told).unwrap();
    assert_eq!(&told, b"HTTP/1.1 100");
    server.running.signal(Signal::TERM);
    server.running.logged("once more stops at once");
    server.running.signal(Signal::TERM);
    assert_eq!(server.running.end().code, Some(1));
    Serving::start(&place.data(), &[]).stop();
}

/// A certificate and its key, and the options that name them.
fn certificate(directory: &Path) -> [String; 2] {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let files = ["c.pem", "k.pem"].map(|name| directory.join(name));
    fs::write(&files[0], made.cert.pem()).unwrap();
    fs::write(&files[1], made.signing_key.serialize_pem()).unwrap();
    files.map(|path| path.display().to_string())
}

#[test]
fn a_certificate_makes_it_https_and_is_read_again_on_a_hang_up() {
    let place = Place::new();
    let [certificate_file, key_file] = certificate(&place.beside(""));
    let words = ["--tls-certificate", &certificate_file, "--tls-key", &key_file, "--listen", "0.0.0.0:0"];
    let mut server = Serving::start(&place.data(), &words);
    assert!(server.url.starts_with("https://0.0.0.0:"));
    let text = fs::read_to_string(place.data().join("first-account.txt")).unwrap();
    assert!(text.contains("AWS_ENDPOINT_URL=https://"), "{text}");

    certificate(&place.beside(""));
    server.running.signal(Signal::HUP);
    server.running.logged("were read again");
    fs::write(&key_file, "no key").unwrap();
    server.running.signal(Signal::HUP);
    server.running.logged("the old certificate and key stay in use");
    server.stop();
    run(&place.data(), &words).refused(1, "holds no usable PEM");
}

#[test]
fn a_hang_up_does_not_end_a_server_without_a_certificate() {
    let place = Place::new();
    let mut server = Serving::start(&place.data(), &[]);
    server.running.signal(Signal::HUP);
    server.running.logged("no certificate is configured");
    server.stop();
}

#[test]
fn the_log_can_be_json() {
    let place = Place::new();
    let mut command =
        crate::child::bartizan(&place.data(), &["--listen", "localhost:0", "--no-first-account"]);
    let mut server = crate::child::Running::start(command.env("BARTIZAN_LOG_FORMAT", "json"));
    assert!(server.line().starts_with("listening on"));
    server.signal(Signal::TERM);
    let said = server.end();
    for line in said.err.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(event["message"].is_string(), "{line}");
    }
    assert!(said.err.contains("stopped"), "{}", said.err);
}
