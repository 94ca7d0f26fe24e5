"""Which codes and pairs are accepted, and which are not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from bartizan import Account, Keys, Phone, refusal, step_now

BAD_PAIR = (403, "InvalidAuthenticationCode", "Authentication code for device is not valid.")
BAD_CODE = (403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
NOT_VALIDATED = (
    403,
    "AccessDenied",
    "MultiFactorAuthentication failed, unable to validate MFA code.  "
    "Please verify your MFA serial number is valid and associated with this user.",
)
ONLY_ONE_OF_BOTH = (
    403,
    "AccessDenied",
    "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
)
RATE_EXCEEDED = (400, "Throttling", "Rate exceeded")


def pair_of(phone: Phone, first: int, second: int) -> dict[str, str]:
    """The codes of two steps, counted from now."""
    now = step_now()
    return {
        "AuthenticationCode1": phone.code_of(now + first),
        "AuthenticationCode2": phone.code_of(now + second),
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(0, -1, id="reversed"),
        pytest.param(0, 0, id="the same code twice"),
        pytest.param(-2, 0, id="one left out"),
        pytest.param(-1002, -1001, id="too old"),
        pytest.param(1002, 1003, id="too far ahead"),
    ],
)
def test_a_pair_that_is_not_two_consecutive_codes_near_now_enables_nothing(
    account: Account, first: int, second: int
) -> None:
    serial, phone = account.create_device("phone")
    enable = {"UserName": account.administrator_name, "SerialNumber": serial}
    assert refusal(account.iam.enable_mfa_device, **enable, **pair_of(phone, first, second)) == BAD_PAIR
    assert account.iam.list_mfa_devices()["MFADevices"] == []
    # The device is none the worse for it.
    account.iam.enable_mfa_device(**enable, **pair_of(phone, -1, 0))


@pytest.mark.parametrize("drift", [-990, -500, -20, 20, 500, 990])
def test_a_pair_enables_a_phone_whose_clock_is_hours_off(account: Account, drift: int) -> None:
    serial, phone = account.enable_device(account.administrator_name, "phone", drift)
    account.sts.get_session_token(SerialNumber=serial, TokenCode=phone.code())


def test_a_wrong_code_opens_nothing(account: Account) -> None:
    serial, phone = account.enable_device(account.administrator_name, "phone")
    wrong = {"SerialNumber": serial, "TokenCode": phone.wrong_code()}
    assert refusal(account.sts.get_session_token, **wrong) == BAD_CODE


def test_a_used_code_does_not_work_again(account: Account) -> None:
    serial, phone = account.enable_device(account.administrator_name, "phone")
    used = {"SerialNumber": serial, "TokenCode": phone.code()}
    account.sts.get_session_token(**used)
    # The answer does not tell a used code from a wrong one.
    assert refusal(account.sts.get_session_token, **used) == BAD_CODE


def test_the_codes_of_a_pair_are_used_too(account: Account) -> None:
    user = account.administrator_name
    serial, phone = account.create_device("phone")
    pair = phone.pair()
    account.iam.enable_mfa_device(UserName=user, SerialNumber=serial, **pair)
    for code in pair.values():
        assert refusal(account.sts.get_session_token, SerialNumber=serial, TokenCode=code) == BAD_CODE
    assert refusal(account.iam.resync_mfa_device, UserName=user, SerialNumber=serial, **pair) == BAD_PAIR


def test_codes_from_before_the_last_one_used_are_stale(account: Account) -> None:
    serial, phone = account.enable_device(account.administrator_name, "phone")
    skipped, later = phone.code(), phone.code()
    account.sts.get_session_token(SerialNumber=serial, TokenCode=later)
    assert refusal(account.sts.get_session_token, SerialNumber=serial, TokenCode=skipped) == BAD_CODE


def test_a_phone_that_drifted_is_refused_until_it_is_resynchronized(account: Account) -> None:
    user = account.administrator_name
    serial, phone = account.enable_device(user, "phone")
    account.sts.get_session_token(SerialNumber=serial, TokenCode=phone.code())

    phone.set_clock(drift=40)
    assert refusal(account.sts.get_session_token, SerialNumber=serial, TokenCode=phone.code()) == BAD_CODE
    account.iam.resync_mfa_device(UserName=user, SerialNumber=serial, **phone.pair())
    account.sts.get_session_token(SerialNumber=serial, TokenCode=phone.code())


def test_resync_refuses_wrong_and_reversed_codes(account: Account) -> None:
    user = account.administrator_name
    serial, phone = account.enable_device(user, "phone")
    resync = {"UserName": user, "SerialNumber": serial}
    wrong = phone.wrong_code()
    for pair in [
        {"AuthenticationCode1": wrong, "AuthenticationCode2": wrong},
        pair_of(phone, 5, 4),
        pair_of(phone, 5, 5),
    ]:
        assert refusal(account.iam.resync_mfa_device, **resync, **pair) == BAD_PAIR
    account.iam.resync_mfa_device(**resync, **pair_of(phone, 4, 5))


def test_a_pair_4_minutes_old_is_accepted_and_so_is_the_next_code(account: Account) -> None:
    serial, phone = account.create_device("phone")
    late = pair_of(phone, -9, -8)
    account.iam.enable_mfa_device(UserName=account.administrator_name, SerialNumber=serial, **late)
    account.sts.get_session_token(SerialNumber=serial, TokenCode=phone.code_of(step_now()))


def test_a_pair_10_minutes_old_is_accepted_but_leaves_the_device_out_of_sync(account: Account) -> None:
    user = account.administrator_name
    serial, phone = account.create_device("phone")
    account.iam.enable_mfa_device(UserName=user, SerialNumber=serial, **pair_of(phone, -21, -20))
    now = step_now()
    assert refusal(account.sts.get_session_token, SerialNumber=serial, TokenCode=phone.code_of(now)) == BAD_CODE
    # A fresh pair mends it.
    account.iam.resync_mfa_device(UserName=user, SerialNumber=serial, **pair_of(phone, 0, 1))
    account.sts.get_session_token(SerialNumber=serial, TokenCode=phone.code_of(now + 3))


def test_old_pairs_resynchronize_only_for_who_has_mfa_or_administers(account: Account) -> None:
    """Old pairs can have been phished: a user without MFA reaches 40 steps back."""
    user = account.administrator_name
    serial, phone = account.enable_device(user, "phone", drift=-200)
    session = account.session(serial, phone)
    resync = {"UserName": user, "SerialNumber": serial}

    assert refusal(account.iam.resync_mfa_device, **resync, **pair_of(phone, -100, -99)) == BAD_PAIR
    account.client("iam", session).resync_mfa_device(**resync, **pair_of(phone, -99, -98))
    account.client("iam", account.root).resync_mfa_device(**resync, **pair_of(phone, -60, -59))
    account.iam.resync_mfa_device(**resync, **pair_of(phone, -38, -37))


def test_serial_number_and_code_come_together_or_not_at_all(account: Account) -> None:
    serial, phone = account.enable_device(account.administrator_name, "phone")
    assert refusal(account.sts.get_session_token, SerialNumber=serial) == ONLY_ONE_OF_BOTH
    assert refusal(account.sts.get_session_token, TokenCode=phone.code()) == ONLY_ONE_OF_BOTH


def test_a_code_works_only_with_ones_own_device(account: Account) -> None:
    bob = account.create_user("bob")
    serial, phone = account.enable_device("bob", "bobs")
    spare, spare_phone = account.create_device("spare")
    sts = account.sts
    for number, code in [
        (serial, phone.code()),
        (spare, spare_phone.code()),
        (account.device_arn("nothing"), "123456"),
        ("GAHT12345678", "123456"),
    ]:
        assert refusal(sts.get_session_token, SerialNumber=number, TokenCode=code) == NOT_VALIDATED
    account.session(serial, phone, bob)


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        pytest.param("12345", "Value '12345' at 'tokenCode' failed to satisfy constraint: Member must have length greater than or equal to 6", id="five digits"),
        pytest.param("1234567", "Value '1234567' at 'tokenCode' failed to satisfy constraint: Member must have length less than or equal to 6", id="seven digits"),
        pytest.param("12345a", "Member must satisfy regular expression pattern: [\\d]*", id="a letter"),
        pytest.param("+12345", "Member must satisfy regular expression pattern: [\\d]*", id="a sign"),
        pytest.param(" 12345", "Member must satisfy regular expression pattern: [\\d]*", id="a space"),
        pytest.param("١٢٣٤٥٦", "Member must satisfy regular expression pattern: [\\d]*", id="other digits"),
    ],
)  # fmt: skip
def test_codes_are_exactly_six_ascii_digits(account: Account, code: str, complaint: str) -> None:
    device = account.device_arn("phone")
    status, error, message = refusal(account.sts.get_session_token, SerialNumber=device, TokenCode=code)
    assert (status, error) == (400, "ValidationError")
    # A code, be it ever so wrong, is shown to nobody.
    assert code not in message
    assert message.endswith(complaint.replace(f"Value '{code}' at", "Value at"))


def test_guessing_is_slowed_down_and_attempts_made_too_early_are_not_looked_at(account: Account) -> None:
    user = account.administrator_name
    serial, phone = account.enable_device(user, "phone")
    other_key = account.iam.create_access_key(UserName=user)["AccessKey"]
    wrong = {"SerialNumber": serial, "TokenCode": phone.wrong_code()}

    # Five failures are free; the sixth has to be waited for.
    right = {"SerialNumber": serial, "TokenCode": phone.code()}
    for _ in range(6):
        assert refusal(account.sts.get_session_token, **wrong) == BAD_CODE
    assert refusal(account.sts.get_session_token, **right) == NOT_VALIDATED
    assert refusal(account.sts.get_session_token, **wrong) == NOT_VALIDATED

    # The right code was not spent, and the delay is this access key's only.
    key = Keys(other_key["AccessKeyId"], other_key["SecretAccessKey"])
    account.client("sts", key).get_session_token(**right)

    checks = [event["additionalEventData"]["mfaCheck"] for event in account.server.events(account)
              if event["eventName"] == "GetSessionToken" and "additionalEventData" in event]  # fmt: skip
    assert [check.get("failuresInARow") for check in checks] == [1, 2, 3, 4, 5, 6, None]


def test_guessing_pairs_is_slowed_down_in_iams_words(account: Account) -> None:
    serial, phone = account.create_device("phone")
    enable = {"UserName": account.administrator_name, "SerialNumber": serial}
    wrong, right = pair_of(phone, 0, 0), pair_of(phone, -1, 0)
    for _ in range(6):
        assert refusal(account.iam.enable_mfa_device, **enable, **wrong) == BAD_PAIR
    assert refusal(account.iam.enable_mfa_device, **enable, **right) == RATE_EXCEEDED


def test_guessing_with_ever_new_keys_and_devices_locks_until_somebody_unlocks(account: Account) -> None:
    account.iam.create_user(UserName="alice")
    devices = [account.enable_device("alice", f"phone-{number}") for number in range(8)]
    wrong = devices[0][1].wrong_code()

    def guess_until_locked() -> tuple[int, Keys]:
        """Guesses with ever new access keys, six times each on every device. How often, and the last key."""
        failures = 0
        while True:
            key = account.iam.create_access_key(UserName="alice")["AccessKey"]
            keys = Keys(key["AccessKeyId"], key["SecretAccessKey"])
            sts = account.client("sts", keys)
            for serial, _ in devices:
                for _ in range(6):
                    answer = refusal(sts.get_session_token, SerialNumber=serial, TokenCode=wrong)
                    if answer == NOT_VALIDATED:
                        return failures, keys
                    assert answer == BAD_CODE
                    failures += 1
            account.iam.delete_access_key(UserName="alice", AccessKeyId=keys.id)

    # A hundred failures in a row lock. Right codes of any device are then refused, until the operator unlocks.
    failures, keys = guess_until_locked()
    assert failures == 100
    for serial, phone in devices[-2:]:
        right = {"SerialNumber": serial, "TokenCode": phone.code()}
        assert refusal(account.client("sts", keys).get_session_token, **right) == NOT_VALIDATED
    account.server.command("unlock", "--account", account.id, "--user", "alice")
    account.session(*devices[-1], keys)
    account.iam.delete_access_key(UserName="alice", AccessKeyId=keys.id)

    # Guessing at a device in regular use locks sooner. An administrator unlocks by resynchronizing a device.
    failures, keys = guess_until_locked()
    assert failures < 50
    serial, phone = devices[-1]
    account.iam.resync_mfa_device(UserName="alice", SerialNumber=serial, **phone.pair())
    account.session(serial, phone, keys)

    locks = [event["additionalEventData"]["mfaCheck"].get("locked") for event in account.server.events(account)
             if event.get("errorCode") == "AccessDenied" and "mfaCheck" in event.get("additionalEventData", {})]  # fmt: skip
    assert [lock for lock in locks if lock] == ["failures", "points"]


def test_of_racing_calls_with_one_code_exactly_one_wins(account: Account) -> None:
    serial, phone = account.enable_device(account.administrator_name, "phone")
    with ThreadPoolExecutor(3) as threads:
        for _ in range(5):  # three a round, so that the losers' failures stay within those that are free
            code = phone.code()
            answers = list(threads.map(lambda _: attempt(account, serial, code), range(3)))
            assert sorted(answers) == ["accepted", "refused", "refused"]


def attempt(account: Account, serial: str, code: str) -> str:
    try:
        account.sts.get_session_token(SerialNumber=serial, TokenCode=code)
    except ClientError as error:
        assert error.response["Error"]["Message"] == BAD_CODE[2]
        return "refused"
    return "accepted"


def test_of_racing_users_exactly_one_gets_the_device(account: Account) -> None:
    users = [f"user-{number}" for number in range(4)]
    for user in users:
        account.iam.create_user(UserName=user)
    serial, phone = account.create_device("phone")
    pair = phone.pair()

    def enable(user: str) -> bool:
        try:
            account.iam.enable_mfa_device(UserName=user, SerialNumber=serial, **pair)
        except account.iam.exceptions.EntityAlreadyExistsException:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(enable, users)) == [False, False, False, True]
    owners = [user for user in users if account.iam.list_mfa_devices(UserName=user)["MFADevices"]]
    assert len(owners) == 1
