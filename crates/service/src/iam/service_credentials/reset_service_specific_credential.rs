//! ResetServiceSpecificCredential: another password, answered here and never again. The one before is none any more.

use model::{Input, NewUserName, ServiceCredentialIdText};

use super::create_service_specific_credential::{Shown, told};
use super::found::Found;
use super::view::CredentialView;
use super::{form_of, secret};
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::ServiceCredential;
use crate::{Changes, Context, Halt};

/// Gives a credential another password.
#[derive(Debug, Input)]
pub struct ResetServiceSpecificCredential {
    /// Whose it is; the caller's, if nobody is named.
    pub user_name: Option<NewUserName>,
    /// Which credential.
    pub service_specific_credential_id: ServiceCredentialIdText,
}

impl Operation for ResetServiceSpecificCredential {
    const ACTION: &'static str = "iam:ResetServiceSpecificCredential";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::CHANGING_CREDENTIAL;
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let (name, id) = (self.user_name.as_ref(), &self.service_specific_credential_id);
        let Found { permit, held, credential } = Found::authorize(ctx, name, id).await?;
        let (secret, hash) = secret::generate(ctx, form_of(&credential.service)?, &credential.name);
        let credential = ServiceCredential { password: hash, ..credential };
        let view = CredentialView::with_secret(&permit, &credential, &secret, ctx.now());
        let changes = Changes::new().responded(told(&permit, &credential));
        ctx.commit(&permit, held.changed(changes, &credential)).await?;
        Ok(Shown { service_specific_credential: view })
    }
}
