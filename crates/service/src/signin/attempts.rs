//! How often passwords may be tried. Kept in memory: before a first factor is proven nothing is written (rule R17), and nothing
//! here ever locks anybody out (rule R18).
//!
//! An attempt takes from the buckets of its address prefix and of its user as seen from there, so who guesses from one network runs
//! dry there, and the owner, elsewhere, notices nothing. A browser that signed in before has a bucket of its own instead: its
//! owner gets in from a network where others guess. Totals only delay.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use model::Timestamp;

use crate::audit::prefix;

/// From so many buckets on, those that are full again are forgotten.
const MANY: usize = 100_000;
/// So many failures of one user or account in a row, from wherever, delay each further attempt.
const SUSPICIOUS: u64 = 50;
/// By so much.
const DELAY: Duration = Duration::from_secs(1);

/// The buckets.
#[derive(Default)]
pub struct PasswordAttempts(Mutex<HashMap<Name, Bucket>>);

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Name {
    /// All attempts from a network.
    Prefix(String),
    /// Those for one user, as it was typed.
    UserFrom(String, String),
    /// Those from a browser that signed in before.
    Browser([u8; 16]),
    /// All failures of one user, wherever they come from.
    User(String),
    /// All failures of one account.
    Account(String),
    /// What there was no room for.
    Rest,
}

/// A bucket that empties by one with each attempt, and fills by one each `refill` seconds.
struct Bucket {
    /// When it is full again, in seconds since 1970.
    full_at: u64,
}

impl Name {
    /// How many attempts at once, and the seconds until one more.
    const fn rate(&self) -> (u64, u64) {
        match self {
            Self::Prefix(_) => (60, 5),
            Self::UserFrom(..) | Self::Browser(_) => (10, 30),
            Self::User(_) | Self::Account(_) => (u64::MAX >> 16, 60),
            Self::Rest => (100, 1),
        }
    }
}

/// An attempt that may be evaluated.
#[derive(Debug)]
#[must_use]
pub struct Admitted {
    taken: Vec<Name>,
    totals: [Name; 2],
    /// How long to wait before the answer.
    pub delay: Duration,
}

impl PasswordAttempts {
    /// Takes an attempt, for who was typed (account and user, folded), from an address or a browser that is known.
    ///
    /// # Errors
    /// How long to wait.
    pub fn admit(
        &self,
        (account, user): (&str, &str),
        address: IpAddr,
        browser: Option<[u8; 16]>,
        now: Timestamp,
    ) -> Result<Admitted, Duration> {
        let now = now.secs();
        let who = [account, "/", user].concat();
        let names = match browser {
            Some(id) => vec![Name::Browser(id)],
            None => {
                let prefix = prefix(address);
                vec![Name::Prefix(prefix.clone()), Name::UserFrom(prefix, who.clone())]
            }
        };
        let totals = [Name::User(who), Name::Account(account.to_owned())];
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MANY {
            buckets.retain(|_, bucket| bucket.full_at > now);
        }
        let mut taken = Vec::with_capacity(names.len());
        for name in names {
            let name = if buckets.len() >= MANY && !buckets.contains_key(&name) { Name::Rest } else { name };
            if let Err(wait) = take(&mut buckets, &name, now) {
                taken.iter().for_each(|name| give_back(&mut buckets, name));
                return Err(wait);
            }
            taken.push(name);
        }
        let is_suspicious = totals.iter().any(|name| {
            let (_, refill) = name.rate();
            buckets.get(name).is_some_and(|bucket| bucket.full_at > now + SUSPICIOUS * refill)
        });
        Ok(Admitted { taken, totals, delay: if is_suspicious { DELAY } else { Duration::ZERO } })
    }

    /// A right password: it cost nothing.
    pub fn succeeded(&self, attempt: &Admitted) {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempt.taken.iter().for_each(|name| give_back(&mut buckets, name));
    }

