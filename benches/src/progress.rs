//! How far something is that takes long: a line every ten seconds, on standard error, which a log takes as well as a terminal.

use std::time::{Duration, Instant};

use crate::figures::shown;
use crate::{clock, tell};

const EVERY: Duration = Duration::from_secs(10);
/// The clock is looked at once in so many steps.
const STEPS: usize = 64;

/// Something that takes long.
pub struct Progress {
    what: &'static str,
    of: usize,
    done: usize,
    start: Instant,
    told: Duration,
}

impl Progress {
    /// So many things are to be done; nothing has been yet.
    pub fn new(what: &'static str, of: usize) -> Self {
        Self { what, of, done: 0, start: clock::start(), told: Duration::ZERO }
    }

    /// One more is done.
    pub fn step(&mut self) {
        self.done += 1;
        if !self.done.is_multiple_of(STEPS) {
            return;
        }
        let elapsed = self.start.elapsed();
        if elapsed >= self.told + EVERY {
            self.told = elapsed;
            tell(&line(self.what, self.done, self.of, elapsed));
        }
    }
}

fn line(what: &str, done: usize, of: usize, elapsed: Duration) -> String {
    let count = |number: usize| u32::try_from(number).map_or(f64::INFINITY, f64::from);
    let rate = count(done) / elapsed.as_secs_f64().max(1e-9);
    let left = count(of.saturating_sub(done)) / rate;
    format!(
        "  {what}: {} of {}, {} a second, {left:.0} s to go",
        shown(count(done)),
        shown(count(of)),
        shown(rate)
    )
}

#[cfg(test)]
mod tests {
    use super::line;
    use std::time::Duration;

    #[test]
    fn a_line_says_how_much_is_left() {
        let text = line("users made", 50_000, 1_000_000, Duration::from_secs(10));
        assert_eq!(text, "  users made: 50,000 of 1,000,000, 5,000 a second, 190 s to go");
    }
}
