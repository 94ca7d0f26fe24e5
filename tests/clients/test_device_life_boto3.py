"""The same life through boto3, in a region that is not us-east-1."""

from __future__ import annotations

import datetime

from bartizan import Account, Keys, Phone

REGION = "eu-west-1"


def test_a_devices_whole_life_in_another_region(account: Account) -> None:
    iam = account.client("iam", region=REGION)
    sts = account.client("sts", region=REGION)
    user = account.administrator_name

    device = iam.create_virtual_mfa_device(
        Path="/phones/", VirtualMFADeviceName="blue", Tags=[{"Key": "Colour", "Value": "blue"}]
    )["VirtualMFADevice"]
    serial = device["SerialNumber"]
    assert serial == f"arn:aws:iam::{account.id}:mfa/phones/blue"
    assert sorted(device) == ["Base32StringSeed", "QRCodePNG", "SerialNumber", "Tags"]
    assert device["QRCodePNG"].startswith(b"\x89PNG\r\n")
    phone = Phone(device["Base32StringSeed"].decode())
    account.server.secrets.add(phone.seed)

    iam.enable_mfa_device(UserName=user, SerialNumber=serial, **phone.pair())
    [listed] = collect(iam, "list_mfa_devices", "MFADevices", UserName=user)
    assert sorted(listed) == ["EnableDate", "SerialNumber", "UserName"]
    assert age(listed["EnableDate"]) < datetime.timedelta(minutes=1)
    [listed] = collect(iam, "list_virtual_mfa_devices", "VirtualMFADevices")
    assert sorted(listed) == ["EnableDate", "SerialNumber", "User"]
    assert sorted(listed["User"]) == ["Arn", "CreateDate", "Path", "UserId", "UserName"]

    answer = sts.get_session_token(SerialNumber=serial, TokenCode=phone.code(), DurationSeconds=900)
    session = Keys.of_session(answer)
    assert datetime.timedelta(seconds=890) < -age(answer["Credentials"]["Expiration"]) <= datetime.timedelta(seconds=900)
    iam_with_mfa = account.client("iam", session, region=REGION)
    iam_with_mfa.create_user(UserName="made-with-mfa")
    iam.get_waiter("user_exists").wait(UserName="made-with-mfa", WaiterConfig={"Delay": 1, "MaxAttempts": 1})

    phone.set_clock(drift=500)
    iam.resync_mfa_device(UserName=user, SerialNumber=serial, **phone.pair())
    sts.get_session_token(SerialNumber=serial, TokenCode=phone.code())

    iam.tag_mfa_device(SerialNumber=serial, Tags=[{"Key": "Shelf", "Value": "3"}])
    iam.untag_mfa_device(SerialNumber=serial, TagKeys=["Colour", "never there"])
    assert collect(iam, "list_mfa_device_tags", "Tags", SerialNumber=serial) == [{"Key": "Shelf", "Value": "3"}]

    # Who deactivates a device of his own need not say whose it is.
    iam_with_mfa.deactivate_mfa_device(SerialNumber=serial)
    iam.delete_virtual_mfa_device(SerialNumber=serial)
    assert collect(iam, "list_virtual_mfa_devices", "VirtualMFADevices") == []


def collect(client, operation: str, key: str, **parameters: str) -> list[dict]:
    """Everything that a paginator brings, one entry a page; where boto3 has none for the operation, all at once."""
    if not client.can_paginate(operation):
        answer = getattr(client, operation)(**parameters)
        assert answer["IsTruncated"] is False
        return answer[key]
    pages = client.get_paginator(operation).paginate(**parameters, PaginationConfig={"PageSize": 1})
    return [entry for page in pages for entry in page[key]]


def age(moment: datetime.datetime) -> datetime.timedelta:
    return datetime.datetime.now(datetime.UTC) - moment
