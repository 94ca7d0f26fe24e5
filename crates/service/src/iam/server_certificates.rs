//! Certificates that servers show elsewhere. Their private keys are looked at when they come, and not kept.

mod delete_server_certificate;
mod get_server_certificate;
mod list_server_certificate_tags;
mod list_server_certificates;
mod tag_server_certificate;
mod untag_server_certificate;
mod update_server_certificate;
mod upload_server_certificate;
mod view;

pub use delete_server_certificate::DeleteServerCertificate;
pub use get_server_certificate::GetServerCertificate;
pub use list_server_certificate_tags::ListServerCertificateTags;
pub use list_server_certificates::ListServerCertificates;
pub use tag_server_certificate::TagServerCertificate;
pub use untag_server_certificate::UntagServerCertificate;
pub use update_server_certificate::UpdateServerCertificate;
pub use upload_server_certificate::UploadServerCertificate;
