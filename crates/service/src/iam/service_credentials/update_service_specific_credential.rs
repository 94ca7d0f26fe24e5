//! UpdateServiceSpecificCredential: turns a credential off, or on again.

use model::{Input, NewUserName, ServiceCredentialIdText, StatusType};

use super::found::Found;
use crate::authorize::condition_keys;
use crate::error::InvalidInput;
use crate::operation::{Operation, Sort};
use crate::records::ServiceCredential;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Turns a credential for a service off, or on.
#[derive(Debug, Input)]
pub struct UpdateServiceSpecificCredential {
    /// Whose it is; the caller's, if nobody is named.
    pub user_name: Option<NewUserName>,
    /// Which credential.
    pub service_specific_credential_id: ServiceCredentialIdText,
    /// Whether it shall work.
    pub status: StatusType,
}

impl Operation for UpdateServiceSpecificCredential {
    const ACTION: &'static str = "iam:UpdateServiceSpecificCredential";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::CHANGING_CREDENTIAL;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let (name, id) = (self.user_name.as_ref(), &self.service_specific_credential_id);
        let Found { permit, held, credential } = Found::authorize(ctx, name, id).await?;
        if self.status == StatusType::Expired {
            return Err(Error::from(InvalidInput::StatusOf("a service-specific credential")).into());
        }
        let credential = ServiceCredential { status: self.status, ..credential };
        ctx.commit(&permit, held.changed(Changes::new(), &credential)).await?;
        Ok(Empty)
    }
}
