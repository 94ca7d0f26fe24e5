//! What is wrong with HTTP itself.

use bartizan_tests::{Answer, Api};

use super::{GOOD, Gate};

#[test]
fn what_is_not_http_is_refused_and_the_connection_closed() {
    let gate = Gate::open();
    let with_header = |header: &str| format!("GET / HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n");
    let many = |count| format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(count));
    for (bytes, status, what) in [
        ("HELLO\r\n\r\n".to_owned(), 400, "no request line"),
        ("\u{16}\u{3}\u{1}\0\u{1}".to_owned(), 400, "TLS on the plain port"),
        ("\0\0\0\0\0\0\0\0\r\n\r\n".to_owned(), 400, "NUL bytes"),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), 400, "an unknown version"),
        ("GET /\0 HTTP/1.1\r\n\r\n".to_owned(), 400, "a NUL in the target"),
        ("GET / HTTP/1.1 \r\n\r\n".to_owned(), 400, "a space after the version"),
        (with_header("a: b\0c"), 400, "a NUL in a header"),
        (with_header("a\0: b"), 400, "a NUL in a header's name"),
        (with_header("no colon"), 400, "a header without a colon"),
        (with_header("name : value"), 400, "a space before a colon"),
        (with_header("a: b\r\n folded: c"), 400, "a folded header"),
        (with_header("Content-Length: 1\r\nContent-Length: 2"), 400, "two lengths"),
        (with_header("Content-Length: -1"), 400, "a negative length"),
        (with_header("Content-Length: 99999999999999999999"), 400, "a length beyond all numbers"),
        (with_header("Transfer-Encoding: gzip"), 400, "an unknown framing"),
        (with_header("Transfer-Encoding: chunked, identity"), 400, "chunks that are not the last framing"),
        (
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(),
            400,
            "chunks in HTTP/1.0",
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_owned(),
            400,
            "a chunk without a length",
        ),
        (many(101), 431, "101 headers"),
        (with_header(&format!("a: {}", "x".repeat(200_000))), 431, "a header of 200 kB"),
        (format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(200_000)), 431, "a target of 200 kB"),
    ] {
        let answers = gate.exchange(bytes.as_bytes(), false);
        let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses, [status], "{what}: {answers:?}");
        gate.still_answers(what);
    }
    for (bytes, what) in [
        (&b"GET / HTTP/1.1\r\na: \xff\xfe\r\n\r\n"[..], "bytes in a header that are not UTF-8"),
        (b"GET /\xff\xfe HTTP/1.1\r\n\r\n", "bytes in the target that are not UTF-8"),
        (b"GET /?\xc3\x28 HTTP/1.1\r\n\r\n", "bytes in the query that are not UTF-8"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2"),
        (&[0xff; 4_000], "4,000 times the same byte"),
        (&[b'x'; 100_000], "a request line that never ends"),
    ] {
        let answers = gate.exchange(bytes, true);
        assert!(answers.iter().all(|answer| (400..500).contains(&answer.status)), "{what}: {answers:?}");
        gate.still_answers(what);
    }
}

#[test]
fn clients_may_speak_http_in_every_way_that_it_allows() {
    let gate = Gate::open();
    let head = || gate.head(GOOD);
    let (length, body) = (GOOD.len(), String::from_utf8_lossy(GOOD));
    let (first, second) = body.split_at(10);
    let chunked = format!(
        "{:x}\r\n{first}\r\n{:x};x=y\r\n{second}\r\n0\r\nTrailer: t\r\n\r\n",
        first.len(),
        second.len()
    );
    for (request, what) in [
        (format!("{}content-length: {length}\r\n\r\n{body}", head()), "as SDKs do"),
        (format!("{}transfer-encoding: chunked\r\n\r\n{chunked}", head()), "in chunks"),
        (
            format!("{}content-length: {length}\r\n\r\n{body}", head().replacen("HTTP/1.1", "HTTP/1.0", 1)),
            "in HTTP/1.0",
        ),
        (
            format!(
                "{}content-length: {length}\r\n\r\n{body}",
                head().replacen("POST /", "POST http://elsewhere/", 1)
            ),
            "with an absolute target",
        ),
        (format!("\r\n{}content-length: {length}\r\n\r\n{body}", head()), "after an empty line"),
        (
            format!("{}content-length: {length}\r\nexpect: 100-continue\r\n\r\n{body}", head()),
            "expecting what it does not await",
        ),
    ] {
        // A client that has said all may close its side, and is answered.
        let answers = gate.exchange(request.as_bytes(), true);
        let last = answers.last().unwrap_or_else(|| panic!("{what}: no answer"));
        assert_eq!(last.verdict(), "200 OK", "{what}: {answers:?}");
        assert_eq!(answers.iter().filter(|answer| answer.status != 100).count(), 1, "{what}: {answers:?}");
    }
}

