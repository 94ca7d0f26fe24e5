//! TagServerCertificate: says something of a server certificate. Tag keys of certificates differ by case.

use model::{Input, ServerCertificateName};

use crate::authorize::{RequestKeys, condition_keys};
use crate::error::InvalidInput;
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::ServerCertificate;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Tags a server certificate.
#[derive(Debug, Input)]
pub struct TagServerCertificate {
    /// Which certificate.
    pub server_certificate_name: ServerCertificateName,
    /// What to say.
    pub tags: Tags,
}

impl Operation for TagServerCertificate {
    const ACTION: &'static str = "iam:TagServerCertificate";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["server-certificate"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(&self.tags)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<ServerCertificate>(&self.server_certificate_name).await?;
        if self.tags.is_empty() {
            return Err(Error::from(InvalidInput::NoTags).into());
        }
        let tags = tagged(&permit.tags, &self.tags, KeyCase::Kept)?;
        let certificate = ServerCertificate { tags, ..ServerCertificate::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &certificate)).await?;
        Ok(Empty)
    }
}
