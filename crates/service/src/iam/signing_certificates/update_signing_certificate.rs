//! UpdateSigningCertificate: turns a certificate off, or on again.

use model::{CertificateIdText, Input, StatusType, Text, UserName};

use crate::authorize::condition_keys;
use crate::error::{InvalidInput, Missing};
use crate::iam::access_keys::Holder;
use crate::iam::belongings::Held;
use crate::operation::{Operation, Sort};
use crate::records::SigningCertificate;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Turns a signing certificate off, or on.
#[derive(Debug, Input)]
pub struct UpdateSigningCertificate {
    /// Whose it is; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// Which certificate.
    pub certificate_id: CertificateIdText,
    /// Whether it shall work.
    pub status: StatusType,
}

impl Operation for UpdateSigningCertificate {
    const ACTION: &'static str = "iam:UpdateSigningCertificate";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let holder = Holder::authorize(ctx, self.user_name.as_ref()).await?;
        if self.status == StatusType::Expired {
            return Err(Error::from(InvalidInput::StatusOf("a signing certificate")).into());
        }
        let held = Held::<SigningCertificate>::by(ctx, &holder.owner()).await?;
        let missing = || Error::from(Missing::SigningCertificate(self.certificate_id.clone()));
        let certificate = held.find(self.certificate_id.as_str()).ok_or_else(missing)?;
        let certificate = SigningCertificate { status: self.status, ..certificate.clone() };
        holder.commit_other(ctx, held.changed(Changes::new(), &certificate)).await?;
        Ok(Empty)
    }
}
