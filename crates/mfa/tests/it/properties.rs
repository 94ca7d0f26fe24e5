//! What holds of any clock, any codes and any time.

use bartizan_mfa::{
    Algorithm, AuthenticationCode, Check, Clock, Counter, Guesses, Hotp, PairSearch, Parameters, PointBudget,
    Reach, Seed, Step, Totp,
};
use model::Timestamp;
use proptest::prelude::*;

const SEED: &[u8] = b"12345678901234567890";
/// A Thursday in 2026.
const STEP: Step = 59_638_556;

fn device() -> Totp {
    Totp::new(&Seed::from_bytes(SEED), Parameters::VIRTUAL)
}

fn reach() -> impl Strategy<Value = Reach> {
    prop_oneof![Just(Reach::Administrator), Just(Reach::Full), Just(Reach::WithoutMfa)]
}

/// Numbers of which many are at the ends of their type.
fn extreme<T: Arbitrary + Clone + 'static>(ends: &'static [T]) -> BoxedStrategy<T> {
    prop_oneof![any::<T>(), proptest::sample::select(ends)].boxed()
}

/// A stored clock with any numbers in it.
fn stored() -> impl Strategy<Value = Clock> {
    let offset = || extreme(&[i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX]);
    let moment = || extreme(&[0, 1, 1_789_156_704_000, u64::MAX - 1, u64::MAX]);
    let source = prop_oneof![Just("code"), Just("pair")];
    (offset(), offset(), moment(), source, proptest::option::of(moment())).prop_map(
        |(lo_ms, hi_ms, measured_at_ms, source, last_step)| {
            serde_json::from_value(serde_json::json!({
                "bounds": {"lo_ms": lo_ms, "hi_ms": hi_ms, "measured_at_ms": measured_at_ms, "source": source},
                "last_step": last_step,
            }))
            .unwrap()
        },
    )
}

/// A stored counter with any numbers in it.
fn stored_counter() -> impl Strategy<Value = Counter> {
    let number = || extreme(&[0, 1, 999, 1_000, u64::MAX - 1_000, u64::MAX - 6, u64::MAX - 1, u64::MAX]);
    (number(), proptest::option::of(number()), any::<bool>()).prop_map(|(next, used_at_ms, is_fenced)| {
        serde_json::from_value(serde_json::json!({
            "next": next, "used_at_ms": used_at_ms, "is_fenced": is_fenced,
        }))
        .unwrap()
    })
}

/// What somebody does with a token: presses its button so often and types the code, or two.
fn presses() -> impl Strategy<Value = Vec<(i64, bool, Reach)>> {
    let distance = prop_oneof![-4..10_i64, -1_100..1_100_i64];
    proptest::collection::vec((distance, any::<bool>(), reach()), 1..10)
}

/// What an attempt at a device does: a code or a pair of nearby steps, at a nearby time.
#[derive(Clone, Debug)]
enum Attempt {
    Code { at_ms: i64, step: i64 },
    Pair { at_ms: i64, step: i64, reach: Reach },
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let at_ms = || -40_000_000..40_000_000_i64;
    // Half of the steps are near the one that is shown then, so that much is accepted.
    let step = || prop_oneof![-4..4_i64, -1_100..1_100_i64];
    proptest::collection::vec(
        prop_oneof![
            3 => (at_ms(), step()).prop_map(|(at_ms, step)| Attempt::Code { at_ms, step }),
            1 => (at_ms(), step(), reach()).prop_map(|(at_ms, step, reach)| Attempt::Pair { at_ms, step, reach }),
        ],
        1..24,
    )
}

fn moment(at_ms: i64) -> (Timestamp, Step) {
    let ms = (STEP * 30_000).strict_add_signed(at_ms);
    (Timestamp::from_millis(ms), ms / 30_000)
}

