//! Compiled policies of sessions. A session carries their texts; what is compiled of a text never changes.

use std::sync::Arc;

use policy::{Kind, Policy};

use crate::error::{Error, Failure};

/// So many texts are kept compiled; a text has at most 2,048 characters.
const MOST: usize = 4_096;

/// Policies by their texts.
pub struct SessionPolicies(quick_cache::sync::Cache<Box<str>, Arc<Policy>>);

impl Default for SessionPolicies {
    fn default() -> Self {
        Self(quick_cache::sync::Cache::new(MOST))
    }
}

impl SessionPolicies {
    /// The policy of a text that a session carries. It was found to be in order before the session was issued.
    pub fn compiled(&self, text: &str) -> Result<Arc<Policy>, Error> {
        if let Some(policy) = self.0.get(text) {
            return Ok(policy);
        }
        let policy = Policy::parse(text, Kind::Session)
            .map_err(|_| Error::ServiceFailure(Failure::Corrupt("session policy".to_owned())))?;
        let policy = Arc::new(policy);
        self.0.insert(text.into(), Arc::clone(&policy));
        Ok(policy)
    }
}
