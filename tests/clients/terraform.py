"""What Terraform's provider for AWS calls for each of its resources: in its order, with what it waits for and what it takes for gone.

The provider itself is not to be had from a package registry, so its calls are made here, by boto3. What it retries it retries here too, but a
test can say that nothing had to be.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable

from botocore.exceptions import ClientError

PATIENCE = 20
"""How long a call is tried again, in seconds; the provider waits two minutes."""

DEVICE_ARN = re.compile(r"^mfa(/|/[\x21-\x7e]+/)([0-9A-Za-z_+=,.@-]+)$")
"""What the provider takes the resource of a device's ARN apart with."""

Tags = dict[str, str]


class Terraform:
    """One provider, with the credentials of a client."""

    def __init__(self, iam) -> None:
        self.iam = iam
        self.retries = 0
        """How many calls had to be made again."""

    # --- Users -------------------------------------------------------------------------------------------------------

    def create_user(self, name: str, path: str = "/", tags: Tags | None = None, **more: str) -> dict:
        created = self.iam.create_user(UserName=name, Path=path, **tagged(tags), **more)["User"]
        return self.once_there(self.read_user, created["UserName"])

    def read_user(self, name: str) -> dict | None:
        return unless_gone(lambda: self.iam.get_user(UserName=name)["User"])

    def rename_user(self, name: str, new: str, path: str) -> dict | None:
        self.iam.update_user(UserName=name, NewUserName=new, NewPath=path)
        return self.read_user(new)

    def delete_user(self, name: str, force_destroy: bool = False) -> None:
        iam, of_user = self.iam, {"UserName": name}
        for group in self.all_unless_gone("list_groups_for_user", "Groups", **of_user):
            unless_gone(lambda: iam.remove_user_from_group(GroupName=group["GroupName"], **of_user))
        if force_destroy:
            for key in self.all("list_access_keys", "AccessKeyMetadata", **of_user):
                iam.delete_access_key(AccessKeyId=key["AccessKeyId"], **of_user)
            for key in self.all("list_ssh_public_keys", "SSHPublicKeys", **of_user):
                iam.delete_ssh_public_key(SSHPublicKeyId=key["SSHPublicKeyId"], **of_user)
            for device in self.all("list_virtual_mfa_devices", "VirtualMFADevices", AssignmentStatus="Assigned"):
                # Root's entry has a user without a name.
                if device["User"].get("UserName") == name:
                    iam.deactivate_mfa_device(SerialNumber=device["SerialNumber"], **of_user)
                    iam.delete_virtual_mfa_device(SerialNumber=device["SerialNumber"])
            for device in self.all("list_mfa_devices", "MFADevices", **of_user):
                iam.deactivate_mfa_device(SerialNumber=device["SerialNumber"], **of_user)
            self.delete_login_profile(name)
            for certificate in self.all("list_signing_certificates", "Certificates", **of_user):
                iam.delete_signing_certificate(CertificateId=certificate["CertificateId"], **of_user)
            # The provider asks for one page: a user has two for each service at most.
            for credential in iam.list_service_specific_credentials(**of_user)["ServiceSpecificCredentials"]:
                id_ = credential["ServiceSpecificCredentialId"]
                iam.delete_service_specific_credential(ServiceSpecificCredentialId=id_, **of_user)
        unless_gone(lambda: iam.delete_user(**of_user))

    def create_login_profile(self, name: str) -> str:
        # The provider draws until there is one of each sort of character.
        password = secrets.token_urlsafe(16) + "aA1!"
        self.iam.create_login_profile(UserName=name, Password=password, PasswordResetRequired=False)
        return password

    def read_login_profile(self, name: str) -> dict | None:
        return unless_gone(lambda: self.iam.get_login_profile(UserName=name)["LoginProfile"])

    def delete_login_profile(self, name: str) -> None:
        delete = lambda: self.iam.delete_login_profile(UserName=name)
        unless_gone(lambda: self.again_on(delete, "EntityTemporarilyUnmodifiable"))

    def create_access_key(self, user: str, active: bool = True) -> dict:
        key = self.iam.create_access_key(UserName=user)["AccessKey"]
        if not active:
            self.iam.update_access_key(UserName=user, AccessKeyId=key["AccessKeyId"], Status="Inactive")
        return key

    def read_access_key(self, user: str, id_: str) -> dict | None:
        keys = self.all_unless_gone("list_access_keys", "AccessKeyMetadata", UserName=user)
        return next((key for key in keys if key["AccessKeyId"] == id_), None)

    def import_access_key(self, id_: str) -> dict | None:
        """From its id alone."""
        user = self.iam.get_access_key_last_used(AccessKeyId=id_)["UserName"]
        return self.read_access_key(user, id_)

    # --- Groups ------------------------------------------------------------------------------------------------------

    def create_group(self, name: str, path: str = "/") -> dict:
        self.iam.create_group(GroupName=name, Path=path)
        self.once_there(self.read_group, name)
        return self.read_group(name)

    def read_group(self, name: str) -> dict | None:
        return unless_gone(lambda: self.iam.get_group(GroupName=name)["Group"])

    def add_members(self, group: str, *users: str) -> list[str] | None:
        for user in users:
            self.iam.add_user_to_group(GroupName=group, UserName=user)
        return self.read_members(group)

    def read_members(self, group: str) -> list[str] | None:
        listed = unless_gone(lambda: self.all("get_group", "Users", GroupName=group))
        return None if listed is None else [user["UserName"] for user in listed]

    # --- Virtual devices ---------------------------------------------------------------------------------------------

    def create_device(self, name: str, path: str = "/", tags: Tags | None = None) -> tuple[dict, str]:
        """The device as it is read, and the seed, which is shown at this time only."""
        made = self.iam.create_virtual_mfa_device(VirtualMFADeviceName=name, Path=path, **tagged(tags))["VirtualMFADevice"]
        assert made["QRCodePNG"]
        return self.read_device(made["SerialNumber"]), made["Base32StringSeed"].decode()

    def read_device(self, serial: str) -> dict | None:
        listed = self.all("list_virtual_mfa_devices", "VirtualMFADevices")
        device = next((device for device in listed if device["SerialNumber"] == serial), None)
        if device is None:
            return None
        path, name = DEVICE_ARN.match(serial.split(":", 5)[5]).groups()
        user = device.get("User", {}).get("UserName")
        return {"path": path, "name": name, "user": user, "serial": serial, "tags": self.tags("mfa_device", SerialNumber=serial)}

    def delete_device(self, device: dict) -> None:
        # As the state has it that was read before.
        if device["user"]:
            deactivated = unless_gone(
                lambda: self.iam.deactivate_mfa_device(UserName=device["user"], SerialNumber=device["serial"])
            )
            if deactivated is None:
                return
        unless_gone(lambda: self.iam.delete_virtual_mfa_device(SerialNumber=device["serial"]))

    # --- Policies ----------------------------------------------------------------------------------------------------

    def create_policy(self, name: str, document: dict, tags: Tags | None = None) -> dict:
        made = self.iam.create_policy(
            PolicyName=name, Path="/", Description="", PolicyDocument=json.dumps(document), **tagged(tags)
        )
        return self.once_there(self.read_policy, made["Policy"]["Arn"])

    def read_policy(self, arn: str) -> dict | None:
        policy = unless_gone(lambda: self.iam.get_policy(PolicyArn=arn)["Policy"])
        if policy is None:
            return None
        version = self.iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
        return policy | {"Document": version["Document"]}

    def change_policy(self, arn: str, document: dict) -> dict | None:
        versions = self.all("list_policy_versions", "Versions", PolicyArn=arn)
        if len(versions) >= 5:
            oldest = min((version for version in versions if not version["IsDefaultVersion"]), key=lambda v: v["CreateDate"])
            self.iam.delete_policy_version(PolicyArn=arn, VersionId=oldest["VersionId"])
        made = self.iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document), SetAsDefault=False)
        # The provider sleeps for five seconds here.
        self.iam.set_default_policy_version(PolicyArn=arn, VersionId=made["PolicyVersion"]["VersionId"])
        return self.read_policy(arn)

    def delete_policy(self, arn: str) -> None:
        for version in self.all_unless_gone("list_policy_versions", "Versions", PolicyArn=arn):
            if not version["IsDefaultVersion"]:
                self.iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
        unless_gone(lambda: self.iam.delete_policy(PolicyArn=arn))

    def attach(self, kind: str, name: str, arn: str) -> None:
        attach = getattr(self.iam, f"attach_{kind}_policy")
        self.again_on(lambda: attach(PolicyArn=arn, **{f"{kind.title()}Name": name}), "ConcurrentModification")
        self.once_there(lambda: self.read_attachment(kind, name, arn))

    def read_attachment(self, kind: str, name: str, arn: str) -> dict | None:
        of = {f"{kind.title()}Name": name}
        attached = self.all_unless_gone(f"list_attached_{kind}_policies", "AttachedPolicies", **of)
        return next((policy for policy in attached if policy["PolicyArn"] == arn), None)

    def detach(self, kind: str, name: str, arn: str) -> None:
        detach = getattr(self.iam, f"detach_{kind}_policy")
        of = {f"{kind.title()}Name": name}
        unless_gone(lambda: self.again_on(lambda: detach(PolicyArn=arn, **of), "ConcurrentModification"))

    # --- Roles and instance profiles -----------------------------------------------------------------------------------

    def create_role(self, name: str, trust: dict, tags: Tags | None = None, **more: object) -> dict:
        create = lambda: self.iam.create_role(
            RoleName=name, Path="/", AssumeRolePolicyDocument=json.dumps(trust), **tagged(tags), **more
        )
        # A user who was created a moment ago may not be known as a principal yet.
        made = self.again_on(create, "MalformedPolicyDocument", "Invalid principal in policy")["Role"]
        return self.once_there(self.read_role, made["RoleName"])

    def read_role(self, name: str) -> dict | None:
        role = unless_gone(lambda: self.iam.get_role(RoleName=name)["Role"])
        if role is None:
            return None
        assert role["Arn"].startswith("arn:"), "the provider would wait for an ARN"
        inline = self.all("list_role_policies", "PolicyNames", RoleName=name)
        documents = {policy: self.iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"] for policy in inline}
        managed = self.all("list_attached_role_policies", "AttachedPolicies", RoleName=name)
        return role | {"Inline": documents, "Managed": [policy["PolicyArn"] for policy in managed]}

    def delete_role(self, name: str, force_detach: bool = False) -> None:
        iam = self.iam
        for profile in iam.list_instance_profiles_for_role(RoleName=name)["InstanceProfiles"]:
            self.remove_role(profile["InstanceProfileName"], name)
        if force_detach:
            for policy in self.all("list_attached_role_policies", "AttachedPolicies", RoleName=name):
                unless_gone(lambda: iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"]))
            for policy in self.all("list_role_policies", "PolicyNames", RoleName=name):
                unless_gone(lambda: iam.delete_role_policy(RoleName=name, PolicyName=policy))
        unless_gone(lambda: self.again_on(lambda: iam.delete_role(RoleName=name), "DeleteConflict"))

    def create_instance_profile(self, name: str, role: str | None = None, tags: Tags | None = None) -> dict:
        self.iam.create_instance_profile(InstanceProfileName=name, Path="/", **tagged(tags))
        self.once_there(self.read_instance_profile, name)
        if role:
            add = lambda: self.iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=role)
            self.again_on(add, "NoSuchEntity", "The role with name")
        # It is to be there three times in a row.
        return [self.once_there(self.read_instance_profile, name) for _ in range(3)][-1]

    def read_instance_profile(self, name: str) -> dict | None:
        profile = unless_gone(lambda: self.iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"])
        for role in profile["Roles"] if profile else []:
            assert self.iam.get_role(RoleName=role["RoleName"])
        return profile

    def remove_role(self, profile: str, role: str) -> None:
        unless_gone(lambda: self.iam.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=role))

    def delete_instance_profile(self, name: str, role: str | None = None) -> None:
        if role:
            self.remove_role(name, role)
        unless_gone(lambda: self.iam.delete_instance_profile(InstanceProfileName=name))

    # --- What all of them need -----------------------------------------------------------------------------------------

    def all(self, operation: str, key: str, **parameters: str) -> list:
        """Every page of a list."""
        pages = self.iam.get_paginator(operation).paginate(**parameters)
        return [entry for page in pages for entry in page[key]]

    def all_unless_gone(self, operation: str, key: str, **parameters: str) -> list:
        """The same, and nothing where the entity does not exist."""
        return unless_gone(lambda: self.all(operation, key, **parameters)) or []

    def tags(self, kind: str, **of: str) -> Tags:
        answer = getattr(self.iam, f"list_{kind}_tags")(**of)
        return {tag["Key"]: tag["Value"] for tag in answer["Tags"]}

    def retag(self, kind: str, old: Tags, new: Tags, **of: str) -> None:
        """From one set of tags to another: first what goes, then what is new or different."""
        gone = [key for key in old if key not in new]
        if gone:
            getattr(self.iam, f"untag_{kind}")(TagKeys=gone, **of)
        changed = {key: value for key, value in new.items() if old.get(key) != value}
        if changed:
            getattr(self.iam, f"tag_{kind}")(**tagged(changed), **of)

    def once_there(self, read: Callable[..., dict | None], *words: str) -> dict:
        """What was just made, as soon as it can be read."""
        deadline = time.monotonic() + PATIENCE
        while (found := read(*words)) is None:
            assert time.monotonic() < deadline, f"{words} never came up"
            self.retries += 1
            time.sleep(0.5)
        return found

    def again_on(self, call: Callable[[], dict], code: str, message: str = "") -> dict:
        """Calls again while it is refused with this code, and a message that has these words."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return call()
            except ClientError as error:
                refused = error.response["Error"]
                if refused["Code"] != code or message not in refused["Message"] or time.monotonic() > deadline:
                    raise
            self.retries += 1
            time.sleep(0.5)


def tagged(tags: Tags | None) -> dict:
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]} if tags else {}


def unless_gone(call: Callable[[], dict]) -> dict | None:
    """What a call answers, or nothing where the entity does not exist."""
    try:
        return call()
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchEntity":
            raise
        return None
