"""Whose device it is: many for one user, one for many, and what it keeps when it changes hands."""

from __future__ import annotations

from bartizan import Account, Phone, refusal

BAD_CODE = (403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
BAD_PAIR = (403, "InvalidAuthenticationCode", "Authentication code for device is not valid.")
NOT_THIS_USERS = (404, "NoSuchEntity", "MFA Device invalid for user.")


def test_a_user_has_up_to_eight_devices(account: Account) -> None:
    account.iam.create_user(UserName="carol")
    enabled = [account.enable_device("carol", f"phone-{number}") for number in range(8)]

    ninth, phone = account.create_device("phone-8")
    enable = {"UserName": "carol", "SerialNumber": ninth}
    quota = (409, "LimitExceeded", "Cannot exceed quota for MFADevicesPerUser: 8")
    assert refusal(account.iam.enable_mfa_device, **enable, **phone.pair()) == quota

    pages = account.iam.get_paginator("list_mfa_devices").paginate(UserName="carol", PaginationConfig={"PageSize": 3})
    listed = [[device["SerialNumber"] for device in page["MFADevices"]] for page in pages]
    assert [len(page) for page in listed] == [3, 3, 2]
    assert sorted(sum(listed, [])) == sorted(serial for serial, _ in enabled)

    # Any of them opens a session, and one that goes makes room.
    account.iam.deactivate_mfa_device(UserName="carol", SerialNumber=enabled[0][0])
    account.iam.enable_mfa_device(**enable, **phone.pair())


def test_every_device_of_a_user_opens_a_session(account: Account) -> None:
    alice = account.create_user("alice")
    devices = [account.enable_device("alice", name) for name in ("one", "two", "three")]
    for serial, phone in devices:
        account.session(serial, phone, alice)
    # A code of one device is none of another's.
    sts, phone = account.client("sts", alice), devices[1][1]
    assert refusal(sts.get_session_token, SerialNumber=devices[0][0], TokenCode=phone.code()) == BAD_CODE


def test_a_device_belongs_to_one_user(account: Account) -> None:
    for user in ("alice", "bob"):
        account.iam.create_user(UserName=user)
    serial, phone = account.enable_device("alice", "phone")
    iam = account.iam

    in_use = (409, "EntityAlreadyExists", "MFA Device is already in use.")
    assert refusal(iam.enable_mfa_device, UserName="bob", SerialNumber=serial, **phone.pair()) == in_use
    hers_already = (409, "EntityAlreadyExists", "MFA Device for user alice already exists.")
    assert refusal(iam.enable_mfa_device, UserName="alice", SerialNumber=serial, **phone.pair()) == hers_already
    # A device in use refuses before its codes are looked at: the answer is the same for wrong ones.
    wrong = {"AuthenticationCode1": phone.wrong_code(), "AuthenticationCode2": phone.wrong_code()}
    assert refusal(iam.enable_mfa_device, UserName="bob", SerialNumber=serial, **wrong) == in_use

    assert refusal(iam.resync_mfa_device, UserName="bob", SerialNumber=serial, **phone.pair()) == NOT_THIS_USERS
    assert refusal(iam.deactivate_mfa_device, UserName="bob", SerialNumber=serial) == NOT_THIS_USERS
    in_use = (409, "DeleteConflict", "MFA VirtualDevice in use. Must deactivate first.")
    assert refusal(iam.delete_virtual_mfa_device, SerialNumber=serial) == in_use


def test_a_deactivated_device_is_enabled_again_for_the_same_user(account: Account) -> None:
    alice = account.create_user("alice")
    serial, phone = account.create_device("phone")
    first = phone.pair()
    account.iam.enable_mfa_device(UserName="alice", SerialNumber=serial, **first)
    account.iam.deactivate_mfa_device(UserName="alice", SerialNumber=serial)
    assert account.iam.list_mfa_devices(UserName="alice")["MFADevices"] == []

    # Its seed is the one that the phone has; what was used stays used.
    enable = {"UserName": "alice", "SerialNumber": serial}
    assert refusal(account.iam.enable_mfa_device, **enable, **first) == BAD_PAIR
    account.iam.enable_mfa_device(**enable, **phone.pair())
    account.session(serial, phone, alice)


def test_a_deactivated_device_is_enabled_for_another_user(account: Account) -> None:
    alice, bob = account.create_user("alice"), account.create_user("bob")
    serial, phone = account.enable_device("alice", "phone")
    account.session(serial, phone, alice)
    account.iam.deactivate_mfa_device(UserName="alice", SerialNumber=serial)

    used = {"AuthenticationCode1": phone.code_of(phone.step - 1), "AuthenticationCode2": phone.code_of(phone.step)}
    enable = {"UserName": "bob", "SerialNumber": serial}
    assert refusal(account.iam.enable_mfa_device, **enable, **used) == BAD_PAIR
    account.iam.enable_mfa_device(**enable, **phone.pair())

    account.session(serial, phone, bob)
    not_hers = refusal(account.client("sts", alice).get_session_token, SerialNumber=serial, TokenCode=phone.code())
    assert not_hers[:2] == (403, "AccessDenied") and "unable to validate MFA code." in not_hers[2]
    [device] = account.iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert device["User"]["UserName"] == "bob"


def test_another_authenticator_with_the_same_seed_takes_over(account: Account) -> None:
    alice = account.create_user("alice")
    serial, phone = account.enable_device("alice", "phone")
    account.iam.deactivate_mfa_device(UserName="alice", SerialNumber=serial)

    replacement = Phone(phone.seed, drift=300)
    account.iam.enable_mfa_device(UserName="alice", SerialNumber=serial, **replacement.pair())
    account.session(serial, replacement, alice)


def test_a_replacement_phone_with_another_clock_comes_back_by_resync(account: Account) -> None:
    alice = account.create_user("alice")
    serial, phone = account.enable_device("alice", "phone")
    account.session(serial, phone, alice)

    replacement = Phone(phone.seed, drift=50)
    sts = account.client("sts", alice)
    assert refusal(sts.get_session_token, SerialNumber=serial, TokenCode=replacement.code()) == BAD_CODE
    account.iam.resync_mfa_device(UserName="alice", SerialNumber=serial, **replacement.pair())
    account.session(serial, replacement, alice)


def test_r9_another_account_cannot_use_a_device(account: Account, other_account: Account) -> None:
    serial, phone = account.create_device("phone")
    other_account.iam.create_user(UserName="mallory")
    iam, sts = other_account.iam, other_account.sts
    unknown = (404, "NoSuchEntity", f"VirtualMFADevice with serial number {serial} doesn't exist.")

    enable = {"UserName": "mallory", "SerialNumber": serial}
    assert refusal(iam.enable_mfa_device, **enable, **phone.pair()) == unknown
    assert refusal(iam.delete_virtual_mfa_device, SerialNumber=serial) == unknown
    assert refusal(iam.tag_mfa_device, SerialNumber=serial, Tags=[{"Key": "a", "Value": "b"}]) == unknown
    assert refusal(iam.untag_mfa_device, SerialNumber=serial, TagKeys=["a"]) == unknown
    assert refusal(iam.list_mfa_device_tags, SerialNumber=serial) == unknown

    account.iam.enable_mfa_device(UserName=account.administrator_name, SerialNumber=serial, **phone.pair())
    user = other_account.administrator_name
    assert refusal(iam.deactivate_mfa_device, UserName=user, SerialNumber=serial) == NOT_THIS_USERS
    assert refusal(iam.resync_mfa_device, UserName=user, SerialNumber=serial, **phone.pair()) == NOT_THIS_USERS
    not_validated = refusal(sts.get_session_token, SerialNumber=serial, TokenCode=phone.code())
    assert not_validated[:2] == (403, "AccessDenied") and "unable to validate MFA code." in not_validated[2]
    assert iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_a_deleted_device_is_gone_with_its_seed(account: Account) -> None:
    serial, phone = account.create_device("phone")
    account.iam.delete_virtual_mfa_device(SerialNumber=serial)
    again, new_phone = account.create_device("phone")
    assert (again, new_phone.seed == phone.seed) == (serial, False)
    enable = {"UserName": account.administrator_name, "SerialNumber": serial}
    assert refusal(account.iam.enable_mfa_device, **enable, **phone.pair()) == BAD_PAIR
    account.iam.enable_mfa_device(**enable, **new_phone.pair())


def test_device_names_ignore_case_and_keep_their_spelling(account: Account) -> None:
    serial, phone = account.create_device("Blue-Phone")
    exists = (409, "EntityAlreadyExists", "MFA device already exists.")
    assert refusal(account.iam.create_virtual_mfa_device, VirtualMFADeviceName="blue-phone") == exists
    account.iam.create_virtual_mfa_device(VirtualMFADeviceName="blue-phone", Path="/elsewhere/")

    user = account.administrator_name
    account.iam.enable_mfa_device(UserName=user.upper(), SerialNumber=serial.lower(), **phone.pair())
    [device] = account.iam.list_mfa_devices()["MFADevices"]
    assert (device["UserName"], device["SerialNumber"]) == (user, serial)


def test_tag_keys_of_devices_differ_by_case(account: Account) -> None:
    serial, _ = account.create_device("phone")
    account.iam.tag_mfa_device(SerialNumber=serial, Tags=[{"Key": "Team", "Value": "1"}, {"Key": "team", "Value": "2"}])
    account.iam.tag_mfa_device(SerialNumber=serial, Tags=[{"Key": "team", "Value": "aws:3"}])
    tags = account.iam.list_mfa_device_tags(SerialNumber=serial)["Tags"]
    assert tags == [{"Key": "Team", "Value": "1"}, {"Key": "team", "Value": "aws:3"}]


def test_an_administrator_who_resynchronizes_a_device_unlocks_its_user(account: Account) -> None:
    alice = account.create_user("alice")
    serial, phone = account.enable_device("alice", "phone")
    sts = account.client("sts", alice)
    for _ in range(6):
        assert refusal(sts.get_session_token, SerialNumber=serial, TokenCode=phone.wrong_code()) == BAD_CODE
    account.iam.resync_mfa_device(UserName="alice", SerialNumber=serial, **phone.pair())
    account.session(serial, phone, alice)
