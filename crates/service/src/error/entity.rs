//! What is there already, what is not there, and what is still attached.

use model::{
    AccessKeyIdText, AccountAlias, AccountId, AlternateContactType, Arn, CertificateIdText,
    DelegationEntityArn, DelegationRequestId, DeletionTaskId, GroupName, InstanceProfileName, JobId,
    PolicyArn, PolicyName, PolicyVersionId, ProviderUrl, RegisteredServiceName, RoleName, SamlProviderName,
    SerialNumber, ServerCertificateName, ServiceCredentialIdText, SshPublicKeyIdText, UserName,
};

/// What is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Existing {
    /// A user.
    User(UserName),
    /// A group.
    Group(GroupName),
    /// A role.
    Role(RoleName),
    /// A managed policy.
    Policy(PolicyName),
    /// An instance profile.
    InstanceProfile(InstanceProfileName),
    /// A server certificate.
    ServerCertificate(ServerCertificateName),
    /// A virtual device of the same path and name.
    MfaDevice,
    /// The device is enabled for this very user.
    MfaDeviceOfUser(UserName),
    /// The device is enabled for somebody else.
    MfaDeviceInUse,
    /// A user's password.
    LoginProfile(UserName),
    /// The root e-mail of an account.
    RootEmail,
    /// An alias: this account's, or another's, who may have given it up a short while ago.
    AccountAlias(AccountAlias),
    /// A provider of OpenID Connect.
    OidcProvider(ProviderUrl),
    /// A provider of SAML.
    SamlProvider(SamlProviderName),
}

/// What is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A user.
    User(UserName),
    /// A group.
    Group(GroupName),
    /// A role.
    Role(RoleName),
    /// An instance profile.
    InstanceProfile(InstanceProfileName),
    /// An SSH public key.
    SshPublicKey(SshPublicKeyIdText),
    /// A signing certificate.
    SigningCertificate(CertificateIdText),
    /// A credential for a service.
    ServiceCredential(ServiceCredentialIdText),
    /// A server certificate.
    ServerCertificate(ServerCertificateName),
    /// The deletion of a role that was linked to a service.
    DeletionTask(DeletionTaskId),
    /// A managed policy, to look at or to detach.
    Policy(PolicyArn),
    /// A version of a managed policy.
    PolicyVersion(PolicyArn, PolicyVersionId),
    /// An inline policy.
    InlinePolicy {
        /// Whose: `user`, `group`, `role`.
        of: &'static str,
        /// Its name.
        name: PolicyName,
    },
    /// A boundary of permissions.
    Boundary {
        /// Whose: `user`, `role`.
        of: &'static str,
        /// The name of the user or role.
        name: String,
    },
    /// The user is no member of the group.
    Membership {
        /// The user.
        user: UserName,
        /// The group.
        group: GroupName,
    },
    /// A virtual device.
    MfaDevice(SerialNumber),
    /// The device is not enabled for this user.
    MfaDeviceOfUser,
    /// An access key.
    AccessKey(AccessKeyIdText),
    /// A user's password.
    LoginProfile(UserName),
    /// The password policy of an account, to look at.
    PasswordPolicy(AccountId),
    /// The password policy of the account, to delete.
    PasswordPolicyToDelete,
    /// A managed policy to attach.
    AttachablePolicy(PolicyArn),
    /// A managed policy to draw a boundary with.
    Scope(PolicyArn),
    /// The account has no such alias.
    AccountAlias(AccountAlias),
    /// A session of the console.
    ConsoleSession,
    /// A sign-in token that still holds.
    SigninToken,
    /// A root e-mail that an account asks for in place of its own.
    EmailChange,
    /// An address that the account asks for in place of its own, where it asks for none or for another.
    PrimaryEmailUpdate,
    /// What the account says of its owner.
    ContactInformation,
    /// An alternate contact.
    AlternateContact(AlternateContactType),
    /// An e-mail or a phone that was changed a short while ago.
    CoolingOff,
    /// A service that asks about its own callers.
    RegisteredService(RegisteredServiceName),
    /// A report of last access, or on an organization.
    AccessReport(JobId),
    /// A delegation request.
    DelegationRequest(DelegationRequestId),
    /// A delegation request to be put into words.
    Summary(DelegationEntityArn),
    /// A provider of OpenID Connect.
    OidcProvider(Arn),
    /// A provider of SAML.
    SamlProvider(Arn),
    /// What was begun to assign a device: it is too old, or was begun by somebody else.
    Assignment,
}

/// What is still attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Access keys.
    AccessKeys,
    /// MFA devices.
    MfaDevices,
    /// Managed policies.
    Policies,
    /// Inline policies.
    InlinePolicies,
    /// Membership in groups.
    Groups,
    /// Members.
    Members,
    /// Users, groups or roles that a managed policy is attached to, or bounds.
    PolicyInUse,
    /// Versions of a managed policy beside the default one.
    PolicyVersions,
    /// The version of a managed policy is the one that holds.
    DefaultPolicyVersion,
    /// A password.
    LoginProfile,
    /// The virtual device is enabled for somebody.
    MfaDeviceInUse,
    /// A role in an instance profile.
    InstanceProfile,
    /// Signing certificates.
    Certificates,
    /// SSH public keys, or credentials for services.
    References,
}
