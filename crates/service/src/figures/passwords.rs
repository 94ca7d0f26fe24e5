//! Passwords of sign-ins, by result.

use super::Counter;

/// What came of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordResult {
    /// It was right.
    Right,
    /// It was not, or nobody is called so.
    Wrong,
    /// It came too soon after others, and was not looked at.
    Throttled,
    /// Too many others waited to be looked at.
    Busy,
    /// The service failed.
    Failed,
}

impl PasswordResult {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Right, Self::Wrong, Self::Throttled, Self::Busy, Self::Failed];

    /// The name, as a label.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Throttled => "throttled",
            Self::Busy => "busy",
            Self::Failed => "failed",
        }
    }
}

/// Passwords of sign-ins.
#[derive(Debug, Default)]
pub struct Passwords([Counter; PasswordResult::ALL.len()]);

impl Passwords {
    /// One more.
    pub fn add(&self, result: PasswordResult) {
        if let Some(counter) = self.0.get(result as usize) {
            counter.add();
        }
    }

    /// How many of each there were.
    pub fn all(&self) -> impl Iterator<Item = (PasswordResult, u64)> {
        PasswordResult::ALL.into_iter().zip(self.0.iter().map(Counter::now))
    }
}
