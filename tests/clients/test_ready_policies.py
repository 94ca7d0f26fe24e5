"""The ready policies of docs/policies, as their users meet them: no MFA, no access."""

from __future__ import annotations

import json
import os
import pty
import select
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from bartizan import AWS_CLI_1, Account, Keys, Phone, clean_environment, refusal

POLICIES = Path(__file__).parents[2] / "docs" / "policies"
USER = "alice"

# What a user tries, in words that the tables below use.
ATTEMPTS: dict[str, Callable[[Account, Keys], dict]] = {
    "list the virtual devices": lambda account, keys: account.client("iam", keys).list_virtual_mfa_devices(),
    "list own devices": lambda account, keys: account.client("iam", keys).list_mfa_devices(UserName=USER),
    "list another's devices": lambda account, keys: account.client("iam", keys).list_mfa_devices(UserName="bob"),
    "create a device": lambda account, keys: account.client("iam", keys).create_virtual_mfa_device(
        VirtualMFADeviceName=f"spare-{time.time_ns()}"
    ),
    "look at oneself": lambda account, keys: account.client("iam", keys).get_user(),
    "list the users": lambda account, keys: account.client("iam", keys).list_users(),
    "say who one is": lambda account, keys: account.client("sts", keys).get_caller_identity(),
}


def may(account: Account, keys: Keys) -> set[str]:
    """What is allowed, of all that is tried."""
    allowed = set()
    for name, attempt in ATTEMPTS.items():
        try:
            attempt(account, keys)
            allowed.add(name)
        except ClientError as error:
            assert error.response["Error"]["Code"] == "AccessDenied", f"{name}: {error}"
    return allowed


def user_under(account: Account, policy: str) -> Keys:
    """A user to whom the operator gave this ready policy, and another without any."""
    keys = account.create_user(USER)
    account.iam.create_user(UserName="bob")
    account.server.command("policy", "install", policy, "--account", account.id, "--attach-to-user", USER)
    return keys


