//! The managed policies that AWS wrote and every account has: those that matter for identities and MFA.

use std::sync::{Arc, OnceLock};

use model::{Arn, Timestamp};
use policy::{Kind, Policy};

use crate::error::{Error, Failure};

/// A managed policy that AWS wrote. Nobody can change it.
#[derive(Debug)]
pub struct AwsManaged {
    /// Its name.
    pub name: &'static str,
    /// Where it stands, `/` or `/aws-service-role/`.
    pub path: &'static str,
    /// Its id, AWS's own.
    pub id: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// What it says.
    pub text: &'static str,
    compiled: OnceLock<Arc<Policy>>,
}

impl AwsManaged {
    /// What their ARNs begin with, before the path.
    const PREFIX: &str = "arn:aws:iam::aws:policy";

    const fn new(
        name: &'static str,
        id: &'static str,
        description: &'static str,
        text: &'static str,
    ) -> Self {
        Self { name, path: "/", id, description, text, compiled: OnceLock::new() }
    }

    /// All of them, by name.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The one of this ARN.
    pub fn find(arn: &str) -> Option<&'static Self> {
        let rest = arn.strip_prefix(Self::PREFIX)?;
        ALL.iter().find(|policy| rest.strip_prefix(policy.path) == Some(policy.name))
    }

    /// Its ARN.
    pub fn arn(&self) -> Arn {
        Arn::given(&[Self::PREFIX, self.path, self.name].concat())
    }

    /// Since when it exists here: the day that AWS began to have managed policies.
    pub const fn created() -> Timestamp {
        Timestamp::from_secs(1_423_242_000)
    }

    /// The compiled policy.
    ///
    /// # Errors
    /// None: that each of them is a policy is tested.
    pub fn policy(&self) -> Result<Arc<Policy>, Error> {
        if let Some(policy) = self.compiled.get() {
            return Ok(Arc::clone(policy));
        }
        let policy = Policy::parse(self.text, Kind::Managed)
            .map_err(|_| Error::ServiceFailure(Failure::Corrupt(self.name.to_owned())))?;
        Ok(Arc::clone(self.compiled.get_or_init(|| Arc::new(policy))))
    }
}

static ALL: [AwsManaged; 1] = [AwsManaged::new(
    "AdministratorAccess",
    "ANPAIWMBCKSKIEE64ZLYK",
    "Provides full access to AWS services and resources.",
    include_str!("aws_managed/administrator_access.json"),
)];

#[cfg(test)]
mod tests {
    use super::AwsManaged;

    #[test]
    fn each_is_a_policy_and_is_found_by_its_arn() {
        for policy in AwsManaged::all() {
            policy.policy().unwrap();
            assert_eq!(AwsManaged::find(policy.arn().as_str()).map(|found| found.id), Some(policy.id));
        }
        assert!(AwsManaged::find("arn:aws:iam::123456789012:policy/AdministratorAccess").is_none());
        assert!(AwsManaged::find("arn:aws:iam::aws:policy/other/AdministratorAccess").is_none());
    }
}
