use std::time::Duration;

use model::Timestamp;

use super::{PairSearch, Reach};
use crate::bounds::Source;
use crate::{Check, Clock, Miss, Parameters, PointBudget, Seed, Step, Totp};

const STEP: Step = 59_638_556;

fn device() -> Totp {
    Totp::new(&Seed::from_bytes(*b"12345678901234567890"), Parameters::VIRTUAL)
}

/// So many milliseconds after step `STEP` began.
fn at(ms: u64) -> Timestamp {
    Timestamp::from_millis(STEP * 30_000 + ms)
}

/// Sends the codes of two steps, counted from `STEP`, at its beginning.
fn sent(clock: &Clock, first: i64, second: i64, now: Timestamp, reach: Reach) -> PairSearch {
    let totp = device();
    let [code1, code2] =
        [first, second].map(|drift| totp.authentication_code_at(STEP.strict_add_signed(drift)));
    clock.find_pair(&totp, code1, code2, now, reach)
}

#[test]
fn a_pair_is_found_only_inside_the_window_and_in_order() {
    use Reach::{Full, WithoutMfa};
    // (the device …, drift of its first and second code in steps, who asks, drift we should find)
    for (device_that, first, second, reach, found) in [
        ("keeps time", -1, 0, Full, Some(0)),
        ("is slow, at the edge", -1_000, -999, Full, Some(-999)),
        ("is slow, one step past it", -1_001, -1_000, Full, None),
        ("is fast, at the edge", 999, 1_000, Full, Some(1_000)),
        ("is fast, one step past it", 1_000, 1_001, Full, None),
        ("is slow, at the user's edge", -40, -39, WithoutMfa, Some(-39)),
        ("is slow, one step past the user's edge", -41, -40, WithoutMfa, None),
        ("is fast, for the user too", 999, 1_000, WithoutMfa, Some(1_000)),
        ("repeats a code", 0, 0, Full, None),
        ("gives them in reverse", 1, 0, Full, None),
        ("leaves one out", -1, 1, Full, None),
    ] {
        let search = sent(&Clock::new(), first, second, at(0), reach);
        match search {
            PairSearch::Found { state: clock, step, drift_steps } => {
                assert_eq!(Some(drift_steps), found, "a device that {device_that}");
                assert_eq!((step, clock.last_step()), (STEP.strict_add_signed(second), Some(step)));
                let bounds = clock.bounds().unwrap();
                assert_eq!((bounds.lo_ms, bounds.hi_ms), (second * 30_000, second * 30_000 + 329_999));
                assert_eq!(bounds.source, Source::Pair);
            }
            _ => assert_eq!(None, found, "a device that {device_that}: {search:?}"),
        }
    }
}

#[test]
fn a_pair_out_of_the_users_reach_is_named_for_the_administrator() {
    let out_of_reach = |search| match search {
        PairSearch::NotFound { out_of_reach, tried: 1, budget: PointBudget::Wide } => out_of_reach,
        _ => panic!("{search:?}"),
    };
    assert_eq!(out_of_reach(sent(&Clock::new(), -500, -499, at(0), Reach::WithoutMfa)), Some(-499));
    assert_eq!(out_of_reach(sent(&Clock::new(), -500, -498, at(0), Reach::WithoutMfa)), None);
}

#[test]
fn a_pair_no_later_than_the_last_step_says_how_long_the_device_needs() {
    // (the pair …, its first step, the last step used, steps to wait)
    for (the_pair, first, last, wait) in [
        ("was accepted just now", -1, 0, Some(2)),
        ("begins with the code used last", -1, -1, Some(1)),
        ("begins one later", -1, -2, None),
        ("is of a clock set back by eight hours", -961, -1, Some(961)),
        ("is of a clock set back by a day", -1, 2_880, Some(2_882)),
    ] {
        let clock = Clock { bounds: None, last_step: Some(STEP.strict_add_signed(last)) };
        match (sent(&clock, first, first + 1, at(0), Reach::WithoutMfa), wait) {
            (PairSearch::Older { by_steps, wait, .. }, Some(steps)) => {
                assert_eq!(
                    (by_steps, wait),
                    (steps, Some(Duration::from_secs(steps * 30))),
                    "a pair that {the_pair}"
                );
            }
            (PairSearch::Found { .. }, None) => {}
            (search, _) => panic!("a pair that {the_pair}: {search:?}"),
        }
    }
}

