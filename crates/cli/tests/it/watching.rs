//! The listener for metrics and health, as it is configured.

use std::net::TcpListener;

use crate::child::{Place, Running, Serving, bartizan, finish};

/// A server whose figures are asked for there.
fn watched(place: &Place, listen: &str, beyond: bool) -> std::process::Command {
    let mut command = bartizan(&place.data(), &["--listen", "localhost:0", "--no-first-account"]);
    command
        .env("BARTIZAN_METRICS_LISTEN", listen)
        .env("BARTIZAN_METRICS_BEYOND_LOOPBACK", beyond.to_string());
    command
}

#[test]
fn r23_figures_that_others_can_reach_must_be_asked_for() {
    let place = Place::new();
    for address in ["0.0.0.0:0", "[::]:0"] {
        finish(&mut watched(&place, address, false)).refused(2, "metrics.beyond_loopback");
        // To let plain HTTP out behind a proxy is not to show figures to everybody.
        finish(watched(&place, address, false).arg("--insecure-http")).refused(2, "metrics.beyond_loopback");
        assert!(!place.data().exists(), "something was made");
    }
    let mut running = Running::start(&mut watched(&place, "0.0.0.0:0", true));
    assert!(running.line().starts_with("listening on http://localhost:"));
    assert!(running.line().starts_with("metrics and health on http://0.0.0.0:"));
}

#[test]
fn an_address_for_figures_that_is_taken_is_named_and_nothing_is_made() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    finish(&mut watched(&place, &address, false))
        .refused(1, &format!("metrics.listen: cannot listen on {address}"));
    assert!(!place.data().exists());
}

#[test]
fn without_the_setting_nobody_listens_for_it() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &[]);
    let said = server.stop();
    assert!(!said.out.contains("metrics"), "{}", said.out);
}
