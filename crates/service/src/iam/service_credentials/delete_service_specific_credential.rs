//! DeleteServiceSpecificCredential.

use model::{Input, NewUserName, ServiceCredentialIdText};

use super::found::Found;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Takes a credential for a service from a user.
#[derive(Debug, Input)]
pub struct DeleteServiceSpecificCredential {
    /// Whose it is; the caller's, if nobody is named.
    pub user_name: Option<NewUserName>,
    /// Which credential.
    pub service_specific_credential_id: ServiceCredentialIdText,
}

impl Operation for DeleteServiceSpecificCredential {
    const ACTION: &'static str = "iam:DeleteServiceSpecificCredential";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::CHANGING_CREDENTIAL;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let (name, id) = (self.user_name.as_ref(), &self.service_specific_credential_id);
        let Found { permit, held, credential } = Found::authorize(ctx, name, id).await?;
        ctx.commit(&permit, held.without(Changes::new(), credential.id.as_str())).await?;
        Ok(Empty)
    }
}
