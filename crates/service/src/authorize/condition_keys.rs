//! The condition keys that operations declare beside the global ones, named as AWS's service authorization reference names them.

/// A tag of the resource.
pub const RESOURCE_TAG: &str = "aws:ResourceTag/${TagKey}";
/// The same, as IAM calls it for users and roles.
pub const IAM_RESOURCE_TAG: &str = "iam:ResourceTag/${TagKey}";
/// A tag in the request.
pub const REQUEST_TAG: &str = "aws:RequestTag/${TagKey}";
/// The keys of the tags in the request.
pub const TAG_KEYS: &str = "aws:TagKeys";
/// The boundary of the user or role, or the one that is to be.
pub const PERMISSIONS_BOUNDARY: &str = "iam:PermissionsBoundary";
/// The managed policy to attach or detach.
pub const POLICY_ARN: &str = "iam:PolicyARN";

/// How far registering a security key is: `Create` when it begins, `Activate` when the key has answered. Absent of other devices.
pub const REGISTER_SECURITY_KEY: &str = "iam:RegisterSecurityKey";
/// The level at which the FIDO Alliance has certified the security key: `L1`, `L1plus`, `L2`, `L2plus`, `L3`, `L3plus`.
pub const FIDO_CERTIFICATION: &str = "iam:FIDO-certification";
/// The overall level of its validation after FIPS 140-2: `L1` to `L4`.
pub const FIPS_140_2_CERTIFICATION: &str = "iam:FIDO-FIPS-140-2-certification";
/// The same after FIPS 140-3.
pub const FIPS_140_3_CERTIFICATION: &str = "iam:FIDO-FIPS-140-3-certification";

/// The service that a role is passed to.
pub const PASSED_TO_SERVICE: &str = "iam:PassedToService";
/// The service that a role is linked to.
pub const AWS_SERVICE_NAME: &str = "iam:AWSServiceName";
/// The service that a credential is for.
pub const CREDENTIAL_SERVICE_NAME: &str = "iam:ServiceSpecificCredentialServiceName";
/// After how many days a credential for a service shall expire.
pub const CREDENTIAL_AGE_DAYS: &str = "iam:ServiceSpecificCredentialAgeDays";

/// What the owner of a role asked a third party to say.
pub const EXTERNAL_ID: &str = "sts:ExternalId";
/// What the session is called.
pub const ROLE_SESSION_NAME: &str = "sts:RoleSessionName";
/// Who is said to stand behind the session.
pub const SOURCE_IDENTITY: &str = "sts:SourceIdentity";
/// Keys of tags that the session hands on.
pub const TRANSITIVE_TAG_KEYS: &str = "sts:TransitiveTagKeys";
/// How long the session shall last, in seconds.
pub const DURATION_SECONDS: &str = "sts:DurationSeconds";

/// The policy of the organization that a report is about.
pub const ORGANIZATIONS_POLICY_ID: &str = "iam:OrganizationsPolicyId";

/// The template of the permissions that a delegation request asks for.
pub const TEMPLATE_ARN: &str = "iam:TemplateArn";
/// How long they are asked for, in seconds.
pub const DELEGATION_DURATION: &str = "iam:DelegationDuration";
/// Where the requestor is told.
pub const NOTIFICATION_CHANNEL: &str = "iam:NotificationChannel";

/// What a session of another account's root user may do.
pub const TASK_POLICY_ARN: &str = "sts:TaskPolicyArn";
/// Whom a token is for.
pub const IDENTITY_TOKEN_AUDIENCE: &str = "sts:IdentityTokenAudience";
/// How it is signed.
pub const SIGNING_ALGORITHM: &str = "sts:SigningAlgorithm";

/// Which of the alternate contacts.
pub const ALTERNATE_CONTACT_TYPES: &str = "account:AlternateContactTypes";
/// The domain of the address that shall be the root user's.
pub const EMAIL_TARGET_DOMAIN: &str = "account:EmailTargetDomain";

