//! An honest user is never refused, and nothing is accepted twice.

use model::Timestamp;

use super::{DAY_MS, Device, Random, START, later};
use crate::PointBudget::Regular;
use crate::{Algorithm, Check, Clock, Counter, Guesses, Hotp, PairSearch, Parameters, Reach, Seed, Step};

const YEAR: Timestamp = Timestamp::from_millis(START.millis() + 365 * DAY_MS);

fn parameters(random: &mut Random) -> Parameters {
    let algorithm = match random.between(0, 3) {
        0 => Algorithm::Sha1,
        1 => Algorithm::Sha256,
        _ => Algorithm::Sha512,
    };
    let [digits, period] = if random.one_in(2) { [6, 30] } else { [8, 60] };
    Parameters::new(algorithm, u8::try_from(digits).unwrap(), period).unwrap()
}

/// How long until the next use: from a moment to 90 days, each order of magnitude as often as another.
fn pause(random: &mut Random, longest_ms: u64) -> u64 {
    let mut pause = longest_ms;
    while pause > 1_000 && random.one_in(2) {
        pause /= 3;
    }
    random.next() % pause + 1
}

/// How long somebody takes to type, with the ends of what is allowed among it.
fn typing(random: &mut Random, longest_ms: u64) -> u64 {
    match random.between(0, 4) {
        0 => 0,
        1 => longest_ms - 1,
        _ => random.next() % longest_ms,
    }
}

struct User {
    device: Device,
    clock: Clock,
    guesses: Guesses,
    /// The newest step whose code was read.
    read: Step,
    now: Timestamp,
}

impl User {
    fn enabling(random: &mut Random, device: Device) -> Self {
        let mut user = Self {
            read: device.step(START),
            device,
            clock: Clock::new(),
            guesses: Guesses::default(),
            now: START,
        };
        user.sends_a_pair(random);
        user
    }

    fn sends_a_pair(&mut self, random: &mut Random) {
        let (steps, now) = self.device.pair(self.read, self.now, typing(random, 300_000));
        let search = self.device.find(&self.clock, steps, now, Reach::Full);
        let PairSearch::Found { state: clock, step, .. } = search else {
            panic!("an honest pair is refused: {search:?}")
        };
        assert_eq!(step, steps[1]);
        let again = self.device.find(&clock, steps, later(now, random.next() % 120_000), Reach::Full);
        assert!(matches!(again, PairSearch::Older { .. }), "a pair works once: {again:?}");
        (self.clock, self.read, self.now) = (clock, steps[1], now);
    }

    fn signs_in(&mut self, random: &mut Random) {
        let reading = self.device.shows_after(self.read, self.now);
        let (step, now) = (self.device.step(reading), later(reading, typing(random, 60_000)));
        let attempt = self.guesses.admit("password", "device", now).unwrap();
        let check = self.clock.check(&self.device.totp, self.device.code(step), now);
        let Check::Accepted { state: clock, .. } = check else {
            panic!("an honest user is refused after {:?}: {check:?}", now.since(self.now));
        };
        self.guesses = self.guesses.clone().record_success(&attempt);
        if random.one_in(16) {
            let again =
                clock.check(&self.device.totp, self.device.code(step), later(now, random.next() % 120_000));
            assert!(matches!(again, Check::Refused { .. }), "a code works once: {again:?}");
        }
        (self.clock, self.read, self.now) = (clock, step, now);
    }
}

#[test]
fn an_honest_user_is_never_refused_and_nothing_is_accepted_twice() {
    let mut random = Random(1);
    let (mut sign_ins, mut longest) = (0, 0);
    for person in 0..36 {
        let parameters = parameters(&mut random);
        // As far off as a pair finds it after a year of wandering (13 minutes) and a pair sent five minutes late.
        let farthest = 1_000 * i64::from(parameters.period_secs) * 1_000 - 1_200_000;
        let offset_ms = random.between(-farthest, farthest);
        let device = Device::new(&mut random, parameters, offset_ms);
        let mut user = User::enabling(&mut random, device);
        // A few use a device all day, most now and then, some hardly.
        let longest_pause = [4 * DAY_MS, 20 * DAY_MS, 90 * DAY_MS][person % 3] - 120_000;
        while user.now < YEAR {
            // The worst clocks gain or lose all the time; others change with the weather.
            let gain = [25, -25, random.between(-25, 26)][person / 3 % 3];
            user.device.wander(user.now, gain);
            let pause = pause(&mut random, longest_pause);
            user.now = later(user.now, pause);
            if random.one_in(40) {
                user.sends_a_pair(&mut random);
            } else {
                user.signs_in(&mut random);
            }
            (sign_ins, longest) = (sign_ins + 1, longest.max(pause));
        }
        assert!(user.guesses.is_clean());
    }
    assert!(sign_ins > 4_000 && longest > 80 * DAY_MS, "{sign_ins} uses, {longest} ms at most between two");
}

