//! What ordinary clients do.

use bartizan_server::{Config, Limits, Server};

use crate::support::{answer, rest, send, start, start_with, tight};

#[tokio::test]
async fn a_request_arrives_whole_with_the_time_and_the_transport() {
    let server = start(Limits::default()).await;
    for (request, told) in [
        ("GET /a?b=c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET /a 0 bytes at 42 by Plain"),
        ("GET / HTTP/1.0\r\n\r\n", "GET / 0 bytes at 42 by Plain"),
        (
            "POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
            "POST / 5 bytes at 42 by Plain",
        ),
        (
            "POST / HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
            "POST / 5 bytes at 42 by Plain",
        ),
    ] {
        let answer = server.exchange(request).await;
        assert!(answer.starts_with("HTTP/1.") && answer.contains(" 200 OK\r\n"), "{answer}");
        assert!(answer.ends_with(told), "{answer}");
    }
}

#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    let server = start(Limits::default()).await;
    let mut stream = server.connect().await;
    for length in [0, 5, 70_000, 3] {
        let body = "x".repeat(length);
        send(&mut stream, format!("POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{body}")).await;
        assert!(answer(&mut stream).await.ends_with(&format!("POST / {length} bytes at 42 by Plain")));
    }
}

#[tokio::test]
async fn a_body_that_waits_to_be_invited_is_invited() {
    let server = start(Limits::default()).await;
    let mut stream = server.connect().await;
    send(
        &mut stream,
        "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\n",
    )
    .await;
    let mut invitation = [0; 25];
    tokio::io::AsyncReadExt::read_exact(&mut stream, &mut invitation).await.unwrap();
    assert_eq!(invitation, *b"HTTP/1.1 100 Continue\r\n\r\n");
    send(&mut stream, "hello").await;
    assert!(rest(&mut stream).await.contains("POST / 5 bytes"));
}

#[tokio::test]
async fn r7_a_panic_behind_the_door_answers_500_says_nothing_and_stops_nobody() {
    let server = start(Limits::default()).await;
    for _ in 0..2 {
        let answer = server.exchange("GET /panic HTTP/1.1\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
        assert!(
            answer.contains("connection: close") && answer.ends_with("<Error>Panicked</Error>"),
            "{answer}"
        );
        assert!(!answer.contains("hunter2"));
    }
    assert!(server.exchange("GET / HTTP/1.0\r\n\r\n").await.contains("200 OK"));
}

#[tokio::test]
async fn what_was_begun_is_finished_though_the_client_hangs_up() {
    let server = start(Limits::default()).await;
    let mut stream = server.connect().await;
    send(&mut stream, "GET /wait HTTP/1.1\r\n\r\n").await;
    server.hall.begun.acquire().await.unwrap().forget();
    drop(stream);
    // A second one comes and goes, so the server has had its turn to notice.
    assert!(server.exchange("GET / HTTP/1.0\r\n\r\n").await.contains("200 OK"));
    server.hall.released.add_permits(1);
    server.hall.ended.acquire().await.unwrap().forget();
}

#[tokio::test]
async fn an_idle_connection_is_closed_without_a_word() {
    let server = start(tight()).await;
    let mut stream = server.connect().await;
    send(&mut stream, "GET / HTTP/1.1\r\n\r\n").await;
    answer(&mut stream).await;
    assert_eq!(rest(&mut stream).await, "");
    assert_eq!(server.exchange("").await, "", "nor does one that never spoke get any");
}

#[tokio::test]
async fn addresses_without_a_port_share_the_one_that_the_system_chooses() {
    let listen = ["127.0.0.1:0", "[::1]:0", "127.0.0.2:0"].map(|address| address.parse().unwrap()).to_vec();
    let server = Server::bind(Config { listen, ..Config::default() }).await.unwrap();
    assert!(server.local_addrs().count() >= 2, "IPv6 may be off");
    assert!(server.local_addrs().all(|address| address.port() == server.local_addr().port()));
}

#[tokio::test]
async fn r23_a_server_does_not_bind_plain_http_beyond_loopback() {
    let everywhere = || vec!["127.0.0.1:0".parse().unwrap(), "0.0.0.0:0".parse().unwrap()];
    let refused = Server::bind(Config { listen: everywhere(), ..Config::default() }).await.unwrap_err();
    assert!(refused.to_string().contains("--insecure-http"), "{refused}");
    let allowed =
        Config { listen: vec!["0.0.0.0:0".parse().unwrap()], insecure_http: true, ..Config::default() };
    let server = start_with(allowed).await;
    assert!(server.address.port() != 0);
}
