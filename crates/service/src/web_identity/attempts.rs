//! How many tokens that prove nothing are looked at from one network: verifying one costs work, and asks for no secret. Who brings tokens
//! that hold notices nothing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use model::Timestamp;

use crate::audit::prefix;
use crate::error::Error;

/// So many failures at once, and one more each second.
const BURST: u64 = 200;
/// From so many networks on, those that rested are forgotten.
const MANY: usize = 50_000;

/// Those beyond share this bucket: no network has an empty prefix.
const BEYOND: &str = "";

/// A bucket for each network, which holds [`BURST`] and fills by one a second.
#[derive(Default)]
pub struct TokenAttempts(Mutex<Buckets>);

#[derive(Default)]
struct Buckets {
    full_at: HashMap<String, u64>,
    /// The second in which those that rested were forgotten last: it costs a look at all of them.
    swept: u64,
}

impl Buckets {
    /// The bucket of a network.
    fn of(&self, network: String) -> String {
        let has_room = self.full_at.len() < MANY || self.full_at.contains_key(&network);
        if has_room { network } else { BEYOND.to_owned() }
    }
}

impl TokenAttempts {
    /// Whether a token from an address is looked at.
    ///
    /// # Errors
    /// [`Error::Throttling`] if too many from that network proved nothing.
    pub fn check(&self, address: IpAddr, now: Timestamp) -> Result<(), Error> {
        let buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = buckets.full_at.get(&buckets.of(prefix(address)));
        let is_empty = full_at.is_some_and(|full_at| *full_at >= now.secs() + BURST);
        if is_empty { Err(Error::Throttling) } else { Ok(()) }
    }

    /// A token from an address proved nothing.
    pub fn failed(&self, address: IpAddr, now: Timestamp) {
        let now = now.secs();
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.full_at.len() >= MANY && buckets.swept != now {
            buckets.swept = now;
            buckets.full_at.retain(|_, full_at| *full_at > now);
        }
        let bucket = buckets.of(prefix(address));
        let full_at = buckets.full_at.entry(bucket).or_insert(now);
        *full_at = (*full_at).max(now) + 1;
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use model::Timestamp;

    use super::{BURST, MANY, TokenAttempts};

    #[test]
    fn a_network_that_fails_is_not_looked_at_until_it_rested() {
        let attempts = TokenAttempts::default();
        let [one, neighbour, other]: [IpAddr; 3] =
            ["192.0.2.1", "192.0.2.77", "198.51.100.1"].map(|address| address.parse().unwrap());
        let at = Timestamp::from_secs;
        for _ in 0..BURST {
            assert!(attempts.check(one, at(1_000)).is_ok());
            attempts.failed(one, at(1_000));
        }
        assert!(attempts.check(one, at(1_000)).is_err());
        assert!(attempts.check(neighbour, at(1_000)).is_err());
        assert!(attempts.check(other, at(1_000)).is_ok());
        assert!(attempts.check(one, at(1_001)).is_ok());
        attempts.failed(one, at(1_001));
        assert!(attempts.check(one, at(1_001)).is_err());
        assert!(attempts.check(one, at(1_000 + BURST)).is_ok());
    }

    #[test]
    fn networks_beyond_those_that_are_counted_one_by_one_share_what_is_left() {
        let attempts = TokenAttempts::default();
        let network = |number: usize| -> IpAddr {
            let [_, a, b, c] = u32::try_from(number).unwrap().to_be_bytes();
            [10 + a, b, c, 1].into()
        };
        let at = Timestamp::from_secs(1_000);
        for number in 0..MANY + usize::try_from(BURST).unwrap() {
            attempts.failed(network(number), at);
        }
        assert!(
            attempts.check(network(MANY * 2), at).is_err(),
            "nobody knows it, and all beyond have used theirs up"
        );
        assert!(attempts.check(network(0), at).is_ok(), "one that is known has its own");
        assert!(attempts.check(network(MANY * 2), Timestamp::from_secs(1_001)).is_ok());
    }
}