def allow_everything(account: Account) -> None:
    account.iam.attach_user_policy(UserName=USER, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")


def test_resync_own_device_only(account: Account) -> None:
    """Under it one resynchronizes one's own device, and does nothing else; with MFA, what else one is allowed."""
    keys = user_under(account, "resync-own-device-only")
    serial, phone = account.enable_device(USER, "phone")
    bobs, bobs_phone = account.enable_device("bob", "bobs-phone")
    iam = account.client("iam", keys)

    assert may(account, keys) == {"list the virtual devices", "list own devices", "say who one is"}
    iam.resync_mfa_device(UserName=USER, SerialNumber=serial, **phone.pair())
    denied = refusal(iam.resync_mfa_device, UserName="bob", SerialNumber=bobs, **bobs_phone.pair())
    assert denied[1] == "AccessDenied" and denied[2].endswith(
        f"on resource: {account.user_arn('bob')} because no identity-based policy allows the iam:ResyncMFADevice action"
    ), denied
    denied = refusal(iam.list_users)
    assert denied[1] == "AccessDenied" and denied[2].endswith(
        "with an explicit deny in an identity-based policy: "
        f"arn:aws:iam::{account.id}:policy/resync-own-device-only"
    ), denied

    # Deactivating is refused without MFA by the deny, with MFA because nothing allows it.
    for client, why in [
        (iam, "with an explicit deny in an identity-based policy"),
        (account.client("iam", account.session(serial, phone, keys)), "because no identity-based policy allows"),
    ]:
        denied = refusal(client.deactivate_mfa_device, UserName=USER, SerialNumber=serial)
        assert denied[:2] == (403, "AccessDenied") and why in denied[2], denied
        denied = refusal(client.create_virtual_mfa_device, VirtualMFADeviceName="spare")
        assert denied[:2] == (403, "AccessDenied") and why in denied[2], denied


def test_no_mfa_no_access_bites_whoever_may_do_everything(account: Account) -> None:
    keys = user_under(account, "manage-own-mfa-device")
    allow_everything(account)
    serial, phone = account.enable_device(USER, "phone")

    without = {"list the virtual devices", "list own devices", "list another's devices", "create a device"}
    assert may(account, keys) == without | {"look at oneself", "say who one is"}
    assert may(account, account.session(serial, phone, keys)) == set(ATTEMPTS)
    # A session without MFA calls no IAM at all, as at AWS.
    plain = account.session(keys=keys)
    assert refusal(account.client("iam", plain).list_mfa_devices, UserName=USER)[1] == "InvalidClientTokenId"


def test_the_guides_order_works_from_a_new_user_to_a_second_device(account: Account) -> None:
    keys = user_under(account, "manage-own-mfa-device")
    plain = account.client("iam", keys)
    serial, phone = created(account, plain, f"{USER}-phone")
    plain.enable_mfa_device(UserName=USER, SerialNumber=serial, **phone.pair())

    # From here on devices are managed with MFA only, also one's own (facts C5).
    second, second_phone = created(account, plain, f"{USER}-tablet")
    assert refusal(plain.enable_mfa_device, UserName=USER, SerialNumber=second, **second_phone.pair())[1] == "AccessDenied"
    session = account.client("iam", account.session(serial, phone, keys))
    session.enable_mfa_device(UserName=USER, SerialNumber=second, **second_phone.pair())
    assert refusal(plain.deactivate_mfa_device, UserName=USER, SerialNumber=serial)[1] == "AccessDenied"
    session.deactivate_mfa_device(UserName=USER, SerialNumber=serial)
    assert [device["SerialNumber"] for device in plain.list_mfa_devices()["MFADevices"]] == [second]


def created(account: Account, iam, name: str) -> tuple[str, Phone]:
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
    seed = device["Base32StringSeed"].decode()
    account.server.secrets.add(seed)
    return device["SerialNumber"], Phone(seed)


def test_mfa_that_is_too_old_is_no_mfa(account: Account) -> None:
    keys = account.create_user(USER)
    serial, phone = account.enable_device(USER, "phone")
    statement = {
        "Effect": "Allow",
        "Action": "iam:ListUsers",
        "Resource": "*",
        "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "2"}},
    }
    put(account, statement)
    session = account.client("iam", account.session(serial, phone, keys))
    assert refusal(account.client("iam", keys).list_users)[1] == "AccessDenied", "a key has no age of MFA"
    session.list_users()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            session.list_users()
        except ClientError as error:
            assert "because no identity-based policy allows the iam:ListUsers action" in str(error)
            return
    pytest.fail("MFA never grew too old")


def put(account: Account, *statements: dict) -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    account.iam.put_user_policy(UserName=USER, PolicyName="own", PolicyDocument=document)


def test_after_the_device_is_deactivated_no_new_session_has_mfa(account: Account) -> None:
    keys = user_under(account, "manage-own-mfa-device")
    allow_everything(account)
    serial, phone = account.enable_device(USER, "phone")
    session = account.session(serial, phone, keys)
    account.iam.deactivate_mfa_device(UserName=USER, SerialNumber=serial)
    # As at AWS, sessions that were issued with MFA outlive the device.
    account.client("iam", session).list_users()
    code = phone.code()
    denied = refusal(account.client("sts", keys).get_session_token, SerialNumber=serial, TokenCode=code)
    assert denied[2].startswith("MultiFactorAuthentication failed, unable to validate MFA code.")
    assert "list the users" not in may(account, keys)


# --- Roles -----------------------------------------------------------------------------------------------------------


def guarded_role(account: Account) -> str:
    """A role that its trust policy opens to the account's users with MFA only."""
    trust = json.loads((POLICIES / "role-needs-mfa.trust.json").read_text().replace("123456789012", account.id))
    role = account.iam.create_role(RoleName="guarded", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    account.iam.attach_role_policy(RoleName="guarded", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    put(account, {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role["Arn"]})
    return role["Arn"]


def test_a_role_is_assumed_with_mfa_only(account: Account) -> None:
    keys = account.create_user(USER)
    serial, phone = account.enable_device(USER, "phone")
    role = {"RoleArn": guarded_role(account), "RoleSessionName": "work"}
    sts = account.client("sts", keys)
    assert refusal(sts.assume_role, **role)[1] == "AccessDenied"
    answer = sts.assume_role(**role, SerialNumber=serial, TokenCode=phone.code())
    session = account.client("iam", Keys.of_session(answer))
    session.list_users()
    assert refusal(session.create_user, UserName="never")[1] == "AccessDenied"
    with_mfa = account.client("sts", account.session(serial, phone, keys))
    with_mfa.assume_role(**role)


def test_the_cli_asks_for_the_code_of_a_profiles_device(account: Account, tmp_path: Path) -> None:
    """`mfa_serial` in a profile: the CLI asks for a code on the terminal, and assumes the role with it."""
    keys = account.create_user(USER)
    serial, phone = account.enable_device(USER, "phone")
    role = guarded_role(account)
    config = tmp_path / "config"
    config.write_text(
        f"[profile guarded]\nrole_arn = {role}\nmfa_serial = {serial}\nsource_profile = alice\nregion = us-east-1\n"
        f"[profile alice]\naws_access_key_id = {keys.id}\naws_secret_access_key = {keys.secret}\nregion = us-east-1\n"
    )
    environment = clean_environment() | {
        "HOME": str(tmp_path),
        "AWS_CONFIG_FILE": str(config),
        "AWS_ENDPOINT_URL": account.server.endpoint,
        "AWS_PAGER": "",
    }
    words = [str(AWS_CLI_1), "--profile", "guarded", "sts", "get-caller-identity", "--output", "json"]
    printed, status = answer_on_terminal(words, environment, f"Enter MFA code for {serial}: ", phone.code())
    assert status == 0, printed
    assert f"assumed-role/{role.rpartition('/')[2]}/" in printed


def answer_on_terminal(words: list[str], environment: dict[str, str], question: str, answer: str) -> tuple[str, int]:
    """Runs a command on a terminal of its own, answers its question, and gives what it printed and its exit code."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(words[0], words, environment)
    printed, answered, deadline = b"", False, time.monotonic() + 60
    while time.monotonic() < deadline:
        readable, _, _ = select.select([terminal], [], [], 1)
        try:
            read = os.read(terminal, 4096) if readable else b""
        except OSError:  # the terminal is closed: the command has ended
            break
        printed += read
        if not answered and question.encode() in printed:
            os.write(terminal, answer.encode() + b"\n")
            answered = True
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    return printed.decode(errors="replace"), os.waitstatus_to_exitcode(status)


# --- Tags ------------------------------------------------------------------------------------------------------------


def test_tags_of_a_device_control_who_deletes_and_tags_it(account: Account) -> None:
    keys = account.create_user(USER)
    mine = account.create_device("mine")[0]
    theirs = account.create_device("theirs")[0]
    for serial, team in [(mine, "blue"), (theirs, "red")]:
        account.iam.tag_mfa_device(SerialNumber=serial, Tags=[{"Key": "team", "Value": team}])
    actions = ["iam:DeleteVirtualMFADevice", "iam:TagMFADevice", "iam:UntagMFADevice", "iam:ListMFADeviceTags"]
    condition = {"StringEquals": {"aws:ResourceTag/team": "blue"}}
    put(account, {"Effect": "Allow", "Action": actions, "Resource": "*", "Condition": condition})
    iam = account.client("iam", keys)
    for call, more in [
        (iam.list_mfa_device_tags, {}),
        (iam.tag_mfa_device, {"Tags": [{"Key": "floor", "Value": "2"}]}),
        (iam.untag_mfa_device, {"TagKeys": ["floor"]}),
        (iam.delete_virtual_mfa_device, {}),
    ]:
        assert refusal(call, SerialNumber=theirs, **more)[1] == "AccessDenied"
        call(SerialNumber=mine, **more)
