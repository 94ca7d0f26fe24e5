//! What two codes are, of a device whose seed is known here: what to tell somebody before the server is asked, to whom each wrong pair
//! is a guess.

use mfa::Totp;
use model::{AuthenticationCode, Secret, Timestamp};

use super::words::span;

/// How far a clock is looked for, in steps: a week.
const FAR: u64 = 7 * 24 * 120;
/// How far by chance codes are hardly ever alike.
const NEAR: u64 = 1_000;

/// What two codes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// What is wanted. So many seconds ahead of now.
    Pair {
        /// Of the second code.
        ahead: i64,
    },
    /// The second is older.
    Reversed,
    /// There were so many others between them.
    Apart(u64),
    /// Only the first is one of this device.
    SecondIsWrong,
    /// Only the second is.
    FirstIsWrong,
    /// Neither is.
    Neither,
}

/// Looks at two codes. No more than what somebody types at their own device: nothing here is constant in time.
pub fn look(totp: &Totp, codes: &[Secret<String>; 2], now: Timestamp) -> Seen {
    let period = u64::from(totp.parameters().period_secs.max(1));
    let here = now.secs() / period;
    let [first, second] = codes.each_ref().map(|code| code.expose().parse::<AuthenticationCode>().ok());
    let shows = |step: u64, code: Option<AuthenticationCode>| code == Some(totp.authentication_code_at(step));
    // From here outwards: the nearest is the likeliest.
    let outwards =
        |far: u64| (0..=far).flat_map(move |by| [here.saturating_sub(by), here.saturating_add(by)]);
    if let Some(step) = outwards(FAR).find(|step| shows(*step, first) && shows(step + 1, second)) {
        let steps = i64::try_from(step + 1).unwrap_or(i64::MAX) - i64::try_from(here).unwrap_or(i64::MAX);
        return Seen::Pair { ahead: steps.saturating_mul(i64::try_from(period).unwrap_or(30)) };
    }
    let nearest = |code| outwards(NEAR).find(|step| shows(*step, code));
    match (nearest(first), nearest(second)) {
        (Some(first), Some(second)) if second < first => Seen::Reversed,
        (Some(first), Some(second)) => Seen::Apart((second - first).saturating_sub(1)),
        (Some(_), None) => Seen::SecondIsWrong,
        (None, Some(_)) => Seen::FirstIsWrong,
        (None, None) => Seen::Neither,
    }
}

impl Seen {
    /// What to tell whoever typed them; none, if they are worth asking the server about.
    pub fn in_words(self) -> Option<String> {
        let words = match self {
            Self::Pair { .. } => return None,
            Self::Reversed => "Both are codes of this device, but the second is older than the first. Type them in the order in which the \
                               app shows them."
                .to_owned(),
            Self::Apart(between) => format!(
                "Both are codes of this device, but between them the app showed {between} more. Type two that follow each other directly."
            ),
            Self::SecondIsWrong => "The first code is right. The second is none that this device shows: a digit may be wrong, or it is of \
                                    another entry in the app."
                .to_owned(),
            Self::FirstIsWrong => "The second code is right. The first is none that this device shows: a digit may be wrong, or it is of \
                                   another entry in the app."
                .to_owned(),
            Self::Neither => "Neither is a code of this device. Is it the entry that was made just now? If you scanned a code in an earlier \
                              try too, remove that entry from the app."
                .to_owned(),
        };
        Some(words)
    }

    /// What to tell whoever typed a pair that the server refused.
    pub fn refused_in_words(self) -> String {
        match self {
            Self::Pair { ahead } if ahead.unsigned_abs() > 30 * NEAR => format!(
                "Both codes are right, but the clock of the app is {} {}: further than the server looks. Set the time of the phone to \
                 automatic, then try again.",
                span(ahead.unsigned_abs()),
                if ahead < 0 { "behind" } else { "ahead" }
            ),
            _ => "The codes are a pair of this device, and the server did not accept them all the same: they were used already, or the \
                  clock of this computer or the server's is wrong. Try with the next two."
                .to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use mfa::{Parameters, Seed, Totp};
    use model::{Secret, Timestamp};

    use super::{Seen, look};

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_015);

    #[test]
    fn what_people_do_wrong_is_seen() {
        let totp = Totp::new(&Seed::from_bytes(*b"12345678901234567890"), Parameters::VIRTUAL);
        let code = |steps: i64| totp.digits_at((NOW.secs() / 30).strict_add_signed(steps));
        let wrong = "000000".to_owned();
        for (what, codes, seen) in [
            ("right", [code(-1), code(0)], Seen::Pair { ahead: 0 }),
            ("right, late", [code(-5), code(-4)], Seen::Pair { ahead: -120 }),
            ("a clock two days off", [code(5_760), code(5_761)], Seen::Pair { ahead: 172_830 }),
            ("reversed", [code(0), code(-1)], Seen::Reversed),
            ("one left out", [code(-2), code(0)], Seen::Apart(1)),
            ("the second mistyped", [code(0), wrong.clone()], Seen::SecondIsWrong),
            ("the first mistyped", [wrong.clone(), code(0)], Seen::FirstIsWrong),
            ("of another entry", [wrong, "111111".to_owned()], Seen::Neither),
        ] {
            let codes = codes.map(Secret::new);
            assert_eq!(look(&totp, &codes, NOW), seen, "{what}");
            assert_eq!(seen.in_words().is_none(), matches!(seen, Seen::Pair { .. }), "{what}");
        }
    }

    #[test]
    fn a_clock_that_is_days_off_is_named() {
        assert!(Seen::Pair { ahead: -172_800 }.refused_in_words().contains("2 days behind"));
        assert!(Seen::Pair { ahead: 60 }.refused_in_words().contains("used already"));
    }
}
