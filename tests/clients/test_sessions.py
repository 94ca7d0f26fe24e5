"""What temporary credentials may do, who manages whose devices, and the root user."""

from __future__ import annotations

import datetime
import urllib.request

from botocore.awsrequest import AWSRequest
from botocore.auth import SigV4QueryAuth
from botocore.credentials import Credentials

from bartizan import Account, Keys, refusal, send

NEEDS_MFA = (
    403,
    "AccessDenied",
    "To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user.",
)
INVALID_SESSION = (403, "InvalidClientTokenId", "The security token included in the request is invalid")
INVALID_KEY = (403, "InvalidClientTokenId", "The security token included in the request is invalid.")


# --- Sessions --------------------------------------------------------------------------------------------------------


def test_a_session_without_mfa_says_who_it_is_and_calls_no_iam(account: Account) -> None:
    session = account.session()
    iam, sts = account.client("iam", session), account.client("sts", session)
    assert sts.get_caller_identity()["Arn"] == account.user_arn(account.administrator_name)
    assert refusal(iam.list_users) == INVALID_SESSION
    assert refusal(iam.create_user, UserName="never") == INVALID_SESSION
    denied = (403, "AccessDenied", "Cannot call GetSessionToken with session credentials")
    assert refusal(sts.get_session_token) == denied


def test_a_session_with_mfa_calls_iam_but_opens_no_further_session(account: Account) -> None:
    serial, phone = account.enable_device(account.administrator_name, "phone")
    session = account.session(serial, phone)
    account.client("iam", session).create_user(UserName="made-with-mfa")
    denied = (403, "AccessDenied", "Cannot call GetSessionToken with session credentials")
    sts = account.client("sts", session)
    assert refusal(sts.get_session_token, SerialNumber=serial, TokenCode=phone.code()) == denied


def test_a_session_lasts_as_long_as_asked(account: Account) -> None:
    for parameters, seconds in [({}, 43_200), ({"DurationSeconds": 900}, 900), ({"DurationSeconds": 129_600}, 129_600)]:
        assert abs(lifetime(account.sts.get_session_token(**parameters)) - seconds) < 15
    too_short = (
        400,
        "ValidationError",
        "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: "
        "Member must have value greater than or equal to 900",
    )
    assert refusal(account.sts.get_session_token, DurationSeconds=899) == too_short


def test_r1_a_session_token_belongs_to_its_key(account: Account) -> None:
    one, other = account.session(), account.session()
    for mixed in [
        Keys(one.id, one.secret, other.token),
        Keys(other.id, one.secret, one.token),
        Keys(account.administrator.id, account.administrator.secret, one.token),
        Keys(one.id, one.secret, one.token[:-4] + "AAAA"),
    ]:
        assert refusal(account.client("sts", mixed).get_caller_identity) == INVALID_SESSION
    without_token = Keys(one.id, one.secret)
    assert refusal(account.client("sts", without_token).get_caller_identity) == INVALID_KEY


def test_r2_a_user_made_anew_inherits_no_session(account: Account) -> None:
    alice = account.create_user("alice")
    session = account.session(keys=alice)
    account.iam.delete_access_key(UserName="alice", AccessKeyId=alice.id)
    account.iam.delete_user(UserName="alice")
    account.create_user("alice")
    assert refusal(account.client("sts", session).get_caller_identity) == INVALID_SESSION


def test_r3_a_session_outlives_the_key_that_it_was_issued_to(account: Account) -> None:
    """As at AWS."""
    alice = account.create_user("alice")
    session = account.session(keys=alice)
    account.iam.update_access_key(UserName="alice", AccessKeyId=alice.id, Status="Inactive")
    assert refusal(account.client("sts", alice).get_caller_identity) == INVALID_KEY
    account.client("sts", session).get_caller_identity()


def lifetime(answer: dict) -> float:
    """For how many seconds a session holds."""
    return (answer["Credentials"]["Expiration"] - datetime.datetime.now(datetime.UTC)).total_seconds()


# --- Managing one's own devices (facts C5) ---------------------------------------------------------------------------


