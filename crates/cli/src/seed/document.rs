//! Policies in a seed file: as JSON, or as a table that means the same.

use serde::Deserialize;

/// A policy as it was written.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a policy, as JSON text or as a table")]
pub enum Document {
    /// JSON.
    Text(String),
    /// What JSON says, in TOML.
    Table(toml::Table),
}

impl Document {
    /// As JSON.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            // What TOML holds beyond JSON, times and infinities, is in no policy: as JSON it is refused where policies are read.
            Self::Table(table) => serde_json::to_string(table).unwrap_or_default(),
        }
    }
}
