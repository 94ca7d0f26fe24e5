//! What the FIDO Alliance reported about a model, in the course of time, and what of it holds at a moment.

use model::Timestamp;
use serde::{Deserialize, Serialize};

use super::level::{Certification, FidoLevel, FipsLevel, FipsRevision};

/// A status that a report gives to a model, as far as certifications depend on it (MDS v3.1, section 3.1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// `NOT_FIDO_CERTIFIED`.
    NotCertified,
    /// `FIDO_CERTIFIED_L1` and so on.
    Fido(FidoLevel),
    /// `FIPS140_CERTIFIED_L1` and so on.
    Fips(FipsRevision, FipsLevel),
    /// `REVOKED`, `RETIRED`, or that keys or checks of the model are known to be broken.
    Withdrawn,
}

impl Status {
    /// The status of a report; none if it says nothing that matters here, as `UPDATE_AVAILABLE`. `FIDO_CERTIFIED` is of the time
    /// before there were levels, so it meets no demand for one. A FIPS level without the revision meets none either.
    pub fn named(name: &str, fips_revision: Option<u64>) -> Option<Self> {
        match name {
            "NOT_FIDO_CERTIFIED" => return Some(Self::NotCertified),
            "REVOKED"
            | "RETIRED"
            | "USER_VERIFICATION_BYPASS"
            | "ATTESTATION_KEY_COMPROMISE"
            | "USER_KEY_REMOTE_COMPROMISE"
            | "USER_KEY_PHYSICAL_COMPROMISE" => return Some(Self::Withdrawn),
            _ => {}
        }
        if let Some(level) = name.strip_prefix("FIDO_CERTIFIED_") {
            return FidoLevel::ALL.into_iter().find(|known| known.as_str() == level).map(Self::Fido);
        }
        let level = name.strip_prefix("FIPS140_CERTIFIED_")?;
        let level = FipsLevel::ALL.into_iter().find(|known| known.as_str() == level)?;
        match fips_revision {
            Some(2) => Some(Self::Fips(FipsRevision::Two, level)),
            Some(3) => Some(Self::Fips(FipsRevision::Three, level)),
            Some(_) | None => None,
        }
    }
}

/// A report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What it says.
    pub status: Status,
    /// From the beginning of which day on, in UTC. Without one it holds as long as it is there, and is the latest.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<Timestamp>,
    /// Until the beginning of which day, in UTC.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Timestamp>,
}

impl Report {
    fn has_begun(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now)
    }

    fn holds(&self, now: Timestamp) -> bool {
        self.has_begun(now) && self.until.is_none_or(|until| now < until)
    }

    fn since(&self) -> Timestamp {
        self.from.unwrap_or(Timestamp::from_micros(u64::MAX))
    }
}

/// What a model is certified as at a moment. What is latest counts; of one day, the higher level. A model that was withdrawn
/// has no certification any more, whatever was reported later: an attestation does not tell a repaired key from a broken one.
pub fn certification_at(reports: &[Report], now: Timestamp) -> Certification {
    if reports.iter().any(|report| report.status == Status::Withdrawn && report.has_begun(now)) {
        return Certification::NONE;
    }
    let refuted = reports
        .iter()
        .filter(|report| report.status == Status::NotCertified && report.has_begun(now))
        .map(Report::since)
        .max();
    let standing = || reports.iter().filter(|report| report.holds(now));
    let fido = standing().filter(|report| refuted.is_none_or(|refuted| report.since() > refuted));
    let fips = |revision| {
        latest(standing().filter_map(move |report| match report.status {
            Status::Fips(of, level) if of == revision => Some((report.since(), level)),
            _ => None,
        }))
    };
    Certification {
        fido: latest(fido.filter_map(|report| match report.status {
            Status::Fido(level) => Some((report.since(), level)),
            _ => None,
        })),
        fips_140_2: fips(FipsRevision::Two),
        fips_140_3: fips(FipsRevision::Three),
    }
}