#[test]
fn a_device_that_jumped_ahead_within_the_window_comes_back_with_two_codes_at_once() {
    let mut random = Random(2);
    for _ in 0..40 {
        let parameters = parameters(&mut random);
        let device = Device::new(&mut random, parameters, 0);
        let mut user = User::enabling(&mut random, device);
        user.signs_in(&mut random);
        user.now = later(user.now, pause(&mut random, 90 * DAY_MS));
        let step_ms = i64::from(parameters.period_secs) * 1_000;
        user.device.wander(user.now, 0);
        user.device.offset_ns += random.between(3 * step_ms, 990 * step_ms) * 1_000_000;

        let (steps, now) = user.device.pair(user.read, user.now, typing(&mut random, 60_000));
        let search = user.device.find(&user.clock, steps, now, Reach::WithoutMfa);
        let PairSearch::Found { state: clock, .. } = search else { panic!("{search:?}") };
        (user.clock, user.read, user.now) = (clock, steps[1], now);
        user.signs_in(&mut random);
    }
}

/// Beyond what is promised, but the reason why a year's points are as many as they are.
#[test]
fn a_user_who_mistypes_one_code_in_thirty_is_never_locked() {
    let mut random = Random(3);
    let device = Device::new(&mut random, Parameters::VIRTUAL, 0);
    let mut user = User::enabling(&mut random, device);
    let (mut mistyped, mut most) = (0, 0);
    while user.now < later(YEAR, 365 * DAY_MS) {
        user.now = later(user.now, 6 * 3_600_000);
        if random.one_in(30) {
            let tried =
                u32::try_from(super::attackers::candidates(&user.device, &user.clock, user.now)).unwrap();
            let attempt = user.guesses.admit("password", "device", user.now).unwrap();
            user.guesses = user.guesses.record_failure(&attempt, tried, Regular).guesses;
            assert_eq!(user.guesses.lock(), None, "after {mistyped}");
            mistyped += 1;
        }
        user.signs_in(&mut random);
        most = most.max(user.guesses.points(user.now));
    }
    println!("{mistyped} codes mistyped in two years cost {most} points in the worst of them");
    assert!(mistyped > 60);
}

/// A token with a button: pressed in vain now and then, played with once in a while, and forgotten for months.
#[test]
fn whoever_presses_a_button_in_vain_five_times_is_never_refused_and_nothing_is_accepted_twice() {
    let mut random = Random(4);
    for _ in 0..20 {
        let token = Hotp::new(&Seed::from_bytes(random.next().to_be_bytes()), Algorithm::Sha1, 6);
        let mut shown = random.next() % 1_000;
        let mut press = |times: u64| {
            shown += times;
            (shown - 1, token.authentication_code_at(shown - 1))
        };
        let (mut counter, mut now) = (Counter::new(press(1).0), START);
        let mut is_new = true;
        for _ in 0..100 {
            now = later(now, pause(&mut random, 90 * DAY_MS));
            let played = random.one_in(20);
            let search = if is_new || played {
                // The pair's first code is one of a hundred, and its second one as well.
                let (_, code1) = press(random.next() % 60 + 1);
                let (_, code2) = press(1);
                is_new = false;
                counter.find_pair(&token, code1, code2, now, Reach::WithoutMfa)
            } else {
                let before = counter.next();
                let (value, code) = press(random.next() % 6 + 1);
                let check = counter.check(&token, code, now);
                let Check::Accepted { state, step, .. } = check else {
                    panic!("the code of {value} is refused after {before}: {check:?}");
                };
                // No two codes within reach are the same in this run: what follows does not reckon with it.
                assert_eq!(step, value);
                if random.one_in(16) {
                    let again = state.check(&token, code, now);
                    assert!(matches!(again, Check::Refused { .. }), "a code works once: {again:?}");
                }
                counter = state;
                continue;
            };
            let PairSearch::Found { state, .. } = search else {
                panic!("an honest pair is refused: {search:?}")
            };
            counter = state;
        }
    }
}
