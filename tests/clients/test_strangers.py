"""Default deny: a user without policies is refused everything but to say who he is and to open a session."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from bartizan import Account, Keys, Server, refusal, send

FREE = {"GetCallerIdentity", "GetSessionToken", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"}
"""What everybody may call (facts D1), and what no signature is looked at for."""

USER = {"UserName": "victim"}
DEVICE = {"SerialNumber": "arn:aws:iam::ACCOUNT:mfa/victims"}
CODES = {"AuthenticationCode1": "123456", "AuthenticationCode2": "234567"}
TAGS = {"Tags": [{"Key": "a", "Value": "b"}]}
TAG_KEYS = {"TagKeys": ["a"]}
KEY = {"AccessKeyId": "VICTIMS-KEY"}
PROVIDER = {"OpenIDConnectProviderArn": "arn:aws:iam::ACCOUNT:oidc-provider/victims.example.com"}
SAML_PROVIDER = {"SAMLProviderArn": "arn:aws:iam::ACCOUNT:saml-provider/victims"}
METADATA = {
    "SAMLMetadataDocument": (Path(__file__).parents[2] / "crates/service/fixtures/saml/metadata.xml").read_text(),
}
GROUP = {"GroupName": "victims"}
ROLE = {"RoleName": "victims"}
POLICY = {"PolicyArn": "arn:aws:iam::ACCOUNT:policy/victims"}
VERSION = {"VersionId": "v1"}
INLINE = {"PolicyName": "victims-own"}
BOUNDARY = {"PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"}
DOCUMENT = {"PolicyDocument": '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'}
TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
SOURCE = {"PolicySourceArn": "arn:aws:iam::ACCOUNT:user/victim"}
DELEGATION = {"DelegationRequestId": "0123456789abcdef"}
ACTIONS = {"ActionNames": ["iam:GetUser"]}
TEXTS = {"PolicyInputList": [DOCUMENT["PolicyDocument"]]}

PROFILE = {"InstanceProfileName": "victims"}
SSH_KEY = {"SSHPublicKeyId": "APKAAAAAAAAAAAAAAAAAA"}
CERTIFICATE = {"CertificateId": "AAAAAAAAAAAAAAAAAAAAAAAA"}
CREDENTIAL = {"ServiceSpecificCredentialId": "ACCAAAAAAAAAAAAAAAAAA"}
SITE = {"ServerCertificateName": "victims"}
CODECOMMIT = {"ServiceName": "codecommit.amazonaws.com"}
TASK = "task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/victims"

EMAIL = {"AccountId": "ACCOUNT", "PrimaryEmail": "eve@example.com"}
SECURITY = {"AlternateContactType": "SECURITY"}
OWNER = {
    "FullName": "Eve",
    "AddressLine1": "1 Street",
    "City": "Town",
    "PostalCode": "12345",
    "CountryCode": "DE",
    "PhoneNumber": "+49 151 12345678",
}

PARAMETERS: dict[str, dict] = {
    "CreateVirtualMFADevice": {"VirtualMFADeviceName": "new"},
    "DeactivateMFADevice": USER | DEVICE,
    "DeleteVirtualMFADevice": DEVICE,
    "EnableMFADevice": USER | DEVICE | CODES,
    "GetMFADevice": USER | DEVICE,
    "ListMFADeviceTags": DEVICE,
    "ListMFADevices": USER,
    "ListVirtualMFADevices": {},
    "ResyncMFADevice": USER | DEVICE | CODES,
    "TagMFADevice": DEVICE | TAGS,
    "UntagMFADevice": DEVICE | TAG_KEYS,
    "CreateLoginProfile": USER | {"Password": "Correct-Horse-9"},
    "GetLoginProfile": USER,
    "UpdateLoginProfile": USER | {"Password": "Correct-Horse-9"},
    "DeleteLoginProfile": USER,
    "ChangePassword": {"OldPassword": "Correct-Horse-9", "NewPassword": "Another-Horse-9"},
    "GetAccountPasswordPolicy": {},
    "UpdateAccountPasswordPolicy": {},
    "DeleteAccountPasswordPolicy": {},
    "CreateAccountAlias": {"AccountAlias": "mine"},
    "DeleteAccountAlias": {"AccountAlias": "mine"},
    "ListAccountAliases": {},
    "GetAccountSummary": {},
    "CreateUser": {"UserName": "new"},
    "DeleteUser": USER,
    "GetUser": USER,
    "ListUserTags": USER,
    "ListUsers": {},
    "TagUser": USER | TAGS,
    "UntagUser": USER | TAG_KEYS,
    "UpdateUser": USER | {"NewUserName": "mine"},
    "CreateAccessKey": USER,
    "DeleteAccessKey": USER | KEY,
    "GetAccessKeyLastUsed": KEY,
    "ListAccessKeys": USER,
    "UpdateAccessKey": USER | KEY | {"Status": "Inactive"},
    "GetAccessKeyInfo": KEY,
    "CreateGroup": {"GroupName": "new"},
    "DeleteGroup": GROUP,
    "GetGroup": GROUP,
    "ListGroups": {},
    "ListGroupsForUser": USER,
    "UpdateGroup": GROUP | {"NewGroupName": "mine"},
    "AddUserToGroup": GROUP | USER,
    "RemoveUserFromGroup": GROUP | USER,
    "CreateRole": {"RoleName": "new", "AssumeRolePolicyDocument": TRUST},
    "DeleteRole": ROLE,
    "GetRole": ROLE,
    "ListRoles": {},
    "ListRoleTags": ROLE,
    "TagRole": ROLE | TAGS,
    "UntagRole": ROLE | TAG_KEYS,
    "UpdateRole": ROLE | {"Description": "mine"},
    "UpdateRoleDescription": ROLE | {"Description": "mine"},
    "UpdateAssumeRolePolicy": ROLE | {"PolicyDocument": TRUST},
    "CreateServiceLinkedRole": {"AWSServiceName": "ecs.amazonaws.com"},
    "DeleteServiceLinkedRole": ROLE,
    "GetServiceLinkedRoleDeletionStatus": {"DeletionTaskId": TASK},
    "CreateInstanceProfile": {"InstanceProfileName": "new"},
    "DeleteInstanceProfile": PROFILE,
    "GetInstanceProfile": PROFILE,
    "ListInstanceProfiles": {},
    "ListInstanceProfilesForRole": ROLE,
    "AddRoleToInstanceProfile": PROFILE | ROLE,
    "RemoveRoleFromInstanceProfile": PROFILE | ROLE,
    "TagInstanceProfile": PROFILE | TAGS,
    "UntagInstanceProfile": PROFILE | TAG_KEYS,
    "ListInstanceProfileTags": PROFILE,
    "UploadSSHPublicKey": USER | {"SSHPublicKeyBody": "x"},
    "GetSSHPublicKey": USER | SSH_KEY | {"Encoding": "SSH"},
    "ListSSHPublicKeys": USER,
    "UpdateSSHPublicKey": USER | SSH_KEY | {"Status": "Inactive"},
    "DeleteSSHPublicKey": USER | SSH_KEY,
    "UploadSigningCertificate": USER | {"CertificateBody": "x"},
    "ListSigningCertificates": USER,
    "UpdateSigningCertificate": USER | CERTIFICATE | {"Status": "Inactive"},
    "DeleteSigningCertificate": USER | CERTIFICATE,
    "CreateServiceSpecificCredential": USER | CODECOMMIT,
    "ListServiceSpecificCredentials": USER,
    "ResetServiceSpecificCredential": USER | CREDENTIAL,
    "UpdateServiceSpecificCredential": USER | CREDENTIAL | {"Status": "Inactive"},
    "DeleteServiceSpecificCredential": USER | CREDENTIAL,
    "UploadServerCertificate": SITE | {"CertificateBody": "x", "PrivateKey": "x"},
    "GetServerCertificate": SITE,
    "ListServerCertificates": {},
    "UpdateServerCertificate": SITE | {"NewPath": "/p/"},
    "DeleteServerCertificate": SITE,
    "TagServerCertificate": SITE | TAGS,
    "UntagServerCertificate": SITE | TAG_KEYS,
    "ListServerCertificateTags": SITE,
    "CreatePolicy": {"PolicyName": "new"} | DOCUMENT,
    "DeletePolicy": POLICY,
    "GetPolicy": POLICY,
    "ListPolicies": {},
    "CreatePolicyVersion": POLICY | DOCUMENT,
    "DeletePolicyVersion": POLICY | VERSION,
    "GetPolicyVersion": POLICY | VERSION,
    "ListPolicyVersions": POLICY,
    "SetDefaultPolicyVersion": POLICY | VERSION,
    "ListPolicyTags": POLICY,
    "TagPolicy": POLICY | TAGS,
    "UntagPolicy": POLICY | TAG_KEYS,
    "ListEntitiesForPolicy": POLICY,
    "AttachGroupPolicy": GROUP | POLICY,
    "AttachRolePolicy": ROLE | POLICY,
    "AttachUserPolicy": USER | POLICY,
    "DetachGroupPolicy": GROUP | POLICY,
    "DetachRolePolicy": ROLE | POLICY,
    "DetachUserPolicy": USER | POLICY,
    "ListAttachedGroupPolicies": GROUP,
    "ListAttachedRolePolicies": ROLE,
    "ListAttachedUserPolicies": USER,
    "DeleteGroupPolicy": GROUP | INLINE,
    "DeleteRolePolicy": ROLE | INLINE,
    "DeleteUserPolicy": USER | INLINE,
    "GetGroupPolicy": GROUP | INLINE,
    "GetRolePolicy": ROLE | INLINE,
    "GetUserPolicy": USER | INLINE,
    "ListGroupPolicies": GROUP,
    "ListRolePolicies": ROLE,
    "ListUserPolicies": USER,
    "PutGroupPolicy": GROUP | INLINE | DOCUMENT,
    "PutRolePolicy": ROLE | INLINE | DOCUMENT,
    "PutUserPolicy": USER | INLINE | DOCUMENT,
    "PutUserPermissionsBoundary": USER | BOUNDARY,
    "PutRolePermissionsBoundary": ROLE | BOUNDARY,
    "DeleteUserPermissionsBoundary": USER,
    "DeleteRolePermissionsBoundary": ROLE,
    "AddClientIDToOpenIDConnectProvider": PROVIDER | {"ClientID": "mine"},
    "CreateOpenIDConnectProvider": {"Url": "https://new.example.com"},
    "DeleteOpenIDConnectProvider": PROVIDER,
    "GetOpenIDConnectProvider": PROVIDER,
    "ListOpenIDConnectProviderTags": PROVIDER,
    "ListOpenIDConnectProviders": {},
    "RemoveClientIDFromOpenIDConnectProvider": PROVIDER | {"ClientID": "mine"},
    "TagOpenIDConnectProvider": PROVIDER | TAGS,
    "UntagOpenIDConnectProvider": PROVIDER | TAG_KEYS,
    "UpdateOpenIDConnectProviderThumbprint": PROVIDER | {"ThumbprintList": ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"]},
    "CreateSAMLProvider": {"Name": "new"} | METADATA,
    "DeleteSAMLProvider": SAML_PROVIDER,
    "GetSAMLProvider": SAML_PROVIDER,
    "ListSAMLProviderTags": SAML_PROVIDER,
    "ListSAMLProviders": {},
    "TagSAMLProvider": SAML_PROVIDER | TAGS,
    "UntagSAMLProvider": SAML_PROVIDER | TAG_KEYS,
    "UpdateSAMLProvider": SAML_PROVIDER | METADATA,
    "GenerateServiceLastAccessedDetails": {"Arn": SOURCE["PolicySourceArn"]},
    "GetServiceLastAccessedDetails": {"JobId": "00000000-0000-0000-0000-000000000000"},
    "GetServiceLastAccessedDetailsWithEntities": {"JobId": "00000000-0000-0000-0000-000000000000", "ServiceNamespace": "iam"},
    "ListPoliciesGrantingServiceAccess": {"Arn": SOURCE["PolicySourceArn"], "ServiceNamespaces": ["iam"]},
    "SimulatePrincipalPolicy": SOURCE | ACTIONS,
    "SimulateCustomPolicy": TEXTS | ACTIONS,
    "GetContextKeysForPrincipalPolicy": SOURCE,
    "GetContextKeysForCustomPolicy": TEXTS,
    "GetAccountAuthorizationDetails": {},
    "GenerateCredentialReport": {},
    "GetCredentialReport": {},
    "AcceptPrimaryEmailUpdate": EMAIL | {"Otp": "123456"},
    "DeleteAlternateContact": SECURITY,
    "GetAlternateContact": SECURITY,
    "GetContactInformation": {},
    "GetPrimaryEmail": {"AccountId": "ACCOUNT"},
    "PutAlternateContact": SECURITY
    | {"Name": "Eve", "Title": "CISO", "EmailAddress": "eve@example.com", "PhoneNumber": "+49 151 1"},
    "PutContactInformation": {"ContactInformation": OWNER},
    "StartPrimaryEmailUpdate": EMAIL,
    "ListOrganizationsFeatures": {},
    "EnableOrganizationsRootCredentialsManagement": {},
    "DisableOrganizationsRootCredentialsManagement": {},
    "EnableOrganizationsRootSessions": {},
    "DisableOrganizationsRootSessions": {},
    "GenerateOrganizationsAccessReport": {"EntityPath": "o-a1b2c3d4e5/r-f6g7"},
    "GetOrganizationsAccessReport": {"JobId": "6f0b7bd9-93ce-4b6f-9d4c-2f8e3f6a8a11"},
    "AcceptDelegationRequest": DELEGATION,
    "AssociateDelegationRequest": DELEGATION,
    "CreateDelegationRequest": {
        "Description": "help",
        "Permissions": {"PolicyTemplateArn": "arn:aws:iam:::delegation-template/help"},
        "RequestorWorkflowId": "work-1",
        "NotificationChannel": "arn:aws:sns:x",
        "SessionDuration": 900,
    },
    "GetDelegationRequest": DELEGATION,
    "GetHumanReadableSummary": {"EntityArn": "arn:aws:iam::ACCOUNT:delegation-request/0123456789abcdef"},
    "ListDelegationRequests": {},
    "RejectDelegationRequest": DELEGATION,
    "SendDelegationToken": DELEGATION,
    "UpdateDelegationRequest": DELEGATION,
    "EnableOutboundWebIdentityFederation": {},
    "DisableOutboundWebIdentityFederation": {},
    "GetOutboundWebIdentityFederationInfo": {},
    "SetSecurityTokenServicePreferences": {"GlobalEndpointTokenVersion": "v2Token"},
    "AssumeRoot": {
        "TargetPrincipal": "arn:aws:iam::123456789012:root",
        "TaskPolicyArn": {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"},
    },
    "GetDelegatedAccessToken": {"TradeInToken": "token"},
    "GetWebIdentityToken": {"Audience": ["https://example.com"], "SigningAlgorithm": "ES384"},
    "AssumeRole": {"RoleArn": "arn:aws:iam::ACCOUNT:role/victims", "RoleSessionName": "mine"},
    "GetFederationToken": {"Name": "guest"},
    "DecodeAuthorizationMessage": {"EncodedMessage": "x"},
    "LookupEvents": {},
    "Authorize": {"Service": "victims", "Action": "s3:GetObject", "Resource": "*"},
}
"""A well-formed call of each operation. A new operation without one fails the test below."""


class Scene:
    """An account with a victim, who has everything, and a stranger, who may do nothing."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.victim = account.create_user("victim")
        account.enable_device("victim", "victims")
        iam = account.iam
        iam.create_group(**GROUP, Path="/deep/")
        iam.add_user_to_group(**GROUP, **USER)
        iam.create_role(**ROLE, Path="/deep/", AssumeRolePolicyDocument=TRUST.replace("*", account.user_arn("victim")))
        iam.create_instance_profile(**PROFILE, Path="/deep/")
        iam.add_role_to_instance_profile(**PROFILE, **ROLE)
        iam.create_open_id_connect_provider(Url="https://victims.example.com")
        iam.create_saml_provider(Name="victims", **METADATA)
        policy = iam.create_policy(PolicyName="victims", **DOCUMENT)["Policy"]["Arn"]
        for put, attach, holder in [
            (iam.put_user_policy, iam.attach_user_policy, USER),
            (iam.put_group_policy, iam.attach_group_policy, GROUP),
            (iam.put_role_policy, iam.attach_role_policy, ROLE),
        ]:
            put(**holder, **INLINE, **DOCUMENT)
            attach(**holder, PolicyArn=policy)
        self.stranger = account.create_user("stranger")

    def call(self, row: dict, keys: Keys, parameters: dict) -> tuple[int, str, str]:
        if row["Service"] == "bartizan":
            return self.call_ours(row["Name"], keys, parameters)
        client = self.account.client(row["Service"], keys)
        return refusal(getattr(client, xform_name(row["Name"])), **parameters)

    def call_ours(self, name: str, keys: Keys, parameters: dict) -> tuple[int, str, str]:
        """An operation that no SDK knows."""
        url = f"{self.account.server.endpoint}/{name[0].lower()}{name[1:]}"
        data = json.dumps(parameters).encode()
        request = AWSRequest("POST", url, headers={"Content-Type": "application/json"}, data=data)
        SigV4Auth(Credentials(keys.id, keys.secret, keys.token), "bartizan", "us-east-1").add_auth(request)
        answer = send(urllib.request.Request(url, data, dict(request.headers.items()), method="POST"))
        return answer.status, answer.headers["x-amzn-errortype"], json.loads(answer.body)["message"]

    def parameters(self, operation: str, other: bool = False) -> dict:
        """Those of the table, about the victim; or about somebody and something that does not exist."""
        filled = {}
        for name, value in PARAMETERS[operation].items():
            if isinstance(value, str):
                value = value.replace("ACCOUNT", self.account.id).replace("VICTIMS-KEY", self.victim.id)
                if other:
                    value = value.replace("victim", "nobody").replace(self.victim.id, self.victim.id[:-4] + "AAAA")
            filled[name] = value
        return filled


