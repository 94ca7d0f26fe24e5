"""Configurations of Terraform, applied, read again and destroyed, by the calls of its provider for AWS."""

from __future__ import annotations

import datetime
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bartizan import Account, Phone, Token, refusal
from terraform import Terraform

READ_USERS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:GetUser", "Resource": "*"}]}
READ_GROUPS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:GetGroup", "Resource": "*"}]}


@pytest.fixture
def terraform(account: Account) -> Terraform:
    # The provider asks first who it is.
    assert account.sts.get_caller_identity()["Account"] == account.id
    return Terraform(account.iam)


def trust_in(principal: str) -> dict:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


# --- Virtual devices ---------------------------------------------------------------------------------------------------


def test_a_virtual_device_is_made_read_tagged_and_destroyed(terraform: Terraform, account: Account) -> None:
    device, seed = terraform.create_device("phone", path="/team/", tags={"Owner": "alice", "Colour": "blue"})
    account.server.secrets.add(seed)
    serial = device["serial"]
    assert serial == f"arn:aws:iam::{account.id}:mfa/team/phone"
    assert (device["path"], device["name"], device["user"]) == ("/team/", "phone", None)
    assert device["tags"] == {"Owner": "alice", "Colour": "blue"}
    assert terraform.read_device(serial) == device, "a plan right after shows no change"

    new = {"Owner": "bob", "Shelf": "3"}
    terraform.retag("mfa_device", device["tags"], new, SerialNumber=serial)
    assert terraform.read_device(serial)["tags"] == new

    terraform.delete_device(device)
    assert terraform.read_device(serial) is None
    terraform.delete_device(device)
    assert terraform.retries == 0


def test_a_virtual_device_that_was_enabled_outside_is_deactivated_and_destroyed(terraform: Terraform, account: Account) -> None:
    terraform.create_user("alice")
    device, seed = terraform.create_device("phone")
    account.server.secrets.add(seed)
    account.iam.enable_mfa_device(UserName="alice", SerialNumber=device["serial"], **Phone(seed).pair())

    # A state from before refuses to go; a refresh sees whose it is.
    code = refusal(account.iam.delete_virtual_mfa_device, SerialNumber=device["serial"])[1]
    assert code == "DeleteConflict"
    device = terraform.read_device(device["serial"])
    assert device["user"] == "alice"
    terraform.delete_device(device)
    assert terraform.read_device(device["serial"]) is None
    terraform.delete_user("alice")
    assert terraform.read_user("alice") is None


# --- Users, keys and groups --------------------------------------------------------------------------------------------


def test_a_user_is_made_changed_and_destroyed(terraform: Terraform, account: Account) -> None:
    boundary = terraform.create_policy("boundary", READ_USERS)["Arn"]
    user = terraform.create_user("alice", "/team/", {"Team": "red"}, PermissionsBoundary=boundary)
    assert user["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    assert user["Tags"] == [{"Key": "Team", "Value": "red"}]
    assert terraform.read_user("alice") == user

    renamed = terraform.rename_user("alice", "alicia", "/")
    assert (renamed["UserId"], renamed["Arn"]) == (user["UserId"], account.user_arn("alicia"))
    account.iam.delete_user_permissions_boundary(UserName="alicia")
    terraform.retag("user", {"Team": "red"}, {"Team": "blue"}, UserName="alicia")
    user = terraform.read_user("alicia")
    assert user["Tags"] == [{"Key": "Team", "Value": "blue"}] and "PermissionsBoundary" not in user

    terraform.delete_user("alicia")
    terraform.delete_user("alicia")
    terraform.delete_policy(boundary)
    assert (terraform.read_user("alicia"), terraform.read_policy(boundary)) == (None, None)


def test_force_destroy_of_a_user_who_has_nothing(terraform: Terraform) -> None:
    terraform.create_user("alice")
    terraform.delete_user("alice", force_destroy=True)
    assert terraform.read_user("alice") is None


def test_force_destroy_removes_all_that_a_user_has(terraform: Terraform, account: Account) -> None:
    iam, of_alice = account.iam, {"UserName": "alice"}
    terraform.create_user("alice")
    terraform.create_group("everybody")
    terraform.add_members("everybody", "alice")
    for _ in range(2):
        account.server.secrets.add(terraform.create_access_key("alice")["SecretAccessKey"])
    account.server.secrets.add(terraform.create_login_profile("alice"))
    serial, _ = account.enable_device("alice", "phone")
    account.enable_device("alice", "tablet")
    account.enable_token("alice", token := Token())
    iam.upload_ssh_public_key(SSHPublicKeyBody=ssh_public_key(), **of_alice)
    iam.upload_signing_certificate(CertificateBody=certificate(), **of_alice)
    made = iam.create_service_specific_credential(ServiceName="codecommit.amazonaws.com", **of_alice)
    account.server.secrets.add(made["ServiceSpecificCredential"]["ServicePassword"])

    # Without it the user stays.
    assert refusal(iam.delete_user, **of_alice)[:2] == (409, "DeleteConflict")
    terraform.delete_user("alice", force_destroy=True)
    assert terraform.read_user("alice") is None
    assert terraform.read_members("everybody") == []
    assert terraform.read_device(serial) is None
    # The token is in the drawer again, for the next user.
    terraform.create_user("bob")
    iam.enable_mfa_device(UserName="bob", SerialNumber=token.serial, **token.pair())
    assert terraform.retries == 0


def ssh_public_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return key.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()


def certificate() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "alice")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(days=90))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def test_an_access_key_is_made_turned_off_imported_and_destroyed(terraform: Terraform, account: Account) -> None:
    terraform.create_user("alice")
    key = terraform.create_access_key("alice", active=False)
    account.server.secrets.add(key["SecretAccessKey"])
    read = terraform.read_access_key("alice", key["AccessKeyId"])
    assert (read["Status"], read["CreateDate"]) == ("Inactive", key["CreateDate"])
    account.iam.update_access_key(UserName="alice", AccessKeyId=key["AccessKeyId"], Status="Active")
    assert terraform.import_access_key(key["AccessKeyId"])["Status"] == "Active"
    account.iam.delete_access_key(UserName="alice", AccessKeyId=key["AccessKeyId"])
    assert terraform.read_access_key("alice", key["AccessKeyId"]) is None
    terraform.delete_user("alice")
    assert terraform.read_access_key("alice", key["AccessKeyId"]) is None, "of a user who is gone"