#[test]
fn a_client_that_waits_to_be_invited_is_invited_unless_it_brings_too_much() {
    let gate = Gate::open();
    let mut connection = gate.connect();
    let head = gate.head(GOOD);
    let framing = format!("expect: 100-continue\r\ncontent-length: {}\r\n\r\n", GOOD.len());
    connection.send(format!("{head}{framing}").as_bytes()).expect("the server listens");
    let invited = connection.receive().expect("an answer").expect("an answer");
    assert_eq!(invited.status, 100);
    connection.send(GOOD).expect("the server listens");
    assert_eq!(connection.receive().expect("an answer").expect("an answer").status, 200);

    let answers = gate
        .exchange(format!("{head}expect: 100-continue\r\ncontent-length: 262145\r\n\r\n").as_bytes(), false);
    assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [413]);
}

#[test]
fn requests_in_one_piece_are_answered_one_by_one_until_one_is_broken() {
    let gate = Gate::open();
    let good = gate.client().request(Api::Sts, GOOD);
    let statuses = |answers: &[Answer]| answers.iter().map(|answer| answer.status).collect::<Vec<_>>();

    let answers = gate.exchange(&good.repeat(20), true);
    assert_eq!(statuses(&answers), [200; 20]);
    let mut ids: Vec<_> = answers.iter().map(|answer| answer.request_id().to_owned()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 20, "each has its own id");

    let answers = gate.exchange(&[&good[..], b"garbage\r\n\r\n", &good].concat(), false);
    assert_eq!(statuses(&answers), [200, 400], "nothing is read after what cannot be");
    gate.still_answers("pipelined garbage");
}

// Two parties that frame a request differently see different requests: a proxy checks one, and the server does another.
#[test]
fn r6_nothing_is_read_after_a_request_that_is_framed_in_two_ways() {
    let gate = Gate::open();
    let smuggled = String::from_utf8(gate.client().request(Api::Sts, GOOD)).expect("it is text");
    let head = gate.head(b""); // chunks win, as RFC 9112 says: an empty body, which names no action
    let (chunks, length) =
        ("transfer-encoding: chunked\r\n", format!("content-length: {}\r\n", 5 + smuggled.len()));
    for (framing, what) in [
        (format!("{chunks}{length}"), "chunks, then a length"),
        (format!("{length}{chunks}"), "a length, then chunks"),
        (format!("{length}transfer-encoding: xchunked\r\n"), "a length, then a framing that is none"),
        (format!("{length}transfer-encoding:\u{b}chunked\r\n"), "a length, then chunks in disguise"),
        (format!("{length}content-length: 5\r\n"), "two lengths"),
    ] {
        let answers = gate.exchange(format!("{head}{framing}\r\n0\r\n\r\n{smuggled}").as_bytes(), false);
        let [answer] = &answers[..] else { panic!("{what}: {answers:?}") };
        assert_eq!((answer.status, answer.header("connection")), (400, Some("close")), "{what}: {answer:?}");
        gate.still_answers(what);
    }
}

#[test]
fn clients_that_hang_up_in_the_middle_hurt_nobody() {
    let gate = Gate::open();
    let good = gate.client().request(Api::Sts, GOOD);
    for length in (0..good.len()).step_by(7) {
        let mut connection = gate.connect();
        connection.send(&good[..length]).expect("the server listens");
        if length % 2 == 0 {
            connection.finish().expect("the server listens");
            let answers = connection.receive_all().unwrap_or_default();
            assert!(
                answers.iter().all(|answer| (400..500).contains(&answer.status)),
                "{length} bytes: {answers:?}"
            );
        }
    }
    gate.still_answers("clients that hung up");
}
