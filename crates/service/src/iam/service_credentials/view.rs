//! A credential as answers show it.

use model::{Secret, StatusType, Timestamp};
use serde::Serialize;

use super::{Form, form_of};
use crate::records::{ServiceCredential, User};
use crate::views::Moment;

/// A credential.
#[derive(Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CredentialView {
    create_date: Moment,
    expiration_date: Option<Moment>,
    service_name: String,
    service_user_name: Option<String>,
    service_password: Option<String>,
    service_credential_alias: Option<String>,
    service_credential_secret: Option<String>,
    service_specific_credential_id: String,
    user_name: String,
    status: &'static str,
}

impl std::fmt::Debug for CredentialView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CredentialView")
            .field("id", &self.service_specific_credential_id)
            .finish_non_exhaustive()
    }
}

impl CredentialView {
    /// A credential as lists show it.
    pub fn listed(user: &User, credential: &ServiceCredential, now: Timestamp) -> Self {
        let is_key = form_of(&credential.service).is_ok_and(|form| form == Form::ApiKey);
        let name = Some(credential.name.clone());
        Self {
            create_date: Moment(credential.created),
            expiration_date: credential.expires.map(Moment),
            service_name: credential.service.clone(),
            service_user_name: name.clone().filter(|_| !is_key),
            service_password: None,
            service_credential_alias: name.filter(|_| is_key),
            service_credential_secret: None,
            service_specific_credential_id: credential.id.to_string(),
            user_name: user.name.to_string(),
            status: status(credential, now).as_str(),
        }
    }

    /// A credential as whoever made it sees it, once.
    pub fn with_secret(
        user: &User,
        credential: &ServiceCredential,
        secret: &Secret<String>,
        now: Timestamp,
    ) -> Self {
        let listed = Self::listed(user, credential, now);
        let secret = Some(secret.expose().clone());
        if listed.service_user_name.is_some() {
            Self { service_password: secret, ..listed }
        } else {
            Self { service_credential_secret: secret, ..listed }
        }
    }
}

/// What became of a credential: time alone ends one that expires.
fn status(credential: &ServiceCredential, now: Timestamp) -> StatusType {
    let is_over = credential.expires.is_some_and(|expires| expires <= now);
    if is_over { StatusType::Expired } else { credential.status }
}
