//! Credentials of users for one service each, made for programs that cannot sign. Nothing here accepts them: they are kept for services
//! that do.

mod create_service_specific_credential;
mod delete_service_specific_credential;
mod found;
mod list_service_specific_credentials;
mod reset_service_specific_credential;
mod secret;
mod update_service_specific_credential;
mod view;

pub use create_service_specific_credential::CreateServiceSpecificCredential;
pub use delete_service_specific_credential::DeleteServiceSpecificCredential;
pub use list_service_specific_credentials::ListServiceSpecificCredentials;
pub use reset_service_specific_credential::ResetServiceSpecificCredential;
pub use update_service_specific_credential::UpdateServiceSpecificCredential;

use crate::Error;

/// How a service takes its credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A name and a password.
    Password,
    /// One secret, which says the name too; it may expire.
    ApiKey,
}

/// The services that have credentials of their own.
const SERVICES: [(&str, Form); 4] = [
    ("bedrock.amazonaws.com", Form::ApiKey),
    ("cassandra.amazonaws.com", Form::Password),
    ("codecommit.amazonaws.com", Form::Password),
    ("logs.amazonaws.com", Form::ApiKey),
];

/// How a service takes its credentials.
fn form_of(service: &str) -> Result<Form, Error> {
    let found = SERVICES.iter().find(|(name, _)| *name == service).map(|(_, form)| *form);
    found.ok_or_else(|| Error::NotSupportedService(service.to_owned()))
}
