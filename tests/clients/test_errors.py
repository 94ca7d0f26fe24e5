"""Errors as AWS words them: one table, read aloud."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from botocore import xform_name

from bartizan import Account, refusal


class Case(NamedTuple):
    """A call by the administrator, and how it is refused. `ACCOUNT` stands for the account's number."""

    operation: str
    parameters: dict
    status: int
    code: str
    message: str


def constraint(*faults: str) -> str:
    errors = "1 validation error" if len(faults) == 1 else f"{len(faults)} validation errors"
    return f"{errors} detected: " + "; ".join(faults)


def fault(path: str, rule: str) -> str:
    return f"Value at '{path}' failed to satisfy constraint: Member must {rule}"


def missing(path: str) -> str:
    return f"Value null at '{path}' failed to satisfy constraint: Member must not be null"


CODES = {"AuthenticationCode1": "123456", "AuthenticationCode2": "234567"}
NOBODY = {"UserName": "nobody"}
NO_USER = "The user with name nobody cannot be found."
NOTHING = {"SerialNumber": "arn:aws:iam::ACCOUNT:mfa/nothing"}
NO_DEVICE = "VirtualMFADevice with serial number arn:aws:iam::ACCOUNT:mfa/nothing doesn't exist."
ADMIN = {"UserName": "admin"}
NO_KEY = {"AccessKeyId": "AKIAAAAAAAAAAAAAAAAA"}
NAME_RULE = "It must contain only alphanumeric characters and/or the following: +=,.@_-"
RESERVED = "Tag keys beginning with aws: are reserved for system use."
DUPLICATE = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
ONLY_SECURITY_KEYS = (
    "The MFA device serial number sent in the request is invalid or not supported by this API. Currently, only hardware "
    "FIDO security keys are supported. Please use the compatible device or API."
)
LONGEST = "have length less than or equal to "
LEAST = "have length greater than or equal to "


def tags(*keys: str) -> dict:
    return {"Tags": [{"Key": key, "Value": ""} for key in keys]}


