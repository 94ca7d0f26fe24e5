//! What a clock is said to be.

/// What an accepted pair showed of a clock, and what to do about it.
pub fn clock(seconds: i64) -> String {
    let (far, direction) = (seconds.unsigned_abs(), if seconds < 0 { "behind" } else { "ahead" });
    // A code is shown for half a minute and typed in another: less than that is nobody's clock.
    if far < 60 {
        return "Its clock keeps time.".to_owned();
    }
    let about = span(far);
    format!(
        "Its clock is about {about} {direction}. That is remembered, so codes work; on a phone, set the time to automatic all the same: \
         other services may not be so patient."
    )
}

/// A span of time, as people say it.
pub fn span(seconds: u64) -> String {
    let (number, unit) = match seconds {
        0..=89 => (seconds, "second"),
        90..=5_399 => ((seconds + 30) / 60, "minute"),
        5_400..=129_599 => ((seconds + 1_800) / 3_600, "hour"),
        _ => ((seconds + 43_200) / 86_400, "day"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::{clock, span};

    #[test]
    fn clocks_are_told_as_people_tell_them() {
        for (seconds, words) in [
            (0, "keeps time"),
            (-59, "keeps time"),
            (75, "about 75 seconds ahead"),
            (-600, "about 10 minutes behind"),
            (29_000, "about 8 hours ahead"),
        ] {
            assert!(clock(seconds).contains(words), "{}", clock(seconds));
        }
        for (seconds, words) in [
            (1, "1 second"),
            (90, "2 minutes"),
            (3_600, "60 minutes"),
            (86_400, "24 hours"),
            (172_800, "2 days"),
        ] {
            assert_eq!(span(seconds), words);
        }
    }
}
