//! Signing certificates of users and of the root user. Nothing here checks what is signed with their keys: they are kept for services
//! that do, and no private key is.

mod delete_signing_certificate;
mod list_signing_certificates;
mod update_signing_certificate;
mod upload_signing_certificate;
mod view;

pub use delete_signing_certificate::DeleteSigningCertificate;
pub use list_signing_certificates::ListSigningCertificates;
pub use update_signing_certificate::UpdateSigningCertificate;
pub use upload_signing_certificate::UploadSigningCertificate;
