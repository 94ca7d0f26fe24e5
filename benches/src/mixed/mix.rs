//! What is asked, and how often.

/// A sort of request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// The devices of some user.
    ListMfaDevices,
    /// Some user.
    GetUser,
    /// Who am I?
    GetCallerIdentity,
    /// A page of a hundred users.
    ListUsers,
    /// A session with a code, durable.
    Session,
    /// A tag more or fewer, a user more or fewer.
    Change,
    /// A device from its making to its end, five calls.
    Life,
}

impl Class {
    /// All of them, each with its share in thousandths.
    pub const SHARES: [(Self, u64); 7] = [
        (Self::ListMfaDevices, 175),
        (Self::GetUser, 175),
        (Self::GetCallerIdentity, 175),
        (Self::ListUsers, 175),
        (Self::Session, 200),
        (Self::Change, 80),
        (Self::Life, 20),
    ];

    /// What the request of this number is, out of a number that was drawn for it.
    pub fn drawn(random: u64) -> Self {
        let mut left = random % 1_000;
        for (class, share) in Self::SHARES {
            if left < share {
                return class;
            }
            left -= share;
        }
        Self::Life
    }

    /// What it is, for a table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ListMfaDevices => "ListMFADevices",
            Self::GetUser => "GetUser",
            Self::GetCallerIdentity => "GetCallerIdentity",
            Self::ListUsers => "ListUsers, a page of 100",
            Self::Session => "GetSessionToken with a code",
            Self::Change => "TagUser, UntagUser, CreateUser, DeleteUser",
            Self::Life => "MFA life, each of its five calls",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Class;
    use crate::chance::random;

    #[test]
    fn each_sort_comes_as_often_as_its_share() {
        assert_eq!(Class::SHARES.iter().map(|(_, share)| share).sum::<u64>(), 1_000);
        let drawn: Vec<_> = (0..1_000).map(Class::drawn).collect();
        for (class, share) in Class::SHARES {
            let seen = drawn.iter().filter(|one| **one == class).count();
            assert_eq!(u64::try_from(seen).unwrap(), share, "{class:?}");
        }
        let lives = (0..100_000).filter(|number| Class::drawn(random(*number)) == Class::Life).count();
        assert!((1_800..2_200).contains(&lives), "{lives}");
    }
}
