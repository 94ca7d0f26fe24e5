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

/// A bucket for each network, which holds [`BURST`] and fills by one a second.
#[derive(Default)]
pub struct TokenAttempts(Mutex<HashMap<String, u64>>);

impl TokenAttempts {
    /// Whether a token from an address is looked at.
    ///
    /// # Errors
    /// [`Error::Throttling`] if too many from that network proved nothing.
    pub fn check(&self, address: IpAddr, now: Timestamp) -> Result<(), Error> {
        let full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_empty = full_at.get(&prefix(address)).is_some_and(|full_at| *full_at >= now.secs() + BURST);
        if is_empty { Err(Error::Throttling) } else { Ok(()) }
    }

    /// A token from an address proved nothing.
    pub fn failed(&self, address: IpAddr, now: Timestamp) {
        let now = now.secs();
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MANY {
            buckets.retain(|_, full_at| *full_at > now);
        }
        // Those beyond are not looked at for long either: each network that is known has rested before it is forgotten.
        if buckets.len() < MANY {
            let full_at = buckets.entry(prefix(address)).or_insert(now);
            *full_at = (*full_at).max(now) + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use model::Timestamp;

    use super::{BURST, TokenAttempts};

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
}