    /// A wrong one. Whether it is the one from which on attempts are delayed, so that somebody is told.
    pub fn failed(&self, attempt: &Admitted, now: Timestamp) -> bool {
        let now = now.secs();
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut crossed = false;
        for name in &attempt.totals {
            if buckets.len() < MANY || buckets.contains_key(name) {
                let (_, refill) = name.rate();
                let limit = now + SUSPICIOUS * refill;
                let before = buckets.get(name).map_or(0, |bucket| bucket.full_at);
                let _ = take(&mut buckets, name, now);
                let after = buckets.get(name).map_or(0, |bucket| bucket.full_at);
                crossed |= before <= limit && after > limit;
            }
        }
        crossed
    }
}

fn take(buckets: &mut HashMap<Name, Bucket>, name: &Name, now: u64) -> Result<(), Duration> {
    let (burst, refill) = name.rate();
    let bucket = buckets.entry(name.clone()).or_insert(Bucket { full_at: now });
    let full_at = bucket.full_at.max(now) + refill;
    let most = now.saturating_add(burst.saturating_mul(refill));
    if full_at > most {
        return Err(Duration::from_secs(full_at - most));
    }
    bucket.full_at = full_at;
    Ok(())
}

fn give_back(buckets: &mut HashMap<Name, Bucket>, name: &Name) {
    let (_, refill) = name.rate();
    if let Some(bucket) = buckets.get_mut(name) {
        bucket.full_at = bucket.full_at.saturating_sub(refill);
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::time::Duration;

    use model::Timestamp;

    use super::{PasswordAttempts, SUSPICIOUS};

    const ALICE: (&str, &str) = ("123456789012", "alice");

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn r18_guessing_runs_dry_where_it_comes_from_and_nowhere_else() {
        let attempts = PasswordAttempts::default();
        let now = Timestamp::from_secs(1_000_000);
        let [guesser, neighbour, owner] = ["192.0.2.1", "192.0.2.77", "198.51.100.1"].map(address);
        for _ in 0..10 {
            let attempt = attempts.admit(ALICE, guesser, None, now).unwrap();
            attempts.failed(&attempt, now);
        }
        let refused = attempts.admit(ALICE, guesser, None, now).unwrap_err();
        assert_eq!(refused, Duration::from_secs(30));
        assert!(attempts.admit(ALICE, neighbour, None, now).is_err(), "the same network");
        assert!(attempts.admit(("123456789012", "bob"), guesser, None, now).is_ok(), "another user");
        assert!(attempts.admit(ALICE, owner, None, now).is_ok(), "the owner, elsewhere");
        assert!(attempts.admit(ALICE, guesser, Some([7; 16]), now).is_ok(), "a browser that is known");
        assert!(attempts.admit(ALICE, guesser, None, now.after(refused)).is_ok(), "later");
    }

    #[test]
    fn r18_many_users_from_one_network_run_dry_too() {
        let attempts = PasswordAttempts::default();
        let now = Timestamp::from_secs(1_000_000);
        let admitted = (0..100)
            .filter(|n| attempts.admit(("1", &n.to_string()), address("2001:db8::1"), None, now).is_ok());
        assert_eq!(admitted.count(), 60);
    }

    #[test]
    fn r18_failures_from_everywhere_delay_and_are_told_once_but_lock_nobody() {
        let attempts = PasswordAttempts::default();
        let now = Timestamp::from_secs(1_000_000);
        let mut told = 0;
        for n in 0..u8::try_from(SUSPICIOUS + 10).unwrap() {
            let from = IpAddr::from([10, 0, n, 1]);
            let attempt = attempts.admit(ALICE, from, None, now).unwrap();
            told += u32::from(attempts.failed(&attempt, now));
        }
        assert_eq!(told, 1);
        let attempt = attempts.admit(ALICE, address("203.0.113.5"), None, now).unwrap();
        assert_eq!(attempt.delay, Duration::from_secs(1));
        let days_later = now.after(Duration::from_secs(86_400));
        let attempt = attempts.admit(ALICE, address("203.0.113.5"), None, days_later).unwrap();
        assert_eq!(attempt.delay, Duration::ZERO);
    }

    #[test]
    fn a_right_password_costs_nothing() {
        let attempts = PasswordAttempts::default();
        let now = Timestamp::from_secs(1_000_000);
        for _ in 0..100 {
            let attempt = attempts.admit(ALICE, address("192.0.2.1"), None, now).unwrap();
            attempts.succeeded(&attempt);
        }
    }
}
