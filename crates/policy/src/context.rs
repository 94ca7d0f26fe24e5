//! What is asked for, and what is known about it.

use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The values of a condition key. Whether a key is multivalued is a property of the key, not of the number of its values:
/// a multivalued key with one value is `Many`, and no plain operator matches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values<'a> {
    /// Of a single-valued key.
    One(Cow<'a, str>),
    /// Of a multivalued key, `aws:TagKeys`.
    Many(Vec<Cow<'a, str>>),
}

/// The condition keys of a request.
pub trait Context {
    /// The values of a key, which is in lower case: `aws:multifactorauthpresent`, `aws:requesttag/team`. `None` if the request
    /// has no such key, which is not the same as an empty value.
    fn values(&self, key: &str) -> Option<Values<'_>>;

    /// Takes steps of the work that this context allows; whether there were enough. A step is about a byte that is looked at
    /// where a pattern has wildcards in its midst; what is decided at a glance costs none. Once there are none left, patterns are
    /// not looked at any more and [`crate::decide`] refuses, whatever the statements say: what cannot be judged is not allowed. A
    /// context without a bound of its own never runs out.
    fn spend(&self, steps: usize) -> bool {
        let _ = steps;
        true
    }
}

/// A number of steps, for contexts that bound them.
#[derive(Debug)]
pub struct Steps(AtomicUsize);

impl Steps {
    /// What one request can cost. What accounts really have in their policies needs some thousands; the largest policies that
    /// quotas let somebody have, held against long values, could else take a minute of everybody's time.
    pub const OF_A_REQUEST: usize = 4 << 20;

    /// So many.
    pub const fn new(steps: usize) -> Self {
        Self(AtomicUsize::new(steps))
    }

    /// Leaves none: what was found out so far shall not count.
    pub fn give_up(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// Takes some; whether there were enough. Once there were not, there are none.
    pub fn spend(&self, steps: usize) -> bool {
        let left = self.0.load(Ordering::Relaxed).checked_sub(steps);
        // One request is judged on one thread, so nothing is lost between the two.
        self.0.store(left.unwrap_or_default(), Ordering::Relaxed);
        left.is_some_and(|left| left > 0)
    }
}

/// What is asked for.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The action, `iam:CreateUser`.
    pub action: &'a str,
    /// The ARN of the resource as it is stored, or `*`.
    pub resource: &'a str,
    /// What the conditions are held against.
    pub context: &'a dyn Context,
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { action, resource, .. } = self;
        f.debug_struct("Request").field("action", action).field("resource", resource).finish_non_exhaustive()
    }
}
