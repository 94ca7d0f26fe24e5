use model::Timestamp;

use super::Counter;
use crate::{
    Algorithm, AuthenticationCode, Check, Drift, Guesses, Hotp, Miss, PairSearch, PointBudget, Reach, Seed,
    Step,
};

const NOW: Timestamp = Timestamp::from_secs(1_789_156_704);
const KNOWN: Step = 1_000_000;

fn device() -> Hotp {
    Hotp::new(&Seed::from_bytes(*b"12345678901234567890"), Algorithm::Sha1, 6)
}

/// The counter of a device in use, which expects this value next.
fn in_use(next: Step) -> Counter {
    Counter { next, used_at_ms: Some(NOW.millis()), is_fenced: false }
}

fn checked(counter: &Counter, shown: Step) -> Check<Counter> {
    counter.check(&device(), device().authentication_code_at(shown), NOW)
}

fn sent(counter: &Counter, first: Step, second: Step, reach: Reach) -> PairSearch<Counter> {
    let [code1, code2] = [first, second].map(|value| device().authentication_code_at(value));
    counter.find_pair(&device(), code1, code2, NOW, reach)
}

#[test]
fn the_codes_of_rfc_4226_appendix_d_are_accepted_one_after_the_other() {
    let mut counter = in_use(0);
    for (value, code) in
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
            .iter()
            .enumerate()
    {
        match counter.check(&device(), code.parse().unwrap(), NOW) {
            Check::Accepted { state, step, drift } => {
                assert_eq!((step, drift), (u64::try_from(value).unwrap(), Drift::Skipped(0)));
                counter = state;
            }
            check @ Check::Refused { .. } => panic!("{value}: {check:?}"),
        }
    }
    assert_eq!(counter, in_use(10));
}

#[test]
fn a_code_is_accepted_from_the_counter_to_five_beyond_it() {
    // (how far the code's value is from the counter, what becomes of it)
    for (distance, outcome) in [
        (0, Ok(0)),
        (1, Ok(1)),
        (5, Ok(5)),
        (6, Err(Miss::Drifted { steps: 6 })),
        (999, Err(Miss::Drifted { steps: 999 })),
        (1_000, Err(Miss::Wrong)),
        (-1, Err(Miss::Reused { step: KNOWN - 1 })),
        (-1_000, Err(Miss::Reused { step: KNOWN - 1_000 })),
        (-1_001, Err(Miss::Wrong)),
    ] {
        let shown = KNOWN.strict_add_signed(distance);
        match (checked(&in_use(KNOWN), shown), outcome) {
            (Check::Accepted { state, step, drift }, Ok(skipped)) => {
                assert_eq!((step, drift), (shown, Drift::Skipped(skipped)));
                assert_eq!(state, in_use(shown + 1));
            }
            (Check::Refused { tried, why, budget }, Err(expected)) => {
                assert_eq!((tried, why, budget), (6, expected, PointBudget::Regular), "{distance}");
            }
            (check, _) => panic!("{distance}: {check:?}"),
        }
    }
}

#[test]
fn a_pair_is_found_forward_only_in_order_and_within_reach() {
    use Reach::{Administrator, Full, WithoutMfa};
    // (the token …, the values of its codes from the counter on, who asks, how far the second one is)
    for (the_token, first, second, reach, found) in [
        ("is where it should be", 0, 1, WithoutMfa, Some(1)),
        ("was pressed some times", 40, 41, WithoutMfa, Some(41)),
        ("is at the user's edge", 98, 99, WithoutMfa, Some(99)),
        ("is past the user's edge", 99, 100, WithoutMfa, None),
        ("is past the edge of whoever enables it", 99, 100, Full, None),
        ("is past the user's edge, with an administrator", 99, 100, Administrator, Some(100)),
        ("is at the administrator's edge", 998, 999, Administrator, Some(999)),
        ("is past the administrator's edge", 999, 1_000, Administrator, None),
        ("shows the last used code", -1, 0, Administrator, None),
        ("shows used codes", -2, -1, Full, None),
        ("repeats a code", 3, 3, Full, None),
        ("gives them in reverse", 4, 3, Full, None),
        ("leaves one out", 3, 5, Full, None),
    ] {
        let [first, second] = [first, second].map(|distance| KNOWN.strict_add_signed(distance));
        for counter in [Counter::new(KNOWN), in_use(KNOWN)] {
            match sent(&counter, first, second, reach) {
                PairSearch::Found { state, step, drift_steps } => {
                    assert_eq!(Some(drift_steps), found, "a token that {the_token}");
                    assert_eq!((step, state), (second, in_use(second + 1)), "a token that {the_token}");
                }
                search => assert_eq!(None, found, "a token that {the_token}: {search:?}"),
            }
        }
    }
}

#[test]
fn a_pair_that_fails_is_named_for_the_administrator() {
    let tried = 1;
    let budget = PointBudget::Regular;
    for (first, second, search) in [
        (100, 101, PairSearch::NotFound { out_of_reach: Some(101), tried, budget }),
        (5, 7, PairSearch::NotFound { out_of_reach: None, tried, budget }),
        // The button has to be pressed once more, or three times: no time helps.
        (-1, 0, PairSearch::Older { by_steps: 1, wait: None, tried, budget }),
        (-3, -2, PairSearch::Older { by_steps: 3, wait: None, tried, budget }),
    ] {
        let [first, second] = [first, second].map(|distance| KNOWN.strict_add_signed(distance));
        assert_eq!(sent(&in_use(KNOWN), first, second, Reach::Full), search);
    }
}

