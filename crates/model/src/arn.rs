//! Amazon Resource Names: `arn:aws:iam::123456789012:user/division/alice`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::{
    AccountId, DeviceId, GroupName, InstanceProfileName, OrganizationsEntityPath, Path, PolicyName,
    ProviderUrl, RegisteredServiceName, RoleName, SamlProviderName, SecurityKeyName, ServerCertificateName,
    Text, UserName, VirtualMfaDeviceName,
};

/// The name of a resource of this service, as policies, errors and the audit trail show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Arn(Arc<str>);

/// The text is not the ARN of a resource that this service knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the ARN of a resource of this service")]
pub struct MalformedArn;

/// What an ARN names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The root user of its account.
    Root,
    /// A user.
    User {
        /// Where the user stands.
        path: Path,
        /// The user's name.
        name: UserName,
    },
    /// A virtual MFA device.
    MfaDevice {
        /// Where the device stands.
        path: Path,
        /// The device's name.
        name: VirtualMfaDeviceName,
    },
    /// A group.
    Group {
        /// Where the group stands.
        path: Path,
        /// The group's name.
        name: GroupName,
    },
    /// A role.
    Role {
        /// Where the role stands.
        path: Path,
        /// The role's name.
        name: RoleName,
    },
    /// A managed policy.
    Policy {
        /// Where the policy stands.
        path: Path,
        /// The policy's name.
        name: PolicyName,
    },
    /// A provider of OpenID Connect.
    OidcProvider(ProviderUrl),
    /// A provider of SAML.
    SamlProvider(SamlProviderName),
}

impl Arn {
    /// The ARN of a resource in an account.
    pub fn of(account: AccountId, resource: &Resource) -> Self {
        match resource {
            Resource::Root => Self::root(account),
            Resource::User { path, name } => Self::user(account, path, name),
            Resource::MfaDevice { path, name } => Self::mfa_device(account, path, name),
            Resource::Group { path, name } => Self::group(account, path, name),
            Resource::Role { path, name } => Self::role(account, path, name),
            Resource::Policy { path, name } => Self::policy(account, path, name),
            Resource::OidcProvider(url) => Self::oidc_provider(account, url),
            Resource::SamlProvider(name) => Self::saml_provider(account, name),
        }
    }

    /// `arn:aws:iam::123456789012:root`.
    pub fn root(account: AccountId) -> Self {
        Self::iam(account, ["root", "", ""])
    }

    /// `arn:aws:iam::123456789012:user/path/name`.
    pub fn user(account: AccountId, path: &Path, name: &UserName) -> Self {
        Self::iam(account, ["user", path.as_str(), name.as_str()])
    }

    /// `arn:aws:iam::123456789012:mfa/path/name`.
    pub fn mfa_device(account: AccountId, path: &Path, name: &VirtualMfaDeviceName) -> Self {
        Self::iam(account, ["mfa", path.as_str(), name.as_str()])
    }

    /// `arn:aws:iam::123456789012:u2f/user/alice/name-ID`, or `…:u2f/root/name-ID` of the root user's: the serial number of a
    /// security key. It changes with the names in it; the id stays.
    pub fn security_key(
        account: AccountId,
        user: Option<&UserName>,
        name: &SecurityKeyName,
        id: &DeviceId,
    ) -> Self {
        let [folder, user] = user.map_or(["root", ""], |user| ["user/", user.as_str()]);
        let account = account.digits();
        let parts = ["arn:aws:iam::", &account, ":u2f/", folder, user, "/", name.as_str(), "-", id.as_str()];
        Self(parts.concat().into())
    }

    /// `arn:aws:iam::123456789012:group/path/name`.
    pub fn group(account: AccountId, path: &Path, name: &GroupName) -> Self {
        Self::iam(account, ["group", path.as_str(), name.as_str()])
    }

    /// `arn:aws:iam::123456789012:role/path/name`.
    pub fn role(account: AccountId, path: &Path, name: &RoleName) -> Self {
        Self::iam(account, ["role", path.as_str(), name.as_str()])
    }