@pytest.fixture(scope="module")
def scene(server: Server) -> Scene:
    return Scene(server.create_account())


def test_a_stranger_is_refused_whatever_he_calls(server: Server, scene: Scene) -> None:
    operations = server.operations()
    assert len(operations) >= 27
    before = state(scene.account)
    for row in operations:
        if row["Name"] in FREE:
            continue
        assert row["Name"] in PARAMETERS, f"{row['Name']} needs a call in PARAMETERS"
        parameters = scene.parameters(row["Name"])
        status, code, message = scene.call(row, scene.stranger, parameters)
        stem = f"User: {scene.account.user_arn('stranger')} is not authorized to perform: {row['Service']}:{row['Name']} on resource: "
        denied = "AccessDeniedException" if row["Service"] in ("account", "bartizan", "cloudtrail") else "AccessDenied"
        assert (status, code, message.startswith(stem)) == (403, denied, True), row["Name"]
        # Not about himself either.
        if "UserName" in parameters and row["Name"] != "CreateUser":
            refused = scene.call(row, scene.stranger, parameters | {"UserName": "stranger"})
            assert refused[:2] == (403, "AccessDenied"), row["Name"]
    assert state(scene.account) == before


def test_a_stranger_does_not_learn_what_exists(server: Server, scene: Scene) -> None:
    for row in server.operations():
        if row["Name"] in FREE:
            continue
        there = scene.call(row, scene.stranger, scene.parameters(row["Name"]))
        not_there = scene.call(row, scene.stranger, scene.parameters(row["Name"], other=True))
        named = there[2].replace("victim", "nobody").replace(scene.victim.id, scene.victim.id[:-4] + "AAAA")
        assert not_there == (*there[:2], named), row["Name"]


