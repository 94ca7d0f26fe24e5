//! The only list of operations. Dispatch, documentation and the coverage tests are all made from it.

use crate::account_settings as contacts;
use crate::iam::{
    access_keys, account, boundaries, credential_reports, delegation_requests, groups, inline_policies,
    instance_profiles, last_access, mfa, oidc, organizations, outbound_federation, passwords, policies,
    roles, saml, server_certificates, service_credentials, service_linked_roles, signing_certificates,
    simulation, ssh_keys, users,
};
use crate::{Registry, cloudtrail, other_services, sts};

/// Hands every operation to a registry.
pub fn register(registry: &mut impl Registry) {
    registry.area("MFA devices");
    registry.add::<mfa::CreateVirtualMfaDevice>();
    registry.add::<mfa::DeactivateMfaDevice>();
    registry.add::<mfa::DeleteVirtualMfaDevice>();
    registry.add::<mfa::EnableMfaDevice>();
    registry.add::<mfa::GetMfaDevice>();
    registry.add::<mfa::ListMfaDeviceTags>();
    registry.add::<mfa::ListMfaDevices>();
    registry.add::<mfa::ListVirtualMfaDevices>();
    registry.add::<mfa::ResyncMfaDevice>();
    registry.add::<mfa::TagMfaDevice>();
    registry.add::<mfa::UntagMfaDevice>();

    registry.area("Users");
    registry.add::<users::CreateUser>();
    registry.add::<users::DeleteUser>();
    registry.add::<users::GetUser>();
    registry.add::<users::ListUserTags>();
    registry.add::<users::ListUsers>();
    registry.add::<users::TagUser>();
    registry.add::<users::UntagUser>();
    registry.add::<users::UpdateUser>();

    registry.area("Access keys");
    registry.add::<access_keys::CreateAccessKey>();
    registry.add::<access_keys::DeleteAccessKey>();
    registry.add::<access_keys::GetAccessKeyLastUsed>();
    registry.add::<access_keys::ListAccessKeys>();
    registry.add::<access_keys::UpdateAccessKey>();

    registry.area("Passwords");
    registry.add::<passwords::ChangePassword>();
    registry.add::<passwords::CreateLoginProfile>();
    registry.add::<passwords::DeleteAccountPasswordPolicy>();
    registry.add::<passwords::DeleteLoginProfile>();
    registry.add::<passwords::GetAccountPasswordPolicy>();
    registry.add::<passwords::GetLoginProfile>();
    registry.add::<passwords::UpdateAccountPasswordPolicy>();
    registry.add::<passwords::UpdateLoginProfile>();

    registry.area("SSH public keys");
    registry.add::<ssh_keys::DeleteSshPublicKey>();
    registry.add::<ssh_keys::GetSshPublicKey>();
    registry.add::<ssh_keys::ListSshPublicKeys>();
    registry.add::<ssh_keys::UpdateSshPublicKey>();
    registry.add::<ssh_keys::UploadSshPublicKey>();

    registry.area("Signing certificates");
    registry.add::<signing_certificates::DeleteSigningCertificate>();
    registry.add::<signing_certificates::ListSigningCertificates>();
    registry.add::<signing_certificates::UpdateSigningCertificate>();
    registry.add::<signing_certificates::UploadSigningCertificate>();

    registry.area("Service-specific credentials");
    registry.add::<service_credentials::CreateServiceSpecificCredential>();
    registry.add::<service_credentials::DeleteServiceSpecificCredential>();
    registry.add::<service_credentials::ListServiceSpecificCredentials>();
    registry.add::<service_credentials::ResetServiceSpecificCredential>();
    registry.add::<service_credentials::UpdateServiceSpecificCredential>();

    registry.area("Groups");
    registry.add::<groups::AddUserToGroup>();
    registry.add::<groups::CreateGroup>();
    registry.add::<groups::DeleteGroup>();
    registry.add::<groups::GetGroup>();
    registry.add::<groups::ListGroups>();
    registry.add::<groups::ListGroupsForUser>();
    registry.add::<groups::RemoveUserFromGroup>();
    registry.add::<groups::UpdateGroup>();

    registry.area("Roles");
    registry.add::<roles::CreateRole>();
    registry.add::<roles::DeleteRole>();
    registry.add::<roles::GetRole>();
    registry.add::<roles::ListRoleTags>();
    registry.add::<roles::ListRoles>();
    registry.add::<roles::TagRole>();
    registry.add::<roles::UntagRole>();
    registry.add::<roles::UpdateAssumeRolePolicy>();
    registry.add::<roles::UpdateRole>();
    registry.add::<roles::UpdateRoleDescription>();

    registry.area("Service-linked roles");
    registry.add::<service_linked_roles::CreateServiceLinkedRole>();
    registry.add::<service_linked_roles::DeleteServiceLinkedRole>();
    registry.add::<service_linked_roles::GetServiceLinkedRoleDeletionStatus>();

    registry.area("Instance profiles");
    registry.add::<instance_profiles::AddRoleToInstanceProfile>();
    registry.add::<instance_profiles::CreateInstanceProfile>();
    registry.add::<instance_profiles::DeleteInstanceProfile>();
    registry.add::<instance_profiles::GetInstanceProfile>();
    registry.add::<instance_profiles::ListInstanceProfileTags>();
    registry.add::<instance_profiles::ListInstanceProfiles>();
    registry.add::<instance_profiles::ListInstanceProfilesForRole>();
    registry.add::<instance_profiles::RemoveRoleFromInstanceProfile>();
    registry.add::<instance_profiles::TagInstanceProfile>();
    registry.add::<instance_profiles::UntagInstanceProfile>();

    registry.area("Managed policies");
    registry.add::<policies::AttachGroupPolicy>();
    registry.add::<policies::AttachRolePolicy>();
    registry.add::<policies::AttachUserPolicy>();
    registry.add::<policies::CreatePolicy>();
    registry.add::<policies::CreatePolicyVersion>();
    registry.add::<policies::DeletePolicy>();
    registry.add::<policies::DeletePolicyVersion>();
    registry.add::<policies::DetachGroupPolicy>();
    registry.add::<policies::DetachRolePolicy>();
    registry.add::<policies::DetachUserPolicy>();
    registry.add::<policies::GetPolicy>();
    registry.add::<policies::GetPolicyVersion>();
    registry.add::<policies::ListAttachedGroupPolicies>();
    registry.add::<policies::ListAttachedRolePolicies>();
    registry.add::<policies::ListAttachedUserPolicies>();
    registry.add::<policies::ListEntitiesForPolicy>();
    registry.add::<policies::ListPolicies>();
    registry.add::<policies::ListPolicyTags>();
    registry.add::<policies::ListPolicyVersions>();
    registry.add::<policies::SetDefaultPolicyVersion>();
    registry.add::<policies::TagPolicy>();
    registry.add::<policies::UntagPolicy>();

    registry.area("Inline policies");
    registry.add::<inline_policies::DeleteGroupPolicy>();
    registry.add::<inline_policies::DeleteRolePolicy>();
    registry.add::<inline_policies::DeleteUserPolicy>();
    registry.add::<inline_policies::GetGroupPolicy>();
    registry.add::<inline_policies::GetRolePolicy>();
    registry.add::<inline_policies::GetUserPolicy>();
    registry.add::<inline_policies::ListGroupPolicies>();
    registry.add::<inline_policies::ListRolePolicies>();
    registry.add::<inline_policies::ListUserPolicies>();
    registry.add::<inline_policies::PutGroupPolicy>();
    registry.add::<inline_policies::PutRolePolicy>();
    registry.add::<inline_policies::PutUserPolicy>();

    registry.area("Permissions boundaries");
    registry.add::<boundaries::DeleteRolePermissionsBoundary>();
    registry.add::<boundaries::DeleteUserPermissionsBoundary>();
    registry.add::<boundaries::PutRolePermissionsBoundary>();
    registry.add::<boundaries::PutUserPermissionsBoundary>();

    registry.area("Asking about policies");
    registry.add::<simulation::GetContextKeysForCustomPolicy>();
    registry.add::<simulation::GetContextKeysForPrincipalPolicy>();
    registry.add::<simulation::SimulateCustomPolicy>();
    registry.add::<simulation::SimulatePrincipalPolicy>();

    registry.area("Server certificates");
    registry.add::<server_certificates::DeleteServerCertificate>();
    registry.add::<server_certificates::GetServerCertificate>();
    registry.add::<server_certificates::ListServerCertificateTags>();
    registry.add::<server_certificates::ListServerCertificates>();
    registry.add::<server_certificates::TagServerCertificate>();
    registry.add::<server_certificates::UntagServerCertificate>();
    registry.add::<server_certificates::UpdateServerCertificate>();
    registry.add::<server_certificates::UploadServerCertificate>();

    registry.area("Providers of OpenID Connect");
    registry.add::<oidc::AddClientIdToOpenIdConnectProvider>();
    registry.add::<oidc::CreateOpenIdConnectProvider>();
    registry.add::<oidc::DeleteOpenIdConnectProvider>();
    registry.add::<oidc::GetOpenIdConnectProvider>();
    registry.add::<oidc::ListOpenIdConnectProviderTags>();
    registry.add::<oidc::ListOpenIdConnectProviders>();
    registry.add::<oidc::RemoveClientIdFromOpenIdConnectProvider>();
    registry.add::<oidc::TagOpenIdConnectProvider>();
    registry.add::<oidc::UntagOpenIdConnectProvider>();
    registry.add::<oidc::UpdateOpenIdConnectProviderThumbprint>();

    registry.area("Providers of SAML");
    registry.add::<saml::CreateSamlProvider>();
    registry.add::<saml::DeleteSamlProvider>();
    registry.add::<saml::GetSamlProvider>();
    registry.add::<saml::ListSamlProviderTags>();
    registry.add::<saml::ListSamlProviders>();
    registry.add::<saml::TagSamlProvider>();
    registry.add::<saml::UntagSamlProvider>();
    registry.add::<saml::UpdateSamlProvider>();

    registry.area("Last access");
    registry.add::<last_access::GenerateServiceLastAccessedDetails>();
    registry.add::<last_access::GetServiceLastAccessedDetails>();
    registry.add::<last_access::GetServiceLastAccessedDetailsWithEntities>();
    registry.add::<last_access::ListPoliciesGrantingServiceAccess>();

    registry.area("Account");
    registry.add::<account::CreateAccountAlias>();
    registry.add::<account::DeleteAccountAlias>();
    registry.add::<account::GetAccountAuthorizationDetails>();
    registry.add::<account::GetAccountSummary>();
    registry.add::<account::ListAccountAliases>();
    registry.add::<account::SetSecurityTokenServicePreferences>();

    registry.area("Credential reports");
    registry.add::<credential_reports::GenerateCredentialReport>();
    registry.add::<credential_reports::GetCredentialReport>();

    registry.area("Organizations");
    registry.add::<organizations::DisableOrganizationsRootCredentialsManagement>();
    registry.add::<organizations::DisableOrganizationsRootSessions>();
    registry.add::<organizations::EnableOrganizationsRootCredentialsManagement>();
    registry.add::<organizations::EnableOrganizationsRootSessions>();
    registry.add::<organizations::GenerateOrganizationsAccessReport>();
    registry.add::<organizations::GetOrganizationsAccessReport>();
    registry.add::<organizations::ListOrganizationsFeatures>();

    registry.area("Delegation requests");
    registry.add::<delegation_requests::AcceptDelegationRequest>();
    registry.add::<delegation_requests::AssociateDelegationRequest>();
    registry.add::<delegation_requests::CreateDelegationRequest>();
    registry.add::<delegation_requests::GetDelegationRequest>();
    registry.add::<delegation_requests::GetHumanReadableSummary>();
    registry.add::<delegation_requests::ListDelegationRequests>();
    registry.add::<delegation_requests::RejectDelegationRequest>();
    registry.add::<delegation_requests::SendDelegationToken>();
    registry.add::<delegation_requests::UpdateDelegationRequest>();

    registry.area("Outbound web identity federation");
    registry.add::<outbound_federation::DisableOutboundWebIdentityFederation>();
    registry.add::<outbound_federation::EnableOutboundWebIdentityFederation>();
    registry.add::<outbound_federation::GetOutboundWebIdentityFederationInfo>();

    registry.area("STS");
    registry.add::<sts::AssumeRole>();
    registry.add::<sts::AssumeRoleWithSaml>();
    registry.add::<sts::AssumeRoleWithWebIdentity>();
    registry.add::<sts::AssumeRoot>();
    registry.add::<sts::DecodeAuthorizationMessage>();
    registry.add::<sts::GetAccessKeyInfo>();
    registry.add::<sts::GetCallerIdentity>();
    registry.add::<sts::GetDelegatedAccessToken>();
    registry.add::<sts::GetFederationToken>();
    registry.add::<sts::GetSessionToken>();
    registry.add::<sts::GetWebIdentityToken>();

    registry.area("Contact information (`aws account`)");
    registry.add::<contacts::AcceptPrimaryEmailUpdate>();
    registry.add::<contacts::DeleteAlternateContact>();
    registry.add::<contacts::GetAlternateContact>();
    registry.add::<contacts::GetContactInformation>();
    registry.add::<contacts::GetPrimaryEmail>();
    registry.add::<contacts::PutAlternateContact>();
    registry.add::<contacts::PutContactInformation>();
    registry.add::<contacts::StartPrimaryEmailUpdate>();

    registry.area("Audit trail (`aws cloudtrail`)");
    registry.add::<cloudtrail::LookupEvents>();

    registry.area("For services of one's own (`POST /authorize`)");
    registry.add::<other_services::Authorize>();
}
