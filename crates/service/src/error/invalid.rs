//! What is wrong with an input that could be read.

use model::{AwsServiceName, DeviceKind, PolicyArn, RoleName};
use policy::Malformed;

use crate::iam::saml::Unusable;

/// What does not fit, in an input that is in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// The root user has no user name, and one was needed.
    UserNameNeeded,
    /// A login profile is made with a password.
    PasswordNeeded,
    /// The marker belongs to another list.
    Marker,
    /// A device of another kind than the operation is for.
    NotASecurityKey,
    /// A device that its maker named, where only virtual ones have what the operation is about: which kind, and what that is.
    NotAVirtualDevice(DeviceKind, OfVirtualDevices),
    /// A security key, where codes are asked for to bring a device back into step.
    KeysStayInStep,
    /// Path and name make a serial number that no operation would take.
    NoSerialNumber,
    /// A text that no access key has for an id.
    AccessKeyId,
    /// A text that is no e-mail address.
    Email,
    /// A text that is no ARN of a managed policy.
    PolicyArn,
    /// An ARN of another partition of AWS: of China, of the government.
    ArnPartition,
    /// A text that is no ARN of a role.
    RoleArn(String),
    /// A session that is longer than the role's sessions may be.
    LongerThanRole,
    /// A session of a role that was assumed by a role's session lasts an hour at most.
    LongerThanChained,
    /// A code that proves that an address can be read: it is another one, or too old, or was said wrong too often.
    EmailCode,
    /// The address that is asked for is the one that the account has.
    SameEmail,
    /// Something else; the text says what.
    Other(String),
}

impl Invalid {
    /// The field that is wrong, where it is one: as services that speak JSON name it.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::EmailCode => Some("otp"),
            Self::SameEmail => Some("primaryEmail"),
            _ => None,
        }
    }
}

/// What only virtual devices have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfVirtualDevices {
    /// Tags.
    Tags,
    /// An end: whoever has one deactivates it, and it is spare.
    Deletion,
}

impl OfVirtualDevices {
    /// What a serial number is told that names a device of this kind, by its form alone.
    pub(super) const fn message(self, kind: DeviceKind) -> &'static str {
        match (self, kind) {
            (Self::Tags, DeviceKind::HardwareToken) => {
                "The serial number is that of a hardware token. Only virtual MFA devices have tags."
            }
            (Self::Deletion, DeviceKind::HardwareToken) => {
                "The serial number is that of a hardware token. Deactivate it, and it can be enabled for another user; only \
                 virtual MFA devices are deleted."
            }
            (Self::Tags, DeviceKind::SecurityKey) => {
                "The serial number is that of a security key. Only virtual MFA devices have tags."
            }
            (Self::Deletion, DeviceKind::SecurityKey) => {
                "The serial number is that of a security key. Deactivate it, and it is gone; only virtual MFA devices are \
                 deleted."
            }
            (_, DeviceKind::Virtual) => "The serial number is not that of a virtual MFA device.",
        }
    }
}

/// What is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MalformedPolicy {
    /// Its text.
    Text(Malformed),
    /// A principal in it that does not exist.
    Principal(String),
    /// A managed policy that a session shall have and that does not exist in the role's account.
    Missing(PolicyArn),
}

/// What is wrong with a parameter of STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidParameter {
    /// A tag's key twice.
    DuplicateTagKeys,
    /// A transitive key that is no tag's.
    TransitiveTagKeyMissing,
    /// A key that passes on from the calling session, and would be set anew.
    TransitiveTagKeySet,
    /// `aws:` is for the system.
    ReservedTagKey,
    /// The calling session has another source identity.
    SourceIdentitySet,
}

/// What cannot be acted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidInput {
    /// `aws:` is for the system.
    ReservedTagKey,
    /// One key twice, where keys do not differ by case.
    DuplicateTagKeys,
    /// One key twice, where keys differ by case.
    RepeatedTagKeys,
    /// Nothing to tag with.
    NoTags,
    /// Only policies of the account have tags.
    TagsOutsideAccount,
    /// A state that nobody can set.
    AccessKeyStatus,
    /// The same, of something else.
    StatusOf(&'static str),
    /// A credential for a service that has none which expire.
    CredentialAge,
    /// One user is named, and all are asked for.
    OneUserAndAll,
    /// A name that is no service's.
    NoSuchService(AwsServiceName),
    /// A service has one linked role at most.
    NoCustomSuffix(AwsServiceName),
    /// A service has a linked role of that name.
    LinkedRoleTaken(RoleName),
    /// What a linked role would be called is no name of one.
    LinkedRoleName(String),
    /// A text that names no deletion of a linked role.
    DeletionTask,
    /// A text is no policy, or not of the kind that is wanted.
    Policy(Malformed),
    /// The policies of a simulation are too long together.
    PoliciesTooLong,
    /// The values of a condition key are not what its type says, or it is there twice.
    ContextKey(String),
    /// Whose policies to simulate: no ARN of a user, a group or a role.
    PolicySource,
    /// Who shall be the caller: no ARN of a user, a group or a role.
    CallerArn,
    /// A policy of the resource without a caller.
    NoCallerArn,
    /// What does not say which policies to leave out of a simulation.
    PolicyIdentifier,
    /// One action on all the resources of a simulation is too much for one call.
    TooMuchToSimulate,
    /// Reports of last access are of services, not of actions.
    ActionLevel,
    /// A service that is not in the report.
    ServiceNamespace,
    /// A text that is not the URL of a provider of OpenID Connect.
    ProviderUrl,
    /// More thumbprints than a provider has.
    Thumbprints,
    /// What a provider of SAML says of itself cannot be used.
    SamlMetadata(Unusable),
    /// A change of a provider of SAML that changes nothing.
    NoSamlMetadata,
    /// Assertions that are encrypted.
    EncryptedAssertions,
    /// An action that is no name of one.
    ActionName(String),
}
