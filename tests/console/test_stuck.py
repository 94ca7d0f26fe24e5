"""Who is stuck in a sign-in is told that somebody else must help, and whom to ask; and what an administrator does about a stolen device."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import people
import pytest
from bartizan import Account, Keys, refusal
from people import NEW_PASSWORD, Person
from plain import Plain
from playwright.sync_api import expect
from recovery import make_root
from test_recovery import to_alternative
from visitor import Visitor

HELP = "Ann helps: room 4, ann@example.com"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@pytest.fixture
def helpful(account: Account, plain: Callable[[], Plain]) -> Account:
    """An account that says whom to ask."""
    boss = people.user(account, "boss")
    for action in ("GetSignInSettings", "UpdateSignInSettings"):
        people.allow(boss, f"bartizan:{action}")
    client = plain()
    client.sign_in(boss)
    reply = client.submit("/console/account", "/console/account/help", {"HelpText": HELP})
    assert reply.header("Location") == "/console/account?done=help", reply.text
    return account


@pytest.fixture
def carol(account: Account) -> Person:
    """An administrator."""
    carol = people.user(account, "carol")
    account.iam.attach_user_policy(UserName="carol", PolicyArn=ADMINISTRATOR)
    return carol


def is_told_whom_to_ask(visitor: Visitor) -> None:
    main = visitor.page.locator("main")
    expect(main).to_contain_text(visitor.say("stuck-user"))
    expect(main).to_contain_text(HELP)


def test_a_user_whose_code_is_refused_is_told_whom_to_ask(visitor: Visitor, helpful: Account) -> None:
    alice = people.user(helpful, "alice", devices=1)
    visitor.give_password(alice)
    visitor.sees("code-title")
    expect(visitor.page.locator("main")).not_to_contain_text(visitor.say("stuck-user"))
    visitor.give_code("000000" if alice.phone.code() != "000000" else "000001")
    visitor.is_told("error-code-refused")
    is_told_whom_to_ask(visitor)
    visitor.check("stuck-code")
    visitor.follow("having-problems")
    visitor.sees_section("lost-title")
    is_told_whom_to_ask(visitor)
    visitor.check("stuck-lost")


def test_a_user_who_may_not_enrol_is_told_whom_to_ask(visitor: Visitor, helpful: Account) -> None:
    alice = people.user(helpful)
    document = {"Statement": [
        {"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
        {"Effect": "Deny", "Action": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"], "Resource": "*"},
        {"Effect": "Deny", "Action": "signin:*", "Resource": "*",
         "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}},
    ]}
    helpful.iam.put_user_policy(UserName="alice", PolicyName="mfa", PolicyDocument=json.dumps(document))
    visitor.give_password(alice)
    visitor.sees("manage-mfa-device")
    expect(visitor.page.locator("main")).not_to_contain_text(visitor.say("stuck-user"))
    visitor.press("go-on")
    visitor.is_told("enrolment-ask")
    is_told_whom_to_ask(visitor)
    visitor.check("stuck-enrolment")
    visitor.open("/signin/step/enrolment?kind=token")
    visitor.fill("serial-number", "GAHT12345678")
    visitor.fill("mfa-code-1", "123456")
    visitor.fill("mfa-code-2", "654321")
    visitor.press("assign-mfa")
    is_told_whom_to_ask(visitor)
    visitor.check("stuck-enrolment-token")


def test_root_whose_code_is_refused_is_not_sent_to_an_administrator(
    visitor: Visitor, account: Account, plain: Callable[[], Plain]
) -> None:
    root = make_root(plain(), account, None)
    visitor.give_root_password(root)
    visitor.sees("code-title")
    visitor.give_code("000000" if root.phone.code() != "000000" else "000001")
    visitor.is_told("error-code-refused")
    expect(visitor.page.locator("main")).not_to_contain_text(visitor.say("stuck-user"))


def test_where_alternative_factors_are_off_the_page_says_whom_to_ask(
    visitor: Visitor, account: Account, plain: Callable[[], Plain]
) -> None:
    root = make_root(plain(), account, None)
    support(account, "alternative-factors", "--off")
    to_alternative(visitor, root)
    visitor.is_told("alternative-switched-off")
    visitor.is_told("alternative-support-operator")
    expect(visitor.page.get_by_label(visitor.say("password"))).to_have_count(0)
    visitor.check("alternative-switched-off")
    support(account, "alternative-factors", "--on")
    visitor.open("/signin/step/alternative")
    visitor.fill("password", root.password)
    visitor.press("next")
    visitor.sees_section("alternative-step-mail")
    # What runs ends with it.
    support(account, "alternative-factors", "--off")
    visitor.press("alternative-mail-send")
    visitor.sees("root-title")


def test_the_operator_takes_a_lost_device_away_and_the_next_sign_in_goes_on(
    visitor: Visitor, account: Account
) -> None:
    alice = people.user(account, "alice", devices=2)
    words = ("deactivate-mfa", "--user", "alice", "--format", "json")
    done = json.loads(support(account, *words))
    assert (done["Status"], len(done["MfaDevices"])) == ("MfaDeactivated", 2)
    visitor.give_password(alice)
    visitor.is_inside()


def test_of_a_stolen_phone_nothing_is_left_that_lets_anybody_in(
    visitor: Visitor, account: Account, carol: Person, plain: Callable[[], Plain]
) -> None:
    alice = people.user(account, "alice", devices=1)
    key = account.iam.create_access_key(UserName="alice")["AccessKey"]
    sts = account.client("sts", Keys(key["AccessKeyId"], key["SecretAccessKey"]))
    token = sts.get_session_token()["Credentials"]
    session = account.client("sts", Keys(token["AccessKeyId"], token["SecretAccessKey"], token["SessionToken"]))
    session.get_caller_identity()
    visitor.give_password(carol)
    visitor.is_inside()
    visitor.open("/console/users/alice/mfa/manage?choice=remove&SerialNumber=" + alice.serial)
    visitor.page.get_by_role("checkbox", name=re.compile(re.escape(visitor.say("users-stolen")))).check()
    visitor.check("users-manage-stolen")
    visitor.press("users-remove")
    visitor.sees("users-stolen-title")
    visitor.is_told("users-done-removed")
    password = visitor.page.locator("#one-time-password").inner_text()
    account.server.secrets.add(password)
    # A picture would keep the password.
    if visitor.scripts:
        visitor.page.locator("#one-time-password").evaluate("node => { node.textContent = '…' }")
    visitor.check("users-stolen")
    assert account.iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []
    assert refusal(session.get_caller_identity)[:2] == (403, "InvalidClientTokenId")
    sts.get_caller_identity()

    told = [event for event in account.server.events(account) if event["userIdentity"].get("userName") == "carol"]
    changes = [event["eventName"] for event in told if event["eventName"].startswith(("Update", "Deactivate", "Delete"))]
    # The other two are of one moment: one request made them.
    assert changes[0] == "UpdateLoginProfile"
    assert sorted(changes[1:]) == ["DeactivateMFADevice", "DeleteVirtualMFADevice"]
    visitor.follow("users-key-kept")
    visitor.sees_section("users-password-title")

    assert plain().give_password(account.id, "alice", people.PASSWORD).status == 200, "the old one"
    visitor.give_password(alice, password)
    visitor.sees("new-password-title")
    visitor.fill("new-password", NEW_PASSWORD)
    visitor.fill("new-password-again", NEW_PASSWORD)
    visitor.press("new-password-button")
    visitor.is_inside()


def test_who_may_set_no_passwords_does_not_set_one_for_a_stolen_device(
    visitor: Visitor, account: Account, carol: Person
) -> None:
    alice = people.user(account, "alice", devices=1)
    document = {"Statement": {"Effect": "Deny", "Action": "iam:UpdateLoginProfile", "Resource": "*"}}
    account.iam.put_user_policy(UserName="carol", PolicyName="deny", PolicyDocument=json.dumps(document))
    visitor.give_password(carol)
    visitor.is_inside()
    visitor.open("/console/users/alice/mfa/manage?choice=remove&SerialNumber=" + alice.serial)
    visitor.page.get_by_role("checkbox", name=re.compile(re.escape(visitor.say("users-stolen")))).check()
    visitor.press("users-remove")
    expect(visitor.page.locator("[role=alert]")).to_contain_text("iam:UpdateLoginProfile")
    assert len(account.iam.list_mfa_devices(UserName="alice")["MFADevices"]) == 1
    visitor.give_password(alice)
    visitor.sees("code-title")


def support(account: Account, command: str, *words: str) -> str:
    """Runs a command of support."""
    return account.server.command("support", command, "--account", account.id, "--reason", "ticket 4711", *words)
