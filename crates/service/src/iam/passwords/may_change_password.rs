//! Whether ChangePassword would be allowed, and since when the password holds: for a page that offers it.

use model::{Input, Timestamp};

use super::{ChangePassword, profile};
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::{Context, Error, Halt, Identity};

/// Asks whether the caller may change the own password. It only asks: that the answer is no is not a refusal of anything, and no
/// event tells of it.
#[derive(Debug, Input)]
pub struct MayChangePassword {}

impl Operation for MayChangePassword {
    const ACTION: &'static str = ChangePassword::ACTION;
    const SORT: Sort = Sort::Read;
    const WITH_RECOVERY_CODE: bool = true;
    const CONDITION_KEYS: &'static [&'static str] = ChangePassword::CONDITION_KEYS;
    const ALLOWED_BY_PASSWORD_POLICY: bool = true;
    /// Since when it holds, or why it cannot be changed.
    type Output = Result<Timestamp, Error>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Result<Timestamp, Error>, Halt> {
        let user = match ctx.caller().identity() {
            Identity::User(user) => user,
            // The root user needs no permission.
            Identity::Root(account) => {
                let password = account.root.password.as_ref();
                return Ok(password.map(|password| password.set).ok_or(Error::InvalidUserType));
            }
            Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_) => {
                return Ok(Err(Error::InvalidUserType));
            }
        };
        match ctx.authorize_loaded::<User>(user.clone()) {
            Ok(user) => Ok(profile::of(&user).map(|password| password.set)),
            Err(Halt::Refused(error @ Error::AccessDenied(_))) => Ok(Err(error)),
            Err(halt) => Err(halt),
        }
    }
}
