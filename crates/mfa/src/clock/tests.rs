use model::Timestamp;

use super::{Check, Clock, Miss, PointBudget, REGULAR_MOST};
use crate::bounds::Source;
use crate::{Algorithm, PairSearch, Parameters, Reach, Seed, Step, Totp};

const STEP: Step = 59_638_556;
const DAY: i64 = 24 * 3_600_000;

fn device() -> Totp {
    Totp::new(&Seed::from_bytes(*b"12345678901234567890"), Parameters::VIRTUAL)
}

/// So many milliseconds after step `STEP` began, by our clock.
fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis((STEP * 30_000).strict_add_signed(ms))
}

/// The step that a device so far ahead of us shows then.
fn shown(ms: i64, offset_ms: i64) -> Step {
    at(ms + offset_ms).millis() / 30_000
}

/// The clock of a device that was enabled at zero and signed in two minutes later, so far ahead of us.
fn in_use(totp: &Totp, offset_ms: i64) -> Clock {
    let first = shown(0, offset_ms);
    let [code1, code2] = [first - 1, first].map(|step| totp.authentication_code_at(step));
    let PairSearch::Found { state: clock, .. } =
        Clock::new().find_pair(totp, code1, code2, at(0), Reach::Full)
    else {
        panic!("the pair is right");
    };
    accepted(clock.check(totp, totp.authentication_code_at(shown(120_000, offset_ms)), at(120_000)))
}

fn accepted(check: Check) -> Clock {
    match check {
        Check::Accepted { state: clock, .. } => clock,
        Check::Refused { .. } => panic!("{check:?}"),
    }
}

#[test]
fn a_code_is_accepted_whenever_an_honest_clock_could_have_shown_it() {
    let totp = device();
    // (the device …, its offset at first, its offset later, days between, typed so late, accepted)
    for (the_device, offset, later_offset, days, late, is_accepted) in [
        ("keeps time", 0, 0, 1, 0, true),
        ("is typed late", 0, 0, 1, 59_999, true),
        ("is typed late and one step beyond", 0, 0, 1, 89_999, true),
        ("is typed far too late", 0, 0, 1, 130_000, false),
        ("is ten minutes fast from the start", 600_000, 600_000, 1, 30_000, true),
        ("is eight hours slow from the start", -28_800_000, -28_800_000, 1, 30_000, true),
        ("loses 25 ppm in a drawer", 0, -194_400, 90, 59_999, true),
        ("gains 25 ppm in a drawer", 0, 194_400, 90, 0, true),
        ("was corrected by one step", 0, 30_000, 0, 0, true),
        ("jumped ahead by five minutes", 0, 300_000, 1, 0, false),
        ("fell back by five minutes", 0, -300_000, 1, 0, false),
    ] {
        let clock = in_use(&totp, offset);
        let read = 180_000 + days * DAY;
        let code = totp.authentication_code_at(shown(read, later_offset));
        let check = clock.check(&totp, code, at(read + late));
        assert_eq!(
            matches!(check, Check::Accepted { .. }),
            is_accepted,
            "a device that {the_device}: {check:?}"
        );
    }
}

#[test]
fn every_use_narrows_what_is_known_until_the_offset_is() {
    let totp = device();
    let mut clock = in_use(&totp, 7_000);
    let mut widths = vec![];
    for use_number in 1..=20 {
        let now = 120_000 + use_number * 97_000; // seen from the device, a different second of the step each time
        let check = clock.check(&totp, totp.authentication_code_at(shown(now, 7_000)), at(now));
        clock = accepted(check);
        let bounds = clock.bounds().unwrap();
        assert!(bounds.lo_ms <= 7_000 && 7_000 <= bounds.hi_ms, "{bounds:?}");
        assert_eq!(bounds.source, Source::Code);
        widths.push(bounds.hi_ms - bounds.lo_ms);
    }
    assert!(widths.iter().skip(4).all(|width| *width < 72_000), "a minute of reading stays open: {widths:?}");
}

#[test]
fn a_code_works_once_and_so_does_all_before_it() {
    let totp = device();
    let clock = in_use(&totp, 0);
    let now = 3_600_000;
    let here = shown(now, 0);
    // (steps from the one shown now, what it is)
    for (steps, why) in [
        (0, Some(Miss::Reused { step: here })),
        (-1, Some(Miss::Reused { step: here - 1 })),
        (-900, Some(Miss::Drifted { steps: -900 })),
        (1, None),
    ] {
        let used = accepted(clock.check(&totp, totp.authentication_code_at(here), at(now)));
        let check = used.check(&totp, totp.authentication_code_at(here.strict_add_signed(steps)), at(now));
        match (check, why) {
            (Check::Accepted { .. }, None) => {}
            (Check::Refused { why, .. }, Some(expected)) => assert_eq!(why, expected, "{steps}"),
            _ => panic!("{steps}: {check:?}"),
        }
    }
}

