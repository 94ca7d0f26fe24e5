//! Why an operation was refused: IAM's and STS's own codes, one variant each, with what its message needs.
//!
//! Statuses and texts are made in `wire`; nothing here is shown to anybody as it stands.

mod explanation;
mod text;

use model::input::Faults;
use model::{
    AccessKeyIdText, Arn, GroupName, PolicyArn, PolicyName, PolicyVersionId, RoleName, SerialNumber, UserName,
};
use policy::{Decision, Malformed};
use store::{CommitError, StoreError};

/// Why a request was refused.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The signature, or something in front of it, is not right.
    #[error(transparent)]
    Signature(#[from] sigv4::Refusal),
    /// The access key is unknown, or inactive, or its session has ended, or may not call this.
    #[error("the security token is invalid")]
    InvalidClientTokenId {
        /// Whether a session token came with it: AWS then leaves the final period out.
        session: bool,
    },
    /// The session has expired.
    #[error("the security token has expired")]
    ExpiredToken,
    /// The caller may not.
    #[error("access denied")]
    AccessDenied(Denial),
    /// Constraints of the input are broken.
    #[error("invalid input")]
    Constraints(Faults),
    /// A primitive of the input cannot be read.
    #[error("malformed input")]
    MalformedInput,
    /// The input is in order, but does not fit here.
    #[error("validation error")]
    ValidationError(Invalid),
    /// The input cannot be acted on.
    #[error("invalid input")]
    InvalidInput(InvalidInput),
    /// A text is no policy of the kind that is wanted.
    #[error("malformed policy document")]
    MalformedPolicyDocument(MalformedPolicy),
    /// A parameter of STS does not fit with the others.
    #[error("invalid parameter")]
    InvalidParameterValue(InvalidParameter),
    /// Tags and policies of a session are too long together.
    #[error("the packed policy is too large")]
    PackedPolicyTooLarge {
        /// How much of the room they would need, above 100.
        percent: u32,
    },
    /// A text that this service did not encode, or not for this account.
    #[error("invalid authorization message")]
    InvalidAuthorizationMessage,
    /// The codes are not right.
    #[error("the authentication codes are not valid")]
    InvalidAuthenticationCode,
    /// It is there already.
    #[error("it exists already")]
    EntityAlreadyExists(Existing),
    /// It is not there.
    #[error("it cannot be found")]
    NoSuchEntity(Missing),
    /// Something is still attached to it.
    #[error("something must be removed first")]
    DeleteConflict(Conflict),
    /// A quota is reached.
    #[error("quota reached")]
    LimitExceeded(Limit),
    /// Others changed the same thing all the time.
    #[error("it was changed at the same time")]
    ConcurrentModification,
    /// Too many attempts, or too early.
    #[error("too many attempts")]
    Throttling,
    /// The service could not do its work; logged with its cause, the caller reads only the code.
    #[error("the service failed: {0}")]
    ServiceFailure(#[from] Failure),
}

/// What failed inside.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A commit may or may not have happened.
    #[error("it is unknown whether the commit happened")]
    Unknown,
    /// A stored document cannot be read.
    #[error("the document {0} cannot be read: it is damaged, or another version of bartizan wrote it")]
    Corrupt(String),
    /// A seal does not open: another master key, or a changed store.
    #[error("the sealed {0} does not open")]
    Sealed(&'static str),
    /// Others changed the same documents, again and again.
    #[error("gave up after conflicting changes")]
    Exhausted,
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::ServiceFailure(error.into())
    }
}

/// What a failed commit is to whoever cannot try again. Counters whose limit means something to the caller are told apart by
/// `Context::commit`, before this.
impl From<CommitError> for Error {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict { .. } => Self::ConcurrentModification,
            CommitError::OverLimit { key } => Self::ServiceFailure(Failure::Corrupt(key.to_string())),
            CommitError::Unknown => Self::ServiceFailure(Failure::Unknown),
            CommitError::Failed(error) => error.into(),
        }
    }
}

