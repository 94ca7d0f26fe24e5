//! How often a principal may open sessions: that leaves an event each, and needs no permission of the account in whose trail it
//! is, if any. Whoever holds any key could else fill the audit trail until it lets go of what it was kept for.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::{AccountId, Timestamp};

use crate::error::Error;
use crate::records::Owner;

/// So many at once, and one more each second.
const BURST: u64 = 100;
/// From so many principals on, those who rested are forgotten.
const MANY: usize = 50_000;

/// A bucket for each principal, which holds [`BURST`] and fills by one a second.
#[derive(Default)]
pub struct Throttle(Mutex<HashMap<(AccountId, Owner), Bucket>>);

struct Bucket {
    /// When it is full again, in seconds since 1970.
    full_at: u64,
}

impl Throttle {
    /// Takes one from the principal's bucket.
    ///
    /// # Errors
    /// [`Error::Throttling`] if it is empty.
    pub fn take(&self, account: AccountId, owner: Owner, now: Timestamp) -> Result<(), Error> {
        let now = now.secs();
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MANY {
            buckets.retain(|_, bucket| bucket.full_at > now);
        }
        let bucket = buckets.entry((account, owner)).or_insert(Bucket { full_at: now });
        let full_at = bucket.full_at.max(now) + 1;
        if full_at > now + BURST {
            return Err(Error::Throttling);
        }
        bucket.full_at = full_at;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use model::{AccountId, Timestamp};

    use super::{BURST, Throttle};
    use crate::records::Owner;

    #[test]
    fn a_burst_is_free_and_then_one_a_second() {
        let throttle = Throttle::default();
        let [ours, theirs] = [1, 2].map(|number| AccountId::new(number).unwrap());
        let take = |account, secs| throttle.take(account, Owner::Root, Timestamp::from_secs(secs)).is_ok();
        assert!((0..BURST).all(|_| take(ours, 1_000)));
        for (secs, taken) in
            [(1_000, false), (1_001, true), (1_001, false), (1_003, true), (1_003, true), (1_003, false)]
        {
            assert_eq!(take(ours, secs), taken, "{secs}");
        }
        assert!(take(theirs, 1_000), "others have their own");
    }
}
