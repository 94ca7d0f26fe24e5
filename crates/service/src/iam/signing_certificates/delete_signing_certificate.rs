//! DeleteSigningCertificate.

use model::{CertificateIdText, Input, Text, UserName};

use crate::authorize::condition_keys;
use crate::error::Missing;
use crate::iam::access_keys::Holder;
use crate::iam::belongings::Held;
use crate::operation::{Operation, Sort};
use crate::records::{SigningCertificate, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Takes a signing certificate from somebody.
#[derive(Debug, Input)]
pub struct DeleteSigningCertificate {
    /// Whose it is; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// Which certificate.
    pub certificate_id: CertificateIdText,
}

impl Operation for DeleteSigningCertificate {
    const ACTION: &'static str = "iam:DeleteSigningCertificate";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let holder = Holder::authorize(ctx, self.user_name.as_ref()).await?;
        let held = Held::<SigningCertificate>::by(ctx, &holder.owner()).await?;
        let missing = || Error::from(Missing::SigningCertificate(self.certificate_id.clone()));
        let certificate = held.find(self.certificate_id.as_str()).ok_or_else(missing)?;
        let changes = Changes::new().remove_key(keys::signing_certificate(ctx.account(), &certificate.hash));
        holder.commit_other(ctx, held.without(changes, &certificate.id)).await?;
        Ok(Empty)
    }
}
