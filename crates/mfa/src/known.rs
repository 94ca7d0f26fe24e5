//! A device that shows codes, whether they go by time or by a counter, and what is known of it.

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    AuthenticationCode, Check, Clock, Counter, Hotp, PairSearch, Reach, Seed, Step, TokenParameters, Totp,
};

/// The code generator of a device of either sort.
///
/// `Debug` shows nothing of the seed.
#[derive(Clone, Debug)]
pub enum Generator {
    /// Of one whose codes go by time.
    Time(Totp),
    /// Of one whose codes go by a counter.
    Counter {
        /// What shows the codes.
        hotp: Hotp,
        /// Where its counter stood when its seed file was written.
        imported: Step,
    },
}

impl Generator {
    /// The generator of a device with this seed.
    pub fn new(seed: &Seed, parameters: TokenParameters) -> Self {
        match parameters {
            TokenParameters::Totp(parameters) => Self::Time(Totp::new(seed, parameters)),
            TokenParameters::Hotp(parameters) => Self::Counter {
                hotp: Hotp::new(seed, parameters.algorithm, parameters.digits),
                imported: parameters.counter,
            },
        }
    }
}

/// What is known of a device: a stored document, replaced whenever a code or a pair is accepted.
///
/// Clock and counter stand side by side because what is known goes by the seed and outlives the device: what a seed file says
/// the second time makes nothing unused that was used (rule R13).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Of its clock.
    #[serde(default)]
    pub clock: Clock,
    /// Of its counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<Counter>,
}

impl Known {
    /// Whether a code is accepted now: see [`Clock::check`] and [`Counter::check`].
    pub fn check(&self, generator: &Generator, code: AuthenticationCode, now: Timestamp) -> Check<Self> {
        match generator {
            Generator::Time(totp) => self.clock.check(totp, code, now).map(|clock| self.with_clock(clock)),
            Generator::Counter { hotp, imported } => {
                self.counter(*imported).check(hotp, code, now).map(|counter| self.with_counter(counter))
            }
        }
    }

    /// Looks for two codes shown one after the other: see [`Clock::find_pair`] and [`Counter::find_pair`].
    pub fn find_pair(
        &self,
        generator: &Generator,
        [code1, code2]: [AuthenticationCode; 2],
        now: Timestamp,
        reach: Reach,
    ) -> PairSearch<Self> {
        match generator {
            Generator::Time(totp) => {
                let search = self.clock.find_pair(totp, code1, code2, now, reach);
                search.map(|clock| self.with_clock(clock))
            }
            Generator::Counter { hotp, imported } => {
                let search = self.counter(*imported).find_pair(hotp, code1, code2, now, reach);
                search.map(|counter| self.with_counter(counter))
            }
        }
    }

    /// When a code or a pair was accepted last.
    pub fn last_used(&self) -> Option<Timestamp> {
        let by_time = self.clock.bounds().map(|bounds| Timestamp::from_millis(bounds.measured_at_ms));
        by_time.max(self.counter.and_then(|counter| counter.last_used()))
    }

    /// How far the device's clock is probably ahead of ours, in milliseconds; none if it has none.
    pub fn drift_ms(&self) -> Option<i64> {
        self.clock.bounds().map(|bounds| bounds.likely_ms())
    }

    /// What stays known when the device is taken from its user: which codes are used (rule R13).
    #[must_use]
    pub fn deactivated(self) -> Self {
        Self { clock: self.clock.deactivated(), counter: self.counter.map(Counter::deactivated) }
    }

    /// What is known after the store was restored, or may have lost commits (rule R31).
    #[must_use]
    pub fn fenced(self, parameters: TokenParameters, now: Timestamp) -> Self {
        match parameters {
            TokenParameters::Totp(parameters) => self.with_clock(self.clock.fenced(parameters, now)),
            TokenParameters::Hotp(parameters) => self.with_counter(self.counter(parameters.counter).fenced()),
        }
    }

    fn counter(&self, imported: Step) -> Counter {
        self.counter.unwrap_or_default().at_least(imported)
    }

    const fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    const fn with_counter(self, counter: Counter) -> Self {
        Self { counter: Some(counter), ..self }
    }
}

impl<S> Check<S> {
    fn map<T>(self, to: impl FnOnce(S) -> T) -> Check<T> {
        match self {
            Self::Accepted { state, step, drift } => Check::Accepted { state: to(state), step, drift },
            Self::Refused { tried, why, budget } => Check::Refused { tried, why, budget },
        }
    }
}

