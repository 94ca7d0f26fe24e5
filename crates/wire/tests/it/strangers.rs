//! Who may not is told so, and nothing else. The list of operations is the service's own: an operation that is added
//! without a case here fails these tests.

use std::collections::BTreeMap;

use service::{Operation, Registry, register};

use crate::world::{Account, Answer, Keys, World};

/// An operation, its fields, and the resource that the denial names.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static str);

/// What a stranger sends, and on which resource it is refused. `#` stands for the account.
const CASES: &[Case] = &[
    (
        "CreateVirtualMFADevice",
        &[("VirtualMFADeviceName", "new"), ("Path", "/p/")],
        "arn:aws:iam::#:mfa/p/new",
    ),
    ("DeactivateMFADevice", &[("UserName", "bob"), SERIAL], "arn:aws:iam::#:user/bob"),
    ("DeleteVirtualMFADevice", &[SERIAL], "arn:aws:iam::#:mfa/phone"),
    ("EnableMFADevice", &[("UserName", "bob"), SERIAL, CODE1, CODE2], "arn:aws:iam::#:user/bob"),
    ("GetMFADevice", &[("UserName", "bob"), SERIAL], "arn:aws:iam::#:user/bob"),
    ("ListMFADeviceTags", &[SERIAL], "arn:aws:iam::#:mfa/phone"),
    ("ListMFADevices", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("ListVirtualMFADevices", &[], "arn:aws:iam::#:mfa/"),
    ("ResyncMFADevice", &[("UserName", "bob"), SERIAL, CODE1, CODE2], "arn:aws:iam::#:user/bob"),
    ("TagMFADevice", &[SERIAL, TAG[0], TAG[1]], "arn:aws:iam::#:mfa/phone"),
    ("UntagMFADevice", &[SERIAL, ("TagKeys.member.1", "a")], "arn:aws:iam::#:mfa/phone"),
    ("CreateUser", &[("UserName", "new"), ("Path", "/p/")], "arn:aws:iam::#:user/p/new"),
    ("DeleteUser", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("GetUser", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("ListUserTags", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("ListUsers", &[], "arn:aws:iam::#:user/"),
    ("TagUser", &[("UserName", "bob"), TAG[0], TAG[1]], "arn:aws:iam::#:user/bob"),
    ("UntagUser", &[("UserName", "bob"), ("TagKeys.member.1", "a")], "arn:aws:iam::#:user/bob"),
    ("UpdateUser", &[("UserName", "bob"), ("NewUserName", "carol")], "arn:aws:iam::#:user/bob"),
    ("CreateLoginProfile", &[("UserName", "bob"), PASSWORD], "arn:aws:iam::#:user/bob"),
    ("GetLoginProfile", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("UpdateLoginProfile", &[("UserName", "bob"), PASSWORD], "arn:aws:iam::#:user/bob"),
    ("DeleteLoginProfile", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("ChangePassword", &[("OldPassword", "x"), ("NewPassword", "y")], "arn:aws:iam::#:user/alice"),
    ("GetAccountPasswordPolicy", &[], "*"),
    ("UpdateAccountPasswordPolicy", &[], "*"),
    ("DeleteAccountPasswordPolicy", &[], "*"),
    ("CreateAccessKey", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("DeleteAccessKey", &[("UserName", "bob"), KEY], "arn:aws:iam::#:user/bob"),
    ("GetAccessKeyLastUsed", &[KEY], "access key AKIAIOSFODNN7EXAMPLE"),
    ("ListAccessKeys", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("UpdateAccessKey", &[("UserName", "bob"), KEY, ("Status", "Inactive")], "arn:aws:iam::#:user/bob"),
    ("GetAccessKeyInfo", &[KEY], "*"),
    ("AssumeRole", &[ROLE, ("RoleSessionName", "own")], "arn:aws:iam::#:role/reader"),
    ("GetFederationToken", &[("Name", "guest")], "arn:aws:sts::#:federated-user/guest"),
    (
        "CreatePolicy",
        &[("PolicyName", "new"), ("Path", "/p/"), ("PolicyDocument", "{}")],
        "arn:aws:iam::#:policy/p/new",
    ),
    ("CreatePolicyVersion", &[POLICY_ARN, ("PolicyDocument", "{}")], "arn:aws:iam::#:policy/base"),
    ("DeletePolicy", &[POLICY_ARN], "arn:aws:iam::#:policy/base"),
    ("DeletePolicyVersion", &[POLICY_ARN, ("VersionId", "v1")], "arn:aws:iam::#:policy/base"),
    ("GetPolicy", &[POLICY_ARN], "arn:aws:iam::#:policy/base"),
    ("GetPolicyVersion", &[POLICY_ARN, ("VersionId", "v1")], "arn:aws:iam::#:policy/base"),
    ("ListPolicies", &[], "arn:aws:iam::#:policy/"),
    ("ListPolicyTags", &[POLICY_ARN], "arn:aws:iam::#:policy/base"),
    ("ListPolicyVersions", &[POLICY_ARN], "arn:aws:iam::#:policy/base"),
    ("SetDefaultPolicyVersion", &[POLICY_ARN, ("VersionId", "v1")], "arn:aws:iam::#:policy/base"),
    ("TagPolicy", &[POLICY_ARN, TAG[0], TAG[1]], "arn:aws:iam::#:policy/base"),
    ("UntagPolicy", &[POLICY_ARN, ("TagKeys.member.1", "a")], "arn:aws:iam::#:policy/base"),
    ("SimulatePrincipalPolicy", &[SOURCE, ACTION_NAME], "arn:aws:iam::#:user/zoe"),
    ("SimulateCustomPolicy", &[("PolicyInputList.member.1", "{}"), ACTION_NAME], "*"),
    ("GetContextKeysForPrincipalPolicy", &[SOURCE], "arn:aws:iam::#:user/zoe"),
    ("GetContextKeysForCustomPolicy", &[("PolicyInputList.member.1", "{}")], "*"),
    ("GetAccountAuthorizationDetails", &[], "*"),
    ("CreateAccountAlias", &[ALIAS], "*"),
    ("DeleteAccountAlias", &[ALIAS], "*"),
    ("ListAccountAliases", &[], "*"),
    ("GetAccountSummary", &[], "*"),
    ("GenerateCredentialReport", &[], "*"),
    ("GetCredentialReport", &[], "*"),
    ("GenerateServiceLastAccessedDetails", &[("Arn", "arn:aws:iam::#:user/zoe")], "arn:aws:iam::#:user/zoe"),
    ("GetServiceLastAccessedDetails", &[JOB], "*"),
    ("GetServiceLastAccessedDetailsWithEntities", &[JOB, ("ServiceNamespace", "iam")], "*"),
    (
        "ListPoliciesGrantingServiceAccess",
        &[("Arn", "arn:aws:iam::#:user/zoe"), ("ServiceNamespaces.member.1", "iam")],
        "arn:aws:iam::#:user/zoe",
    ),
    ("DecodeAuthorizationMessage", &[("EncodedMessage", "x")], "*"),
    ("AddUserToGroup", &[GROUP, ("UserName", "bob")], "arn:aws:iam::#:group/staff"),
    ("CreateGroup", &[("GroupName", "new"), ("Path", "/p/")], "arn:aws:iam::#:group/p/new"),
    ("DeleteGroup", &[GROUP], "arn:aws:iam::#:group/staff"),
    ("GetGroup", &[GROUP], "arn:aws:iam::#:group/staff"),
    ("ListGroups", &[], "arn:aws:iam::#:group/"),
    ("ListGroupsForUser", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("RemoveUserFromGroup", &[GROUP, ("UserName", "bob")], "arn:aws:iam::#:group/staff"),
    ("UpdateGroup", &[GROUP, ("NewGroupName", "crew")], "arn:aws:iam::#:group/staff"),
    (
        "CreateRole",
        &[("RoleName", "new"), ("Path", "/p/"), ("AssumeRolePolicyDocument", "{}")],
        "arn:aws:iam::#:role/p/new",
    ),
    ("DeleteRole", &[ROLE_NAME], "arn:aws:iam::#:role/reader"),
    ("GetRole", &[ROLE_NAME], "arn:aws:iam::#:role/reader"),
    ("ListRoleTags", &[ROLE_NAME], "arn:aws:iam::#:role/reader"),
    ("ListRoles", &[], "arn:aws:iam::#:role/"),
    ("TagRole", &[ROLE_NAME, TAG[0], TAG[1]], "arn:aws:iam::#:role/reader"),
    ("UntagRole", &[ROLE_NAME, ("TagKeys.member.1", "a")], "arn:aws:iam::#:role/reader"),
    ("UpdateAssumeRolePolicy", &[ROLE_NAME, ("PolicyDocument", "{}")], "arn:aws:iam::#:role/reader"),
    ("UpdateRole", &[ROLE_NAME], "arn:aws:iam::#:role/reader"),
    ("UpdateRoleDescription", &[ROLE_NAME, ("Description", "x")], "arn:aws:iam::#:role/reader"),
    ("DeleteSSHPublicKey", &[("UserName", "bob"), SSH_KEY], "arn:aws:iam::#:user/bob"),
    ("GetSSHPublicKey", &[("UserName", "bob"), SSH_KEY, ("Encoding", "SSH")], "arn:aws:iam::#:user/bob"),
    ("ListSSHPublicKeys", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("UpdateSSHPublicKey", &[("UserName", "bob"), SSH_KEY, ("Status", "Active")], "arn:aws:iam::#:user/bob"),
    ("UploadSSHPublicKey", &[("UserName", "bob"), ("SSHPublicKeyBody", "x")], "arn:aws:iam::#:user/bob"),
    ("DeleteSigningCertificate", &[("UserName", "bob"), CERTIFICATE], "arn:aws:iam::#:user/bob"),
    ("ListSigningCertificates", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    (
        "UpdateSigningCertificate",
        &[("UserName", "bob"), CERTIFICATE, ("Status", "Active")],
        "arn:aws:iam::#:user/bob",
    ),
    ("UploadSigningCertificate", &[("UserName", "bob"), ("CertificateBody", "x")], "arn:aws:iam::#:user/bob"),
    (
        "CreateServiceSpecificCredential",
        &[("UserName", "bob"), ("ServiceName", "codecommit.amazonaws.com")],
        "arn:aws:iam::#:user/bob",
    ),
    ("DeleteServiceSpecificCredential", &[("UserName", "bob"), CREDENTIAL], "arn:aws:iam::#:user/bob"),
    ("ListServiceSpecificCredentials", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("ResetServiceSpecificCredential", &[("UserName", "bob"), CREDENTIAL], "arn:aws:iam::#:user/bob"),
    (
        "UpdateServiceSpecificCredential",
        &[("UserName", "bob"), CREDENTIAL, ("Status", "Active")],
        "arn:aws:iam::#:user/bob",
    ),
    ("DeleteServerCertificate", &[SITE], "arn:aws:iam::#:server-certificate/site"),
    ("GetServerCertificate", &[SITE], "arn:aws:iam::#:server-certificate/site"),
    ("ListServerCertificateTags", &[SITE], "arn:aws:iam::#:server-certificate/site"),
    ("ListServerCertificates", &[], "arn:aws:iam::#:server-certificate/"),
    ("TagServerCertificate", &[SITE, TAG[0], TAG[1]], "arn:aws:iam::#:server-certificate/site"),
    ("UntagServerCertificate", &[SITE, ("TagKeys.member.1", "a")], "arn:aws:iam::#:server-certificate/site"),
    ("UpdateServerCertificate", &[SITE, ("NewPath", "/p/")], "arn:aws:iam::#:server-certificate/site"),
    (
        "UploadServerCertificate",
        &[SITE, ("Path", "/p/"), ("CertificateBody", "x"), ("PrivateKey", "x")],
        "arn:aws:iam::#:server-certificate/p/site",
    ),
    (
        "CreateServiceLinkedRole",
        &[("AWSServiceName", "ecs.amazonaws.com")],
        "arn:aws:iam::#:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
    ),
    ("DeleteServiceLinkedRole", &[ROLE_NAME], "arn:aws:iam::#:role/reader"),
    (
        "GetServiceLinkedRoleDeletionStatus",
        &[("DeletionTaskId", "task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/x")],
        "arn:aws:iam::#:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
    ),
    ("AddRoleToInstanceProfile", &[PROFILE, ROLE_NAME], "arn:aws:iam::#:instance-profile/web"),
    (
        "CreateInstanceProfile",
        &[("InstanceProfileName", "new"), ("Path", "/p/")],
        "arn:aws:iam::#:instance-profile/p/new",
    ),
    ("DeleteInstanceProfile", &[PROFILE], "arn:aws:iam::#:instance-profile/web"),
    ("GetInstanceProfile", &[PROFILE], "arn:aws:iam::#:instance-profile/web"),
    ("ListInstanceProfileTags", &[PROFILE], "arn:aws:iam::#:instance-profile/web"),
    ("ListInstanceProfiles", &[], "arn:aws:iam::#:instance-profile/"),
    ("ListInstanceProfilesForRole", &[ROLE_NAME], "arn:aws:iam::#:role/reader"),
    ("RemoveRoleFromInstanceProfile", &[PROFILE, ROLE_NAME], "arn:aws:iam::#:instance-profile/web"),
    ("TagInstanceProfile", &[PROFILE, TAG[0], TAG[1]], "arn:aws:iam::#:instance-profile/web"),
    ("UntagInstanceProfile", &[PROFILE, ("TagKeys.member.1", "a")], "arn:aws:iam::#:instance-profile/web"),
    (
        "AddClientIDToOpenIDConnectProvider",
        &[PROVIDER, ("ClientID", "mine")],
        "arn:aws:iam::#:oidc-provider/login.example.com",
    ),
    (
        "CreateOpenIDConnectProvider",
        &[("Url", "https://new.example.com")],
        "arn:aws:iam::#:oidc-provider/new.example.com",
    ),
    ("DeleteOpenIDConnectProvider", &[PROVIDER], "arn:aws:iam::#:oidc-provider/login.example.com"),
    ("GetOpenIDConnectProvider", &[PROVIDER], "arn:aws:iam::#:oidc-provider/login.example.com"),
    ("ListOpenIDConnectProviderTags", &[PROVIDER], "arn:aws:iam::#:oidc-provider/login.example.com"),
    ("ListOpenIDConnectProviders", &[], "*"),
    (
        "RemoveClientIDFromOpenIDConnectProvider",
        &[PROVIDER, ("ClientID", "mine")],
        "arn:aws:iam::#:oidc-provider/login.example.com",
    ),
    (
        "TagOpenIDConnectProvider",
        &[PROVIDER, TAG[0], TAG[1]],
        "arn:aws:iam::#:oidc-provider/login.example.com",
    ),
    (
        "UntagOpenIDConnectProvider",
        &[PROVIDER, ("TagKeys.member.1", "a")],
        "arn:aws:iam::#:oidc-provider/login.example.com",
    ),
    (
        "UpdateOpenIDConnectProviderThumbprint",
        &[PROVIDER, ("ThumbprintList.member.1", "9e99a48a9960b14926bb7f3b02e22da2b0ab7280")],
        "arn:aws:iam::#:oidc-provider/login.example.com",
    ),
    (
        "CreateSAMLProvider",
        &[("Name", "new"), ("SAMLMetadataDocument", METADATA)],
        "arn:aws:iam::#:saml-provider/new",
    ),
    ("DeleteSAMLProvider", &[SAML_PROVIDER], "arn:aws:iam::#:saml-provider/corp"),
    ("GetSAMLProvider", &[SAML_PROVIDER], "arn:aws:iam::#:saml-provider/corp"),
    ("ListSAMLProviderTags", &[SAML_PROVIDER], "arn:aws:iam::#:saml-provider/corp"),
    ("ListSAMLProviders", &[], "*"),
    ("TagSAMLProvider", &[SAML_PROVIDER, TAG[0], TAG[1]], "arn:aws:iam::#:saml-provider/corp"),
    ("UntagSAMLProvider", &[SAML_PROVIDER, ("TagKeys.member.1", "a")], "arn:aws:iam::#:saml-provider/corp"),
    (
        "UpdateSAMLProvider",
        &[SAML_PROVIDER, ("SAMLMetadataDocument", METADATA)],
        "arn:aws:iam::#:saml-provider/corp",
    ),
    // Who holds which policy.
    ("AttachUserPolicy", &[("UserName", "bob"), POLICY], "arn:aws:iam::#:user/bob"),
    ("DetachUserPolicy", &[("UserName", "bob"), POLICY], "arn:aws:iam::#:user/bob"),
    ("ListAttachedUserPolicies", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("PutUserPolicy", &[("UserName", "bob"), INLINE[0], INLINE[1]], "arn:aws:iam::#:user/bob"),
    ("GetUserPolicy", &[("UserName", "bob"), INLINE[0]], "arn:aws:iam::#:user/bob"),
    ("DeleteUserPolicy", &[("UserName", "bob"), INLINE[0]], "arn:aws:iam::#:user/bob"),
    ("ListUserPolicies", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("PutUserPermissionsBoundary", &[("UserName", "bob"), BOUNDARY], "arn:aws:iam::#:user/bob"),
    ("DeleteUserPermissionsBoundary", &[("UserName", "bob")], "arn:aws:iam::#:user/bob"),
    ("AttachGroupPolicy", &[("GroupName", "admins"), POLICY], "arn:aws:iam::#:group/admins"),
    ("DetachGroupPolicy", &[("GroupName", "admins"), POLICY], "arn:aws:iam::#:group/admins"),
    ("ListAttachedGroupPolicies", &[("GroupName", "admins")], "arn:aws:iam::#:group/admins"),
    ("PutGroupPolicy", &[("GroupName", "admins"), INLINE[0], INLINE[1]], "arn:aws:iam::#:group/admins"),
    ("GetGroupPolicy", &[("GroupName", "admins"), INLINE[0]], "arn:aws:iam::#:group/admins"),
    ("DeleteGroupPolicy", &[("GroupName", "admins"), INLINE[0]], "arn:aws:iam::#:group/admins"),
    ("ListGroupPolicies", &[("GroupName", "admins")], "arn:aws:iam::#:group/admins"),
    ("AttachRolePolicy", &[("RoleName", "reader"), POLICY], "arn:aws:iam::#:role/reader"),
    ("DetachRolePolicy", &[("RoleName", "reader"), POLICY], "arn:aws:iam::#:role/reader"),
    ("ListAttachedRolePolicies", &[("RoleName", "reader")], "arn:aws:iam::#:role/reader"),
    ("PutRolePolicy", &[("RoleName", "reader"), INLINE[0], INLINE[1]], "arn:aws:iam::#:role/reader"),
    ("GetRolePolicy", &[("RoleName", "reader"), INLINE[0]], "arn:aws:iam::#:role/reader"),
    ("DeleteRolePolicy", &[("RoleName", "reader"), INLINE[0]], "arn:aws:iam::#:role/reader"),
    ("ListRolePolicies", &[("RoleName", "reader")], "arn:aws:iam::#:role/reader"),
    ("PutRolePermissionsBoundary", &[("RoleName", "reader"), BOUNDARY], "arn:aws:iam::#:role/reader"),
    ("DeleteRolePermissionsBoundary", &[("RoleName", "reader")], "arn:aws:iam::#:role/reader"),
    ("ListEntitiesForPolicy", &[POLICY], "arn:aws:iam::aws:policy/AdministratorAccess"),
    // What only makes sense inside AWS.
    ("DisableOrganizationsRootCredentialsManagement", &[], "*"),
    ("DisableOrganizationsRootSessions", &[], "*"),
    ("EnableOrganizationsRootCredentialsManagement", &[], "*"),
    ("EnableOrganizationsRootSessions", &[], "*"),
    (
        "GenerateOrganizationsAccessReport",
        &[("EntityPath", "o-a1b2c3d4e5/r-f6g7")],
        "arn:aws:iam::#:access-report/o-a1b2c3d4e5/r-f6g7",
    ),
    ("GetOrganizationsAccessReport", &[("JobId", "6f0b7bd9-93ce-4b6f-9d4c-2f8e3f6a8a11")], "*"),
    ("ListOrganizationsFeatures", &[], "*"),
    ("AcceptDelegationRequest", &[DELEGATION], OF_DELEGATION),
    ("AssociateDelegationRequest", &[DELEGATION], OF_DELEGATION),
    (
        "CreateDelegationRequest",
        &[
            ("Description", "help"),
            ("Permissions.PolicyTemplateArn", "arn:aws:iam:::delegation-template/help"),
            ("RequestorWorkflowId", "work-1"),
            ("NotificationChannel", "arn:aws:sns:x"),
            ("SessionDuration", "900"),
        ],
        "arn:aws:iam::#:delegation-request/*",
    ),
    ("GetDelegationRequest", &[DELEGATION], OF_DELEGATION),
    ("GetHumanReadableSummary", &[("EntityArn", OF_DELEGATION)], OF_DELEGATION),
    ("ListDelegationRequests", &[], "*"),
    ("RejectDelegationRequest", &[DELEGATION], OF_DELEGATION),
    ("SendDelegationToken", &[DELEGATION], OF_DELEGATION),
    ("UpdateDelegationRequest", &[DELEGATION], OF_DELEGATION),
    ("DisableOutboundWebIdentityFederation", &[], "*"),
    ("EnableOutboundWebIdentityFederation", &[], "*"),
    ("GetOutboundWebIdentityFederationInfo", &[], "*"),
    ("SetSecurityTokenServicePreferences", &[("GlobalEndpointTokenVersion", "v2Token")], "*"),
    (
        "AssumeRoot",
        &[
            ("TargetPrincipal", "arn:aws:iam::123456789012:root"),
            ("TaskPolicyArn.arn", "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"),
        ],
        "arn:aws:iam::123456789012:root",
    ),
    ("GetDelegatedAccessToken", &[("TradeInToken", "token")], "*"),
    (
        "GetWebIdentityToken",
        &[("Audience.member.1", "https://example.com"), ("SigningAlgorithm", "ES384")],
        "*",
    ),
    // How the owner is reached.
    ("AcceptPrimaryEmailUpdate", &[EMAIL, ("Otp", "123456")], OF_ACCOUNT),
    ("DeleteAlternateContact", &[SECURITY], OF_ACCOUNT),
    ("GetAlternateContact", &[SECURITY], OF_ACCOUNT),
    ("GetContactInformation", &[], OF_ACCOUNT),
    ("GetPrimaryEmail", &[("AccountId", "#")], OF_ACCOUNT),
    (
        "PutAlternateContact",
        &[
            SECURITY,
            ("Name", "Eve"),
            ("Title", "CISO"),
            ("EmailAddress", "eve@example.com"),
            ("PhoneNumber", "+49 151 1"),
        ],
        OF_ACCOUNT,
    ),
    (
        "PutContactInformation",
        &[
            ("ContactInformation.FullName", "Eve"),
            ("ContactInformation.AddressLine1", "1 Street"),
            ("ContactInformation.City", "Town"),
            ("ContactInformation.PostalCode", "12345"),
            ("ContactInformation.CountryCode", "DE"),
            ("ContactInformation.PhoneNumber", "+49 151 12345678"),
        ],
        OF_ACCOUNT,
    ),
    ("StartPrimaryEmailUpdate", &[EMAIL], OF_ACCOUNT),
    ("LookupEvents", &[], "*"),
    (
        "Authorize",
        &[("Service", "store"), ("Action", "s3:GetObject"), ("Resource", "*")],
        "arn:aws:bartizan::#:service/store",
    ),
];

const SPEAKS_JSON: [&str; 3] = ["account", "bartizan", "cloudtrail"];

const LOOKUP_EVENTS: &str = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";

/// What proves who calls by itself, and not by a signature: see `web_identity`.
const UNSIGNED: &[&str] = &["AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"];

/// What everybody may do with credentials of their own (facts D1).
const FOR_EVERYBODY: &[&str] = &["GetCallerIdentity", "GetSessionToken"];

const SSH_KEY: (&str, &str) = ("SSHPublicKeyId", "APKAAAAAAAAAAAAAAAAAA");
const CERTIFICATE: (&str, &str) = ("CertificateId", "AAAAAAAAAAAAAAAAAAAAAAAA");
const CREDENTIAL: (&str, &str) = ("ServiceSpecificCredentialId", "ACCAAAAAAAAAAAAAAAAAA");
const SITE: (&str, &str) = ("ServerCertificateName", "site");
const PROFILE: (&str, &str) = ("InstanceProfileName", "web");
const EMAIL: (&str, &str) = ("PrimaryEmail", "eve@example.com");
const SECURITY: (&str, &str) = ("AlternateContactType", "SECURITY");
const OF_ACCOUNT: &str = "arn:aws:account::#:account";
const DELEGATION: (&str, &str) = ("DelegationRequestId", "0123456789abcdef");
const OF_DELEGATION: &str = "arn:aws:iam::#:delegation-request/0123456789abcdef";
const ALIAS: (&str, &str) = ("AccountAlias", "my-company");
const SERIAL: (&str, &str) = ("SerialNumber", "arn:aws:iam::#:mfa/phone");
const SOURCE: (&str, &str) = ("PolicySourceArn", "arn:aws:iam::#:user/zoe");
const ACTION_NAME: (&str, &str) = ("ActionNames.member.1", "iam:GetUser");
const POLICY_ARN: (&str, &str) = ("PolicyArn", "arn:aws:iam::#:policy/base");
const PROVIDER: (&str, &str) = ("OpenIDConnectProviderArn", "arn:aws:iam::#:oidc-provider/login.example.com");
const SAML_PROVIDER: (&str, &str) = ("SAMLProviderArn", "arn:aws:iam::#:saml-provider/corp");
const METADATA: &str = include_str!("../../../service/fixtures/saml/metadata.xml");
const JOB: (&str, &str) = ("JobId", "00000000-0000-0000-0000-000000000000");
const GROUP: (&str, &str) = ("GroupName", "staff");
const ROLE_NAME: (&str, &str) = ("RoleName", "reader");
const ROLE: (&str, &str) = ("RoleArn", "arn:aws:iam::#:role/reader");
const PASSWORD: (&str, &str) = ("Password", "Passw0rd!");
const CODE1: (&str, &str) = ("AuthenticationCode1", "123456");
const CODE2: (&str, &str) = ("AuthenticationCode2", "654321");
const KEY: (&str, &str) = ("AccessKeyId", "AKIAIOSFODNN7EXAMPLE");
const POLICY: (&str, &str) = ("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess");
const BOUNDARY: (&str, &str) = ("PermissionsBoundary", "arn:aws:iam::aws:policy/AdministratorAccess");
const INLINE: [(&str, &str); 2] = [
    ("PolicyName", "rules"),
    ("PolicyDocument", r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#),
];
const TAG: [(&str, &str); 2] = [("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")];

/// Every operation there is: its service and action, by name.
fn operations() -> BTreeMap<&'static str, (&'static str, &'static str)> {
    struct Names(BTreeMap<&'static str, (&'static str, &'static str)>);
    impl Registry for Names {
        fn add<O: Operation<Output: serde::Serialize>>(&mut self) {
            self.0.insert(O::NAME, (O::API.name(), O::ACTION));
        }
    }
    let mut names = Names(BTreeMap::new());
    register(&mut names);
    names.0
}

async fn call(world: &World, keys: &Keys, name: &str, fields: &[(&str, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    match operations()[name].0 {
        "sts" => world.sts(keys, name, &fields).await,
        "cloudtrail" => world.targeted(keys, ("cloudtrail", LOOKUP_EVENTS), "{}").await,
        service @ ("account" | "bartizan") => world.json_api(keys, service, name, &fields).await,
        _ => world.iam(keys, name, &fields).await,
    }
}

/// A verdict as services word it that speak JSON.
fn as_worded(name: &str, verdict: &str) -> String {
    if !SPEAKS_JSON.contains(&operations()[name].0) {
        return verdict.to_owned();
    }
    let (status, rest) = verdict.split_once(' ').unwrap();
    let (code, message) = rest.split_once(' ').unwrap();
    let code = match code {
        "InvalidClientTokenId" => "UnrecognizedClient",
        "SignatureDoesNotMatch" => "InvalidSignature",
        code => code,
    };
    format!("{status} {code}Exception {message}")
}

fn of_account(fields: &[(&'static str, &str)], account: &Account) -> Vec<(&'static str, String)> {
    fields.iter().map(|(name, value)| (*name, value.replace('#', &account.id))).collect()
}

#[test]
fn every_operation_has_a_stranger() {
    let others = FOR_EVERYBODY.iter().chain(UNSIGNED).copied();
    let cases: Vec<_> = CASES.iter().map(|(name, ..)| *name).chain(others).collect();
    for name in operations().keys() {
        assert_eq!(cases.iter().filter(|case| *case == name).count(), 1, "{name} needs a case");
    }
    assert_eq!(cases.len(), operations().len(), "a case is of no operation");
}

#[tokio::test]
async fn a_user_without_policies_is_refused_every_operation() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    world.user(&account.admin, "bob").await;
    world.enabled(&account.admin, "bob", "phone").await;
    let (own, own_phone) = world.enabled(&account.admin, "alice", "own").await;
    let session = world.session(&alice, &own, &own_phone.code(world.now())).await.ok();
    let before = world.documents().await;

    for keys in [&alice, &Keys::of_session(&session)] {
        for (name, fields, resource) in CASES {
            if operations()[name].0 == "sts" && keys.token.is_some() {
                continue; // No session calls it at all: see `rules`.
            }
            world.wait(60); // or the trail counts instead of recording
            let action = operations()[name].1;
            let resource = resource.replace('#', &account.id);
            // STS does not say why a role may not be assumed.
            let because = match resource.starts_with("access key") || *name == "AssumeRole" {
                true => String::new(),
                false => format!(" because no identity-based policy allows the {action} action"),
            };
            let answer = call(&world, keys, name, &of_account(fields, &account)).await;
            assert_eq!(
                answer.verdict(),
                as_worded(
                    name,
                    &format!(
                        "403 AccessDenied User: arn:aws:iam::{}:user/alice is not authorized to perform: {action} on \
                         resource: {resource}{because}",
                        account.id
                    )
                )
            );
            let event = world.events(&account.id).await.pop().unwrap();
            assert_eq!((&event["eventName"], &event["errorCode"]), (&(*name).into(), &"AccessDenied".into()));
            assert_eq!(event["userIdentity"]["userName"], "alice");
        }
    }
    assert_eq!(world.documents().await, before);
    world.sts(&alice, "GetCallerIdentity", &[]).await.ok();
    world.sts(&alice, "GetSessionToken", &[]).await.ok();
}

#[tokio::test]
async fn a_user_without_policies_may_not_even_manage_an_own_key_or_device() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    for (name, fields) in [
        ("GetUser", vec![]),
        ("ListAccessKeys", vec![]),
        ("CreateAccessKey", vec![]),
        ("ListMFADevices", vec![]),
        ("GetAccessKeyLastUsed", vec![("AccessKeyId", alice.id.clone())]),
    ] {
        let answer = call(&world, &alice, name, &fields).await;
        assert_eq!(answer.text("Code").as_deref(), Some("AccessDenied"), "{name}: {}", answer.xml);
    }
}

#[tokio::test]
async fn a_stranger_learns_nothing_of_what_there_is() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    let bob = world.user(&account.admin, "bob").await;
    world.user(&account.admin, "carl").await;
    world.device(&account.admin, "phone").await;
    world.enabled(&account.admin, "bob", "bobs").await;
    // Names of users, groups and roles are asked for alike.
    let trust = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#;
    let role = [("RoleName", "bob"), ("Path", "/deep/"), ("AssumeRolePolicyDocument", trust)];
    world.iam(&account.admin, "CreateGroup", &[("GroupName", "bob"), ("Path", "/deep/")]).await.ok();
    world.iam(&account.admin, "CreateRole", &role).await.ok();
    let profile = [("InstanceProfileName", "bob"), ("Path", "/deep/")];
    world.iam(&account.admin, "CreateInstanceProfile", &profile).await.ok();

    let serial = |name: &str| format!("arn:aws:iam::{}:mfa/{name}", account.id);
    let user = |name: &str| format!("arn:aws:iam::{}:user/{name}", account.id);
    let (most, last) = bob.id.split_at(19);
    let unknown_key = format!("{most}{}", if last == "A" { "B" } else { "A" });
    let fields = [("Url", "https://login.example.com")];
    world.iam(&account.admin, "CreateOpenIDConnectProvider", &fields).await.ok();
    let fields = [("Name", "corp"), ("SAMLMetadataDocument", METADATA)];
    world.iam(&account.admin, "CreateSAMLProvider", &fields).await.ok();
    let provider = |name: &str| format!("arn:aws:iam::{}:{name}", account.id);
    const NAMES: [&str; 9] = [
        "UserName",
        "GroupName",
        "RoleName",
        "SerialNumber",
        "AccessKeyId",
        "PolicySourceArn",
        "InstanceProfileName",
        "OpenIDConnectProviderArn",
        "SAMLProviderArn",
    ];
    // (there is, there is none)
    let names = [
        ("bob".to_owned(), "nil".to_owned()),
        (serial("phone"), serial("nadas")),
        (user("carl"), user("dora")),
        (serial("bobs"), serial("none")),
        (provider("oidc-provider/login.example.com"), provider("oidc-provider/other.example.com")),
        (provider("saml-provider/corp"), provider("saml-provider/none")),
        (bob.id.clone(), unknown_key),
    ];
    for (name, fields, _) in CASES {
        for (there, none) in &names {
            let ask = |asked: &str| {
                let mut fields = of_account(fields, &account);
                let sort = |text: &str| (text.starts_with("arn:"), text.starts_with("AKIA"));
                for (name, value) in &mut fields {
                    let is_name = NAMES.contains(name);
                    if is_name && sort(value) == sort(there) {
                        *value = asked.to_owned();
                    }
                }
                fields
            };
            if ask(there) == ask(none) {
                continue; // Nothing in this call is of that sort.
            }
            let known = call(&world, &alice, name, &ask(there)).await.verdict();
            let unknown = call(&world, &alice, name, &ask(none)).await.verdict();
            assert_eq!(known.replace(there, "NAME"), unknown.replace(none, "NAME"), "{name}");
        }
    }
}

#[tokio::test]
async fn who_proves_nothing_gets_nothing_from_any_operation() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let alice = world.user(admin, "alice").await;
    let inactive = world.user(admin, "bob").await;
    let deleted = world.key_of(admin, "bob").await;
    let key = |keys: &Keys| {
        [("UserName", "bob"), ("AccessKeyId", keys.id.as_str())].map(|(n, v)| (n, v.to_owned()))
    };
    let mut off = key(&inactive).to_vec();
    off.push(("Status", "Inactive".to_owned()));
    call(&world, admin, "UpdateAccessKey", &off).await.ok();
    call(&world, admin, "DeleteAccessKey", &key(&deleted)).await.ok();
    let session = |seconds: &str| vec![("DurationSeconds", seconds.to_owned())];
    let expired = Keys::of_session(&call(&world, &alice, "GetSessionToken", &session("900")).await.ok());
    let live = Keys::of_session(&call(&world, &alice, "GetSessionToken", &session("3600")).await.ok());
    world.wait(900);

    let token = live.token.clone().unwrap();
    let at = token.len() / 2;
    let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
    let tampered = [&token[..at], other, &token[at + 1..]].concat();
    let with = |change: &dyn Fn(&mut Keys), keys: &Keys| {
        let mut keys = keys.clone();
        change(&mut keys);
        keys
    };
    const INVALID: &str = "403 InvalidClientTokenId The security token included in the request is invalid";
    const MISMATCH: &str = "403 SignatureDoesNotMatch The request signature we calculated does not match the signature \
                            you provided. Check your AWS Secret Access Key and signing method. Consult the service \
                            documentation for details.";
    let before = world.documents().await;
    for (who, keys, verdict) in [
        ("has a wrong secret", with(&|keys| keys.secret.push('x'), admin), MISMATCH.to_owned()),
        (
            "has an unknown key",
            with(&|keys| keys.id = "AKIAIOSFODNN7EXAMPLE".to_owned(), admin),
            format!("{INVALID}."),
        ),
        ("has no form of a key", with(&|keys| keys.id = "root".to_owned(), admin), format!("{INVALID}.")),
        ("has an inactive key", inactive, format!("{INVALID}.")),
        ("has a deleted key", deleted, format!("{INVALID}.")),
        (
            "has a key and a token",
            with(&|keys| keys.token.clone_from(&live.token), admin),
            INVALID.to_owned(),
        ),
        ("has a session without its token", with(&|keys| keys.token = None, &live), format!("{INVALID}.")),
        (
            "has another token",
            with(&|keys| keys.token = Some("IQoJb3JpZ2luX2Vj".to_owned()), &live),
            INVALID.to_owned(),
        ),
        ("changed the token", with(&|keys| keys.token = Some(tampered.clone()), &live), INVALID.to_owned()),
        ("changed the session's secret", with(&|keys| keys.secret.push('x'), &live), MISMATCH.to_owned()),
        (
            "comes too late",
            expired,
            "403 ExpiredToken The security token included in the request is expired".to_owned(),
        ),
    ] {
        for (name, fields, _) in
            CASES.iter().chain(&[("GetCallerIdentity", &[][..], ""), ("GetSessionToken", &[], "")])
        {
            let answer = call(&world, &keys, name, &of_account(fields, &account)).await;
            assert_eq!(answer.verdict(), as_worded(name, &verdict), "{name}: who {who}");
        }
    }
    for (name, (service, _)) in operations() {
        if UNSIGNED.contains(&name) {
            continue;
        }
        if SPEAKS_JSON.contains(&service) {
            let mut path = format!("/{}{}", name[..1].to_lowercase(), &name[1..]);
            let mut headers: Vec<_> = world.signed_json(admin, &path, "{}").into_iter().take(2).collect();
            if service == "cloudtrail" {
                path = "/".to_owned();
                headers.truncate(1);
                headers.push(("content-type", "application/x-amz-json-1.1".to_owned()));
                headers.push(("x-amz-target", LOOKUP_EVENTS.to_owned()));
            }
            let answer = world.json_raw("POST", &path, &headers, b"{}").await;
            let verdict = "403 MissingAuthenticationTokenException Request is missing Authentication Token";
            assert_eq!(answer.verdict(), verdict, "{name}");
            continue;
        }
        let version = if service == "sts" { "2011-06-15" } else { "2010-05-08" };
        let body = format!("Action={name}&Version={version}");
        let headers: Vec<_> = world.signed(admin, service, &body, &[]).into_iter().take(2).collect();
        let answer = world.raw("POST", "/", &headers, body.as_bytes()).await;
        assert_eq!(
            answer.verdict(),
            "403 MissingAuthenticationToken Request is missing Authentication Token",
            "{name}"
        );
    }
    assert_eq!(world.documents().await, before);
    call(&world, &live, "GetCallerIdentity", &[]).await.ok();
}