def test_a_password_is_set_and_taken_away(terraform: Terraform, account: Account) -> None:
    terraform.create_user("alice")
    account.server.secrets.add(terraform.create_login_profile("alice"))
    assert terraform.read_login_profile("alice")["PasswordResetRequired"] is False
    terraform.delete_login_profile("alice")
    terraform.delete_login_profile("alice")
    assert terraform.read_login_profile("alice") is None
    assert terraform.retries == 0


def test_a_group_and_its_members(terraform: Terraform, account: Account) -> None:
    group = terraform.create_group("writers", "/team/")
    assert group["Arn"] == f"arn:aws:iam::{account.id}:group/team/writers"
    for name in ("alice", "bob"):
        terraform.create_user(name)
    assert sorted(terraform.add_members("writers", "alice", "bob")) == ["alice", "bob"]
    # Who is there already is added again by a second resource.
    assert sorted(terraform.add_members("writers", "bob")) == ["alice", "bob"]

    account.iam.update_group(GroupName="writers", NewGroupName="authors", NewPath="/")
    assert terraform.read_group("writers") is None
    assert terraform.read_group("authors")["GroupId"] == group["GroupId"]
    for name in ("alice", "bob"):
        account.iam.remove_user_from_group(GroupName="authors", UserName=name)
    assert terraform.read_members("authors") == []
    account.iam.delete_group(GroupName="authors")
    assert terraform.read_members("authors") is None


# --- Policies and attachments ------------------------------------------------------------------------------------------


def test_a_policy_is_changed_more_often_than_it_can_have_versions(terraform: Terraform, account: Account) -> None:
    policy = terraform.create_policy("reader", READ_USERS, {"Stage": "test"})
    arn = policy["Arn"]
    assert (policy["Document"], policy["AttachmentCount"], policy["Tags"]) == (READ_USERS, 0, [{"Key": "Stage", "Value": "test"}])
    for round_ in range(7):
        document = READ_GROUPS if round_ % 2 else READ_USERS
        assert terraform.change_policy(arn, document)["Document"] == document
    assert len(terraform.all("list_policy_versions", "Versions", PolicyArn=arn)) == 5
    terraform.delete_policy(arn)
    assert terraform.read_policy(arn) is None


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_a_policy_is_attached_and_detached(terraform: Terraform, account: Account, kind: str) -> None:
    {
        "user": terraform.create_user,
        "group": terraform.create_group,
        "role": lambda name: terraform.create_role(name, trust_in(account.id)),
    }[kind]("somebody")
    arn = terraform.create_policy("reader", READ_USERS)["Arn"]
    terraform.attach(kind, "somebody", arn)
    assert terraform.read_policy(arn)["AttachmentCount"] == 1
    assert refusal(account.iam.delete_policy, PolicyArn=arn)[:2] == (409, "DeleteConflict")
    terraform.detach(kind, "somebody", arn)
    terraform.detach(kind, "somebody", arn)
    assert terraform.read_attachment(kind, "somebody", arn) is None
    terraform.delete_policy(arn)


