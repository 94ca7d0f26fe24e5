//! The managed policies that AWS wrote and every account has: those that matter for identities and MFA. Names, ids, days and
//! texts are AWS's own, as of autumn 2026. ReadOnlyAccess and SecurityAudit go on for thousands of actions of services that
//! are not here: of these two, only what is about IAM, STS and the audit trail is kept, and their descriptions say so.

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
    created: u64,
    compiled: OnceLock<Arc<Policy>>,
}

impl AwsManaged {
    /// What their ARNs begin with, before the path.
    const PREFIX: &str = "arn:aws:iam::aws:policy";

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

    /// Since when it exists.
    pub const fn created(&self) -> Timestamp {
        Timestamp::from_secs(self.created)
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

/// By name.
static ALL: [AwsManaged; 6] = [
    AwsManaged {
        name: "AdministratorAccess",
        path: "/",
        id: "ANPAIWMBCKSKIEE64ZLYK",
        description: "Provides full access to AWS services and resources.",
        text: include_str!("aws_managed/administrator_access.json"),
        created: 1_423_247_986,
        compiled: OnceLock::new(),
    },
    AwsManaged {
        name: "IAMFullAccess",
        path: "/",
        id: "ANPAI7XKCFMBPM3QQRRVQ",
        description: "Provides full access to IAM via the AWS Management Console.",
        text: include_str!("aws_managed/iam_full_access.json"),
        created: 1_423_248_038,
        compiled: OnceLock::new(),
    },
    AwsManaged {
        name: "IAMReadOnlyAccess",
        path: "/",
        id: "ANPAJKSO7NDY4T57MWDSQ",
        description: "Provides read only access to IAM via the AWS Management Console.",
        text: include_str!("aws_managed/iam_read_only_access.json"),
        created: 1_423_248_039,
        compiled: OnceLock::new(),
    },
    AwsManaged {
        name: "IAMUserChangePassword",
        path: "/",
        id: "ANPAJ4L4MM2A7QIEB56MS",
        description: "Provides the ability for an IAM user to change their own password.",
        text: include_str!("aws_managed/iam_user_change_password.json"),
        created: 1_479_169_516,
        compiled: OnceLock::new(),
    },
    AwsManaged {
        name: "ReadOnlyAccess",
        path: "/",
        id: "ANPAILL3HVNFSB6DCOWYQ",
        description: "Provides read-only access to AWS services and resources. Here: of IAM, STS and the audit trail.",
        text: include_str!("aws_managed/read_only_access.json"),
        created: 1_423_247_988,
        compiled: OnceLock::new(),
    },
    AwsManaged {
        name: "SecurityAudit",
        path: "/",
        id: "ANPAIX2T3QCXHR2OGGCTO",
        description: "The security audit template grants access to read security configuration metadata. It is useful for software \
                      that audits the configuration of an AWS account. Here: of IAM, STS and the audit trail.",
        text: include_str!("aws_managed/security_audit.json"),
        created: 1_423_248_061,
        compiled: OnceLock::new(),
    },
];

#[cfg(test)]
mod tests {
    use super::AwsManaged;

    #[test]
    fn each_is_a_policy_and_is_found_by_its_arn() {
        for policy in AwsManaged::all() {
            policy.policy().unwrap();
            assert_eq!(AwsManaged::find(policy.arn().as_str()).map(|found| found.id), Some(policy.id));
            assert!(policy.id.parse::<model::PolicyId>().is_ok(), "{}", policy.name);
        }
        assert!(AwsManaged::find("arn:aws:iam::123456789012:policy/AdministratorAccess").is_none());
        assert!(AwsManaged::find("arn:aws:iam::aws:policy/other/AdministratorAccess").is_none());
    }

    #[test]
    fn they_stand_in_the_order_of_their_names() {
        assert!(AwsManaged::all().iter().map(|policy| policy.name).is_sorted());
    }

    #[test]
    fn each_exists_since_the_day_that_aws_made_it() {
        let days = AwsManaged::all().iter().map(|policy| format!("{} {}", policy.name, policy.created()));
        assert_eq!(
            days.collect::<Vec<_>>(),
            [
                "AdministratorAccess 2015-02-06T18:39:46Z",
                "IAMFullAccess 2015-02-06T18:40:38Z",
                "IAMReadOnlyAccess 2015-02-06T18:40:39Z",
                "IAMUserChangePassword 2016-11-15T00:25:16Z",
                "ReadOnlyAccess 2015-02-06T18:39:48Z",
                "SecurityAudit 2015-02-06T18:41:01Z",
            ]
        );
    }
}
