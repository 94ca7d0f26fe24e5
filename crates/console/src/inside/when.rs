//! Moments as pages show them: in UTC, to the minute.

use model::Timestamp;
use service::Moment;

/// A moment. Templates read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// For machines: `2026-11-28T22:15:09Z`.
    pub exact: String,
    /// For people: `2026-11-28 22:15`.
    pub short: String,
}

impl From<Timestamp> for When {
    fn from(moment: Timestamp) -> Self {
        let exact = moment.to_string();
        let short = exact.chars().take(16).map(|letter| if letter == 'T' { ' ' } else { letter }).collect();
        Self { exact, short }
    }
}

impl From<Moment> for When {
    fn from(Moment(moment): Moment) -> Self {
        Self::from(moment)
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::When;

    #[test]
    fn moments_are_shown_to_the_minute() {
        let when = When::from(Timestamp::from_secs(1_800_000_009));
        assert_eq!(when.exact, "2027-01-15T08:00:09Z");
        assert_eq!(when.short, "2027-01-15 08:00");
    }
}