/// Why the caller may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denial {
    /// Policies do not allow it.
    Policy(Box<Refused>),
    /// The role may not be assumed, or there is none: the answer is the same.
    AssumeRole {
        /// Who asked.
        caller: Arn,
        /// What for: `sts:AssumeRole`, or what a session with tags or a source identity needs beside it.
        action: &'static str,
        /// The role, as it was asked for.
        resource: Arn,
        /// The ARN that was judged, as it is stored: for the audit trail.
        judged: Arn,
        /// Why, for who may read it: where the role is the caller's account's own.
        refused: Option<Box<Refused>>,
    },
    /// The root user assumes no role.
    RootAssumesNoRole,
    /// A managed policy is one of AWS's own, which nobody changes.
    PolicyOfAws {
        /// Who asked.
        caller: Arn,
        /// What for.
        action: &'static str,
        /// The policy.
        policy: Arn,
    },
    /// Who has a device manages devices of their own only in a session with MFA.
    SelfManagementWithoutMfa,
    /// The MFA of the root user is managed in the console only.
    RootDevice,
    /// A serial number without a code, or a code without a serial number.
    MfaSerialAndCodeTogether,
    /// The code is wrong, or was used.
    MfaCodeInvalid,
    /// There is no such device of this user, or attempts come too fast.
    MfaCodeNotValidated,
    /// Codes of this principal are locked.
    MfaLocked,
    /// An operation for long-term keys was called with a session.
    SessionCredentials {
        /// Its name.
        operation: &'static str,
    },
    /// The access key asked about belongs to another account, or to nobody.
    AccessKeyElsewhere {
        /// Who asked.
        caller: Arn,
        /// What for.
        action: &'static str,
        /// About which key.
        key: AccessKeyIdText,
    },
}

/// What policies did not allow, and which of them decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Who asked.
    pub caller: Arn,
    /// What for, `iam:CreateUser`.
    pub action: &'static str,
    /// On what, as it was asked for: what a stranger may be shown.
    pub resource: Arn,
    /// The ARN that was judged, as it is stored: for the audit trail.
    pub judged: Arn,
    /// What decided.
    pub decision: Decision,
    /// Who asked, by immutable id.
    pub user_id: String,
    /// The values of the condition keys that policies asked about.
    pub conditions: Vec<(String, Vec<String>)>,
}

/// What does not fit, in an input that is in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// The root user has no user name, and one was needed.
    UserNameNeeded,
    /// The marker belongs to another list.
    Marker,
    /// A device of another kind than the operation is for.
    NotASecurityKey,
    /// Path and name make a serial number that no operation would take.
    NoSerialNumber,
    /// A text that no access key has for an id.
    AccessKeyId,
    /// A text that is no e-mail address.
    Email,
    /// A text that is no ARN of a managed policy.
    PolicyArn,
    /// A text that is no ARN of a role.
    RoleArn(String),
    /// A session that is longer than the role's sessions may be.
    LongerThanRole,
    /// A session of a role that was assumed by a role's session lasts an hour at most.
    LongerThanChained,
    /// Something else; the text says what.
    Other(String),
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
    /// One key twice.
    DuplicateTagKeys,
    /// Nothing to tag with.
    NoTags,
    /// A state that nobody can set.
    AccessKeyStatus,
    /// A text is no policy, or not of the kind that is wanted.
    Policy(Malformed),
    /// The policies of a simulation are too long together.
    PoliciesTooLong,
    /// The values of a condition key are not what its type says, or it is there twice.
    ContextKey(String),
    /// Whose policies to simulate: no ARN of a user, a group or a role.
    PolicySource,
    /// Who shall be the caller: no ARN of a user.
    CallerArn,
    /// A policy of the resource without a caller.
    NoCallerArn,
    /// Policies to leave out of a simulation.
    Exclusions,
    /// An action that is no name of one.
    ActionName(String),
}

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
    /// A virtual device of the same path and name.
    MfaDevice,
    /// The device is enabled for this very user.
    MfaDeviceOfUser(UserName),
    /// The device is enabled for somebody else.
    MfaDeviceInUse,
    /// The root e-mail of an account.
    RootEmail,
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
    /// A managed policy to attach.
    AttachablePolicy(PolicyArn),
    /// A managed policy to draw a boundary with.
    Scope(PolicyArn),
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
}