def test_ten_resources_at_a_time(terraform: Terraform, account: Account) -> None:
    """As many as Terraform works at, all about one user."""
    terraform.create_user("alice")
    arns = [terraform.create_policy(f"reader-{number}", READ_USERS)["Arn"] for number in range(10)]
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda arn: terraform.attach("user", "alice", arn), arns))
        attached = terraform.all("list_attached_user_policies", "AttachedPolicies", UserName="alice")
        assert sorted(policy["PolicyArn"] for policy in attached) == sorted(arns)
        list(threads.map(lambda arn: terraform.detach("user", "alice", arn), arns))
        list(threads.map(terraform.delete_policy, arns))
    terraform.delete_user("alice")
    assert terraform.read_user("alice") is None


# --- Roles and instance profiles ---------------------------------------------------------------------------------------


def test_a_role_with_policies_is_made_read_and_destroyed(terraform: Terraform, account: Account) -> None:
    iam = account.iam
    # What the provider takes for a principal that is not known yet.
    status, code, message = refusal(
        iam.create_role, RoleName="deploy", AssumeRolePolicyDocument=json.dumps(trust_in(account.user_arn("alice")))
    )
    assert (status, code) == (400, "MalformedPolicyDocument") and message.startswith("Invalid principal in policy")
    terraform.create_user("alice")
    terraform.create_role("deploy", trust_in(account.user_arn("alice")), {"Stage": "test"}, MaxSessionDuration=7200, Description="")
    arn = terraform.create_policy("reader", READ_USERS)["Arn"]
    terraform.attach("role", "deploy", arn)
    iam.put_role_policy(RoleName="deploy", PolicyName="inline", PolicyDocument=json.dumps(READ_GROUPS))

    role = terraform.read_role("deploy")
    assert role["AssumeRolePolicyDocument"] == trust_in(account.user_arn("alice"))
    assert (role["MaxSessionDuration"], role["Managed"], role["Inline"]) == (7200, [arn], {"inline": READ_GROUPS})
    iam.update_role(RoleName="deploy", MaxSessionDuration=3600)
    terraform.retag("role", {"Stage": "test"}, {}, RoleName="deploy")
    role = terraform.read_role("deploy")
    assert role["MaxSessionDuration"] == 3600 and not role.get("Tags")

    terraform.delete_role("deploy", force_detach=True)
    terraform.delete_policy(arn)
    assert terraform.read_role("deploy") is None
    assert terraform.retries == 0


def test_an_instance_profile_and_its_role(terraform: Terraform, account: Account) -> None:
    terraform.create_role("web", trust_in(account.id))
    profile = terraform.create_instance_profile("web", "web", {"Stage": "test"})
    assert profile["Arn"] == f"arn:aws:iam::{account.id}:instance-profile/web"
    assert [role["RoleName"] for role in profile["Roles"]] == ["web"]
    terraform.retag("instance_profile", {"Stage": "test"}, {"Stage": "live"}, InstanceProfileName="web")
    assert terraform.tags("instance_profile", InstanceProfileName="web") == {"Stage": "live"}

    # A role in a profile stays until the provider has taken it out.
    assert refusal(account.iam.delete_role, RoleName="web")[:2] == (409, "DeleteConflict")
    terraform.delete_role("web")
    assert terraform.read_instance_profile("web")["Roles"] == []
    terraform.delete_instance_profile("web", "web")
    assert terraform.read_instance_profile("web") is None
    assert terraform.retries == 0


# --- The account -------------------------------------------------------------------------------------------------------


def test_the_accounts_alias(terraform: Terraform, account: Account) -> None:
    alias = f"terraform-{account.id}"
    account.iam.create_account_alias(AccountAlias=alias)
    assert terraform.all("list_account_aliases", "AccountAliases") == [alias]
    account.iam.delete_account_alias(AccountAlias=alias)
    assert terraform.all("list_account_aliases", "AccountAliases") == []
    assert refusal(account.iam.delete_account_alias, AccountAlias=alias)[1] == "NoSuchEntity"


def test_the_accounts_password_policy(account: Account) -> None:
    iam = account.iam
    assert refusal(iam.get_account_password_policy)[1] == "NoSuchEntity"
    iam.update_account_password_policy(AllowUsersToChangePassword=True, MinimumPasswordLength=12, RequireNumbers=True)
    policy = iam.get_account_password_policy()["PasswordPolicy"]
    assert (policy["MinimumPasswordLength"], policy["RequireNumbers"], policy["ExpirePasswords"]) == (12, True, False)
    # An update names all that the configuration names; what it leaves out has its default again.
    iam.update_account_password_policy(AllowUsersToChangePassword=True, MinimumPasswordLength=14, MaxPasswordAge=90)
    policy = iam.get_account_password_policy()["PasswordPolicy"]
    assert (policy["RequireNumbers"], policy["ExpirePasswords"], policy["MaxPasswordAge"]) == (False, True, 90)
    iam.delete_account_password_policy()
    assert refusal(iam.delete_account_password_policy)[1] == "NoSuchEntity"
