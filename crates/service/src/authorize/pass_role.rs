//! Passing a role on: whoever hands a role to a service lets everybody act as it who acts through that service.

use model::RoleName;

use super::condition_keys::{PASSED_TO_SERVICE, PASSING};
use super::{Permit, RequestKeys};
use crate::records::{Loaded, Role};
use crate::{Context, Halt};

impl Context<'_> {
    /// Loads a role and asks whether the caller may pass it to a service, whatever else the operation asks for.
    ///
    /// # Errors
    /// That the caller may not, or that there is no such role.
    pub(crate) async fn role_to_pass(
        &self,
        name: &RoleName,
        service: &str,
    ) -> Result<Permit<Loaded<Role>>, Halt> {
        let request_keys = || RequestKeys::new().one(PASSED_TO_SERVICE, service);
        let passing =
            Context { action: "iam:PassRole", declared: PASSING, request_keys: &request_keys, ..*self };
        passing.authorize::<Role>(name).await
    }
}
