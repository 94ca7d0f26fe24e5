"""Users, their tags and their access keys."""

from __future__ import annotations

import datetime
import re

import pytest
from botocore.exceptions import ClientError

from bartizan import Account, Keys, refusal


def names(users: list[dict]) -> list[str]:
    return [user["UserName"] for user in users]


# --- Users -----------------------------------------------------------------------------------------------------------


def test_a_users_life(account: Account) -> None:
    iam = account.iam
    created = iam.create_user(UserName="alice", Path="/team/", Tags=[{"Key": "Role", "Value": "dev"}])["User"]
    assert sorted(created) == ["Arn", "CreateDate", "Path", "Tags", "UserId", "UserName"]
    assert created["Arn"] == f"arn:aws:iam::{account.id}:user/team/alice"
    assert re.fullmatch(r"AIDA[A-Z2-7]{17}", created["UserId"])
    assert iam.get_user(UserName="alice")["User"] == created
    iam.get_waiter("user_exists").wait(UserName="alice", WaiterConfig={"Delay": 1, "MaxAttempts": 1})

    iam.update_user(UserName="alice", NewUserName="alicia", NewPath="/")
    renamed = iam.get_user(UserName="alicia")["User"]
    assert renamed["Arn"] == account.user_arn("alicia")
    assert renamed["UserId"] == created["UserId"]
    assert refusal(iam.get_user, UserName="alice") == no_user("alice")

    iam.delete_user(UserName="alicia")
    assert refusal(iam.get_user, UserName="alicia") == no_user("alicia")


def test_a_renamed_user_keeps_keys_devices_and_sessions(account: Account) -> None:
    alice = account.create_user("alice")
    serial, phone = account.enable_device("alice", "phone")
    session = account.session(serial, phone, alice)
    account.iam.update_user(UserName="alice", NewUserName="alicia")

    for keys in (alice, session):
        assert account.client("sts", keys).get_caller_identity()["Arn"] == account.user_arn("alicia")
    account.session(serial, phone, alice)
    [device] = account.iam.list_mfa_devices(UserName="alicia")["MFADevices"]
    assert device["UserName"] == "alicia"
    [device] = account.iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert device["User"]["UserName"] == "alicia"


def test_names_ignore_case_and_keep_their_spelling(account: Account) -> None:
    iam = account.iam
    iam.create_user(UserName="Alice")
    assert refusal(iam.create_user, UserName="aLICE") == (
        409,
        "EntityAlreadyExists",
        "User with name Alice already exists.",
    )
    assert iam.get_user(UserName="ALICE")["User"]["UserName"] == "Alice"
    iam.update_user(UserName="alice", NewUserName="ALICE")
    assert "ALICE" in names(iam.list_users()["Users"])


def test_who_is_not_named_is_oneself(account: Account) -> None:
    assert account.iam.get_user()["User"]["UserName"] == account.administrator_name


def test_users_are_listed_in_pages(account: Account) -> None:
    iam = account.iam
    for name in ("Delta", "alpha", "charlie", "Bravo"):
        iam.create_user(UserName=name, Path="/team/" if name == "alpha" else "/")

    first = iam.list_users(MaxItems=2)
    assert first["IsTruncated"] is True
    second = iam.list_users(MaxItems=1000, Marker=first["Marker"])
    assert second["IsTruncated"] is False and "Marker" not in second
    listed = names(first["Users"] + second["Users"])
    assert listed == sorted(listed, key=str.lower) == [account.administrator_name, "alpha", "Bravo", "charlie", "Delta"]

    assert names(iam.list_users(PathPrefix="/team/")["Users"]) == ["alpha"]
    assert iam.list_users(PathPrefix="/nobody/")["Users"] == []
    pages = iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 2})
    assert [names(page["Users"]) for page in pages] == [listed[:2], listed[2:4], listed[4:]]


def test_a_marker_belongs_to_its_list(account: Account, other_account: Account) -> None:
    for each in (account, other_account):
        each.iam.create_user(UserName="alice")
    marker = account.iam.list_users(MaxItems=1)["Marker"]
    for call, parameters in [
        (account.iam.list_users, {"PathPrefix": "/team/"}),
        (account.iam.list_virtual_mfa_devices, {}),
        (other_account.iam.list_users, {}),
    ]:
        assert refusal(call, Marker=marker, **parameters)[:2] == (400, "ValidationError")
    assert refusal(account.iam.list_users, Marker="made up")[:2] == (400, "ValidationError")


def test_what_a_user_has_is_removed_before_the_user(account: Account) -> None:
    """The root user takes everything from the administrator, one after the other."""
    iam, name = account.client("iam", account.root), account.administrator_name
    serial, _ = account.enable_device(name, "phone")

    def conflict(what: str) -> tuple[int, str, str]:
        return (409, "DeleteConflict", f"Cannot delete entity, must {what} first.")

    assert refusal(iam.delete_user, UserName=name) == conflict("delete access keys")
    iam.delete_access_key(UserName=name, AccessKeyId=account.administrator.id)
    assert refusal(iam.delete_user, UserName=name) == (
        409,
        "DeleteConflict",
        "Cannot delete entity, must remove tokens from principal first.",
    )
    iam.deactivate_mfa_device(UserName=name, SerialNumber=serial)
    assert refusal(iam.delete_user, UserName=name) == conflict("delete login profile")


def no_user(name: str) -> tuple[int, str, str]:
    return (404, "NoSuchEntity", f"The user with name {name} cannot be found.")


# --- Tags ------------------------------------------------------------------------------------------------------------


