//! Why an operation was refused: IAM's and STS's own codes, one variant each, with what its message needs.
//!
//! Statuses and texts are made in `wire`; nothing here is shown to anybody as it stands.

mod denial;
mod entity;
mod explanation;
mod identity_token;
mod invalid;
mod json;
mod key_material;
mod lookup;
mod only_in_aws;
mod password;
mod quota;
mod recovery;
mod recovery_code;
mod text;

use model::RoleName;
use model::input::Faults;
use policy::Malformed;
use store::{CommitError, StoreError};

pub use denial::{Denial, GrantRefused, KeyRefused, NoSecurityKeys, Refused};
pub use entity::{Conflict, Existing, Missing};
pub use identity_token::TokenRefused;
pub use invalid::{Invalid, InvalidInput, InvalidParameter, MalformedPolicy, OfVirtualDevices};
pub use key_material::KeyMaterial;
pub use lookup::LookupRefused;
pub use only_in_aws::OnlyInAws;
pub use password::{PasswordFault, PasswordFaults};
pub use quota::{Limit, Quota};
pub use recovery::RecoveryRefused;
pub use recovery_code::RecoveryCodeRefused;

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
    /// The audit trail cannot be searched like this.
    #[error("invalid search")]
    Lookup(LookupRefused),
    /// What a request brings in the place of a signature proves nothing.
    #[error("the identity token is not valid")]
    InvalidIdentityToken(TokenRefused),
    /// A token of a provider is too old.
    #[error("the identity token has expired")]
    ExpiredIdentityToken {
        /// The moment, in seconds since 1970.
        now: u64,
        /// When it expired.
        expired: u64,
    },
    /// A token of a provider was used before, where each is accepted once.
    #[error("the identity token was used before")]
    IdpRejectedClaim,
    /// The keys of a provider cannot be fetched.
    #[error("the identity provider cannot be reached")]
    IdpCommunicationError,
    /// A text that this service did not encode, or not for this account.
    #[error("invalid authorization message")]
    InvalidAuthorizationMessage,
    /// A new password is not as the account's password policy wants it.
    #[error("the password breaks the policy")]
    PasswordPolicyViolation(PasswordFaults),
    /// The operation is for users only.
    #[error("the wrong type of user")]
    InvalidUserType,
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
    /// A key or a certificate is not as it must be.
    #[error("the key or certificate is refused")]
    KeyMaterial(KeyMaterial),
    /// The role is linked to a service, which alone may change it.
    #[error("the role is linked to a service")]
    UnmodifiableEntity(RoleName),
    /// A service that has no credentials of its own.
    #[error("the service has no credentials of its own")]
    NotSupportedService(String),
    /// No credential report was ever asked for.
    #[error("there is no credential report")]
    ReportNotPresent,
    /// The credential report is too old.
    #[error("the credential report has expired")]
    ReportExpired,
    /// The credential report is being made.
    #[error("the credential report is being made")]
    ReportInProgress,
    /// It only makes sense inside AWS.
    #[error("it only makes sense inside AWS")]
    OnlyInAws(OnlyInAws),
    /// Others changed the same thing all the time.
    #[error("it was changed at the same time")]
    ConcurrentModification,
    /// Too many attempts, or too early.
    #[error("too many attempts")]
    Throttling,
    /// An attempt at the console came too early.
    #[error("too early")]
    TooSoon {
        /// How long to wait.
        seconds: u64,
    },
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
    /// The clock of this machine is far from the store's.
    #[error("the clock of this machine is {0}")]
    Clock(crate::ClockOffset),
    /// The file of master keys could not be changed, or what was asked for makes no sense of it; for the operator.
    #[error("{0}")]
    KeyFile(String),
    /// Somebody made a secret up, for a store that does not forget it.
    #[error("secrets that somebody made up are for ephemeral servers only")]
    GivenSecret,
    /// A password could not be hashed, for want of memory.
    #[error("a password could not be hashed")]
    Hashing,
    /// The search for two codes ended without saying whether it found them.
    #[error("the search for two codes ended half-way")]
    PairSearch,
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

impl From<OnlyInAws> for Error {
    fn from(only: OnlyInAws) -> Self {
        Self::OnlyInAws(only)
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

impl From<KeyMaterial> for Error {
    fn from(refused: KeyMaterial) -> Self {
        Self::KeyMaterial(refused)
    }
}

impl From<PasswordFaults> for Error {
    fn from(faults: PasswordFaults) -> Self {
        Self::PasswordPolicyViolation(faults)
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

impl From<LookupRefused> for Error {
    fn from(refused: LookupRefused) -> Self {
        Self::Lookup(refused)
    }
}

impl From<InvalidParameter> for Error {
    fn from(invalid: InvalidParameter) -> Self {
        Self::InvalidParameterValue(invalid)
    }
}

impl From<TokenRefused> for Error {
    fn from(refused: TokenRefused) -> Self {
        Self::InvalidIdentityToken(refused)
    }
}

impl From<Quota> for Error {
    fn from(quota: Quota) -> Self {
        Self::LimitExceeded(Limit::Quota(quota))
    }
}
