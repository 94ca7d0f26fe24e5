//! UploadServerCertificate: the private key must be the certificate's, and is not kept.

use model::{
    Arn, CertificateChainText, CertificateText, Concealed, Input, Path, PrivateKeyText, ServerCertificateId,
    ServerCertificateName, Text,
};
use serde::Serialize;
use serde_json::json;

use super::view::MetadataView;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::Quota;
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::key_material::{Certificate, belongs_to, chain};
use crate::operation::{Operation, Sort};
use crate::records::{ServerCertificate, keys};
use crate::views::TagView;
use crate::{Changes, Context, Halt};

/// Brings a certificate, with its key and what stands between it and its root.
#[derive(Debug, Input)]
pub struct UploadServerCertificate {
    /// Where the certificate shall stand.
    pub path: Option<Path>,
    /// What it shall be called.
    pub server_certificate_name: ServerCertificateName,
    /// The certificate.
    pub certificate_body: CertificateText,
    /// Its private key.
    pub private_key: Concealed<PrivateKeyText>,
    /// The certificates between it and its root.
    pub certificate_chain: Option<CertificateChainText>,
    /// What is said of it.
    pub tags: Option<Tags>,
}

/// The certificate.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Uploaded {
    server_certificate_metadata: MetadataView,
    tags: Option<Vec<TagView>>,
}

impl Operation for UploadServerCertificate {
    const ACTION: &'static str = "iam:UploadServerCertificate";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["server-certificate"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGING;
    type Output = Uploaded;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(self.tags.as_deref().unwrap_or_default())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Uploaded, Halt> {
        let account = ctx.account();
        let path = self.path.clone().unwrap_or_default();
        let name = &self.server_certificate_name;
        let arn = Arn::server_certificate(account, &path, name);
        let permit = ctx.authorize_vacant::<ServerCertificate>(name, &arn).await?;
        let body = self.certificate_body.as_str().trim_ascii();
        let certificate = Certificate::parse(body)?;
        certificate.holds_at(ctx.now())?;
        belongs_to(&certificate, self.private_key.expose().as_str())?;
        let between = self.certificate_chain.as_ref().map(|text| text.as_str().trim_ascii());
        if let Some(between) = between {
            chain(&certificate, between)?;
        }
        let certificate = ServerCertificate {
            schema: ServerCertificate::SCHEMA,
            account,
            id: ServerCertificateId::generate(account, ctx.service.entropy.array()),
            name: name.clone(),
            path,
            uploaded: ctx.now(),
            expires: certificate.expires,
            body: body.to_owned(),
            chain: between.map(str::to_owned),
            tags: tagged(&[], self.tags.as_deref().unwrap_or_default(), KeyCase::Kept)?,
        };
        let quota = Quota::SERVER_CERTIFICATES;
        let changes = Changes::new()
            .put(permit.key(), &certificate)
            .count(keys::server_certificate_count(account), 1, quota.limit, quota)
            .responded(json!({ "serverCertificateMetadata": {
                "path": certificate.path.to_string(),
                "serverCertificateName": certificate.name.to_string(),
                "serverCertificateId": certificate.id.to_string(),
                "arn": arn.as_str(),
            } }));
        ctx.commit(&permit, changes).await?;
        let tags = (!certificate.tags.is_empty()).then(|| TagView::all(&certificate.tags));
        Ok(Uploaded { server_certificate_metadata: MetadataView::of(&certificate), tags })
    }
}
