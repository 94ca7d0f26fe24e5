//! An attacker who has the first factor gets in before a lock with a chance of at most 1 in 2,000 on a device in
//! regular use, and 1 in 500 on any.
//!
//! What is measured: the sum, over every guess that is evaluated before the principal is locked and within any 365 days,
//! of the candidates it is compared with, times the chance of the likeliest code. By the union bound no way of choosing
//! the digits does better, since every failure is the same answer and the codes of different steps and devices are
//! independent. What an attacker can choose is when, on which device and with which first factor to guess, and when to
//! stop: that is what the strategies here differ in. After an administrator unlocks, the sum begins anew.

use model::Timestamp;

use super::{DAY_MS, Device, Random, START, later};
use crate::bounds::{MOST_CANDIDATES, Window};
use crate::clock::REGULAR_MOST;
use crate::{Check, Clock, Guesses, LockReason, PairSearch, Parameters, PointBudget, Reach, Refusal};

/// RFC 4226's truncation gives 31 bits; the likeliest codes have 2,148 of their 2^31 values.
const LIKELIEST: f64 = 2_148.0 / 2_147_483_648.0;
const HOUR_MS: u64 = 3_600_000;

/// How many steps a code would be compared with now.
pub(super) fn candidates(device: &Device, clock: &Clock, now: Timestamp) -> usize {
    let window = clock.bounds().map(|bounds| Window::at(&bounds, i128::from(device.period_ms()), now));
    window.map_or(0, |window| window.candidates(clock.last_step()).count())
}

/// When an attacker stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nerve {
    /// Never: guesses as fast as it may until the lock.
    Reckless,
    /// Before any guess that could lock: drips for ever, as points are forgotten.
    Careful,
    /// So many points a day, until the lock.
    Drip(u32),
}

/// How the honest user uses a device meanwhile.
#[derive(Clone, Copy, Debug)]
enum Use {
    /// Every so many hours.
    Hours(u64),
    /// Once after enabling it, and never again.
    Once,
    /// Not once since it was enabled.
    Never,
}

struct World {
    devices: Vec<(Device, Clock, Use)>,
    guesses: Guesses,
    random: Random,
    /// (when, points, whether on a device in regular use)
    spent: Vec<(Timestamp, u32, bool)>,
    lock: Option<LockReason>,
}

impl World {
    fn new(seed: u64, uses: &[Use]) -> Self {
        let mut random = Random(seed);
        let devices = uses
            .iter()
            .map(|&how| {
                let offset_ms = random.between(-600_000, 600_000);
                let device = Device::new(&mut random, Parameters::VIRTUAL, offset_ms);
                let (steps, now) = device.pair(device.step(START), START, 60_000);
                let search = device.find(&Clock::new(), steps, now, Reach::Full);
                let PairSearch::Found { state: clock, .. } = search else { panic!("{search:?}") };
                (device, clock, how)
            })
            .collect();
        let mut world = Self { devices, guesses: Guesses::default(), random, spent: vec![], lock: None };
        world.honest_uses(later(START, HOUR_MS), true);
        world
    }

    fn honest_uses(&mut self, now: Timestamp, is_first: bool) {
        let hours = (now.millis() - START.millis()) / HOUR_MS;
        for index in 0..self.devices.len() {
            let due = match self.devices[index].2 {
                Use::Hours(every) => is_first || hours.is_multiple_of(every),
                Use::Once => is_first,
                Use::Never => false,
            };
            if !due {
                continue;
            }
            let typing = self.random.next() % 60_000;
            let (device, clock, _) = &mut self.devices[index];
            let read = later(now, 300_000);
            let now = later(read, typing);
            match clock.check(&device.totp, device.code(device.step(read)), now) {
                Check::Accepted { state: next, .. } => *clock = next,
                check @ Check::Refused { .. } => panic!("{check:?}"),
            }
            // The honest user has other hands, but may be made to wait by the attacker.
            if let Ok(attempt) = self.guesses.clone().admit("password", &format!("device {index}"), now) {
                self.guesses = self.guesses.clone().record_success(&attempt);
            }
        }
    }

    /// Guesses once, if the attacker dares and is admitted.
    fn guess(
        &mut self,
        credential: &str,
        index: usize,
        now: Timestamp,
        nerve: Nerve,
        today: &mut u32,
    ) -> bool {
        let (device, clock, _) = &self.devices[index];
        let tried = u32::try_from(candidates(device, clock, now)).unwrap();
        let budget = if tried > REGULAR_MOST { PointBudget::Wide } else { clock.budget(now) };
        let (limit, dearest) = match budget {
            PointBudget::Regular => (500, REGULAR_MOST),
            PointBudget::Wide => (2_000, MOST_CANDIDATES),
        };
        let dares = match nerve {
            Nerve::Reckless => true,
            Nerve::Careful => {
                self.guesses.points(now) + tried + dearest < limit && self.guesses.failures_in_a_row() < 99
            }
            Nerve::Drip(points) => *today + tried <= points,
        };
        if !dares {
            return false;
        }
        let name = format!("device {index}");
        let guesses = self.guesses.clone();
        match guesses.admit(credential, &name, now) {
            Err(Refusal::TooSoon { .. } | Refusal::Locked(_)) => return false,
            Ok(attempt) => {
                let failure = guesses.clone().record_failure(&attempt, tried, budget);
                self.lock = failure.locked.map(|lock| lock.reason);
                self.guesses = failure.guesses;
            }
        }
        *today += tried;
        self.spent.push((now, tried, budget == PointBudget::Regular));
        true
    }

