//! How far a device's clock is off, in words.

use crate::speech::Speech;

/// Nearer than this nobody can tell it from slow typing.
const IN_STEP_SECS: i64 = 30;
/// From here on minutes are enough.
const LONG_SECS: i64 = 120;

/// "About 40 seconds slow", for a clock that is so many milliseconds ahead.
pub fn words(drift_ms: i64, s: Speech) -> String {
    let secs = drift_ms.saturating_abs() / 1_000;
    if secs < IN_STEP_SECS {
        return s.say("drift-none").into_owned();
    }
    let is_slow = drift_ms < 0;
    let text = if secs < LONG_SECS {
        let secs = (secs + 5) / 10 * 10;
        if is_slow {
            s.count("drift-slow-seconds", "seconds", secs)
        } else {
            s.count("drift-fast-seconds", "seconds", secs)
        }
    } else {
        let minutes = (secs + 30) / 60;
        if is_slow {
            s.count("drift-slow-minutes", "minutes", minutes)
        } else {
            s.count("drift-fast-minutes", "minutes", minutes)
        }
    };
    text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::speech::{Language, Speech};

    #[test]
    fn a_slow_phone_is_called_slow() {
        for (drift_ms, said) in [
            (0, "in step"),
            (-29_999, "in step"),
            (-41_000, "about 40 seconds slow"),
            (38_000, "about 40 seconds fast"),
            (-119_000, "about 120 seconds slow"),
            (150_000, "about 3 minutes fast"),
            (-7_200_000, "about 120 minutes slow"),
        ] {
            assert_eq!(words(drift_ms, Speech(Language::English)), said, "{drift_ms}");
        }
    }
}
