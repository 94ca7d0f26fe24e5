//! A server that stops drops nothing that it began, and does not wait for ever.

use std::time::Duration;

use bartizan_server::{Limits, Stopped};
use tokio::net::TcpStream;

use crate::support::{answer, rest, send, start};

#[tokio::test]
async fn a_graceful_stop_answers_what_is_in_flight_and_takes_nothing_new() {
    let mut server = start(Limits::default()).await;
    let (mut busy, mut idle, mut silent) =
        (server.connect().await, server.connect().await, server.connect().await);
    send(&mut idle, "GET / HTTP/1.1\r\n\r\n").await;
    answer(&mut idle).await;
    send(&mut busy, "GET /wait HTTP/1.1\r\n\r\n").await;
    server.hall.begun.acquire().await.unwrap().forget();

    server.begin_to_stop();
    assert_eq!(rest(&mut idle).await, "", "one between requests is closed");
    assert_eq!(rest(&mut silent).await, "", "one that never spoke too");
    assert!(TcpStream::connect(server.address).await.is_err(), "a new one is refused");

    server.hall.released.add_permits(1);
    let answer = rest(&mut busy).await;
    assert!(answer.ends_with("waited") && answer.contains("connection: close"), "{answer}");
    assert_eq!(server.stopped().await, Stopped::Gracefully);
}

#[tokio::test]
async fn a_stop_waits_only_so_long() {
    let server = start(Limits { stop_timeout: Duration::from_millis(50), ..Limits::default() }).await;
    let mut busy = server.connect().await;
    send(&mut busy, "GET /wait HTTP/1.1\r\n\r\n").await;
    server.hall.begun.acquire().await.unwrap().forget();
    assert_eq!(server.stopped().await, Stopped::CutOff { connections: 1 });
    assert_eq!(rest(&mut busy).await, "");
}

#[tokio::test]
async fn a_server_that_nobody_talks_to_stops_at_once() {
    let server = start(Limits { stop_timeout: Duration::from_secs(3600), ..Limits::default() }).await;
    assert_eq!(server.stopped().await, Stopped::Gracefully);
}
