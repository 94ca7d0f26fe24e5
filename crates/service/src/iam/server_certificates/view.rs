//! A server certificate as answers show it.

use serde::Serialize;

use crate::records::ServerCertificate;
use crate::views::Moment;

/// All of a certificate but itself.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetadataView {
    path: String,
    server_certificate_name: String,
    server_certificate_id: String,
    arn: String,
    upload_date: Moment,
    expiration: Moment,
}

impl MetadataView {
    /// What is known of a certificate.
    pub fn of(certificate: &ServerCertificate) -> Self {
        Self {
            path: certificate.path.to_string(),
            server_certificate_name: certificate.name.to_string(),
            server_certificate_id: certificate.id.to_string(),
            arn: certificate.arn().to_string(),
            upload_date: Moment(certificate.uploaded),
            expiration: Moment(certificate.expires),
        }
    }
}
