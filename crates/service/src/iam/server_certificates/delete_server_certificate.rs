//! DeleteServerCertificate.

use model::{Input, ServerCertificateName};

use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::{ServerCertificate, keys};
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Deletes a server certificate.
#[derive(Debug, Input)]
pub struct DeleteServerCertificate {
    /// Which certificate.
    pub server_certificate_name: ServerCertificateName,
}

impl Operation for DeleteServerCertificate {
    const ACTION: &'static str = "iam:DeleteServerCertificate";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["server-certificate"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<ServerCertificate>(&self.server_certificate_name).await?;
        let changes =
            Changes::new().remove(permit.target()).tally(keys::server_certificate_count(ctx.account()), -1);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