#[test]
fn neither_code_of_a_pair_signs_in_afterwards() {
    let PairSearch::Found { state: clock, .. } = sent(&Clock::new(), -1, 0, at(0), Reach::Full) else {
        panic!("the pair is right");
    };
    let totp = device();
    for (step, is_accepted) in [(STEP - 1, false), (STEP, false), (STEP + 1, true)] {
        let check = clock.check(&totp, totp.authentication_code_at(step), at(30_000));
        assert_eq!(matches!(check, Check::Accepted { .. }), is_accepted, "{check:?}");
    }
}

/// AWS: "If you request the codes and then wait too long to submit the request, the MFA device successfully associates
/// with the user. However, the MFA device does not synchronize."
#[test]
fn a_pair_sent_late_is_accepted_and_fresh_codes_mend_what_it_measured() {
    let totp = device();
    let fresh = |now: Timestamp| totp.authentication_code_at(now.millis() / 30_000);
    // (minutes from reading the second code to sending the pair, whether the next code signs in)
    for (minutes, signs_in) in [(0_u64, true), (4, true), (5, true), (10, false)] {
        let now = at(minutes * 60_000);
        let search = sent(&Clock::new(), -1, 0, now, Reach::WithoutMfa);
        let PairSearch::Found { state: clock, .. } = search else {
            panic!("{minutes} minutes late: {search:?}")
        };
        let measured = clock.bounds().unwrap();

        let now = now.after(Duration::from_secs(65));
        match clock.check(&totp, fresh(now), now) {
            Check::Accepted { state: clock, .. } => {
                assert!(signs_in, "{minutes} minutes late");
                let narrowed = clock.bounds().unwrap();
                assert!(narrowed.lo_ms >= measured.lo_ms - 1_000 && narrowed.hi_ms <= measured.hi_ms + 1_000);
                assert!(narrowed.hi_ms - narrowed.lo_ms <= 90_000, "{minutes} minutes late: {narrowed:?}");
            }
            // The device seemed enabled, and is out of sync: what the user sees is a refused code.
            Check::Refused { why, .. } => {
                assert_eq!((why, signs_in), (Miss::Drifted { steps: 0 }, false), "{minutes} minutes late");
            }
        }

        // A resynchronization with fresh codes mends it, whoever asks.
        let now = now.after(Duration::from_secs(60));
        let step = now.millis() / 30_000;
        let [code1, code2] = [step - 1, step].map(|step| totp.authentication_code_at(step));
        let search = clock.find_pair(&totp, code1, code2, now, Reach::WithoutMfa);
        let PairSearch::Found { state: clock, .. } = search else {
            panic!("{minutes} minutes late: {search:?}")
        };
        let now = now.after(Duration::from_secs(30));
        assert!(
            matches!(clock.check(&totp, fresh(now), now), Check::Accepted { .. }),
            "{minutes} minutes late"
        );
    }
}

#[test]
fn a_device_that_jumped_ahead_comes_back_with_two_codes_and_its_old_ones_stay_used() {
    let totp = device();
    let PairSearch::Found { state: clock, .. } = sent(&Clock::new(), -1, 0, at(0), Reach::Full) else {
        panic!("the pair is right");
    };
    for jump in [10, 500, 998] {
        let search = sent(&clock, jump, jump + 1, at(60_000), Reach::WithoutMfa);
        let PairSearch::Found { state: clock, .. } = search else { panic!("{search:?}") };
        let next = totp.authentication_code_at(STEP.strict_add_signed(jump + 2));
        assert!(matches!(clock.check(&totp, next, at(90_000)), Check::Accepted { .. }), "ahead by {jump}");

        // Set right again, it shows older steps, which were perhaps seen: it waits, and the administrator reads how long.
        let back = sent(&clock, 2, 3, at(90_000), Reach::Full);
        assert!(matches!(back, PairSearch::Older { .. }), "ahead by {jump}: {back:?}");
    }
}