impl<S> PairSearch<S> {
    fn map<T>(self, to: impl FnOnce(S) -> T) -> PairSearch<T> {
        match self {
            Self::Found { state, step, drift_steps } => {
                PairSearch::Found { state: to(state), step, drift_steps }
            }
            Self::Older { by_steps, wait, tried, budget } => {
                PairSearch::Older { by_steps, wait, tried, budget }
            }
            Self::NotFound { out_of_reach, tried, budget } => {
                PairSearch::NotFound { out_of_reach, tried, budget }
            }
            Self::Fenced { tried, budget } => PairSearch::Fenced { tried, budget },
        }
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::{Generator, Known};
    use crate::{Algorithm, Check, HotpParameters, PairSearch, Parameters, Reach, Seed, TokenParameters};

    const NOW: Timestamp = Timestamp::from_secs(1_789_156_704);

    fn parameters() -> [TokenParameters; 2] {
        let by_time = Parameters::new(Algorithm::Sha256, 8, 60).unwrap();
        [by_time.into(), HotpParameters::new(Algorithm::Sha1, 6, 40).unwrap().into()]
    }

    /// What is known of a device that was enabled just now, and the number of its last code.
    fn enabled(known: Known, parameters: TokenParameters) -> (Known, u64) {
        let first = match parameters {
            TokenParameters::Totp(_) => NOW.secs() / 60 - 1,
            TokenParameters::Hotp(parameters) => parameters.counter,
        };
        match known.find_pair(&generator(parameters), codes(parameters, first), NOW, Reach::Full) {
            PairSearch::Found { state, step, .. } => (state, step),
            search => panic!("{search:?}"),
        }
    }

    fn generator(parameters: TokenParameters) -> Generator {
        Generator::new(&Seed::from_bytes([5; 20]), parameters)
    }

    fn codes(parameters: TokenParameters, first: u64) -> [crate::AuthenticationCode; 2] {
        [first, first + 1].map(|step| match generator(parameters) {
            Generator::Time(totp) => totp.authentication_code_at(step),
            Generator::Counter { hotp, .. } => hotp.authentication_code_at(step),
        })
    }

    #[test]
    fn a_device_of_either_sort_is_enabled_used_and_taken_away() {
        for parameters in parameters() {
            let (known, last) = enabled(Known::default(), parameters);
            assert_eq!(known.last_used(), Some(NOW), "{parameters:?}");
            assert_eq!(known.drift_ms().is_some(), parameters.period_secs().is_some());
            let [code, _] = codes(parameters, last + 1);
            let Check::Accepted { state, .. } = known.check(&generator(parameters), code, NOW) else {
                panic!("{parameters:?}");
            };
            let idle = state.deactivated();
            assert_eq!((idle.last_used(), idle.drift_ms()), (None, None));
            // R13: what was used stays used.
            let pair = codes(parameters, last);
            let again = idle.find_pair(&generator(parameters), pair, NOW, Reach::Administrator);
            assert!(matches!(again, PairSearch::Older { .. }), "{again:?}");
        }
    }

    // R13: what is known goes by the seed, whatever the next seed file says of it.
    #[test]
    fn r13_a_seed_imported_as_another_sort_and_back_keeps_what_was_used() {
        let [by_time, by_counter] = parameters();
        let (known, counter) = enabled(Known::default(), by_counter);
        let (known, step) = enabled(known.deactivated(), by_time);
        for (parameters, used) in [(by_counter, counter), (by_time, step)] {
            let pair = codes(parameters, used - 1);
            let again = known.find_pair(&generator(parameters), pair, NOW, Reach::Administrator);
            assert!(matches!(again, PairSearch::Older { .. }), "{again:?}");
        }
    }

    #[test]
    fn the_stored_document_says_only_what_is_known() {
        let [_, by_counter] = parameters();
        assert_eq!(serde_json::to_string(&Known::default()).unwrap(), r#"{"clock":{}}"#);
        let (known, _) = enabled(Known::default(), by_counter);
        let text = serde_json::to_string(&known.fenced(by_counter, NOW)).unwrap();
        assert_eq!(text, r#"{"clock":{},"counter":{"next":42,"used_at_ms":1789156704000,"is_fenced":true}}"#);
        assert_eq!(serde_json::from_str::<Known>(&text).unwrap(), known.fenced(by_counter, NOW));
    }
}
