use std::time::Duration;

use model::Timestamp;

use super::{Guesses, LockReason, MOST_WAITS, Refusal};
use crate::PointBudget::{self, Regular, Wide};

const START: Timestamp = Timestamp::from_secs(1_789_156_704);
const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
const PHONE: &str = "arn:aws:iam::123456789012:mfa/phone";

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// Fails as soon as it may, so many times; gives the moment of the last failure too.
fn failing(mut guesses: Guesses, times: u32, tried: u32, budget: PointBudget) -> (Guesses, Timestamp) {
    let mut now = START;
    for _ in 0..times {
        now = match guesses.admit(KEY, PHONE, now) {
            Err(Refusal::TooSoon { wait }) => now.after(wait),
            _ => now,
        };
        let attempt = guesses.admit(KEY, PHONE, now).unwrap();
        guesses = guesses.record_failure(&attempt, tried, budget).guesses;
    }
    (guesses, now)
}

#[test]
fn five_failures_are_free_and_then_each_doubles_the_wait() {
    // (failures so far, the wait before the next attempt in seconds)
    for (failures, wait) in [(0, 0), (1, 0), (5, 0), (6, 2), (7, 4), (8, 8), (14, 512), (15, 900), (40, 900)]
    {
        let (guesses, now) = failing(Guesses::default(), failures, 1, Wide);
        let expected = if wait == 0 { None } else { Some(Refusal::TooSoon { wait: secs(wait) }) };
        assert_eq!(guesses.admit(KEY, PHONE, now).err(), expected, "after {failures} failures");
        assert!(
            guesses.admit(KEY, PHONE, now.after(secs(wait))).is_ok(),
            "{wait} s after {failures} failures"
        );
    }
}

#[test]
fn another_key_and_another_device_wait_for_themselves() {
    let (guesses, now) = failing(Guesses::default(), 10, 1, Wide);
    for (credential, device, waits) in
        [(KEY, PHONE, true), ("AKIAI44QH8DHBEXAMPLE", PHONE, false), (KEY, "GAHT12345678", false)]
    {
        assert_eq!(guesses.admit(credential, device, now).is_err(), waits, "{credential} {device}");
    }
}

#[test]
fn a_success_ends_the_wait_of_its_own_key_and_device_but_gives_back_no_points() {
    let (guesses, now) = failing(Guesses::default(), 10, 7, Regular);
    let other = guesses.admit("password", "GAHT12345678", now).unwrap();
    let guesses = guesses.record_success(&other);
    assert!(guesses.admit(KEY, PHONE, now).is_err(), "the other pair still waits");
    assert_eq!(guesses.failures_in_a_row(), 0);

    let later = now.after(secs(900));
    let own = guesses.admit(KEY, PHONE, later).unwrap();
    let guesses = guesses.record_success(&own);
    assert!(guesses.admit(KEY, PHONE, later).is_ok());
    assert_eq!(guesses.points(later), 70);
    assert!(!guesses.is_clean(), "points are remembered");
}

// R19: what comes too early is not evaluated, so it cannot be recorded either: recording asks for the proof.
#[test]
fn r19_an_attempt_made_too_early_changes_nothing() {
    let (guesses, now) = failing(Guesses::default(), 6, 1, Wide);
    let before = guesses.clone();
    assert!(guesses.admit(KEY, PHONE, now.after(Duration::from_millis(1_999))).is_err());
    assert_eq!(guesses, before);
}

#[test]
fn a_clock_that_runs_backwards_makes_nobody_wait_longer_than_the_delay() {
    let (guesses, _) = failing(Guesses::default(), 6, 1, Wide);
    let early = Timestamp::from_secs(1);
    assert_eq!(guesses.admit(KEY, PHONE, early).err(), Some(Refusal::TooSoon { wait: secs(2) }));
}

#[test]
fn guessing_locks_before_the_limit_can_be_passed() {
    // (device, candidates a guess, failures until the lock, reason)
    for (device, tried, budget, failures, reason) in [
        ("in regular use", 7, Regular, 70, LockReason::Points), // 490 + 11 would pass
        ("in regular use", 11, Regular, 45, LockReason::Points), // 495
        ("in regular use", 4, Regular, 100, LockReason::Failures),
        ("fresh from a pair", 16, Wide, 100, LockReason::Failures),
        ("long unused", 80, Wide, 24, LockReason::Points), // 1,920
        ("given wrong pairs", 1, Wide, 100, LockReason::Failures),
    ] {
        let (guesses, now) = failing(Guesses::default(), failures - 1, tried, budget);
        assert_eq!(guesses.lock(), None, "{device}: too early");
        let now = now.after(secs(900));
        let attempt = guesses.admit(KEY, PHONE, now).unwrap();
        let failure = guesses.record_failure(&attempt, tried, budget);
        let lock = failure.locked.unwrap();
        assert_eq!((lock.reason, lock.at), (reason, now), "{device}");
        assert!(failure.guesses.points(now) < if budget == Regular { 500 } else { 2_000 }, "{device}");
        assert_eq!(
            failure.guesses.admit("password", "other", now).err(),
            Some(Refusal::Locked(lock)),
            "{device}"
        );
        assert!(failure.guesses.unlock().is_clean());
    }
}

#[test]
fn the_owner_is_told_once_at_the_tenth_failure_between_two_successes() {
    let mut guesses = Guesses::default();
    let mut told = vec![];
    for n in 1..=30_u32 {
        let now = START.after(secs(900) * n);
        let attempt = guesses.admit(KEY, PHONE, now).unwrap();
        let failure = guesses.record_failure(&attempt, 1, Regular);
        if failure.tell_owner {
            told.push(n);
        }
        guesses = failure.guesses;
        if n == 15 {
            guesses = guesses.record_success(&attempt);
        }
    }
    assert_eq!(told, [10, 25]);
}

#[test]
fn points_are_forgotten_a_year_later_and_no_sooner() {
    let (guesses, now) = failing(Guesses::default(), 5, 7, Regular);
    let days = |n: u64| now.after(secs(n * 24 * 3_600));
    assert_eq!(guesses.points(days(365)), 35);
    assert_eq!(guesses.points(days(395)), 0);

    let attempt = guesses.admit(KEY, PHONE, days(395)).unwrap();
    assert!(guesses.record_success(&attempt).is_clean(), "nothing is left to store");
}

#[test]
fn delays_kept_are_bounded_and_the_shortest_is_forgotten_first() {
    let (mut guesses, now) = failing(Guesses::default(), 12, 1, Wide);
    for n in 0..MOST_WAITS * 2 {
        let device = format!("device {n}");
        let attempt = guesses.admit(KEY, &device, now).unwrap();
        guesses = guesses.record_failure(&attempt, 1, Wide).guesses;
    }
    assert_eq!(guesses.waits.len(), MOST_WAITS);
    assert!(guesses.admit(KEY, PHONE, now).is_err(), "the long delay is remembered");
}

#[test]
fn the_document_is_small_and_comes_back_as_it_was() {
    assert_eq!(serde_json::from_str::<Guesses>("{}").unwrap(), Guesses::default());
    let (guesses, _) = failing(Guesses::default(), 70, 7, Regular);
    let text = serde_json::to_string(&guesses).unwrap();
    assert!(text.len() < 400, "{text}");
    assert_eq!(serde_json::from_str::<Guesses>(&text).unwrap(), guesses);
}
