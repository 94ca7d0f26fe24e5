//! Moments, as pages show them.

use model::Timestamp;
use service::Moment;

/// A moment: for machines, and for readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// `2026-11-28T22:15:04Z`
    pub iso: String,
    /// `2026-11-28 22:15 UTC`
    pub words: String,
}

impl When {
    /// A moment.
    pub fn at(moment: Timestamp) -> Self {
        let iso = moment.extended();
        let [day, time] = [iso.get(..10), iso.get(11..16)].map(Option::unwrap_or_default);
        let words = format!("{day} {time} UTC");
        Self { iso, words }
    }
}

impl From<Moment> for When {
    fn from(Moment(moment): Moment) -> Self {
        Self::at(moment)
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::When;

    #[test]
    fn moments_are_shown_to_the_minute_in_utc() {
        let when = When::at(Timestamp::from_secs(1_789_156_704));
        assert_eq!(
            (when.iso.as_str(), when.words.as_str()),
            ("2026-09-11T19:58:24Z", "2026-09-11 19:58 UTC")
        );
    }
}