/// What assuming a role knows.
pub const ASSUMING: &[&str] = &[
    RESOURCE_TAG,
    IAM_RESOURCE_TAG,
    TAG_KEYS,
    REQUEST_TAG,
    TRANSITIVE_TAG_KEYS,
    EXTERNAL_ID,
    ROLE_SESSION_NAME,
    SOURCE_IDENTITY,
    DURATION_SECONDS,
];
/// What assuming a role by the word of a provider knows, beside what the provider says (`HOST/PATH:sub`).
pub const ASSUMING_ELSEWHERE: &[&str] = &[
    RESOURCE_TAG,
    IAM_RESOURCE_TAG,
    TAG_KEYS,
    REQUEST_TAG,
    TRANSITIVE_TAG_KEYS,
    ROLE_SESSION_NAME,
    SOURCE_IDENTITY,
    DURATION_SECONDS,
];
/// What vouching for a federated user knows.
pub const FEDERATING: &[&str] = &[TAG_KEYS, REQUEST_TAG];

/// What most operations on users and roles know.
pub const TAGGED: &[&str] = &[RESOURCE_TAG, IAM_RESOURCE_TAG];
/// The same, where the boundary matters too.
pub const BOUNDED: &[&str] = &[RESOURCE_TAG, IAM_RESOURCE_TAG, PERMISSIONS_BOUNDARY];
/// What giving a device to a user knows.
pub const ENABLING: &[&str] = &[
    RESOURCE_TAG,
    IAM_RESOURCE_TAG,
    REGISTER_SECURITY_KEY,
    FIPS_140_2_CERTIFICATION,
    FIPS_140_3_CERTIFICATION,
    FIDO_CERTIFICATION,
];
/// What operations know that attach a policy to a user or a role, or detach it.
pub const ATTACHING: &[&str] = &[RESOURCE_TAG, IAM_RESOURCE_TAG, POLICY_ARN, PERMISSIONS_BOUNDARY];
/// The same of a group, which has neither tags nor a boundary.
pub const ATTACHING_TO_GROUP: &[&str] = &[POLICY_ARN];
/// What operations that tag a user or a role know.
pub const TAGGING: &[&str] = &[RESOURCE_TAG, IAM_RESOURCE_TAG, TAG_KEYS, REQUEST_TAG];
/// What operations that make a user or a role know.
pub const CREATING: &[&str] = &[RESOURCE_TAG, IAM_RESOURCE_TAG, PERMISSIONS_BOUNDARY, TAG_KEYS, REQUEST_TAG];
/// What operations that untag a user or a role know.
pub const UNTAGGING: &[&str] = &[RESOURCE_TAG, IAM_RESOURCE_TAG, TAG_KEYS];
/// What most operations on devices and managed policies know.
pub const THING_TAGGED: &[&str] = &[RESOURCE_TAG];
/// What operations that tag a device or a managed policy know.
pub const THING_TAGGING: &[&str] = &[RESOURCE_TAG, TAG_KEYS, REQUEST_TAG];
/// What operations that untag a device or a managed policy know.
pub const THING_UNTAGGING: &[&str] = &[RESOURCE_TAG, TAG_KEYS];

/// What passing a role on knows.
pub const PASSING: &[&str] = &[RESOURCE_TAG, IAM_RESOURCE_TAG, PASSED_TO_SERVICE];
/// What making a role that is linked to a service knows.
pub const LINKING: &[&str] = &[RESOURCE_TAG, IAM_RESOURCE_TAG, AWS_SERVICE_NAME];
/// What making a credential for a service knows.
pub const MAKING_CREDENTIAL: &[&str] =
    &[RESOURCE_TAG, IAM_RESOURCE_TAG, CREDENTIAL_SERVICE_NAME, CREDENTIAL_AGE_DAYS];
/// What changing a credential for a service knows.
pub const CHANGING_CREDENTIAL: &[&str] = &[RESOURCE_TAG, IAM_RESOURCE_TAG, CREDENTIAL_SERVICE_NAME];

/// Whether one of the declared keys covers a lower-case key: `aws:resourcetag/team` is a `aws:ResourceTag/${TagKey}`.
pub fn declares(declared: &[&str], key: &str) -> bool {
    declared.iter().any(|name| match name.strip_suffix("${TagKey}") {
        Some(prefix) => {
            key.len() > prefix.len()
                && key.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        }
        None => name.eq_ignore_ascii_case(key),
    })
}
