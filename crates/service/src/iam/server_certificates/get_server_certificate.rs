//! GetServerCertificate.

use model::{Input, ServerCertificateName};
use serde::Serialize;

use super::view::MetadataView;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::ServerCertificate;
use crate::views::TagView;
use crate::{Context, Halt};

/// Shows a server certificate.
#[derive(Debug, Input)]
pub struct GetServerCertificate {
    /// Which certificate.
    pub server_certificate_name: ServerCertificateName,
}

/// The certificate.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shown {
    server_certificate: CertificateView,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct CertificateView {
    server_certificate_metadata: MetadataView,
    certificate_body: String,
    certificate_chain: Option<String>,
    tags: Option<Vec<TagView>>,
}

impl Operation for GetServerCertificate {
    const ACTION: &'static str = "iam:GetServerCertificate";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["server-certificate"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let certificate = ctx.authorize::<ServerCertificate>(&self.server_certificate_name).await?;
        let server_certificate = CertificateView {
            server_certificate_metadata: MetadataView::of(&certificate),
            certificate_body: certificate.body.clone(),
            certificate_chain: certificate.chain.clone(),
            tags: (!certificate.tags.is_empty()).then(|| TagView::all(&certificate.tags)),
        };
        Ok(Shown { server_certificate })
    }
}
