//! UploadSigningCertificate.

use data_encoding::BASE32_NOPAD;
use model::{CertificateText, Input, StatusType, Text, UserName};
use serde::Serialize;
use serde_json::json;

use super::view::CertificateView;
use crate::authorize::condition_keys;
use crate::error::{KeyMaterial, Quota};
use crate::iam::access_keys::Holder;
use crate::iam::belongings::Held;
use crate::key_material::Certificate;
use crate::operation::{Operation, Sort};
use crate::records::{CertificateOwner, SigningCertificate, keys};
use crate::{Changes, Context, Error, Halt};

/// Gives somebody a signing certificate.
#[derive(Debug, Input)]
pub struct UploadSigningCertificate {
    /// Whose it shall be; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// The certificate.
    pub certificate_body: CertificateText,
}

/// The certificate.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Uploaded {
    certificate: CertificateView,
}

impl Operation for UploadSigningCertificate {
    const ACTION: &'static str = "iam:UploadSigningCertificate";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Uploaded;

    async fn run(&self, ctx: &Context<'_>) -> Result<Uploaded, Halt> {
        let holder = Holder::authorize(ctx, self.user_name.as_ref()).await?;
        let body = self.certificate_body.as_str().trim_ascii();
        let certificate = Certificate::parse(body)?;
        certificate.holds_at(ctx.now())?;
        certificate.can_verify()?;
        let index = keys::signing_certificate(ctx.account(), &certificate.hash);
        if ctx.records().load::<CertificateOwner>(index.clone()).await?.is_some() {
            return Err(Error::from(KeyMaterial::DuplicateCertificate).into());
        }
        let held = Held::<SigningCertificate>::by(ctx, &holder.owner()).await?;
        if held.things().len() as u64 >= Quota::SIGNING_CERTIFICATES.limit {
            return Err(Error::from(Quota::SIGNING_CERTIFICATES).into());
        }
        let certificate = SigningCertificate {
            id: BASE32_NOPAD.encode(&ctx.service.entropy.array::<20>()),
            body: body.to_owned(),
            hash: certificate.hash,
            status: StatusType::Active,
            uploaded: ctx.now(),
        };
        let name = holder.name();
        let view = CertificateView::of(name.as_deref(), &certificate);
        let changes = Changes::new().create(index, &CertificateOwner { owner: holder.owner() }).responded(
            json!({ "certificate": {
                "userName": name,
                "certificateId": certificate.id,
                "status": certificate.status.as_str(),
            } }),
        );
        holder.commit_other(ctx, held.with(changes, certificate)).await?;
        Ok(Uploaded { certificate: view })
    }
}
