"""Hardware tokens: imported by the operator, enabled, used and taken away through AWS's own clients. oathtool is the token."""

from __future__ import annotations

import pytest

from bartizan import Account, Token, refusal
from test_codes import BAD_CODE, BAD_PAIR, NOT_VALIDATED

NOT_OF_USER = (404, "NoSuchEntity", "MFA Device invalid for user.")
KINDS = [
    pytest.param({}, id="sha1-6-30"),
    pytest.param({"period": 60}, id="sha1-6-60"),
    pytest.param({"algorithm": "sha256", "digits": 8, "period": 60}, id="sha256-8-60"),
    pytest.param({"algorithm": "sha512", "digits": 8}, id="sha512-8-30"),
    pytest.param({"counter": 0}, id="hotp-6"),
    pytest.param({"counter": 70_000, "digits": 8}, id="hotp-8"),
]


@pytest.fixture
def user(account: Account) -> str:
    return account.administrator_name


def sign_in(account: Account, token: Token) -> dict:
    return account.sts.get_session_token(SerialNumber=token.serial, TokenCode=token.code())


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_is_enabled_used_and_given_to_another(account: Account, user: str, kind: dict) -> None:
    token = account.enable_token(user, Token(**kind))
    [listed] = account.iam.list_mfa_devices(UserName=user)["MFADevices"]
    assert (listed["UserName"], listed["SerialNumber"]) == (user, token.serial)
    assert account.iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []
    session = sign_in(account, token)["Credentials"]
    assert session["SessionToken"]
    account.iam.resync_mfa_device(UserName=user, SerialNumber=token.serial, **token.pair())
    used = token.code()
    account.sts.get_session_token(SerialNumber=token.serial, TokenCode=used)
    assert refusal(account.sts.get_session_token, SerialNumber=token.serial, TokenCode=used) == BAD_CODE

    # With a device, a key alone takes none away: the root user does.
    bob = account.create_user("bob")
    root = account.client("iam", account.root)
    root.deactivate_mfa_device(UserName=user, SerialNumber=token.serial)
    account.iam.enable_mfa_device(UserName="bob", SerialNumber=token.serial, **token.pair())
    account.client("sts", bob).get_session_token(SerialNumber=token.serial, TokenCode=token.code())
    assert refusal(account.iam.delete_user, UserName="bob")[1] == "DeleteConflict"
    account.iam.deactivate_mfa_device(UserName="bob", SerialNumber=token.serial)
    account.server.command("tokens", "remove", token.serial, "--yes")
    again = {"UserName": "bob", "SerialNumber": token.serial, **token.pair()}
    assert refusal(account.iam.enable_mfa_device, **again)[1] == "NoSuchEntity"


@pytest.mark.parametrize("period", [30, 60])
@pytest.mark.parametrize("drift", [-990, 990])
def test_a_token_that_lay_in_a_drawer_for_years_is_enabled(account: Account, user: str, period: int, drift: int) -> None:
    token = account.enable_token(user, Token(period=period, drift=drift))
    sign_in(account, token)
    token.set_clock(0 if drift < 0 else drift + 500)
    assert refusal(account.sts.get_session_token, SerialNumber=token.serial, TokenCode=token.code()) == BAD_CODE
    if drift < 0:
        account.iam.resync_mfa_device(UserName=user, SerialNumber=token.serial, **token.pair())
        sign_in(account, token)
    else:
        resync = {"UserName": user, "SerialNumber": token.serial, **token.pair()}
        assert refusal(account.iam.resync_mfa_device, **resync) == BAD_PAIR, "more than 1,000 steps from now"


def test_a_token_with_a_button_is_pressed_in_vain(account: Account, user: str) -> None:
    token = account.enable_token(user, Token(counter=12))
    token.press(5)
    sign_in(account, token)
    token.press(6)
    assert refusal(account.sts.get_session_token, SerialNumber=token.serial, TokenCode=token.code()) == BAD_CODE
    token.press(50)
    account.iam.resync_mfa_device(UserName=user, SerialNumber=token.serial, **token.pair())
    sign_in(account, token)
    token.press(500)
    resync = {"UserName": user, "SerialNumber": token.serial}
    assert refusal(account.iam.resync_mfa_device, **resync, **token.pair()) == BAD_PAIR
    # Somebody else's administrator reaches further: here the root user.
    account.client("iam", account.root).resync_mfa_device(**resync, **token.pair())
    sign_in(account, token)


def test_elsewhere_a_token_does_not_exist(account: Account, user: str) -> None:
    server = account.server
    other = server.create_account()
    own, pooled, nothing = Token(), Token(), Token()
    account.enable_token(user, own)
    account.import_tokens(pooled, shared=True)
    account.create_user("bob")
    account.iam.enable_mfa_device(UserName="bob", SerialNumber=pooled.serial, **pooled.pair())
    for token in (own, pooled, nothing):
        enable = {"UserName": other.administrator_name, "SerialNumber": token.serial}
        status, code, text = refusal(other.iam.enable_mfa_device, **enable, **token.pair())
        assert (status, code, text.replace(token.serial, "#")) == (
            404,
            "NoSuchEntity",
            "MFA device with serial number # doesn't exist. A hardware token has to be imported for this account before "
            "somebody can have it.",
        )
        assert refusal(other.iam.resync_mfa_device, **enable, **token.pair()) == NOT_OF_USER
        assert refusal(other.iam.deactivate_mfa_device, SerialNumber=token.serial) == NOT_OF_USER
        code = {"SerialNumber": token.serial, "TokenCode": token.code()}
        assert refusal(other.sts.get_session_token, **code) == NOT_VALIDATED

    # Given back, a token of the pool may be had by the other account.
    account.iam.deactivate_mfa_device(UserName="bob", SerialNumber=pooled.serial)
    pooled.set_clock(5)
    other.iam.enable_mfa_device(UserName=other.administrator_name, SerialNumber=pooled.serial, **pooled.pair())


def test_what_a_token_has_not_is_said_in_words(account: Account, user: str) -> None:
    token = account.enable_token(user, Token())
    serial = {"SerialNumber": token.serial}
    for call, more in [
        (account.iam.tag_mfa_device, {"Tags": [{"Key": "a", "Value": "b"}]}),
        (account.iam.untag_mfa_device, {"TagKeys": ["a"]}),
        (account.iam.list_mfa_device_tags, {}),
        (account.iam.delete_virtual_mfa_device, {}),
    ]:
        status, code, text = refusal(call, **serial, **more)
        assert (status, code) == (400, "ValidationError")
        assert "hardware token" in text and "virtual MFA devices" in text
    status, code, text = refusal(account.iam.get_mfa_device, **serial, UserName=user)
    assert (status, code) == (400, "ValidationError")
    assert text.endswith("Please use the compatible device or API.")