#[test]
fn a_phone_that_a_time_server_corrected_by_one_step_is_measured_anew() {
    let totp = device();
    let clock = Clock { bounds: in_use(&totp, 0).bounds.map(|b| b_with(b, 0, 0)), last_step: None };
    let now = 135_000;
    // With an offset known to be zero, a code may be of the steps from two back to the present one, and of one beyond.
    for (steps, is_accepted) in [(-4, false), (-3, true), (-2, true), (0, true), (1, true), (2, false)] {
        let step = shown(now, 0).strict_add_signed(steps);
        let check = clock.check(&totp, totp.authentication_code_at(step), at(now));
        assert_eq!(matches!(check, Check::Accepted { .. }), is_accepted, "{steps}: {check:?}");
        if let (Check::Accepted { state: clock, .. }, true) = (check, steps == 1) {
            let bounds = clock.bounds().unwrap();
            assert_eq!((bounds.lo_ms, bounds.hi_ms), (15_000, 104_999), "nothing of the old bounds is left");
        }
    }
}

#[test]
fn half_a_second_of_doubt_covers_our_own_clock_and_the_network() {
    let totp = device();
    let clock = Clock { bounds: in_use(&totp, 0).bounds.map(|b| b_with(b, 0, 0)), last_step: None };
    // (milliseconds before the next step, whether the step after the next is one beyond what is possible)
    for (before, is_accepted) in [(400, true), (600, false)] {
        let now = 150_000 - before;
        let check = clock.check(&totp, totp.authentication_code_at(STEP + 6), at(now));
        assert_eq!(matches!(check, Check::Accepted { .. }), is_accepted, "{before} ms before: {check:?}");
    }
}

fn b_with(bounds: crate::Bounds, lo_ms: i64, hi_ms: i64) -> crate::Bounds {
    crate::Bounds { lo_ms, hi_ms, measured_at_ms: at(120_000).millis(), ..bounds }
}

#[test]
fn of_two_steps_with_the_same_code_the_newest_is_used_so_that_it_cannot_be_typed_again() {
    let totp = device();
    let (first, second) = (EQUAL, EQUAL + 2);
    assert_eq!(totp.code_at(first), totp.code_at(second));
    let ms = |step: Step| i64::try_from(step).unwrap() * 30_000 - i64::try_from(STEP).unwrap() * 30_000;
    let clock = Clock { bounds: in_use(&totp, 0).bounds.map(|b| b_with(b, 0, 0)), last_step: None };

    for now in [ms(first + 1), ms(second), ms(second) + 15_000] {
        let check = clock.check(&totp, totp.authentication_code_at(first), at(now));
        let Check::Accepted { state: clock, step, .. } = check else { panic!("{check:?}") };
        assert_eq!((step, clock.last_step()), (second, Some(second)), "at {now}");
        let bounds = clock.bounds().unwrap();
        assert!(bounds.lo_ms <= 0 && 0 <= bounds.hi_ms, "what either step allows is kept: {bounds:?}");
        for later in [now, now + 30_000, now + 60_000] {
            let again = clock.check(&totp, totp.authentication_code_at(first), at(later));
            assert!(matches!(again, Check::Refused { .. }), "{again:?}");
        }
    }
}
/// This device shows 768734 here and again two steps later.
const EQUAL: Step = 61_331_809;

#[test]
fn a_refused_code_is_named_for_the_audit_trail() {
    let totp = device();
    let clock = in_use(&totp, 0);
    let now = 600_000;
    let wrong = (0..).map(crate::AuthenticationCode::last_six_of).find(|code| {
        let shows = |steps| totp.authentication_code_at(shown(now, 0).strict_add_signed(steps)) == *code;
        !(-1_000..=1_000).any(shows)
    });
    let code = |steps| totp.authentication_code_at(shown(now, 0).strict_add_signed(steps));
    for (typed, code, why) in [
        ("a code of a fast clock", code(1_000), Miss::Drifted { steps: 1_000 }),
        ("a code of a slow clock", code(-7), Miss::Drifted { steps: -7 }),
        ("no code at all", wrong.unwrap(), Miss::Wrong),
    ] {
        match clock.check(&totp, code, at(now)) {
            Check::Refused { why: seen, tried, budget } => {
                assert_eq!((seen, budget), (why, PointBudget::Regular), "{typed}");
                assert!((5..=REGULAR_MOST).contains(&tried), "{typed}: {tried}");
            }
            check @ Check::Accepted { .. } => panic!("{typed}: {check:?}"),
        }
    }
}