    /// `arn:aws:iam::123456789012:policy/path/name`.
    pub fn policy(account: AccountId, path: &Path, name: &PolicyName) -> Self {
        Self::iam(account, ["policy", path.as_str(), name.as_str()])
    }

    /// `arn:aws:iam::123456789012:instance-profile/path/name`.
    pub fn instance_profile(account: AccountId, path: &Path, name: &InstanceProfileName) -> Self {
        Self::iam(account, ["instance-profile", path.as_str(), name.as_str()])
    }

    /// `arn:aws:iam::123456789012:server-certificate/path/name`.
    pub fn server_certificate(account: AccountId, path: &Path, name: &ServerCertificateName) -> Self {
        Self::iam(account, ["server-certificate", path.as_str(), name.as_str()])
    }

    /// `arn:aws:iam::123456789012:oidc-provider/login.example.com/tenant`.
    pub fn oidc_provider(account: AccountId, url: &ProviderUrl) -> Self {
        Self::iam(account, ["oidc-provider/", url.as_str(), ""])
    }

    /// `arn:aws:iam::123456789012:saml-provider/name`.
    pub fn saml_provider(account: AccountId, name: &SamlProviderName) -> Self {
        Self::iam(account, ["saml-provider/", name.as_str(), ""])
    }

    /// `arn:aws:sts::123456789012:assumed-role/name/session`: the role's path is not in it.
    pub fn assumed_role(account: AccountId, name: &RoleName, session: &str) -> Self {
        Self(
            ["arn:aws:sts::", &account.digits(), ":assumed-role/", name.as_str(), "/", session]
                .concat()
                .into(),
        )
    }

    /// `arn:aws:sts::123456789012:federated-user/name`.
    pub fn federated_user(account: AccountId, name: &str) -> Self {
        Self(["arn:aws:sts::", &account.digits(), ":federated-user/", name].concat().into())
    }

    /// An ARN as a caller wrote it: to be judged and shown, whatever it names.
    pub fn given(text: &str) -> Self {
        Self(text.into())
    }

    /// What a list of a whole kind is authorized on: `arn:aws:iam::123456789012:mfa/`, or under a path prefix.
    pub fn kind(account: AccountId, kind: &str, prefix: &str) -> Self {
        Self::iam(account, [kind, prefix, ""])
    }

    /// What is said of an account as a whole: `arn:aws:account::123456789012:account`.
    pub fn account(account: AccountId) -> Self {
        Self(["arn:aws:account::", &account.digits(), ":account"].concat().into())
    }

    /// A report on a place in an organization: `arn:aws:iam::123456789012:access-report/o-a1b2c3d4e5/r-f6g7`.
    pub fn access_report(account: AccountId, entity: &OrganizationsEntityPath) -> Self {
        Self::iam(account, ["access-report/", entity.as_str(), ""])
    }

    /// A service that asks here about its own callers: `arn:aws:bartizan::123456789012:service/store`.
    pub fn registered_service(account: AccountId, name: &RegisteredServiceName) -> Self {
        Self(["arn:aws:bartizan::", &account.digits(), ":service/", name.as_str()].concat().into())
    }

    /// `*`: what an operation without a resource is authorized on.
    pub fn any() -> Self {
        Self("*".into())
    }

    fn iam(account: AccountId, [kind, path, name]: [&str; 3]) -> Self {
        Self(["arn:aws:iam::", &account.digits(), ":", kind, path, name].concat().into())
    }