def test_a_stranger_says_who_he_is_and_opens_a_session(scene: Scene) -> None:
    sts = scene.account.client("sts", scene.stranger)
    assert sts.get_caller_identity()["Arn"] == scene.account.user_arn("stranger")
    session = scene.account.session(keys=scene.stranger)
    assert scene.account.client("sts", session).get_caller_identity()["Account"] == scene.account.id


def test_mfa_gives_a_stranger_no_more_permissions(server: Server) -> None:
    scene = Scene(server.create_account())
    serial, phone = scene.account.enable_device("stranger", "strangers")
    session = scene.account.session(serial, phone, scene.stranger)
    refused = refusal(scene.account.client("iam", session).list_users)
    stem = f"User: {scene.account.user_arn('stranger')} is not authorized to perform: iam:ListUsers on resource: "
    because = " because no identity-based policy allows the iam:ListUsers action"
    assert refused == (403, "AccessDenied", f"{stem}arn:aws:iam::{scene.account.id}:user/{because}")


def test_an_administrator_administers_one_account(account: Account, other_account: Account) -> None:
    other_account.create_user("theirs")
    assert refusal(account.iam.get_user, UserName="theirs")[:2] == (404, "NoSuchEntity")
    assert [user["UserName"] for user in account.iam.list_users()["Users"]] == [account.administrator_name]


def state(account: Account) -> list:
    """What the administrator sees."""
    iam = account.iam
    return [
        [(user["UserName"], user["Path"]) for user in iam.list_users()["Users"]],
        [(device["SerialNumber"], device.get("User")) for device in iam.list_virtual_mfa_devices()["VirtualMFADevices"]],
        iam.list_user_tags(UserName="victim")["Tags"],
        iam.list_access_keys(UserName="victim")["AccessKeyMetadata"],
        without_metadata(iam.get_account_authorization_details()),
    ]


def without_metadata(answer: dict) -> dict:
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}