CASES = [
    # Nobody and nothing of that name (facts C4, F7).
    Case("GetUser", NOBODY, 404, "NoSuchEntity", NO_USER),
    Case("UpdateUser", NOBODY, 404, "NoSuchEntity", NO_USER),
    Case("DeleteUser", NOBODY, 404, "NoSuchEntity", NO_USER),
    Case("TagUser", NOBODY | tags("a"), 404, "NoSuchEntity", NO_USER),
    Case("UntagUser", NOBODY | {"TagKeys": ["a"]}, 404, "NoSuchEntity", NO_USER),
    Case("ListUserTags", NOBODY, 404, "NoSuchEntity", NO_USER),
    Case("CreateAccessKey", NOBODY, 404, "NoSuchEntity", NO_USER),
    Case("ListAccessKeys", NOBODY, 404, "NoSuchEntity", NO_USER),
    Case("ListMFADevices", NOBODY, 404, "NoSuchEntity", NO_USER),
    Case("EnableMFADevice", NOBODY | NOTHING | CODES, 404, "NoSuchEntity", NO_USER),
    Case("ResyncMFADevice", NOBODY | NOTHING | CODES, 404, "NoSuchEntity", NO_USER),
    Case("DeactivateMFADevice", NOBODY | NOTHING, 404, "NoSuchEntity", NO_USER),
    Case("GetMFADevice", NOBODY | NOTHING, 404, "NoSuchEntity", NO_USER),
    Case("EnableMFADevice", ADMIN | NOTHING | CODES, 404, "NoSuchEntity", NO_DEVICE),
    Case("DeleteVirtualMFADevice", NOTHING, 404, "NoSuchEntity", NO_DEVICE),
    Case("TagMFADevice", NOTHING | tags("a"), 404, "NoSuchEntity", NO_DEVICE),
    Case("UntagMFADevice", NOTHING | {"TagKeys": ["a"]}, 404, "NoSuchEntity", NO_DEVICE),
    Case("ListMFADeviceTags", NOTHING, 404, "NoSuchEntity", NO_DEVICE),
    Case("ResyncMFADevice", ADMIN | NOTHING | CODES, 404, "NoSuchEntity", "MFA Device invalid for user."),
    Case("DeactivateMFADevice", NOTHING, 404, "NoSuchEntity", "MFA Device invalid for user."),
    Case("UpdateAccessKey", NO_KEY | {"Status": "Active"}, 404, "NoSuchEntity", "The Access Key with id AKIAAAAAAAAAAAAAAAAA cannot be found."),
    Case("DeleteAccessKey", NO_KEY, 404, "NoSuchEntity", "The Access Key with id AKIAAAAAAAAAAAAAAAAA cannot be found."),
    Case("CreateUser", ADMIN, 409, "EntityAlreadyExists", "User with name admin already exists."),
    Case("CreateVirtualMFADevice", {"VirtualMFADeviceName": "spare"}, 409, "EntityAlreadyExists", "MFA device already exists."),
    Case("GetMFADevice", {"SerialNumber": "arn:aws:iam::ACCOUNT:mfa/spare"}, 400, "ValidationError", ONLY_SECURITY_KEYS),
    # Tags (facts A1, F8).
    Case("TagUser", ADMIN | tags("aws:team"), 400, "InvalidInput", RESERVED),
    Case("TagUser", ADMIN | tags("AWS:team"), 400, "InvalidInput", RESERVED),
    Case("TagUser", ADMIN | tags("Team", "team"), 400, "InvalidInput", DUPLICATE),
    Case("CreateUser", {"UserName": "never"} | tags("aws:team"), 400, "InvalidInput", RESERVED),
    Case("CreateVirtualMFADevice", {"VirtualMFADeviceName": "never"} | tags("Aws:team"), 400, "InvalidInput", RESERVED),
    Case("TagUser", ADMIN | tags("a" * 129), 400, "ValidationError", constraint(fault("tags.1.member.key", LONGEST + "128"))),
    Case("TagUser", ADMIN | {"Tags": [{"Key": "a", "Value": "v" * 257}]}, 400, "ValidationError", constraint(fault("tags.1.member.value", LONGEST + "256"))),
    Case("UpdateAccessKey", NO_KEY | {"Status": "Expired"}, 400, "InvalidInput", "The status of an access key can be set to Active or Inactive only."),
    # Constraints, before anything else is asked (facts A5): IAM leaves the value out.
    Case("CreateUser", {}, 400, "ValidationError", constraint(missing("userName"))),
    Case("TagUser", ADMIN, 400, "ValidationError", constraint(missing("tags"))),
    Case("EnableMFADevice", ADMIN | NOTHING, 400, "ValidationError", constraint(missing("authenticationCode1"), missing("authenticationCode2"))),
    Case("EnableMFADevice", {}, 400, "ValidationError", constraint(*map(missing, ("userName", "serialNumber", "authenticationCode1", "authenticationCode2")))),
    Case("CreateUser", {"UserName": "a b"}, 400, "ValidationError", f"The specified value for userName is invalid. {NAME_RULE}"),
    Case("GetUser", {"UserName": "a/b"}, 400, "ValidationError", f"The specified value for userName is invalid. {NAME_RULE}"),
    Case("GetUser", {"UserName": "аlice"}, 400, "ValidationError", f"The specified value for userName is invalid. {NAME_RULE}"),
    Case("CreateUser", {"UserName": "x" * 65}, 400, "ValidationError", constraint(fault("userName", LONGEST + "64"))),
    Case("GetUser", {"UserName": "x" * 129}, 400, "ValidationError", constraint(fault("userName", LONGEST + "128"))),
    Case("CreateUser", {"UserName": "x" * 65, "Path": "/" + "p" * 511 + "/"}, 400, "ValidationError", constraint(fault("path", LONGEST + "512"), fault("userName", LONGEST + "64"))),
    Case("CreateUser", {"UserName": "never", "Path": "team"}, 400, "ValidationError", "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters."),
    Case("ListUsers", {"MaxItems": 0}, 400, "ValidationError", constraint(fault("maxItems", "have value greater than or equal to 1"))),
    Case("ListUsers", {"MaxItems": 1001}, 400, "ValidationError", constraint(fault("maxItems", "have value less than or equal to 1000"))),
    Case("UpdateAccessKey", NO_KEY | {"Status": "Broken"}, 400, "ValidationError", constraint(fault("status", "satisfy enum value set"))),
    Case("EnableMFADevice", ADMIN | {"SerialNumber": "short"} | CODES, 400, "ValidationError", constraint(fault("serialNumber", LEAST + "9"))),
    Case("EnableMFADevice", ADMIN | NOTHING | CODES | {"AuthenticationCode2": "12345x"}, 400, "ValidationError", constraint(fault("authenticationCode2", r"satisfy regular expression pattern: [\d]+"))),
    # STS shows the value.
    Case("GetSessionToken", {"DurationSeconds": 129_601}, 400, "ValidationError", "1 validation error detected: Value '129601' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 129600"),
    Case("GetAccessKeyInfo", {"AccessKeyId": "short"}, 400, "ValidationError", "1 validation error detected: Value 'short' at 'accessKeyId' failed to satisfy constraint: Member must have length greater than or equal to 16"),
    # Primitives that cannot be read (facts A1).
    Case("ListUsers", {"MaxItems": "1.5"}, 400, "MalformedInput", "*"),
    Case("ListUsers", {"MaxItems": " 1"}, 400, "MalformedInput", "*"),
    Case("ListUsers", {"MaxItems": "99999999999"}, 400, "MalformedInput", "*"),
]  # fmt: skip

OF_STS = ("GetSessionToken", "GetAccessKeyInfo", "GetCallerIdentity")


@pytest.fixture(scope="module")
def account_with_a_spare_device(server) -> Account:
    account = server.create_account()
    account.create_device("spare")
    return account


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.operation} {case.code}")
def test_a_call_is_refused_in_awss_words(account_with_a_spare_device: Account, case: Case) -> None:
    account = account_with_a_spare_device
    client = account.sts if case.operation in OF_STS else account.iam
    parameters = {
        name: value.replace("ACCOUNT", account.id) if isinstance(value, str) else value
        for name, value in case.parameters.items()
    }
    status, code, message = refusal(getattr(client, xform_name(case.operation)), **parameters)
    expected = message if case.message == "*" else case.message.replace("ACCOUNT", account.id)
    assert (status, code, message) == (case.status, case.code, expected)
    assert message


def test_numbers_are_read_as_aws_reads_them(account: Account) -> None:
    for number in ("900", "0900", "+900"):
        account.sts.get_session_token(DurationSeconds=number)


def test_tagging_with_nothing_is_refused_and_untagging_nothing_is_not(account: Account) -> None:
    assert refusal(account.iam.tag_user, UserName="admin", Tags=[])[:2] == (400, "InvalidInput")
    account.iam.untag_user(UserName="admin", TagKeys=[])