    /// The account and the resource that a text names.
    ///
    /// # Errors
    /// If it is not an ARN of this service, or names a kind of resource without a type here.
    pub fn parse(text: &str) -> Result<(AccountId, Resource), MalformedArn> {
        let rest = text.strip_prefix("arn:aws:iam::").ok_or(MalformedArn)?;
        let (account, resource) = rest.split_once(':').ok_or(MalformedArn)?;
        let account: AccountId = account.parse().map_err(|_| MalformedArn)?;
        if resource == "root" {
            return Ok((account, Resource::Root));
        }
        if let Some(url) = resource.strip_prefix("oidc-provider/") {
            let url = url.parse().map_err(|_| MalformedArn)?;
            return Ok((account, Resource::OidcProvider(url)));
        }
        if let Some(name) = resource.strip_prefix("saml-provider/") {
            let name = name.parse().map_err(|_| MalformedArn)?;
            return Ok((account, Resource::SamlProvider(name)));
        }
        let (kind, rest) = resource.split_at(resource.find('/').ok_or(MalformedArn)?);
        let (path, name) = rest.split_at(rest.rfind('/').ok_or(MalformedArn)? + 1);
        let path = path.parse().map_err(|_| MalformedArn)?;
        match kind {
            "user" => Ok(Resource::User { path, name: name.parse().map_err(|_| MalformedArn)? }),
            "mfa" => Ok(Resource::MfaDevice { path, name: name.parse().map_err(|_| MalformedArn)? }),
            "group" => Ok(Resource::Group { path, name: name.parse().map_err(|_| MalformedArn)? }),
            "role" => Ok(Resource::Role { path, name: name.parse().map_err(|_| MalformedArn)? }),
            "policy" => Ok(Resource::Policy { path, name: name.parse().map_err(|_| MalformedArn)? }),
            _ => Err(MalformedArn),
        }
        .map(|resource| (account, resource))
    }

    /// The ARN as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Arn {
    type Err = MalformedArn;

    fn from_str(text: &str) -> Result<Self, MalformedArn> {
        Self::parse(text).map(|_| Self(text.into()))
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Arn, Resource};

    #[test]
    fn an_arn_reads_back_as_what_it_names() {
        for text in [
            "arn:aws:iam::123456789012:root",
            "arn:aws:iam::123456789012:user/alice",
            "arn:aws:iam::123456789012:user/division/a//b/Alice",
            "arn:aws:iam::000000000001:mfa/phones/alice@example.com",
            "arn:aws:iam::123456789012:group/admins/all",
            "arn:aws:iam::123456789012:role/reader",
            "arn:aws:iam::123456789012:policy/mfa/required",
            "arn:aws:iam::123456789012:oidc-provider/login.example.com/Tenant/",
            "arn:aws:iam::123456789012:saml-provider/Corp_2.idp-x",
        ] {
            let (account, resource) = Arn::parse(text).unwrap();
            assert_eq!(Arn::of(account, &resource).as_str(), text);
        }
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        for text in [
            "",
            "arn:aws:iam::123456789012:",
            "arn:aws:iam::123456789012:user",
            "arn:aws:iam::123456789012:user/",
            "arn:aws:iam::12345678901:user/alice",
            "arn:aws:iam:us-east-1:123456789012:user/alice",
            "arn:aws-cn:iam::123456789012:user/alice",
            "arn:aws:sts::123456789012:user/alice",
            "arn:aws:iam::123456789012:robot/alice",
            "arn:aws:iam::123456789012:mfa//",
            "arn:aws:iam::123456789012:user//alice",
            "arn:aws:iam::123456789012:user/é/alice",
            "arn:aws:iam::123456789012:oidc-provider/",
            "arn:aws:iam::123456789012:oidc-provider/*",
            "arn:aws:iam::123456789012:saml-provider/",
            "arn:aws:iam::123456789012:saml-provider/a/b",
            "arn:aws:iam::123456789012:saml-provider/a+b",
        ] {
            assert!(Arn::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,300}|arn:aws:iam::[0-9]{12}:(user|mfa|group|role|policy|oidc-provider|saml-provider)/[ -~é]{0,40}") {
            if let Ok((account, resource)) = Arn::parse(&text) {
                let arn = Arn::of(account, &resource);
                prop_assert_eq!(arn.as_str(), text);
                if let Resource::User { name, .. } = resource {
                    prop_assert!(!name.to_string().contains('/'));
                }
            }
        }
    }
}
