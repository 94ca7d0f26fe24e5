//! The only list of operations. Dispatch, documentation and the coverage tests are all made from it.

use crate::account_settings as contacts;
use crate::iam::{
    access_keys, account, boundaries, credential_reports, groups, inline_policies, last_access, mfa, oidc,
    passwords, policies, roles, simulation, users,
};
use crate::{Registry, other_services, sts};

/// Hands every operation to a registry.
pub fn register(registry: &mut impl Registry) {
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

    registry.add::<users::CreateUser>();
    registry.add::<users::DeleteUser>();
    registry.add::<users::GetUser>();
    registry.add::<users::ListUserTags>();
    registry.add::<users::ListUsers>();
    registry.add::<users::TagUser>();
    registry.add::<users::UntagUser>();
    registry.add::<users::UpdateUser>();

    registry.add::<access_keys::CreateAccessKey>();
    registry.add::<access_keys::DeleteAccessKey>();
    registry.add::<access_keys::GetAccessKeyLastUsed>();
    registry.add::<access_keys::ListAccessKeys>();
    registry.add::<access_keys::UpdateAccessKey>();

    registry.add::<passwords::ChangePassword>();
    registry.add::<passwords::CreateLoginProfile>();
    registry.add::<passwords::DeleteAccountPasswordPolicy>();
    registry.add::<passwords::DeleteLoginProfile>();
    registry.add::<passwords::GetAccountPasswordPolicy>();
    registry.add::<passwords::GetLoginProfile>();
    registry.add::<passwords::UpdateAccountPasswordPolicy>();
    registry.add::<passwords::UpdateLoginProfile>();

    registry.add::<groups::AddUserToGroup>();
    registry.add::<groups::CreateGroup>();
    registry.add::<groups::DeleteGroup>();
    registry.add::<groups::GetGroup>();
    registry.add::<groups::ListGroups>();
    registry.add::<groups::ListGroupsForUser>();
    registry.add::<groups::RemoveUserFromGroup>();
    registry.add::<groups::UpdateGroup>();

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

    registry.add::<simulation::GetContextKeysForCustomPolicy>();
    registry.add::<simulation::GetContextKeysForPrincipalPolicy>();
    registry.add::<simulation::SimulateCustomPolicy>();
    registry.add::<simulation::SimulatePrincipalPolicy>();
    registry.add::<account::CreateAccountAlias>();
    registry.add::<account::DeleteAccountAlias>();
    registry.add::<account::GetAccountAuthorizationDetails>();
    registry.add::<account::GetAccountSummary>();
    registry.add::<account::ListAccountAliases>();

    registry.add::<credential_reports::GenerateCredentialReport>();
    registry.add::<credential_reports::GetCredentialReport>();
    registry.add::<last_access::GenerateServiceLastAccessedDetails>();
    registry.add::<last_access::GetServiceLastAccessedDetails>();
    registry.add::<last_access::GetServiceLastAccessedDetailsWithEntities>();
    registry.add::<last_access::ListPoliciesGrantingServiceAccess>();

    registry.add::<sts::AssumeRole>();
    registry.add::<sts::AssumeRoleWithSaml>();
    registry.add::<sts::AssumeRoleWithWebIdentity>();

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

    registry.add::<boundaries::DeleteRolePermissionsBoundary>();
    registry.add::<boundaries::DeleteUserPermissionsBoundary>();
    registry.add::<boundaries::PutRolePermissionsBoundary>();
    registry.add::<boundaries::PutUserPermissionsBoundary>();

    registry.add::<contacts::AcceptPrimaryEmailUpdate>();
    registry.add::<contacts::DeleteAlternateContact>();
    registry.add::<contacts::GetAlternateContact>();
    registry.add::<contacts::GetContactInformation>();
    registry.add::<contacts::GetPrimaryEmail>();
    registry.add::<contacts::PutAlternateContact>();
    registry.add::<contacts::PutContactInformation>();
    registry.add::<contacts::StartPrimaryEmailUpdate>();

    registry.add::<other_services::Authorize>();

    registry.add::<sts::DecodeAuthorizationMessage>();
    registry.add::<sts::GetAccessKeyInfo>();
    registry.add::<sts::GetCallerIdentity>();
    registry.add::<sts::GetFederationToken>();
    registry.add::<sts::GetSessionToken>();
}
