//! The nouns: names, ARNs, ids, codes, secrets, and the forms they arrive in.
//!
//! Parsing is the only way in: a value of one of these types is valid, and nobody checks it again.
//! Pure: no clock, no randomness, no input or output; what is needed of them arrives as an argument.

// The `Input` derive names this crate as other crates do.
extern crate self as model;

mod account_alias;
mod account_id;
mod arn;
mod code;
mod contact;
mod described;
mod device_kind;
mod entities;
mod epoch_time;
mod federation;
mod folded;
mod host;
mod id;
pub mod input;
mod inside_aws;
mod names;
mod number;
mod password;
mod personal;
mod secret;
mod tag;
mod text;
mod timestamp;
mod words;

pub use account_alias::AccountAlias;
pub use account_id::{AccountDigits, AccountId, MalformedAccountId};
pub use arn::{Arn, MalformedArn, Resource};
pub use code::{AuthenticationCode, MalformedCode};
pub use contact::{EmailAddress, MalformedContact, PhoneNumber};
pub use described::{
    AddressText, BodySha256, Concealed, RegisteredServiceName, RequestHeaderName, RequestHeaderValue,
    RequestMethod, RequestPath, RequestQuery, SessionTokenText,
};
pub use device_kind::DeviceKind;
pub use entities::{
    AwsServiceName, CertificateChainText, CertificateIdText, CertificateText, CredentialServiceName,
    CustomSuffix, DeletionTaskId, InstanceProfileName, PrivateKeyText, ServerCertificateName,
    ServiceCredentialIdText, SshPublicKeyIdText, SshPublicKeyText,
};
pub use epoch_time::EpochTime;
pub use federation::{
    ClientId, MalformedProviderUrl, OAuthProvider, ProviderArn, ProviderUrl, ProviderUrlText, SamlAssertion,
    SamlMetadataText, SamlProviderId, SamlProviderName, Thumbprint, WebIdentityToken,
};
pub use folded::Folded;
pub use host::{Host, MalformedHost, RegisteredHost};
pub use id::{
    AccessKeyId, AccessKeyKind, DeviceId, GroupId, InstanceProfileId, MalformedId, PolicyId, RoleId,
    ServerCertificateId, ServiceCredentialId, SshPublicKeyId, UserId,
};
pub use input::{Field, Form, Input};
pub use inside_aws::{
    DelegationEntityArn, DelegationMessage, DelegationNotes, DelegationOwner, DelegationParameterName,
    DelegationRequestId, Locale, NotificationChannel, OrganizationsEntityPath, OrganizationsPolicyId,
    RedirectUrl, RequestorWorkflowId, RootPrincipal, TokenAudience, TradeInToken,
};
pub use model_derive::Input;
pub use names::{
    AccessKeyIdText, ActionName, AnyAccessKeyId, AnySerialNumber, AttachmentName, ConsoleSessionId,
    ContextKeyName, ContextKeyValue, Description, EncodedMessage, EventText, ExternalId, FederatedUserName,
    GroupName, HelpText, JobId, LookupText, Marker, NewUserName, Path, PathPrefix, PolicyArn,
    PolicyDescription, PolicyName, PolicyPath, PolicyText, PolicyVersionId, ResourceHandling, ResourceName,
    RoleArn, RoleName, RoleSessionName, SecurityKeyName, SerialNumber, ServiceNamespace, SessionPolicyText,
    SourceIdentity, UserName, VirtualMfaDeviceName,
};
pub use number::{Flag, Whole};
pub use password::{MalformedPassword, Password};
pub use personal::{AlternateEmail, AlternatePhone, ContactPhone, CountryCode, PersonalText, PrimaryEmail};
pub use secret::Secret;
pub use tag::{Tag, TagKey, TagValue};
pub use text::{MalformedText, Rule, Text};
pub use timestamp::{MalformedTimestamp, Timestamp};
pub use words::{
    AccessGranularity, AlternateContactType, AssertionEncryptionMode, AssignmentStatus, AttachmentType,
    ContextKeyType, DelegationParameterType, EncodingType, EntityType, GlobalEndpointTokenVersion,
    PolicyIdentifierPolicyType, PolicyScope, PolicyUsage, ReportSortKey, StatusType, TokenSigningAlgorithm,
};
