//! UpdateServerCertificate: another name, another path. The permission is asked for on what it is and on what it becomes.

use model::{Arn, Folded, Input, Path, ServerCertificateName, Text};

use crate::authorize::{Target, condition_keys};
use crate::operation::{Operation, Sort};
use crate::records::{ServerCertificate, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Renames or moves a server certificate. What is not said stays as it is.
#[derive(Debug, Input)]
pub struct UpdateServerCertificate {
    /// Which certificate.
    pub server_certificate_name: ServerCertificateName,
    /// Where it shall stand.
    pub new_path: Option<Path>,
    /// What it shall be called.
    pub new_server_certificate_name: Option<ServerCertificateName>,
}

impl Operation for UpdateServerCertificate {
    const ACTION: &'static str = "iam:UpdateServerCertificate";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["server-certificate"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<ServerCertificate>(&self.server_certificate_name).await?;
        let certificate = ServerCertificate {
            name: self.new_server_certificate_name.clone().unwrap_or_else(|| permit.name.clone()),
            path: self.new_path.clone().unwrap_or_else(|| permit.path.clone()),
            ..ServerCertificate::clone(permit.target())
        };
        ctx.also(&Arn::server_certificate(ctx.account(), &certificate.path, &certificate.name))?;
        let is_same_key = Folded::of(certificate.name.as_str()) == Folded::of(permit.name.as_str());
        let changes = if is_same_key {
            Changes::new().update(permit.target(), &certificate)
        } else {
            let key = keys::server_certificate(ctx.account(), &certificate.name);
            if let Some(there) = ctx.records().load::<ServerCertificate>(key.clone()).await? {
                return Err(Error::from(there.existing()).into());
            }
            Changes::new().remove(permit.target()).create(key, &certificate)
        };
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
