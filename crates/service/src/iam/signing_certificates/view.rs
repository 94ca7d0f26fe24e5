//! A signing certificate as answers show it.

use serde::Serialize;

use crate::records::SigningCertificate;
use crate::views::Moment;

/// A certificate.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CertificateView {
    // The root user has none; clients expect the element all the same.
    user_name: String,
    certificate_id: String,
    certificate_body: String,
    status: &'static str,
    upload_date: Moment,
}

impl CertificateView {
    /// A certificate of somebody.
    pub fn of(user_name: Option<&str>, certificate: &SigningCertificate) -> Self {
        Self {
            user_name: user_name.unwrap_or_default().to_owned(),
            certificate_id: certificate.id.clone(),
            certificate_body: certificate.body.clone(),
            status: certificate.status.as_str(),
            upload_date: Moment(certificate.uploaded),
        }
    }
}
