//! What the operator of an installation does: not a caller of an account, but whoever holds the machine. Every change is
//! audited as such, in the trail of the account that it is about.

mod create_account;
mod list_accounts;
mod unlock;

use serde_json::{Value, json};

pub use create_account::{CreateAccount, CreatedAccount, NewAdministrator};
pub use list_accounts::AccountView;
pub use unlock::UnlockTarget;

/// Who gave an operator's command: a user of the machine, by number (rule R15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The number of the user of the operating system.
    pub uid: u32,
}

impl Operator {
    fn identity(self) -> Value {
        json!({ "type": "Operator", "principalId": format!("uid:{}", self.uid) })
    }
}
