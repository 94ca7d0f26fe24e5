//! What is asked for, and what is known about it.

use std::borrow::Cow;
use std::fmt;

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