    /// So many days of guessing, from this day on, every hour on every device with every first factor.
    fn attack(&mut self, credentials: &[&str], from_day: u64, days: u64, nerve: Nerve) {
        // The devices are enabled and used for the first time in the first two hours.
        for hour in (from_day * 24).max(2)..(from_day + days) * 24 {
            let now = later(START, hour * HOUR_MS);
            self.honest_uses(now, false);
            let mut today =
                self.spent.iter().filter(|spent| spent.0 > later(now, 0).before(day())).map(|s| s.1).sum();
            for minute in [15, 45] {
                for index in 0..self.devices.len() {
                    for credential in credentials {
                        let now = later(now, minute * 60_000);
                        while self.lock.is_none() && self.guess(credential, index, now, nerve, &mut today) {}
                    }
                }
            }
            if self.lock.is_some() {
                return;
            }
        }
    }

    /// The most points that were spent within 365 days: on devices in regular use, and on any.
    fn most_in_a_year(&self) -> (u32, u32) {
        let within = |from: Timestamp, regular_only: bool| -> u32 {
            let end = later(from, 365 * DAY_MS);
            let counted = self.spent.iter().filter(|s| from <= s.0 && s.0 < end && (s.2 || !regular_only));
            counted.map(|spent| spent.1).sum()
        };
        let most = |regular_only| self.spent.iter().map(|s| within(s.0, regular_only)).max().unwrap_or(0);
        (most(true), most(false))
    }
}

fn day() -> std::time::Duration {
    std::time::Duration::from_millis(DAY_MS)
}

#[test]
fn whoever_has_the_first_factor_gets_in_before_a_lock_with_at_most_the_stated_chance() {
    use Nerve::{Careful, Drip, Reckless};
    use Use::{Hours, Never, Once};
    const ALL: &[&str] = &["password", "AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE"];
    let password = &ALL[..1];
    let eight = |first: Use, others: Use| vec![first, others, others, others, others, others, others, others];

    // (the attacker …, how the devices are used, first factors, first day, days, nerve)
    for (the_attacker, uses, credentials, from_day, days, nerve) in [
        ("guesses at once", vec![Hours(24)], password, 0, 365, Reckless),
        ("guesses beside a busy user", vec![Hours(2)], password, 0, 365, Reckless),
        ("guesses at eight devices", eight(Hours(24), Hours(24)), ALL, 0, 365, Reckless),
        ("guesses at a weekly device", vec![Hours(14 * 24)], ALL, 14, 365, Reckless),
        ("drips 20 points a day", vec![Hours(24)], password, 0, 730, Drip(20)),
        ("drips 20 points a day at eight devices", eight(Hours(24), Hours(24)), ALL, 0, 730, Drip(20)),
        ("never risks a lock", vec![Hours(24)], password, 0, 1_100, Careful),
        ("never risks a lock, with eight devices", eight(Hours(24), Hours(24)), ALL, 0, 1_100, Careful),
        ("waits until the device is unused", vec![Once], ALL, 16, 365, Reckless),
        ("waits for two months", vec![Once], ALL, 60, 365, Careful),
        ("never risks a lock on unused devices", eight(Once, Once), ALL, 16, 800, Careful),
        ("finds a device fresh from a pair", vec![Never], ALL, 1, 365, Reckless),
        ("finds eight devices fresh from pairs", eight(Never, Never), ALL, 1, 365, Reckless),
        ("finds one in use and seven unused", eight(Hours(24), Once), ALL, 16, 800, Careful),
        ("finds one in use and seven fresh ones", eight(Hours(24), Never), ALL, 1, 800, Careful),
        ("finds one in use and seven, and does not care", eight(Hours(24), Once), ALL, 16, 800, Reckless),
    ] {
        let mut world = World::new(from_day + days, &uses);
        world.attack(credentials, from_day, days, nerve);
        let (regular, any) = world.most_in_a_year();
        let [regular_chance, any_chance] = [regular, any].map(|points| f64::from(points) * LIKELIEST);
        println!(
            "who {the_attacker}: {regular} points on devices in regular use (1 in {:.0}), {any} on any (1 in {:.0}), {:?}",
            1.0 / regular_chance,
            1.0 / any_chance,
            world.lock
        );
        assert!(
            regular_chance <= 1.0 / 2_000.0,
            "who {the_attacker}: {regular} points on devices in regular use"
        );
        assert!(any_chance <= 1.0 / 500.0, "who {the_attacker}: {any} points on any device");
        assert!(any > 0 && (nerve != Reckless || world.lock.is_some()), "who {the_attacker} was not tried");
    }
}

/// The best that anybody can do: the last guess before each lock is as dear as guesses get.
#[test]
fn even_guesses_chosen_to_pass_the_limit_do_not_pass_it() {
    for (budget, dearest, most) in
        [(PointBudget::Regular, REGULAR_MOST, 499), (PointBudget::Wide, MOST_CANDIDATES, 1_999)]
    {
        for fill in 1..=dearest {
            let mut guesses = Guesses::default();
            let (mut spent, mut now) = (0, START);
            while guesses.lock().is_none() {
                now = later(now, 900_000);
                // Cheap guesses until the next cheap one would lock, then the dearest.
                let next = if spent + fill + dearest < most + 1 { fill } else { dearest };
                let asked = guesses.clone();
                let attempt = asked.admit("password", "device", now).unwrap();
                guesses = guesses.record_failure(&attempt, next, budget).guesses;
                if guesses.failures_in_a_row() == 50 {
                    guesses = guesses.record_success(&attempt);
                }
                spent += next;
            }
            assert!(spent <= most, "{spent} points by guesses of {fill}");
        }
    }
}
