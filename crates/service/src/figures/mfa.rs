//! Second factors, by way and result.

use mfa::{Miss, Refusal};

use super::Counter;

/// How somebody proved a second factor, or tried to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MfaWay {
    /// One code of a device.
    Code,
    /// Two codes in order, which enable a device or bring it back into step.
    Pair,
    /// A security key.
    SecurityKey,
    /// A recovery code.
    RecoveryCode,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MfaResult {
    /// It was right, and what it was for is done.
    Accepted,
    /// It was right at no time near now.
    Wrong,
    /// It was right once, and used.
    Reused,
    /// It would be right for a clock further off than is believed.
    Drifted,
    /// It waits for an administrator, after a restore.
    Fenced,
    /// It came too early after others, and was not looked at.
    TooEarly,
    /// Codes are locked, and none is looked at.
    Locked,
    /// A security key's counter went back: two keys may have one secret.
    PossiblyCloned,
}

impl MfaWay {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Code, Self::Pair, Self::SecurityKey, Self::RecoveryCode];

    /// The name, as a label.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Pair => "pair",
            Self::SecurityKey => "security_key",
            Self::RecoveryCode => "recovery_code",
        }
    }
}

impl MfaResult {
    /// All of them, in order.
    pub const ALL: [Self; 8] = [
        Self::Accepted,
        Self::Wrong,
        Self::Reused,
        Self::Drifted,
        Self::Fenced,
        Self::TooEarly,
        Self::Locked,
        Self::PossiblyCloned,
    ];

    /// The name, as a label.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Wrong => "wrong",
            Self::Reused => "reused",
            Self::Drifted => "drifted",
            Self::Fenced => "fenced",
            Self::TooEarly => "too_early",
            Self::Locked => "locked",
            Self::PossiblyCloned => "possibly_cloned",
        }
    }
}

impl From<Miss> for MfaResult {
    fn from(why: Miss) -> Self {
        match why {
            Miss::Reused { .. } => Self::Reused,
            Miss::Drifted { .. } => Self::Drifted,
            Miss::Wrong => Self::Wrong,
            Miss::Fenced => Self::Fenced,
        }
    }
}

impl From<&Refusal> for MfaResult {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::TooSoon { .. } => Self::TooEarly,
            Refusal::Locked(_) => Self::Locked,
        }
    }
}

/// Second factors that were looked at, counted when what came of it is committed: a race that is run again is one.
#[derive(Debug, Default)]
pub struct MfaChecks {
    counters: [[Counter; MfaResult::ALL.len()]; MfaWay::ALL.len()],
    /// How often failures locked somebody's codes.
    pub locks: Counter,
}

impl MfaChecks {
    /// One more.
    pub fn add(&self, way: MfaWay, result: MfaResult) {
        if let Some(counter) = self.counters.get(way as usize).and_then(|ways| ways.get(result as usize)) {
            counter.add();
        }
    }

    /// How many of each there were.
    pub fn all(&self) -> impl Iterator<Item = (MfaWay, MfaResult, u64)> {
        let ways = MfaWay::ALL.into_iter().zip(&self.counters);
        ways.flat_map(|(way, results)| {
            MfaResult::ALL.into_iter().zip(results).map(move |(result, counter)| (way, result, counter.now()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{MfaChecks, MfaResult, MfaWay};

    #[test]
    fn every_way_and_result_is_counted_alone() {
        for way in MfaWay::ALL {
            for result in MfaResult::ALL {
                let checks = MfaChecks::default();
                checks.add(way, result);
                let counted: Vec<_> = checks.all().filter(|(_, _, count)| *count > 0).collect();
                assert_eq!(counted, [(way, result, 1)]);
            }
        }
    }
}
