//! The audit trail.

use rustix::process::Signal;
use serde_json::Value;

use crate::child::{Place, Running, Serving, bartizan, run};

fn create(place: &Place, email: &str) -> String {
    let words = ["account", "create", "--email", email, "--format", "json"];
    let created: Value = serde_json::from_str(&run(&place.data(), &words).done()).unwrap();
    created["AccountId"].as_str().unwrap().to_owned()
}

fn events(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn events_are_json_lines_of_one_account_or_all_from_a_time_on() {
    let place = Place::new();
    let (one, two) = (create(&place, "one@example.com"), create(&place, "two@example.com"));
    let audit = |words: &[&str]| events(&run(&place.data(), &[&["audit"], words].concat()).done());
    for _ in ["without a server", "with one"] {
        assert_eq!(audit(&[]).len(), 2);
        let of_one = audit(&["--account", &one, "--since", "1h"]);
        assert_eq!(of_one.len(), 1);
        assert_eq!(of_one[0]["recipientAccountId"], one.as_str());
        assert_eq!(of_one[0]["eventName"], "CreateAccount");
        assert_eq!(audit(&["--account", &two, "--since", "2020-01-01"]).len(), 1);
        assert_eq!(audit(&["--since", "2099-01-01T00:00:00Z"]).len(), 0);
        run(&place.data(), &["audit", "--account", "000000000001"])
            .refused(1, "there is no account 000000000001");
        Serving::start(&place.data(), &[]).stop();
    }
}

#[test]
fn r15_who_gave_an_operators_command_is_in_the_trail() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &["--no-first-account"]);
    let account = create(&place, "one@example.com");
    let event = &events(&run(&place.data(), &["audit", "--account", &account]).done())[0];
    let uid = rustix::process::getuid().as_raw();
    assert_eq!(event["userIdentity"]["principalId"], format!("uid:{uid}"));
    assert_eq!(event["userIdentity"]["type"], "Operator");
    server.stop();
}

#[test]
fn a_time_that_is_none_is_a_wrong_command_line() {
    let place = Place::new();
    for since in ["yesterday", "2 h", "-1h", "2026-13-01"] {
        run(&place.data(), &["audit", &format!("--since={since}")]).refused(2, "neither a time");
    }
    run(&place.data(), &["audit"]).refused(1, "there is no store");
    assert!(!place.data().exists(), "a look made a directory");
}

#[test]
fn following_prints_what_happens_until_the_server_stops() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &[]);
    let mut follow = Running::start(&mut bartizan(&place.data(), &["audit", "--follow"]));
    assert!(follow.line().contains(r#""name":"root""#));
    for (email, name) in [("one@example.com", r#""name":"one""#), ("two@example.com", r#""name":"two""#)] {
        create(&place, email);
        let line = follow.line();
        assert!(line.contains(name) && !line.contains(email), "{line}");
    }
    server.stop();
    follow.end().refused(1, "the server was stopped");
    run(&place.data(), &["audit", "--follow"]).refused(1, "no server runs");
}

#[test]
fn a_reader_who_has_gone_ends_it_quietly() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &[]);
    let mut follow = Running::start(&mut bartizan(&place.data(), &["audit", "--follow"]));
    follow.line();
    follow.stop_reading();
    create(&place, "one@example.com");
    let said = follow.end();
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    server.stop();
}

#[test]
fn a_follower_who_is_interrupted_leaves_the_server_alone() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &[]);
    let mut follow = Running::start(&mut bartizan(&place.data(), &["audit", "--follow"]));
    follow.line();
    follow.signal(Signal::INT);
    assert_eq!(follow.end().code, None, "ended by the signal");
    create(&place, "one@example.com");
    server.stop();
}
