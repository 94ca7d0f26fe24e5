//! What there is too much of.

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
    /// A document would be larger than the store takes: AWS's quotas do not count white space, of which there can be much.
    DocumentSize,
    /// As many aliases as an account can keep from others were given up a short while ago.
    RestingAliases,
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
    /// Users of an account, unless the operator says otherwise.
    pub const USERS: Self = Self { name: "UsersPerAccount", limit: 5_000 };
    /// Access keys of a user.
    pub const ACCESS_KEYS: Self = Self { name: "AccessKeysPerUser", limit: 2 };
    /// MFA devices of a user.
    pub const MFA_DEVICES: Self = Self { name: "MFADevicesPerUser", limit: 8 };
    /// Users whom a credential report has room for: it is put together in memory, 2 KiB a user at most.
    pub const USERS_OF_REPORT: Self = Self { name: "UsersPerCredentialReport", limit: 50_000 };
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
    /// Instance profiles of an account.
    pub const INSTANCE_PROFILES: Self = Self { name: "InstanceProfilesPerAccount", limit: 1_000 };
    /// Roles of an instance profile, under the name that AWS's answers have for them.
    pub const ROLES_OF_INSTANCE_PROFILE: Self = Self { name: "InstanceSessionsPerInstanceProfile", limit: 1 };
    /// SSH public keys of a user.
    pub const SSH_KEYS: Self = Self { name: "SSHPublicKeysPerUser", limit: 5 };
    /// Signing certificates of a user.
    pub const SIGNING_CERTIFICATES: Self = Self { name: "SigningCertificatesPerUser", limit: 2 };
    /// Credentials of a user for one service.
    pub const SERVICE_CREDENTIALS: Self = Self { name: "ServiceSpecificCredentialsPerUser", limit: 2 };
    /// Server certificates of an account.
    pub const SERVER_CERTIFICATES: Self = Self { name: "ServerCertificatesPerAccount", limit: 20 };
    /// Providers of OpenID Connect of an account.
    pub const OIDC_PROVIDERS: Self = Self { name: "OpenIdConnectProvidersPerAccount", limit: 100 };
    /// Client ids of one.
    pub const CLIENT_IDS: Self = Self { name: "ClientIdsPerOpenIdConnectProvider", limit: 100 };
    /// Providers of SAML of an account.
    pub const SAML_PROVIDERS: Self = Self { name: "SAMLProvidersPerAccount", limit: 100 };
    /// Tags of an entity.
    pub const TAGS: Self = Self { name: "TagsPerResource", limit: 50 };

    /// Users of an account that may have so many.
    pub const fn users(limit: u64) -> Self {
        Self { limit, ..Self::USERS }
    }

    /// Virtual devices, assigned or not, of an account that may have so many users: one each for every user and the root user, and as
    /// many spares.
    pub const fn virtual_mfa_devices(users: u64) -> Self {
        Self { name: "VirtualMFADevicesPerAccount", limit: users.saturating_add(1).saturating_mul(2) }
    }
}
