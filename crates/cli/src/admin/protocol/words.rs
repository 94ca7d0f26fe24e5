//! What requests and their answers are made of.

use model::AccountId;
use serde::{Deserialize, Serialize};
use service::operator::Imported;

/// What lets somebody in, and is shown nowhere (rule R7).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed(pub String);

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(..)")
    }
}

/// What is heard on the phone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct CallAnswer {
    /// What is said.
    pub text: String,
    /// Whether the digits were right.
    pub is_right: bool,
}

/// For whom tokens are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pool {
    /// For an account.
    Account(AccountId),
    /// For whichever account enables them first.
    Shared,
}

/// How far an import is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportAnswer {
    /// So many tokens were taken in.
    Tokens(usize),
    /// It is at its end.
    Imported(Imported),
}

/// Somebody in an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The root user.
    Root,
    /// A user, by name.
    User(String),
}
