//! The text of a policy, and what was compiled of it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use policy::{Kind, Malformed, Policy};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Failure};

/// A kind of policy, as a type.
pub trait PolicyKind: Send + Sync + 'static {
    /// The kind.
    const KIND: Kind;
}

/// A policy inside a user, a group or a role.
#[derive(Clone, Copy, Debug)]
pub struct Inline;
/// A version of a managed policy.
#[derive(Clone, Copy, Debug)]
pub struct Managed;
/// Who may assume a role.
#[derive(Clone, Copy, Debug)]
pub struct Trust;
/// What an account may do at most.
#[derive(Clone, Copy, Debug)]
pub struct ServiceControl;

impl PolicyKind for Inline {
    const KIND: Kind = Kind::Identity;
}
impl PolicyKind for Managed {
    const KIND: Kind = Kind::Managed;
}
impl PolicyKind for Trust {
    const KIND: Kind = Kind::Trust;
}
impl PolicyKind for ServiceControl {
    const KIND: Kind = Kind::ServiceControl;
}

/// The text of a policy that was found to be in order when it came in. It is compiled when it is first asked for, once as
/// long as its document stays in memory: lists of many documents never ask.
#[derive(Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct PolicyDocument<K> {
    text: Arc<str>,
    compiled: OnceLock<Arc<Policy>>,
    kind: PhantomData<K>,
}

impl<K: PolicyKind> PolicyDocument<K> {
    /// Takes a text in, if it is a policy of this kind.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let policy = Policy::parse(text, K::KIND)?;
        Ok(Self { compiled: OnceLock::from(Arc::new(policy)), ..Self::from(text.to_owned()) })
    }

    /// The compiled policy.
    ///
    /// # Errors
    /// If what is stored is no policy: it is damaged. Nothing is decided without it.
    pub fn policy(&self) -> Result<Arc<Policy>, Error> {
        if let Some(policy) = self.compiled.get() {
            return Ok(Arc::clone(policy));
        }
        let policy = Policy::parse(&self.text, K::KIND)
            .map_err(|_| Error::ServiceFailure(Failure::Corrupt("policy".to_owned())))?;
        Ok(Arc::clone(self.compiled.get_or_init(|| Arc::new(policy))))
    }
}

impl<K> PolicyDocument<K> {
    /// The text, as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl<K> Clone for PolicyDocument<K> {
    fn clone(&self) -> Self {
        Self { text: Arc::clone(&self.text), compiled: self.compiled.clone(), kind: PhantomData }
    }
}

impl<K> PartialEq for PolicyDocument<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<K> From<String> for PolicyDocument<K> {
    fn from(text: String) -> Self {
        Self { text: text.into(), compiled: OnceLock::new(), kind: PhantomData }
    }
}

impl<K> From<PolicyDocument<K>> for String {
    fn from(document: PolicyDocument<K>) -> Self {
        document.text.as_ref().to_owned()
    }
}

impl<K> fmt::Debug for PolicyDocument<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
