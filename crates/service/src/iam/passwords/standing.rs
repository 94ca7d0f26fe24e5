//! What a right password leads to at a sign-in: whether it may stay, and who must change it.

use std::time::Duration;

use model::{AccountId, Timestamp};

use crate::records::{Owner, PasswordPolicy, PasswordRecord};
use crate::{Error, Service};

/// How a password stands, beside being right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may stay.
    Good,
    /// Its owner must set another at the next sign-in: somebody else set this one.
    MustChange,
    /// It is too old, and its owner must set another at the next sign-in.
    Expired,
    /// It is too old, and only an administrator can set another.
    HardExpired,
}

const DAY: u64 = 24 * 3_600;

impl Service {
    /// How a password stands by the policy of its account. That of the root user never expires.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn password_standing(
        &self,
        account: AccountId,
        owner: &Owner,
        record: &PasswordRecord,
        now: Timestamp,
    ) -> Result<Standing, Error> {
        let policy = match owner {
            Owner::User(_) => self.records.password_policy(account).await?,
            Owner::Root | Owner::Role(_) | Owner::Vouched(_) => None,
        };
        Ok(standing(policy.as_deref(), record, now))
    }
}

/// How a password stands by a policy.
pub fn standing(policy: Option<&PasswordPolicy>, record: &PasswordRecord, now: Timestamp) -> Standing {
    let expired = policy.filter(|policy| {
        policy.max_age_days.is_some_and(|days| {
            now >= record.set.after(Duration::from_secs(u64::from(days).saturating_mul(DAY)))
        })
    });
    match expired {
        Some(policy) if policy.hard_expiry => Standing::HardExpired,
        Some(_) => Standing::Expired,
        None if record.must_change => Standing::MustChange,
        None => Standing::Good,
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;
    use vault::Keyring;

    use super::{DAY, Standing, standing};
    use crate::records::{PasswordPolicy, PasswordRecord};

    #[test]
    fn a_password_expires_after_as_many_days_as_the_policy_says() {
        let policy = |max_age_days, hard_expiry| PasswordPolicy {
            schema: PasswordPolicy::SCHEMA,
            minimum_length: 6,
            require_symbols: false,
            require_numbers: false,
            require_uppercase: false,
            require_lowercase: false,
            users_may_change: false,
            max_age_days,
            reuse_prevention: None,
            hard_expiry,
        };
        let record = |must_change| PasswordRecord {
            hash: Keyring::first([1; 32]).decoy_password(),
            set: Timestamp::from_secs(1_000),
            must_change,
        };
        let (last, first) = (1_000 + 90 * DAY - 1, 1_000 + 90 * DAY);
        for (policy, must_change, secs, expected) in [
            (None, false, u64::MAX / 2_000_000, Standing::Good),
            (None, true, 1_000, Standing::MustChange),
            (Some(policy(None, true)), false, first, Standing::Good),
            (Some(policy(Some(90), false)), false, last, Standing::Good),
            (Some(policy(Some(90), false)), false, first, Standing::Expired),
            (Some(policy(Some(90), true)), false, last, Standing::Good),
            (Some(policy(Some(90), true)), true, last, Standing::MustChange),
            (Some(policy(Some(90), true)), true, first, Standing::HardExpired),
        ] {
            let now = Timestamp::from_secs(secs);
            assert_eq!(standing(policy.as_ref(), &record(must_change), now), expected, "{policy:?} {secs}");
        }
    }
}
