//! What names a deletion: `task/aws-service-role/SERVICE/ROLE/PROOF`. The proof is sealed by this server, which deletes at once: whoever
//! brings it back proves that the role was deleted, and nothing has to be kept of a deletion.

use model::{AwsServiceName, DeletionTaskId, RoleName, Text};

use crate::error::{Error, Failure};
use crate::records::Role;
use crate::{Context, Halt};

/// What all such names begin with.
const FOLDER: &str = "task/aws-service-role/";

/// A deletion, as a caller names it.
pub struct Task<'a> {
    /// The service that the role was linked to.
    pub service: AwsServiceName,
    /// The role.
    pub role: RoleName,
    proof: &'a str,
}

impl<'a> Task<'a> {
    /// What a text names, if it has the form of one.
    pub fn of(id: &'a DeletionTaskId) -> Option<Self> {
        let mut parts = id.as_str().strip_prefix(FOLDER)?.splitn(3, '/');
        let (service, role, proof) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { service: service.parse().ok()?, role: role.parse().ok()?, proof })
    }

    /// Whether that deletion was asked for here, in the caller's account.
    pub fn is_ours(&self, ctx: &Context<'_>) -> bool {
        let context = context(ctx, self.service.as_str(), self.role.as_str());
        ctx.service.keyring.now().open_marker(&context, self.proof).is_ok()
    }
}

/// What names the deletion of a role.
pub fn id(ctx: &Context<'_>, service: &AwsServiceName, role: &Role) -> Result<String, Halt> {
    let context = context(ctx, service.as_str(), role.name.as_str());
    let proof = ctx.service.keyring.now().seal_marker(&context, role.id.as_str());
    let proof = proof.map_err(|_| Error::ServiceFailure(Failure::Corrupt("marker".to_owned())))?;
    Ok(format!("{FOLDER}{service}/{}/{proof}", role.name))
}

fn context(ctx: &Context<'_>, service: &str, role: &str) -> String {
    format!("{}\niam:DeleteServiceLinkedRole\n{service}\n{role}", ctx.account())
}
