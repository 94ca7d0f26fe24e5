//! Which version of a managed policy is meant, and what a new one may say.

use model::{PolicyArn, PolicyText, PolicyVersionId, Text};

use super::view::version_id;
use crate::error::{Error, Missing, Quota};
use crate::records::{Managed, ManagedPolicy, PolicyDocument, PolicyVersion};

/// The version of this id.
pub fn find<'a>(
    policy: &'a ManagedPolicy,
    arn: &PolicyArn,
    id: &PolicyVersionId,
) -> Result<&'a PolicyVersion, Error> {
    let found = policy.versions.iter().find(|version| version_id(version.number) == id.as_str());
    found.ok_or_else(|| Missing::PolicyVersion(arn.clone(), id.clone()).into())
}

/// What a version says, if it is a policy and no longer than it may be.
pub fn document(text: &PolicyText) -> Result<PolicyDocument<Managed>, Error> {
    let document = PolicyDocument::parse(text.as_str())?;
    let quota = Quota::POLICY_SIZE;
    if policy::size(text.as_str()) as u64 > quota.limit {
        return Err(quota.into());
    }
    Ok(document)
}