def test_tag_keys_of_users_ignore_case(account: Account) -> None:
    iam = account.iam
    iam.create_user(UserName="alice", Tags=[{"Key": "Team", "Value": "1"}])
    iam.tag_user(UserName="alice", Tags=[{"Key": "TEAM", "Value": "2"}, {"Key": "Ünï çødé", "Value": ""}])
    tags = iam.list_user_tags(UserName="alice")
    assert tags["Tags"] == [{"Key": "TEAM", "Value": "2"}, {"Key": "Ünï çødé", "Value": ""}]
    assert tags["IsTruncated"] is False
    assert iam.get_user(UserName="alice")["User"]["Tags"] == tags["Tags"]
    iam.untag_user(UserName="alice", TagKeys=["team", "never there", "aws:reserved"])
    assert iam.list_user_tags(UserName="alice")["Tags"] == [{"Key": "Ünï çødé", "Value": ""}]
    iam.untag_user(UserName="alice", TagKeys=["ünÏ çødé"])
    assert "Tags" not in iam.get_user(UserName="alice")["User"]


def test_a_user_has_at_most_fifty_tags(account: Account) -> None:
    iam = account.iam
    iam.create_user(UserName="alice", Tags=[{"Key": f"key-{n}", "Value": "v"} for n in range(50)])
    quota = refusal(iam.tag_user, UserName="alice", Tags=[{"Key": "one-more", "Value": "v"}])
    assert quota[:2] == (409, "LimitExceeded")
    assert len(iam.list_user_tags(UserName="alice", MaxItems=1000)["Tags"]) == 50
    too_many = refusal(iam.tag_user, UserName="alice", Tags=[{"Key": f"k{n}", "Value": ""} for n in range(51)])
    assert too_many[:2] == (400, "ValidationError")

    pages = iam.get_paginator("list_user_tags").paginate(UserName="alice", PaginationConfig={"PageSize": 20})
    assert [len(page["Tags"]) for page in pages] == [20, 20, 10]


# --- Access keys -----------------------------------------------------------------------------------------------------


def test_an_access_keys_life(account: Account) -> None:
    iam = account.iam
    iam.create_user(UserName="alice")
    created = iam.create_access_key(UserName="alice")["AccessKey"]
    assert sorted(created) == ["AccessKeyId", "CreateDate", "SecretAccessKey", "Status", "UserName"]
    assert re.fullmatch(r"AKIA[A-Z2-7]{16}", created["AccessKeyId"])
    assert re.fullmatch(r"[A-Za-z0-9/+]{40}", created["SecretAccessKey"])
    key = {"UserName": "alice", "AccessKeyId": created["AccessKeyId"]}
    alice = account.client("sts", Keys(created["AccessKeyId"], created["SecretAccessKey"]))
    assert account.sts.get_access_key_info(AccessKeyId=created["AccessKeyId"])["Account"] == account.id

    [listed] = iam.list_access_keys(UserName="alice")["AccessKeyMetadata"]
    assert sorted(listed) == ["AccessKeyId", "CreateDate", "Status", "UserName"]

    assert alice.get_caller_identity()["Arn"] == account.user_arn("alice")
    iam.update_access_key(**key, Status="Inactive")
    invalid = (403, "InvalidClientTokenId", "The security token included in the request is invalid.")
    assert refusal(alice.get_caller_identity) == invalid
    iam.update_access_key(**key, Status="Active")
    alice.get_caller_identity()
    iam.delete_access_key(**key)
    assert refusal(alice.get_caller_identity) == invalid
    assert iam.list_access_keys(UserName="alice")["AccessKeyMetadata"] == []


def test_a_user_has_two_access_keys_at_most(account: Account) -> None:
    account.iam.create_user(UserName="alice")
    for _ in range(2):
        account.iam.create_access_key(UserName="alice")
    quota = (409, "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2")
    assert refusal(account.iam.create_access_key, UserName="alice") == quota


def test_the_last_use_of_a_key_is_known(account: Account) -> None:
    alice = account.create_user("alice")
    unused = account.iam.get_access_key_last_used(AccessKeyId=alice.id)
    assert unused["UserName"] == "alice"
    assert unused["AccessKeyLastUsed"] == {"ServiceName": "N/A", "Region": "N/A"}

    account.client("sts", alice, region="ap-south-1").get_caller_identity()
    used = account.iam.get_access_key_last_used(AccessKeyId=alice.id)["AccessKeyLastUsed"]
    assert (used["ServiceName"], used["Region"]) == ("sts", "ap-south-1")
    assert datetime.datetime.now(datetime.UTC) - used["LastUsedDate"] < datetime.timedelta(minutes=2)


def test_r9_the_keys_of_another_account_are_not_told_of(account: Account, other_account: Account) -> None:
    for key in (other_account.administrator.id, "AKIA" + "A" * 16):
        assert refusal(account.iam.get_access_key_last_used, AccessKeyId=key)[:2] == (403, "AccessDenied")
        missing = (404, "NoSuchEntity", f"The Access Key with id {key} cannot be found.")
        assert refusal(account.iam.delete_access_key, AccessKeyId=key) == missing


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "cn-north-1", "local"])
def test_any_region_may_be_signed_for(account: Account, region: str) -> None:
    account.client("iam", region=region).list_users()
    account.client("sts", region=region).get_caller_identity()


def test_what_is_not_signed_with_the_right_secret_is_refused(account: Account) -> None:
    forged = Keys(account.administrator.id, "x" * 40)
    with pytest.raises(ClientError) as caught:
        account.client("sts", forged).get_caller_identity()
    assert caught.value.response["Error"] == {
        "Type": "Sender",
        "Code": "SignatureDoesNotMatch",
        "Message": "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
        "Access Key and signing method. Consult the service documentation for details.",
    }