def test_r14_who_has_a_device_needs_mfa_to_add_or_remove_one_of_his_own(account: Account) -> None:
    user = account.administrator_name
    serial, phone = account.enable_device(user, "first")  # the first needs none
    second, second_phone = account.create_device("second")
    enable = {"UserName": user, "SerialNumber": second}

    assert refusal(account.iam.enable_mfa_device, **enable, **second_phone.pair()) == NEEDS_MFA
    assert refusal(account.iam.deactivate_mfa_device, UserName=user, SerialNumber=serial) == NEEDS_MFA
    assert refusal(account.iam.deactivate_mfa_device, SerialNumber=serial) == NEEDS_MFA
    # It is asked before anything is looked at.
    nothing = account.device_arn("nothing")
    assert refusal(account.iam.enable_mfa_device, UserName=user, SerialNumber=nothing, **phone.pair()) == NEEDS_MFA
    assert refusal(account.iam.enable_mfa_device, UserName=user, SerialNumber=serial, **phone.pair()) == NEEDS_MFA

    # Resynchronizing needs no MFA, nor does what is done to somebody else.
    account.iam.resync_mfa_device(UserName=user, SerialNumber=serial, **phone.pair())
    account.iam.create_user(UserName="bob")
    bobs, _ = account.enable_device("bob", "bobs")
    account.iam.deactivate_mfa_device(UserName="bob", SerialNumber=bobs)

    # With MFA he may, even take away the last.
    with_mfa = account.client("iam", account.session(serial, phone))
    with_mfa.enable_mfa_device(**enable, **second_phone.pair())
    with_mfa.deactivate_mfa_device(UserName=user, SerialNumber=second)
    with_mfa.deactivate_mfa_device(UserName=user, SerialNumber=serial)
    # Then a plain key may enrol again.
    account.iam.enable_mfa_device(**enable, **second_phone.pair())


# --- The root user ---------------------------------------------------------------------------------------------------


def test_root_makes_devices_for_users_with_an_access_key(account: Account) -> None:
    iam = account.client("iam", account.root)
    iam.create_user(UserName="alice")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="alices")["VirtualMFADevice"]
    assert device["SerialNumber"] == account.device_arn("alices")
    assert account.client("sts", account.root).get_caller_identity()["Arn"] == f"arn:aws:iam::{account.id}:root"


def test_roots_own_devices_are_not_managed_through_the_api(account: Account) -> None:
    iam = account.client("iam", account.root)
    serial, phone = account.create_device("roots")
    status, code, message = refusal(iam.deactivate_mfa_device, SerialNumber=serial)
    assert (status, code) == (403, "AccessDenied")
    assert "console" in message
    assert iam.list_mfa_devices()["MFADevices"] == []
    for name in ("root", "<root_account>"):
        enable = {"UserName": name, "SerialNumber": serial}
        assert refusal(iam.enable_mfa_device, **enable, **phone.pair())[1] in ("NoSuchEntity", "ValidationError")


def test_root_has_neither_name_nor_path(account: Account) -> None:
    user = account.client("iam", account.root).get_user()["User"]
    assert sorted(user) == ["Arn", "CreateDate", "UserId"]
    assert (user["Arn"], user["UserId"]) == (f"arn:aws:iam::{account.id}:root", account.id)


def test_sessions_of_root_last_an_hour_at_most(account: Account) -> None:
    sts = account.client("sts", account.root)
    for parameters in ({}, {"DurationSeconds": 129_600}):
        assert abs(lifetime(sts.get_session_token(**parameters)) - 3_600) < 15
    assert abs(lifetime(sts.get_session_token(DurationSeconds=900)) - 900) < 15


# --- Presigned requests ----------------------------------------------------------------------------------------------


def test_a_presigned_url_tells_who_signed_it(account: Account) -> None:
    for keys in (account.administrator, account.session()):
        url = account.client("sts", keys).generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
        answer = send(urllib.request.Request(url))
        assert answer.status == 200
        assert answer.text_of("Arn") == account.user_arn(account.administrator_name)


def test_a_presigned_url_may_sign_further_headers(account: Account) -> None:
    """Kubernetes clusters know their users so."""
    cluster = {"x-k8s-aws-id": "my-cluster"}
    url = account.server.endpoint + "/?Action=GetCallerIdentity&Version=2011-06-15"
    signed = AWSRequest("GET", url, headers=cluster)
    keys = Credentials(account.administrator.id, account.administrator.secret)
    SigV4QueryAuth(keys, "sts", "eu-west-1", expires=60).add_auth(signed)

    assert send(urllib.request.Request(signed.url, headers=cluster)).status == 200
    other = send(urllib.request.Request(signed.url, headers={"x-k8s-aws-id": "another-cluster"}))
    assert (other.status, other.text_of("Code")) == (403, "SignatureDoesNotMatch")
    for changed in (signed.url.replace("GetCallerIdentity", "GetSessionToken"), signed.url + "&Extra=1"):
        answer = send(urllib.request.Request(changed, headers=cluster))
        assert (answer.status, answer.text_of("Code")) == (403, "SignatureDoesNotMatch")
