//! Whoever is slow is told so, and holds nobody up.

use bartizan_tests::{Options, Stopwatch};

use super::{GOOD, Gate};

fn impatient() -> Gate {
    let seconds = |name| (name, "1".to_owned());
    let environment =
        ["BARTIZAN_LIMITS_HEAD_SECONDS", "BARTIZAN_LIMITS_BODY_SECONDS", "BARTIZAN_LIMITS_IDLE_SECONDS"]
            .map(seconds);
    Gate::with(Options { environment: environment.to_vec(), ..Options::default() })
}

#[test]
fn whoever_is_slow_is_told_so_and_let_go() {
    let gate = impatient();
    let head = gate.head(GOOD);
    let with_length = |body: &str| format!("{head}content-length: {}\r\n\r\n{body}", GOOD.len());
    for (bytes, what) in [
        ("P".to_owned(), "a head that stops after a byte"),
        (head.clone(), "a head that does not end"),
        (with_length(""), "a body that does not come"),
        (with_length("Action=Get"), "a body that does not end"),
        (format!("{head}transfer-encoding: chunked\r\n\r\n5\r\nActio\r\n"), "chunks that do not end"),
    ] {
        let answers = gate.exchange(bytes.as_bytes(), false);
        let [answer] = &answers[..] else { panic!("{what}: {answers:?}") };
        assert_eq!((answer.status, answer.code().as_str()), (408, "RequestTimeout"), "{what}");
        assert!(answer.is_xml_error(), "{what}: {answer:?}");
        assert_eq!(answer.header("connection"), Some("close"), "{what}");
        gate.still_answers(what);
    }
    assert!(gate.exchange(b"", false).is_empty(), "whoever says nothing is told nothing");
}

#[test]
fn a_thousand_slow_clients_hold_nobody_up() {
    let gate = Gate::open();
    let head = gate.head(GOOD);
    let slow: Vec<_> = (0..1_000)
        .map(|number| {
            let mut connection = gate.connect();
            connection.send(&head.as_bytes()[..1 + number % head.len()]).expect("the server listens");
            connection
        })
        .collect();
    let watch = Stopwatch::start();
    gate.still_answers("a thousand slow clients came");
    eprintln!("with {} slow clients the next one is answered after {:.1?}", slow.len(), watch.elapsed());
    let (resident, _) = gate.server.resident_kib();
    eprintln!("and {resident} KiB of memory are resident");
}
