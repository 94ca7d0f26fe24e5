//! What the account's password policy allows to every user: to change the own password, and to read that policy. It counts as
//! one more identity-based policy of the user: whatever denies, and boundaries and service control policies, still hold.

use std::sync::{Arc, OnceLock};

use model::Arn;
use policy::{Kind, Policy};

use super::rights::{Held, Provenance, Rights};
use crate::error::{Error, Failure};
use crate::{Caller, Identity, Service};

/// ChangePassword acts on the caller alone: no resource needs to be named.
const TEXT: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:ChangePassword","iam:GetAccountPasswordPolicy"],"Resource":"*"}}"#;
/// What it is called where a decision is explained.
const NAME: &str = "AllowUsersToChangePassword";

impl Rights {
    /// The rights of a caller together with what the password policy allows to users.
    pub async fn with_password_policy(self, service: &Service, caller: &Caller) -> Result<Self, Error> {
        let Identity::User(user) = caller.identity() else { return Ok(self) };
        let found = service.records.password_policy(user.account).await?;
        if !found.is_some_and(|policy| policy.users_may_change) {
            return Ok(self);
        }
        let from = Provenance::Inline { holder: Arn::root(user.account), name: NAME.to_owned() };
        Ok(self.with(Held { policy: policy()?, from }))
    }
}

fn policy() -> Result<Arc<Policy>, Error> {
    static COMPILED: OnceLock<Arc<Policy>> = OnceLock::new();
    if let Some(policy) = COMPILED.get() {
        return Ok(Arc::clone(policy));
    }
    let policy = Policy::parse(TEXT, Kind::Identity)
        .map_err(|_| Error::ServiceFailure(Failure::Corrupt(NAME.to_owned())))?;
    Ok(Arc::clone(COMPILED.get_or_init(|| Arc::new(policy))))
}