#[test]
fn a_token_that_nobody_enabled_accepts_no_code() {
    let check = checked(&Counter::new(KNOWN), KNOWN);
    assert!(matches!(check, Check::Refused { tried: 0, why: Miss::Drifted { steps: 0 }, .. }), "{check:?}");
}

#[test]
fn of_two_values_with_the_same_code_the_newest_is_used_so_that_it_cannot_be_typed_again() {
    let first = EQUAL;
    assert_eq!(device().code_at(first), device().code_at(first + 3));
    match checked(&in_use(first), first) {
        Check::Accepted { state, step, .. } => {
            assert_eq!(step, first + 3);
            assert!(matches!(checked(&state, first), Check::Refused { .. }));
        }
        check @ Check::Refused { .. } => panic!("{check:?}"),
    }
}

/// This token shows 492721 here and again three presses later.
const EQUAL: Step = 1_821_111;

// R13: neither taking a token away nor importing it again makes a code unused.
#[test]
fn r13_a_counter_survives_deactivation_and_another_import() {
    let idle = in_use(KNOWN).deactivated();
    for (imported, next) in [(0, KNOWN), (KNOWN, KNOWN), (KNOWN + 7, KNOWN + 7)] {
        assert_eq!(idle.at_least(imported), Counter::new(next));
    }
    assert!(matches!(checked(&idle, KNOWN), Check::Refused { tried: 0, .. }));
    assert!(matches!(sent(&idle, KNOWN - 2, KNOWN - 1, Reach::Full), PairSearch::Older { .. }));
    assert!(matches!(sent(&idle, KNOWN, KNOWN + 1, Reach::Full), PairSearch::Found { .. }));
}

// R31: no time makes the codes of a lost counter old, so somebody with the token in hand has to.
#[test]
fn r31_a_fenced_counter_waits_for_an_administrators_pair() {
    let fenced = in_use(KNOWN).fenced();
    let check = checked(&fenced, KNOWN);
    assert!(matches!(check, Check::Refused { tried: 0, why: Miss::Fenced, .. }), "{check:?}");
    for counter in [fenced, fenced.deactivated(), fenced.at_least(KNOWN + 4)] {
        for reach in [Reach::Full, Reach::WithoutMfa] {
            let search = sent(&counter, KNOWN + 10, KNOWN + 11, reach);
            assert!(matches!(search, PairSearch::Fenced { tried: 1, .. }), "{search:?}");
        }
        match sent(&counter, KNOWN + 10, KNOWN + 11, Reach::Administrator) {
            PairSearch::Found { state, .. } => assert_eq!(state, in_use(KNOWN + 12)),
            search => panic!("{search:?}"),
        }
    }
}

#[test]
fn an_eight_digit_token_is_asked_for_its_last_six() {
    let token = Hotp::new(&Seed::from_bytes([9; 64]), Algorithm::Sha512, 8);
    let digits = token.digits_at(KNOWN + 2);
    let check = in_use(KNOWN).check(&token, digits[2..].parse().unwrap(), NOW);
    assert!(matches!(check, Check::Accepted { .. }), "{check:?}");
}

#[test]
fn the_last_value_of_all_is_never_used() {
    for next in [Step::MAX - 1, Step::MAX] {
        for shown in [Step::MAX - 1, Step::MAX] {
            let is_accepted = matches!(checked(&in_use(next), shown), Check::Accepted { .. });
            assert_eq!(is_accepted, next < Step::MAX && shown < Step::MAX, "{shown} with {next}");
        }
        let pair = sent(&in_use(next), Step::MAX - 1, Step::MAX, Reach::Administrator);
        assert!(!matches!(pair, PairSearch::Found { .. }), "{pair:?}");
    }
}

/// What a guess costs is the same however long the token was not used, so that guessing ends after 82 of them.
#[test]
fn guessing_at_a_counter_locks_within_the_chance_of_a_device_in_regular_use() {
    let counter = in_use(KNOWN);
    let wrong = (0..).map(AuthenticationCode::last_six_of).find(|code| {
        let near = KNOWN - 1_000..KNOWN + 1_000;
        near.map(|value| device().authentication_code_at(value)).all(|shown| shown != *code)
    });
    let (mut guesses, mut spent, mut now) = (Guesses::default(), 0, NOW);
    while guesses.lock().is_none() {
        now = now.after(std::time::Duration::from_secs(900));
        let asked = guesses.clone();
        let attempt = asked.admit("password", "token", now).unwrap();
        let Check::Refused { tried, why: Miss::Wrong, budget } =
            counter.check(&device(), wrong.unwrap(), now)
        else {
            panic!("no guess is right");
        };
        guesses = guesses.record_failure(&attempt, tried, budget).guesses;
        spent += tried;
    }
    assert_eq!(spent, 82 * 6);
}
