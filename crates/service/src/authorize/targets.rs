//! What operations act on: how it is named, where it is, and what of it policies can ask about.

use model::{
    AccountId, Arn, GroupName, InstanceProfileName, Path, PolicyArn, PolicyName, ProviderUrl, RoleName,
    SamlProviderName, ServerCertificateName, Tag, UserName, VirtualMfaDeviceName,
};
use store::Key;

use crate::error::{Existing, Missing};
use crate::records::{
    Document, Group, InstanceProfile, ManagedPolicy, MfaDevice, OidcProvider, Role, SamlProvider,
    ServerCertificate, User, keys,
};

/// Something that an operation acts on.
pub trait Target: Document {
    /// What callers name it by.
    type Name: Sync;

    /// Where it is, or would be.
    fn key(account: AccountId, name: &Self::Name) -> Key;
    /// Its ARN as it is stored.
    fn arn(&self) -> Arn;
    /// The ARN that is judged where there is none of that name.
    fn unknown_arn(account: AccountId, name: &Self::Name) -> Arn;
    /// That there is none.
    fn missing(account: AccountId, name: &Self::Name) -> Missing;
    /// That there is one already.
    fn existing(&self) -> Existing;
    /// What policies can ask about it.
    fn about(&self) -> About<'_>;
}

/// What policies can ask about a target, beside its ARN.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// `aws:ResourceTag/…`, and for users and roles `iam:ResourceTag/…`.
    pub tags: &'a [Tag],
    /// `iam:PermissionsBoundary`.
    pub boundary: Option<&'a PolicyArn>,
}

impl Target for User {
    type Name = UserName;

    fn key(account: AccountId, name: &UserName) -> Key {
        keys::user(account, name)
    }

    fn arn(&self) -> Arn {
        Self::arn(self)
    }

    fn unknown_arn(account: AccountId, name: &UserName) -> Arn {
        Arn::user(account, &Path::default(), name)
    }

    fn missing(_: AccountId, name: &UserName) -> Missing {
        Missing::User(name.clone())
    }

    fn existing(&self) -> Existing {
        Existing::User(self.name.clone())
    }

    fn about(&self) -> About<'_> {
        About { tags: &self.tags, boundary: self.permissions.boundary.as_ref() }
    }
}

impl Target for Group {
    type Name = GroupName;

    fn key(account: AccountId, name: &GroupName) -> Key {
        keys::group(account, name)
    }

    fn arn(&self) -> Arn {
        Self::arn(self)
    }

    fn unknown_arn(account: AccountId, name: &GroupName) -> Arn {
        Arn::group(account, &Path::default(), name)
    }

    fn missing(_: AccountId, name: &GroupName) -> Missing {
        Missing::Group(name.clone())
    }

    fn existing(&self) -> Existing {
        Existing::Group(self.name.clone())
    }

    // Groups have neither tags nor a boundary.
    fn about(&self) -> About<'_> {
        About::default()
    }
}

impl Target for Role {
    type Name = RoleName;

    fn key(account: AccountId, name: &RoleName) -> Key {
        keys::role(account, name)
    }

    fn arn(&self) -> Arn {
        Self::arn(self)
    }

    fn unknown_arn(account: AccountId, name: &RoleName) -> Arn {
        Arn::role(account, &Path::default(), name)
    }

    fn missing(_: AccountId, name: &RoleName) -> Missing {
        Missing::Role(name.clone())
    }

    fn existing(&self) -> Existing {
        Existing::Role(self.name.clone())
    }

    fn about(&self) -> About<'_> {
        About { tags: &self.tags, boundary: self.permissions.boundary.as_ref() }
    }
}

impl Target for InstanceProfile {
    type Name = InstanceProfileName;

    fn key(account: AccountId, name: &InstanceProfileName) -> Key {
        keys::instance_profile(account, name)
    }

    fn arn(&self) -> Arn {
        Self::arn(self)
    }

    fn unknown_arn(account: AccountId, name: &InstanceProfileName) -> Arn {
        Arn::instance_profile(account, &Path::default(), name)
    }

    fn missing(_: AccountId, name: &InstanceProfileName) -> Missing {
        Missing::InstanceProfile(name.clone())
    }

    fn existing(&self) -> Existing {
        Existing::InstanceProfile(self.name.clone())
    }

    fn about(&self) -> About<'_> {
        About { tags: &self.tags, boundary: None }
    }
}

impl Target for ServerCertificate {
    type Name = ServerCertificateName;

