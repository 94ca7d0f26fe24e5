"""The audit trail tells of every change, and of no secret."""

from __future__ import annotations

import json
import re

from bartizan import Account, Cli, refusal


def names(events: list[dict]) -> list[str]:
    return [event["eventName"] for event in events]


def test_every_acknowledged_change_has_an_event(account: Account) -> None:
    iam, sts, user = account.iam, account.sts, account.administrator_name
    done = ["CreateAccount"]

    def do(call, **parameters) -> dict:
        answer = call(**parameters)
        operation = call.__name__.replace("_", "").lower()
        done.append(operation)
        return answer

    serial, phone = account.create_device("phone")
    done.append("CreateVirtualMFADevice")
    do(iam.enable_mfa_device, UserName=user, SerialNumber=serial, **phone.pair())
    do(iam.resync_mfa_device, UserName=user, SerialNumber=serial, **phone.pair())
    do(iam.tag_mfa_device, SerialNumber=serial, Tags=[{"Key": "a", "Value": "b"}])
    do(iam.untag_mfa_device, SerialNumber=serial, TagKeys=["a"])
    do(sts.get_session_token)
    session = account.session(serial, phone)
    done.append("GetSessionToken")
    do(account.client("iam", session).deactivate_mfa_device, SerialNumber=serial)
    do(iam.delete_virtual_mfa_device, SerialNumber=serial)
    do(iam.create_user, UserName="alice")
    do(iam.tag_user, UserName="alice", Tags=[{"Key": "a", "Value": "b"}])
    do(iam.untag_user, UserName="alice", TagKeys=["a"])
    do(iam.update_user, UserName="alice", NewUserName="alicia")
    key = do(iam.create_access_key, UserName="alicia")["AccessKey"]["AccessKeyId"]
    do(iam.update_access_key, UserName="alicia", AccessKeyId=key, Status="Inactive")
    do(iam.delete_access_key, UserName="alicia", AccessKeyId=key)
    do(iam.delete_user, UserName="alicia")
    iam.list_users()  # reads leave no event

    events = account.server.events(account)
    assert [name.lower() for name in names(events)] == [name.lower() for name in done]
    assert not [event for event in events if "errorCode" in event]


def test_an_event_tells_who_did_what_from_where(account: Account) -> None:
    serial, phone = account.enable_device(account.administrator_name, "phone")
    session = account.session(serial, phone)
    account.client("iam", session).create_user(UserName="alice", Path="/team/")

    event = account.server.events(account)[-1]
    identity = event["userIdentity"]
    assert event["eventSource"] == "iam.amazonaws.com"
    assert event["eventName"] == "CreateUser"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["eventTime"])
    assert event["recipientAccountId"] == account.id
    assert event["sourceIPAddress"] in ("127.0.0.1", "::1")
    assert "Boto3" in event["userAgent"]
    assert event["requestParameters"] == {"userName": "alice", "path": "/team/"}
    assert event["responseElements"]["user"]["arn"] == f"arn:aws:iam::{account.id}:user/team/alice"
    assert identity["type"] == "IAMUser"
    assert identity["userName"] == account.administrator_name
    assert identity["arn"] == account.user_arn(account.administrator_name)
    assert identity["accessKeyId"] == session.id
    assert identity["sessionContext"]["attributes"]["mfaAuthenticated"] == "true"


def test_refusals_of_known_callers_have_an_event(account: Account) -> None:
    alice = account.client("iam", account.create_user("alice"))
    refusal(alice.list_users)
    refusal(alice.create_user, UserName="mallory")
    refusal(account.iam.delete_user, UserName="nobody")
    events = [event for event in account.server.events(account) if "errorCode" in event]
    assert [(event["eventName"], event["errorCode"]) for event in events] == [
        ("ListUsers", "AccessDenied"),
        ("CreateUser", "AccessDenied"),
        ("DeleteUser", "NoSuchEntityException"),
    ]