fn latest<L: Ord + Copy>(levels: impl Iterator<Item = (Timestamp, L)>) -> Option<L> {
    levels.max().map(|(_, level)| level)
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::{Report, Status, certification_at};

    fn day(number: u64) -> Timestamp {
        Timestamp::from_secs(number * 86_400)
    }

    /// `STATUS@from..until`, days as numbers, either may be missing; FIPS statuses begin with the revision.
    fn report(text: &str) -> Report {
        let (status, times) = text.split_once('@').unwrap();
        let (from, until) = times.split_once("..").unwrap();
        let (revision, name) = match status.split_once(':') {
            Some((revision, name)) => (revision.parse().ok(), name),
            None => (None, status),
        };
        let at = |text: &str| text.parse().ok().map(day);
        Report { status: Status::named(name, revision).unwrap(), from: at(from), until: at(until) }
    }

    #[test]
    fn what_holds_at_a_moment_is_what_was_reported_last() {
        // (the reports, what holds on day 100)
        for (reports, expected) in [
            ("", ""),
            ("FIDO_CERTIFIED_L1@50..", "FIDO=L1"),
            ("FIDO_CERTIFIED_L1@..", "FIDO=L1"),
            ("FIDO_CERTIFIED_L1@100..", "FIDO=L1"),
            ("FIDO_CERTIFIED_L1@101..", ""),
            ("FIDO_CERTIFIED_L1@50..100", ""),
            ("FIDO_CERTIFIED_L1@50..101", "FIDO=L1"),
            ("FIDO_CERTIFIED_L1@50.. FIDO_CERTIFIED_L2@60..", "FIDO=L2"),
            ("FIDO_CERTIFIED_L2@60.. FIDO_CERTIFIED_L1@50..", "FIDO=L2"),
            ("FIDO_CERTIFIED_L2@50.. FIDO_CERTIFIED_L1plus@60..", "FIDO=L1plus"),
            ("FIDO_CERTIFIED_L2@50.. FIDO_CERTIFIED_L1@50..", "FIDO=L2"),
            ("FIDO_CERTIFIED_L2@.. FIDO_CERTIFIED_L1@99..", "FIDO=L2"),
            ("FIDO_CERTIFIED_L1@50.. FIDO_CERTIFIED_L2@101..", "FIDO=L1"),
            ("FIDO_CERTIFIED_L1@50.. NOT_FIDO_CERTIFIED@60..", ""),
            ("NOT_FIDO_CERTIFIED@50.. FIDO_CERTIFIED_L1@60..", "FIDO=L1"),
            ("FIDO_CERTIFIED_L1@50.. NOT_FIDO_CERTIFIED@50..", ""),
            ("FIDO_CERTIFIED_L1@50.. REVOKED@60..", ""),
            ("FIDO_CERTIFIED_L1@50.. REVOKED@..", ""),
            ("FIDO_CERTIFIED_L1@50.. REVOKED@101..", "FIDO=L1"),
            ("FIDO_CERTIFIED_L1@50.. RETIRED@60..", ""),
            ("FIDO_CERTIFIED_L1@50.. USER_VERIFICATION_BYPASS@60..", ""),
            ("FIDO_CERTIFIED_L1@50.. ATTESTATION_KEY_COMPROMISE@60..", ""),
            ("FIDO_CERTIFIED_L1@50.. USER_KEY_REMOTE_COMPROMISE@60..", ""),
            ("FIDO_CERTIFIED_L1@50.. USER_KEY_PHYSICAL_COMPROMISE@60..", ""),
            ("REVOKED@50.. FIDO_CERTIFIED_L1@60..", ""),
            ("2:FIPS140_CERTIFIED_L2@50.. REVOKED@60..", ""),
            ("2:FIPS140_CERTIFIED_L2@50..", "FIPS-140-2=L2"),
            ("3:FIPS140_CERTIFIED_L4@50..", "FIPS-140-3=L4"),
            ("2:FIPS140_CERTIFIED_L2@50..90 3:FIPS140_CERTIFIED_L3@80..", "FIPS-140-3=L3"),
            (
                "FIDO_CERTIFIED_L3plus@50.. 2:FIPS140_CERTIFIED_L1@50.. 3:FIPS140_CERTIFIED_L2@50..",
                "FIDO=L3plus FIPS-140-2=L1 FIPS-140-3=L2",
            ),
            ("2:FIPS140_CERTIFIED_L2@50.. NOT_FIDO_CERTIFIED@60..", "FIPS-140-2=L2"),
        ] {
            let all: Vec<Report> = reports.split_whitespace().map(report).collect();
            let held = certification_at(&all, day(100));
            let held: Vec<String> =
                held.named().iter().map(|(name, level)| format!("{name}={level}")).collect();
            assert_eq!(held.join(" "), expected, "{reports}");
        }
    }

    #[test]
    fn statuses_that_say_nothing_about_a_level_are_passed_over() {
        for (name, revision) in [
            ("FIDO_CERTIFIED", None),
            ("UPDATE_AVAILABLE", None),
            ("SELF_ASSERTION_SUBMITTED", None),
            ("FIDO_CERTIFIED_L9", None),
            ("FIDO_CERTIFIED_l1", None),
            ("FIPS140_CERTIFIED_L2", None),
            ("FIPS140_CERTIFIED_L2", Some(1)),
            ("FIPS140_CERTIFIED_L5", Some(3)),
            ("", None),
        ] {
            assert_eq!(Status::named(name, revision), None, "{name}");
        }
    }
}