    fn key(account: AccountId, name: &ServerCertificateName) -> Key {
        keys::server_certificate(account, name)
    }

    fn arn(&self) -> Arn {
        Self::arn(self)
    }

    fn unknown_arn(account: AccountId, name: &ServerCertificateName) -> Arn {
        Arn::server_certificate(account, &Path::default(), name)
    }

    fn missing(_: AccountId, name: &ServerCertificateName) -> Missing {
        Missing::ServerCertificate(name.clone())
    }

    fn existing(&self) -> Existing {
        Existing::ServerCertificate(self.name.clone())
    }

    fn about(&self) -> About<'_> {
        About { tags: &self.tags, boundary: None }
    }
}

/// What an ARN names a managed policy of the account by.
#[derive(Clone, Debug)]
pub struct PolicyPlace {
    /// Where it stands.
    pub path: Path,
    /// Its name.
    pub name: PolicyName,
}

impl Target for ManagedPolicy {
    type Name = PolicyPlace;

    fn key(account: AccountId, place: &PolicyPlace) -> Key {
        keys::policy(account, &place.name)
    }

    fn arn(&self) -> Arn {
        Self::arn(self)
    }

    fn unknown_arn(account: AccountId, place: &PolicyPlace) -> Arn {
        Arn::policy(account, &place.path, &place.name)
    }

    fn missing(account: AccountId, place: &PolicyPlace) -> Missing {
        let arn = Arn::policy(account, &place.path, &place.name);
        Missing::Policy(<PolicyArn as model::Text>::checked(arn.as_str()))
    }

    fn existing(&self) -> Existing {
        Existing::Policy(self.name.clone())
    }

    fn about(&self) -> About<'_> {
        About { tags: &self.tags, boundary: None }
    }
}

/// What names a virtual device within its account.
#[derive(Clone, Debug)]
pub struct DeviceName {
    /// Where it stands.
    pub path: Path,
    /// Its name.
    pub name: VirtualMfaDeviceName,
}

impl Target for MfaDevice {
    type Name = DeviceName;

    fn key(account: AccountId, name: &DeviceName) -> Key {
        keys::mfa_device(account, &name.path, &name.name)
    }

    fn arn(&self) -> Arn {
        Self::arn(self)
    }

    // A serial number says its path, so it is judged with it whether the device exists or not.
    fn unknown_arn(account: AccountId, name: &DeviceName) -> Arn {
        Arn::mfa_device(account, &name.path, &name.name)
    }

    fn missing(account: AccountId, name: &DeviceName) -> Missing {
        let arn = Arn::mfa_device(account, &name.path, &name.name);
        Missing::MfaDevice(<model::SerialNumber as model::Text>::checked(arn.as_str()))
    }

    fn existing(&self) -> Existing {
        Existing::MfaDevice
    }

    fn about(&self) -> About<'_> {
        About { tags: &self.tags, boundary: None }
    }
}

impl Target for OidcProvider {
    type Name = ProviderUrl;

    fn key(account: AccountId, url: &ProviderUrl) -> Key {
        keys::oidc_provider(account, url)
    }

    fn arn(&self) -> Arn {
        Self::arn(self)
    }

    fn unknown_arn(account: AccountId, url: &ProviderUrl) -> Arn {
        Arn::oidc_provider(account, url)
    }

    fn missing(account: AccountId, url: &ProviderUrl) -> Missing {
        Missing::OidcProvider(Arn::oidc_provider(account, url))
    }

    fn existing(&self) -> Existing {
        Existing::OidcProvider(self.url.clone())
    }

    fn about(&self) -> About<'_> {
        About { tags: &self.tags, boundary: None }
    }
}

impl Target for SamlProvider {
    type Name = SamlProviderName;

    fn key(account: AccountId, name: &SamlProviderName) -> Key {
        keys::saml_provider(account, name)
    }

    fn arn(&self) -> Arn {
        Self::arn(self)
    }

    fn unknown_arn(account: AccountId, name: &SamlProviderName) -> Arn {
        Arn::saml_provider(account, name)
    }

    fn missing(account: AccountId, name: &SamlProviderName) -> Missing {
        Missing::SamlProvider(Arn::saml_provider(account, name))
    }

    fn existing(&self) -> Existing {
        Existing::SamlProvider(self.name.clone())
    }

    fn about(&self) -> About<'_> {
        About { tags: &self.tags, boundary: None }
    }
}
