//! What is wrong with a policy document, in IAM's own words.

/// Why a text is not a policy: the message of MalformedPolicyDocument. Of several faults it is the one that IAM names, which
/// is the first in the order of these variants.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// A trust policy is not JSON.
    #[error("This policy contains invalid Json")]
    InvalidJson,
    /// Not JSON, or not in the shape of a policy.
    #[error("Syntax errors in policy.")]
    Syntax,
    /// A managed policy is of an older version, or of none.
    #[error("Policy document must be version 2012-10-17 or greater.")]
    Version,
    /// An operand or an ARN is not what the operator or the element asks for.
    #[error("The policy failed legacy parsing")]
    LegacyParsing,
    /// A statement has an id of other characters than letters and digits.
    #[error(
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
    )]
    SidNotAlphanumeric,
    /// Two statements have the same id.
    #[error("Statement IDs (SID) in a single policy must be unique.")]
    SidNotUnique,
    /// A statement has neither Action nor NotAction, or none in it.
    #[error("Policy statement must contain actions.")]
    NoActions,
    /// A resource is not an ARN.
    #[error("Resource {0} must be in ARN format or \"*\".")]
    ResourceNotArn(String),
    /// A resource is of a partition that is not ours.
    #[error("Partition \"{partition}\" is not valid for resource \"{resource}\".")]
    Partition {
        /// The partition.
        partition: String,
        /// The resource, its missing components filled with `*`.
        resource: String,
    },
    /// A resource does not name its service.
    #[error("Resource vendor must be fully qualified and cannot contain regexes.")]
    ResourceVendor,
    /// A resource of IAM names a region.
    #[error("IAM resource {0} cannot contain region information.")]
    IamRegion(String),
    /// A resource of another service without regions names one.
    #[error("Resource {0} can not contain region information.")]
    Region(String),
    /// A resource of IAM is of no known sort.
    #[error(
        "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, \
         server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/."
    )]
    IamPath,
    /// An action has no service.
    #[error("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")]
    NoVendor,
    /// An action has more than a service and a name.
    #[error("Actions/Condition can contain only one colon.")]
    ManyColons,
    /// No service can have this name.
    #[error("Vendor {0} is not valid")]
    Vendor(String),
    /// A statement has neither Resource nor NotResource, or none in it.
    #[error("Policy statement must contain resources.")]
    NoResources,
    /// A statement names principals, and the policy belongs to one.
    #[error("Policy document should not specify a principal.")]
    ProhibitedPrincipal,
    /// A trust policy names resources; its only one is the role.
    #[error("Has prohibited field Resource.")]
    ProhibitedResource,
    /// A trust policy names actions that are not about assuming the role.
    #[error(
        "Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  and sts:AssumeRoleWithWebIdentity"
    )]
    NotAssumeRole,
    /// A statement allows something to everybody but some.
    #[error("Allow with NotPrincipal is not allowed.")]
    AllowNotPrincipal,
    /// A trust policy names whom it does not mean.
    #[error("AssumeRole policy must not contain NotPrincipal field.")]
    ProhibitedNotPrincipal,
    /// A statement that has to name principals does not.
    #[error("Missing required field Principal")]
    NoPrincipal,
    /// A statement names principals, but none.
    #[error("Missing required field Principal cannot be empty!")]
    EmptyPrincipal,
    /// A principal is not of a form that a principal can have.
    #[error("Invalid principal in policy: \"{kind}\":\"{value}\"")]
    InvalidPrincipal {
        /// `AWS`, `Service`, `Federated` or `CanonicalUser`.
        kind: &'static str,
        /// The principal as it is spelled.
        value: String,
    },
}