/// What there is too much of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// A quota is reached.
    Quota(Quota),
    /// The inline policies of somebody are too long together.
    InlinePolicySize {
        /// Whose: `user`, `group`, `role`.
        of: &'static str,
        /// The name of the user, group or role.
        name: String,
        /// In characters, white space not counted.
        limit: usize,
    },
    /// A managed policy has all the versions that it can have.
    PolicyVersions,
}

/// A quota, and its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// AWS's name for it.
    pub name: &'static str,
    /// At most so many.
    pub limit: u64,
}

impl Quota {
    /// Users of an account.
    pub const USERS: Self = Self { name: "UsersPerAccount", limit: 5_000 };
    /// Access keys of a user.
    pub const ACCESS_KEYS: Self = Self { name: "AccessKeysPerUser", limit: 2 };
    /// MFA devices of a user.
    pub const MFA_DEVICES: Self = Self { name: "MFADevicesPerUser", limit: 8 };
    /// Virtual devices of an account, assigned or not: one each for every user and the root user, and as many spares.
    pub const VIRTUAL_MFA_DEVICES: Self = Self { name: "VirtualMFADevicesPerAccount", limit: 10_002 };
    /// Groups of an account.
    pub const GROUPS: Self = Self { name: "GroupsPerAccount", limit: 300 };
    /// Roles of an account.
    pub const ROLES: Self = Self { name: "RolesPerAccount", limit: 1_000 };
    /// Managed policies of an account.
    pub const POLICIES: Self = Self { name: "PoliciesPerAccount", limit: 1_500 };
    /// Groups of a user.
    pub const GROUPS_OF_USER: Self = Self { name: "GroupsPerUser", limit: 10 };
    /// Managed policies attached to a user.
    pub const POLICIES_OF_USER: Self = Self { name: "PoliciesPerUser", limit: 10 };
    /// Managed policies attached to a group.
    pub const POLICIES_OF_GROUP: Self = Self { name: "PoliciesPerGroup", limit: 10 };
    /// Managed policies attached to a role.
    pub const POLICIES_OF_ROLE: Self = Self { name: "PoliciesPerRole", limit: 10 };
    /// Characters of a managed policy, white space not counted.
    pub const POLICY_SIZE: Self = Self { name: "PolicySize", limit: 6_144 };
    /// Characters of a trust policy, white space not counted.
    pub const TRUST_SIZE: Self = Self { name: "ACLSizePerRole", limit: 2_048 };
    /// Tags of an entity.
    pub const TAGS: Self = Self { name: "TagsPerResource", limit: 50 };
}

/// Why an operation stopped.
#[derive(Clone, Debug)]
pub enum Halt {
    /// It refuses; the dispatcher records that where it must be recorded.
    Refused(Error),
    /// It refused, and the refusal is committed with its event.
    Recorded(Error),
    /// What it read has moved: again from the start.
    Moved,
}

impl<E: Into<Error>> From<E> for Halt {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

impl From<Denial> for Error {
    fn from(denial: Denial) -> Self {
        Self::AccessDenied(denial)
    }
}

impl From<Missing> for Error {
    fn from(missing: Missing) -> Self {
        Self::NoSuchEntity(missing)
    }
}

impl From<Existing> for Error {
    fn from(existing: Existing) -> Self {
        Self::EntityAlreadyExists(existing)
    }
}

impl From<Conflict> for Error {
    fn from(conflict: Conflict) -> Self {
        Self::DeleteConflict(conflict)
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::ValidationError(invalid)
    }
}

impl From<InvalidInput> for Error {
    fn from(invalid: InvalidInput) -> Self {
        Self::InvalidInput(invalid)
    }
}

impl From<Limit> for Error {
    fn from(limit: Limit) -> Self {
        Self::LimitExceeded(limit)
    }
}

impl From<MalformedPolicy> for Error {
    fn from(malformed: MalformedPolicy) -> Self {
        Self::MalformedPolicyDocument(malformed)
    }
}

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        Self::MalformedPolicyDocument(MalformedPolicy::Text(malformed))
    }
}

impl From<InvalidParameter> for Error {
    fn from(invalid: InvalidParameter) -> Self {
        Self::InvalidParameterValue(invalid)
    }
}

impl From<Quota> for Error {
    fn from(quota: Quota) -> Self {
        Self::LimitExceeded(Limit::Quota(quota))
    }
}