def test_what_a_refused_code_was_is_told_to_the_trail_alone(account: Account) -> None:
    serial, phone = account.enable_device(account.administrator_name, "phone")
    used, far_ahead = phone.code(), phone.code_of(phone.step + 200)
    account.sts.get_session_token(SerialNumber=serial, TokenCode=used)
    answers = {refusal(account.sts.get_session_token, SerialNumber=serial, TokenCode=code)
               for code in (used, phone.wrong_code(), far_ahead)}  # fmt: skip
    assert len(answers) == 1

    checks = [event["additionalEventData"]["mfaCheck"] for event in account.server.events(account)[-3:]]
    assert [check["result"] for check in checks] == ["reused", "wrong", "drifted"]
    assert 195 <= checks[2]["driftSteps"] <= 205


def test_r7_no_code_and_no_secret_is_in_an_event_or_in_the_log(account: Account, cli: Cli) -> None:
    server, user = account.server, account.administrator_name
    serial, phone = account.create_device("phone")
    codes: list[str] = [phone.wrong_code()]

    def code() -> str:
        codes.append(phone.code())
        return codes[-1]

    def pair() -> dict[str, str]:
        return {"AuthenticationCode1": code(), "AuthenticationCode2": code()}

    secrets = {phone.seed, account.administrator.secret, account.root.secret, *account.passwords}
    iam, sts = account.iam, account.sts
    refusal(iam.enable_mfa_device, UserName=user, SerialNumber=serial, AuthenticationCode1=codes[0], AuthenticationCode2=codes[0])
    iam.enable_mfa_device(UserName=user, SerialNumber=serial, **pair())
    iam.resync_mfa_device(UserName=user, SerialNumber=serial, **pair())
    accepted = code()
    answer = sts.get_session_token(SerialNumber=serial, TokenCode=accepted)
    refusal(sts.get_session_token, SerialNumber=serial, TokenCode=accepted)
    refusal(sts.get_session_token, SerialNumber=serial, TokenCode=codes[0])
    # Codes and secrets where they do not belong.
    refusal(sts.get_session_token, SerialNumber=serial, TokenCode=account.administrator.secret)
    refusal(iam.enable_mfa_device, UserName=user, SerialNumber=serial, AuthenticationCode1=phone.seed)
    secrets |= {answer["Credentials"]["SecretAccessKey"], answer["Credentials"]["SessionToken"]}
    secrets.add(iam.create_access_key(UserName=user)["AccessKey"]["SecretAccessKey"])
    cli.refused("sts", "get-session-token", "--serial-number", serial, "--token-code", accepted)

    trail = json.dumps(server.events(account))
    log = server.log.read_text(errors="replace")
    assert len(trail) > 1000
    for text in (trail, log):
        assert not [secret[:4] + "…" for secret in secrets if secret in text]
        assert not [code for code in codes if re.search(rf"\b{code}\b", text)]


def test_the_trail_outlives_the_server(own_server) -> None:
    account = own_server.create_account()
    account.iam.create_user(UserName="alice")
    assert own_server.stop() == 0
    # Without a server the command opens the store itself.
    assert names(own_server.events(account)) == ["CreateAccount", "CreateUser"]

    own_server.start()
    assert names(own_server.events(account)) == ["CreateAccount", "CreateUser"]
    again = account.client("iam")
    assert [user["UserName"] for user in again.list_users()["Users"]] == [account.administrator_name, "alice"]


def test_what_was_spent_stays_spent_when_the_server_is_killed(own_server) -> None:
    account = own_server.create_account()
    serial, phone = account.enable_device(account.administrator_name, "phone")
    used = {"SerialNumber": serial, "TokenCode": phone.code()}
    account.sts.get_session_token(**used)
    session = account.session(serial, phone)
    own_server.kill()
    own_server.start()

    refused = refusal(account.client("sts").get_session_token, **used)
    assert refused[2] == "MultiFactorAuthentication failed with invalid MFA one time pass code. "
    account.session(serial, phone)
    account.client("iam", session).list_users()