proptest! {
    // A refusal looks at 2001 steps, which takes its time without optimization.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_stored_clock_makes_a_check_panic_or_last(
        clock in stored(), micros in extreme(&[0, 1, u64::MAX]), code in 0..1_000_000_u32,
        period in prop_oneof![Just(30), Just(60)], reach in reach(),
    ) {
        let totp = Totp::new(&Seed::from_bytes(SEED), Parameters::new(Algorithm::Sha1, 8, period).unwrap());
        let (now, code) = (Timestamp::from_micros(micros), AuthenticationCode::last_six_of(code));
        match clock.check(&totp, code, now) {
            Check::Accepted { state: next, step, .. } => {
                prop_assert!(clock.last_step().is_none_or(|last| last < step));
                prop_assert_eq!(next.last_step(), Some(step));
            }
            Check::Refused { tried, .. } => prop_assert!(tried <= 80, "{} candidates", tried),
        }
        let _ = clock.find_pair(&totp, code, code, now, reach);
        let fenced = clock.fenced(totp.parameters(), now);
        prop_assert!(fenced.last_step() >= clock.last_step());
        prop_assert_eq!(fenced.deactivated().last_step(), fenced.last_step());
    }

    #[test]
    fn the_last_step_only_grows_and_no_step_is_accepted_twice(attempts in attempts()) {
        let totp = device();
        let mut clock = Clock::new();
        for attempt in attempts {
            let last = clock.last_step();
            let (first, next) = match attempt {
                Attempt::Code { at_ms, step } => {
                    let (now, here) = moment(at_ms);
                    let code = totp.authentication_code_at(here.strict_add_signed(step));
                    match clock.check(&totp, code, now) {
                        Check::Accepted { state: clock, step, .. } => (step, clock),
                        Check::Refused { .. } => continue,
                    }
                }
                Attempt::Pair { at_ms, step, reach } => {
                    let (now, here) = moment(at_ms);
                    let first = here.strict_add_signed(step);
                    let [code1, code2] = [first, first + 1].map(|step| totp.authentication_code_at(step));
                    match clock.find_pair(&totp, code1, code2, now, reach) {
                        PairSearch::Found { state: clock, step, .. } => (step - 1, clock),
                        _ => continue,
                    }
                }
            };
            prop_assert!(last.is_none_or(|last| last < first), "{first} after {last:?}");
            prop_assert!(next.last_step() >= Some(first));

            // What was just accepted is refused at once, and so is everything before it.
            let now = Timestamp::from_millis(next.bounds().unwrap().measured_at_ms);
            let again = next.check(&totp, totp.authentication_code_at(first), now);
            let is_refused = matches!(again, Check::Refused { .. });
            prop_assert!(is_refused, "{again:?}");
            clock = next;
        }
    }

    #[test]
    fn no_stored_counter_makes_a_check_panic_or_last(
        counter in stored_counter(), micros in extreme(&[0, 1, u64::MAX]), code in 0..1_000_000_u32,
        reach in reach(), imported in extreme(&[0, u64::MAX]),
    ) {
        let hotp = Hotp::new(&Seed::from_bytes(SEED), Algorithm::Sha512, 8);
        let (now, code) = (Timestamp::from_micros(micros), AuthenticationCode::last_six_of(code));
        match counter.check(&hotp, code, now) {
            Check::Accepted { state, step, .. } => {
                prop_assert!(step >= counter.next() && state.next() == step + 1);
                prop_assert!(!counter.is_fenced() && counter.last_used().is_some());
            }
            Check::Refused { tried, .. } => prop_assert!(tried <= 6, "{} candidates", tried),
        }
        let _ = counter.find_pair(&hotp, code, code, now, reach);
        prop_assert!(counter.fenced().deactivated().at_least(imported).next() >= counter.next());
        let text = serde_json::to_string(&counter).unwrap();
        prop_assert_eq!(serde_json::from_str::<Counter>(&text).unwrap(), counter);
    }

    #[test]
    fn a_counter_goes_forward_only_and_no_code_of_it_is_accepted_twice(presses in presses()) {
        let hotp = Hotp::new(&Seed::from_bytes(SEED), Algorithm::Sha1, 6);
        let now = Timestamp::from_secs(STEP * 30);
        let mut counter = Counter::new(STEP);
        for (distance, is_pair, reach) in presses {
            let first = counter.next().strict_add_signed(distance);
            let [code1, code2] = [first, first + 1].map(|value| hotp.authentication_code_at(value));
            let (next, accepted) = if is_pair {
                match counter.find_pair(&hotp, code1, code2, now, reach) {
                    PairSearch::Found { state, step, .. } => (state, vec![step - 1, step]),
                    _ => continue,
                }
            } else {
                match counter.check(&hotp, code1, now) {
                    Check::Accepted { state, step, .. } => (state, vec![step]),
                    Check::Refused { .. } => continue,
                }
            };
            prop_assert!(accepted.iter().all(|step| *step >= counter.next()), "{accepted:?} with {counter:?}");
            prop_assert!(accepted.iter().all(|step| *step < next.next()), "{accepted:?} then {next:?}");
            for step in accepted {
                let again = next.check(&hotp, hotp.authentication_code_at(step), now);
                let is_refused = matches!(again, Check::Refused { .. });
                prop_assert!(is_refused, "{again:?}");
            }
            counter = next;
        }
    }

    #[test]
    fn a_clock_is_stored_as_it_is(clock in stored()) {
        let text = serde_json::to_string(&clock).unwrap();
        prop_assert_eq!(serde_json::from_str::<Clock>(&text).unwrap(), clock);
    }

    #[test]
    fn no_stored_guesses_make_a_failure_panic(
        failures in extreme(&[0, 5, 6, 69, 70, u32::MAX]), points in extreme(&[0, 499, u32::MAX]),
        span in extreme(&[0, 690, u64::MAX]), failed_at in extreme(&[0, u64::MAX]),
        micros in extreme(&[0, u64::MAX]), tried in any::<u32>(),
    ) {
        let guesses: Guesses = serde_json::from_value(serde_json::json!({
            "waits": [{"credential": "key", "device": "phone", "failures": failures, "failed_at": failed_at}],
            "spent": [{"span": span, "points": points}, {"span": span, "points": points}],
            "failures_in_a_row": failures,
        }))
        .unwrap();
        let now = Timestamp::from_micros(micros);
        let _ = guesses.admit("key", "phone", now);
        let attempt = guesses.admit("key", "other", now).unwrap();
        let failed = guesses.clone().record_failure(&attempt, tried, PointBudget::Wide).guesses;
        prop_assert!(failed.points(now) >= tried.min(guesses.points(now)));
        let _ = guesses.record_success(&attempt);
    }
}
