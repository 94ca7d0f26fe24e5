//! UntagServerCertificate: takes tags away; keys that are not there do not matter.

use model::{Input, ServerCertificateName};

use crate::authorize::{RequestKeys, condition_keys};
use crate::iam::tags::{KeyCase, TagKeys, untagged};
use crate::operation::{Operation, Sort};
use crate::records::ServerCertificate;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Takes tags from a server certificate.
#[derive(Debug, Input)]
pub struct UntagServerCertificate {
    /// Which certificate.
    pub server_certificate_name: ServerCertificateName,
    /// The keys of the tags.
    pub tag_keys: TagKeys,
}

impl Operation for UntagServerCertificate {
    const ACTION: &'static str = "iam:UntagServerCertificate";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["server-certificate"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_UNTAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tag_keys(&self.tag_keys)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<ServerCertificate>(&self.server_certificate_name).await?;
        let tags = untagged(&permit.tags, &self.tag_keys, KeyCase::Kept);
        let certificate = ServerCertificate { tags, ..ServerCertificate::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &certificate)).await?;
        Ok(Empty)
    }
}