#[test]
fn a_device_that_was_never_enabled_accepts_no_code() {
    let totp = device();
    let check = Clock::new().check(&totp, totp.authentication_code_at(STEP), at(0));
    assert!(matches!(check, Check::Refused { tried: 0, why: Miss::Drifted { steps: 0 }, .. }), "{check:?}");
}

#[test]
fn a_device_in_regular_use_never_needs_more_candidates_than_its_budget_reckons_with() {
    for period in [30, 60] {
        let totp =
            Totp::new(&Seed::from_bytes([1; 20]), Parameters::new(Algorithm::Sha1, 6, period).unwrap());
        let clock = |source| Clock {
            bounds: Some(crate::Bounds {
                lo_ms: 0,
                hi_ms: i64::from(period) * 1_000 + 60_000 - 1,
                measured_at_ms: at(0).millis(),
                source,
            }),
            last_step: None,
        };
        let mut most = 0;
        for phase in (0..60_000).step_by(50) {
            let now = 15 * DAY - 60_000 + phase;
            let window = crate::bounds::Window::at(
                &clock(Source::Code).bounds.unwrap(),
                i128::from(period) * 1_000,
                at(now),
            );
            most = most.max(window.candidates(None).count());
        }
        assert!(most <= usize::try_from(REGULAR_MOST).unwrap(), "{most} with {period} s");

        // (source, days unused, budget)
        for (source, days, budget) in [
            (Source::Code, 0, PointBudget::Regular),
            (Source::Code, 14, PointBudget::Regular),
            (Source::Code, 15, PointBudget::Wide),
            (Source::Pair, 0, PointBudget::Wide),
        ] {
            assert_eq!(clock(source).budget(at(days * DAY)), budget);
            match clock(source).check(&totp, crate::AuthenticationCode::last_six_of(0), at(days * DAY)) {
                Check::Refused { budget: seen, .. } => assert_eq!(seen, budget),
                check @ Check::Accepted { .. } => panic!("{check:?}"),
            }
        }
    }
}

#[test]
fn an_eight_digit_token_is_asked_for_its_last_six() {
    let totp = Totp::new(&Seed::from_bytes([9; 32]), Parameters::new(Algorithm::Sha256, 8, 60).unwrap());
    let digits = totp.digits_at(29_819_278);
    let bounds = crate::Bounds { lo_ms: 0, hi_ms: 0, measured_at_ms: at(0).millis(), source: Source::Code };
    let clock = Clock { bounds: Some(bounds), last_step: None };
    accepted(clock.check(&totp, digits[2..].parse().unwrap(), Timestamp::from_secs(29_819_278 * 60)));
}

// R31: after a restore, steps that may have been accepted in the lost time are used.
#[test]
fn r31_a_fenced_device_accepts_only_codes_later_than_any_it_could_have_shown() {
    let totp = device();
    let clock = in_use(&totp, 0).fenced(Parameters::VIRTUAL, at(600_000));
    let check = |ms| clock.check(&totp, totp.authentication_code_at(shown(ms, 0)), at(ms));
    assert!(matches!(check(600_000), Check::Refused { why: Miss::Reused { .. }, .. }));
    assert!(matches!(check(600_000 + 180_000), Check::Accepted { .. }));
}

// R13: the last step of a seed survives deactivate, remove and re-import.
#[test]
fn r13_a_deactivated_device_keeps_its_last_step() {
    let totp = device();
    let clock = in_use(&totp, 0);
    let idle = clock.deactivated();
    assert_eq!((idle.bounds(), idle.last_step()), (None, clock.last_step()));
    let used = [shown(120_000, 0) - 1, shown(120_000, 0)].map(|step| totp.authentication_code_at(step));
    let pair = idle.find_pair(&totp, used[0], used[1], at(150_000), Reach::Full);
    assert!(matches!(pair, PairSearch::Older { .. }), "{pair:?}");
}

#[test]
fn the_stored_document_reads_plainly() {
    assert_eq!(serde_json::to_string(&Clock::new()).unwrap(), "{}");
    let bounds = crate::Bounds { lo_ms: -1, hi_ms: 2, measured_at_ms: 3, source: Source::Pair };
    let text = serde_json::to_string(&Clock { bounds: Some(bounds), last_step: Some(4) }).unwrap();
    assert_eq!(text, r#"{"bounds":{"lo_ms":-1,"hi_ms":2,"measured_at_ms":3,"source":"pair"},"last_step":4}"#);
}
