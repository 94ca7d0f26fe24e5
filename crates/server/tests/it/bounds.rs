//! Too much, too slow, too broken, too many.

use bartizan_server::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::support::{PATIENCE, answer, rest, send, start, tight};

#[tokio::test]
async fn what_is_not_http_gets_a_clear_answer_and_no_second_chance() {
    let server = start(Limits::default()).await;
    let headers = |count| format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(count));
    for (bytes, status, what) in [
        ("HELLO\r\n\r\n".to_owned(), 400, "no request line"),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), 400, "an unknown version"),
        ("GET /\0 HTTP/1.1\r\n\r\n".to_owned(), 400, "a NUL in the target"),
        ("GET / HTTP/1.1\r\na: b\0c\r\n\r\n".to_owned(), 400, "a NUL in a header"),
        ("GET / HTTP/1.1\r\na\0: b\r\n\r\n".to_owned(), 400, "a NUL in a header's name"),
        ("GET / HTTP/1.1\r\nno colon\r\n\r\n".to_owned(), 400, "a header without a colon"),
        ("GET / HTTP/1.1\r\na: b\r\n c: d\r\n\r\n".to_owned(), 400, "a folded header"),
        (
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx".to_owned(),
            400,
            "two lengths",
        ),
        ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n".to_owned(), 400, "a negative length"),
        ("POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\nx".to_owned(), 400, "a signed length"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nx".to_owned(), 400, "an unknown framing"),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_owned(),
            400,
            "a chunk without a length",
        ),
        ("\u{16}\u{3}\u{1}\0\u{1}".to_owned(), 400, "TLS on the plain port"),
        (headers(100), 200, "100 headers"),
        (headers(101), 431, "101 headers"),
        (format!("GET / HTTP/1.1\r\na: {}\r\n\r\n", "x".repeat(20_000)), 200, "a head of 20 kB"),
        (format!("GET / HTTP/1.1\r\na: {}\r\n\r\n", "x".repeat(200_000)), 431, "a head of 200 kB"),
        (format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(200_000)), 431, "a target of 200 kB"),
    ] {
        let mut stream = server.connect().await;
        send(&mut stream, &bytes).await;
        if status == 200 {
            assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200 "), "{what}");
        } else {
            let answer = rest(&mut stream).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{what}: {answer}");
            assert!(answer.contains("connection: close\r\n"), "{what}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_however_it_comes() {
    let server = start(Limits { body: 1000, ..Limits::default() }).await;
    let chunk = format!("fa\r\n{}\r\n", "x".repeat(250));
    let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (bytes, fits, what) in [
        (format!("POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n{}", "x".repeat(1000)), true, "just not"),
        ("POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n".to_owned(), false, "announced, not sent"),
        (
            "POST / HTTP/1.1\r\nContent-Length: 1000000000000000\r\n\r\n".to_owned(),
            false,
            "announced, absurd",
        ),
        (
            "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n".to_owned(),
            false,
            "announced, waiting to be invited",
        ),
        (
            format!("POST / HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n{}", "x".repeat(3_000_000)),
            false,
            "announced and sent",
        ),
        (format!("{chunked}{}0\r\n\r\n", chunk.repeat(4)), true, "just not, in chunks"),
        (format!("{chunked}{}", chunk.repeat(5)), false, "in chunks"),
        (format!("{chunked}fffffffffff\r\n{}", "x".repeat(3_000_000)), false, "in one large chunk"),
    ] {
        let mut stream = server.connect().await;
        send(&mut stream, &bytes).await;
        if fits {
            assert!(answer(&mut stream).await.contains("POST / 1000 bytes"), "{what}");
        } else {
            let answer = rest(&mut stream).await;
            assert!(
                answer.starts_with("HTTP/1.1 413 ") && answer.contains("connection: close\r\n"),
                "{what}: {answer}"
            );
            assert!(answer.ends_with("<Error>BodyTooLarge</Error>"), "{what}: {answer}");
        }
    }
}

#[tokio::test]
async fn whoever_is_slow_is_told_so_and_let_go() {
    let server = start(tight()).await;
    for (bytes, refused, what) in [
        ("G", "HeadTimeout", "a head that stops after a byte"),
        ("GET / HTTP/1.1\r\na: b\r\n", "HeadTimeout", "a head that does not end"),
        ("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", "BodyTimeout", "a body that does not come"),
        ("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhell", "BodyTimeout", "a body that does not end"),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            "BodyTimeout",
            "chunks that do not end",
        ),
    ] {
        let answer = server.exchange(bytes).await;
        assert!(
            answer.starts_with("HTTP/1.1 408 ") && answer.contains("connection: close\r\n"),
            "{what}: {answer}"
        );
        assert!(answer.ends_with(&format!("<Error>{refused}</Error>")), "{what}: {answer}");
    }
}

#[tokio::test]
async fn a_slow_head_after_an_answer_is_let_go_without_a_word() {
    let server = start(tight()).await;
    let mut stream = server.connect().await;
    send(&mut stream, "GET / HTTP/1.1\r\n\r\n").await;
    answer(&mut stream).await;
    send(&mut stream, "GET / HT").await;
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn whoever_asks_and_does_not_listen_is_let_go() {
    let server = start(tight()).await;
    let mut stream = server.connect().await;
    let asking = async { while stream.write_all(b"GET /large HTTP/1.1\r\n\r\n").await.is_ok() {} };
    timeout(PATIENCE, asking).await.expect("the server holds on");
}

#[tokio::test]
async fn a_body_that_breaks_off_reaches_nobody() {
    let server = start(Limits::default()).await;
    let mut stream = server.connect().await;
    send(&mut stream, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhel").await;
    stream.shutdown().await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{answer}");
}

#[tokio::test]
async fn one_peer_has_so_many_connections_and_a_seat_that_is_left_is_free() {
    let server = start(Limits { connections_per_peer: 2, ..Limits::default() }).await;
    let mut held = vec![];
    for _ in 0..2 {
        let mut stream = server.connect().await;
        send(&mut stream, "GET / HTTP/1.1\r\n\r\n").await;
        answer(&mut stream).await;
        held.push(stream);
    }
    let mut third = server.connect().await;
    assert_eq!(rest(&mut third).await, "", "the third is closed at once");

    let mut leaving = held.remove(0);
    send(&mut leaving, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n").await;
    rest(&mut leaving).await;
    // The seat is given back just after the socket closes: the next try may come in between.
    while !server.exchange("GET / HTTP/1.0\r\n\r\n").await.contains("200 OK") {}
    send(&mut held[0], "GET / HTTP/1.1\r\n\r\n").await;
    assert!(answer(&mut held[0]).await.contains("200 OK"), "who is seated stays");
}

#[tokio::test]
async fn when_all_seats_are_taken_nobody_else_waits_for_one() {
    let server = start(Limits { connections: 1, ..Limits::default() }).await;
    let mut held = server.connect().await;
    send(&mut held, "GET / HTTP/1.1\r\n\r\n").await;
    answer(&mut held).await;
    assert_eq!(rest(&mut server.connect().await).await, "");
}

#[tokio::test]
async fn all_bodies_together_have_so_much_room_and_one_peer_a_part_of_it() {
    const KIB: usize = 1024;
    let server = start(Limits { body: 64 * KIB, bodies: 128 * KIB, ..Limits::default() }).await;
    let post = |length: usize| format!("POST / HTTP/1.1\r\nContent-Length: {length}\r\n");
    let hold = async |from: &str| {
        let mut stream = server.connect_from(from).await;
        send(&mut stream, post(64 * KIB) + "Expect: 100-continue\r\n\r\n").await;
        let mut invited = [0; 25];
        timeout(PATIENCE, stream.read_exact(&mut invited)).await.expect("the server hangs").unwrap();
        assert_eq!(&invited, b"HTTP/1.1 100 Continue\r\n\r\n", "{from}");
        send(&mut stream, "x".repeat(64 * KIB - 1)).await;
        stream
    };
    let refused = async |from: &str, request: &str| {
        let mut stream = server.connect_from(from).await;
        send(&mut stream, request).await;
        let answer = rest(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("connection: close\r\n"), "{answer}");
        assert!(answer.ends_with("<Error>Busy</Error>"), "{answer}");
    };
    let short = post(8 * KIB) + "\r\n" + &"x".repeat(8 * KIB);
    let longer = post(8 * KIB + 1) + "\r\n" + &"x".repeat(8 * KIB + 1);
    let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n";

    let mut first = hold("127.0.0.1").await;
    refused("127.0.0.1", &longer).await;
    let second = hold("127.0.0.2").await;
    refused("127.0.0.3", &longer).await;
    refused("127.0.0.3", chunked).await;
    let mut stream = server.connect_from("127.0.0.3").await;
    send(&mut stream, &short).await;
    assert!(answer(&mut stream).await.contains("POST / 8192 bytes"), "a short one needs no room");

    send(&mut first, "x").await;
    assert!(answer(&mut first).await.contains("POST / 65536 bytes"), "who has room is answered");
    for (request, what) in [(&*longer, "POST / 8193 bytes"), (chunked, "POST / 1 bytes")] {
        send(&mut stream, request).await;
        assert!(answer(&mut stream).await.contains(what), "the room of an answered request is free");
    }
    drop(second);
}
