"""Lost or broken: what the pages say to root on the way, and whom users ask. The whole way is in `test_recovery_way.py`."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable

import people
import pytest
from bartizan import Account
from people import Person
from plain import Plain
from playwright.sync_api import expect
from recovery import make_root
from visitor import Visitor

NUMBER = "+4915112345678"


@pytest.fixture
def root(plain: Callable[[], Plain], account: Account) -> Person:
    return make_root(plain(), account, NUMBER)


def to_alternative(visitor: Visitor, root: Person) -> None:
    visitor.give_root_password(root)
    visitor.sees("code-title")
    visitor.follow("having-problems")
    visitor.sees("troubleshoot-title")
    visitor.sees_section("lost-title")
    visitor.follow("alternative-title")
    visitor.sees("alternative-title")


def test_root_asks_for_a_mail_and_waits_for_its_code(visitor: Visitor, account: Account, root: Person) -> None:
    to_alternative(visitor, root)
    visitor.check("alternative-begin")
    visitor.press("next")
    visitor.is_told_at("password", "fault-missing")
    visitor.fill("password", "Wrong-Password-1")
    visitor.press("next")
    visitor.is_told("password-wrong")
    visitor.fill("password", root.password)
    visitor.press("next")

    visitor.sees_section("alternative-step-mail")
    assert visitor.path() == "/signin/step/alternative/mail"
    expect(visitor.page.locator("main")).not_to_contain_text(account.email)
    visitor.check("alternative-mail")
    assert not told(account, "SendRecoveryMail"), "only when it is pressed for"
    visitor.press("alternative-mail-send")
    visitor.is_told("alternative-mail-sent")
    visitor.check("alternative-mail-sent")
    visitor.fill("alternative-mail-code", "123")
    visitor.press("next")
    visitor.is_told_at("alternative-mail-code", "alternative-code-shape")
    # One of a hundred millions is right.
    visitor.fill("alternative-mail-code", "1234 5678")
    visitor.press("next")
    expect(visitor.page.get_by_role("alert")).to_contain_text("4")
    visitor.check("alternative-mail-wrong")
    visitor.press("alternative-mail-again")
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    assert len([event for event in told(account, "SendRecoveryMail") if "errorCode" not in event]) == 1
    # Nothing else is open yet.
    visitor.open("/signin/step/alternative/phone")
    visitor.sees_section("alternative-step-mail")
    visitor.open("/console")
    visitor.sees("start-title")


def test_the_link_counts_in_the_browser_that_asked_and_says_elsewhere_where_to_type_the_code(
    visitor: Visitor, account: Account, root: Person
) -> None:
    token = "A" * 22
    visitor.open(f"/signin/recovery/mail?token={token}")
    expect(visitor.page.locator("main")).to_contain_text(visitor.say("alternative-elsewhere"))
    expect(visitor.page.locator("main")).not_to_contain_text(token)
    visitor.check("alternative-elsewhere")
    to_alternative(visitor, root)
    visitor.fill("password", root.password)
    visitor.press("next")
    visitor.press("alternative-mail-send")
    visitor.open(f"/signin/recovery/mail?token={token}")
    visitor.check("alternative-link")
    assert not told(account, "ConfirmRecoveryMail"), "to open it does nothing"
    visitor.press("alternative-link-confirm")
    expect(visitor.page.locator("main")).to_contain_text(visitor.say("alternative-link-void"))
    visitor.check("alternative-link-void")
    visitor.follow("alternative-back-to-mail")
    visitor.sees_section("alternative-step-mail")


def test_without_a_phone_the_page_says_so_and_whom_to_ask(
    visitor: Visitor, account: Account, plain: Callable[[], Plain]
) -> None:
    root = make_root(plain(), account, None)
    to_alternative(visitor, root)
    expect(visitor.page.locator("main")).to_contain_text(visitor.say("alternative-no-phone"))
    expect(visitor.page.locator("main")).to_contain_text(visitor.say("alternative-support-operator"))
    visitor.check("alternative-no-phone")


def test_users_are_told_whom_to_ask_after_a_right_password_and_not_before(
    visitor: Visitor, account: Account, plain: Callable[[], Plain]
) -> None:
    text = "Ann helps: room 4, ann@example.com"
    admin = people.user(account, "boss")
    for action in ("GetSignInSettings", "UpdateSignInSettings"):
        people.allow(admin, f"bartizan:{action}")
    client = plain()
    client.sign_in(admin)
    reply = client.submit("/console/account", "/console/account/help", {"HelpText": text})
    assert reply.header("Location") == "/console/account?done=help", reply.text
    alice = people.user(account, "alice", devices=2)
    visitor.open(f"/signin/{account.id}")
    expect(visitor.page.locator("body")).not_to_contain_text(text)
    visitor.give_password(alice)
    visitor.follow("troubleshoot-mfa")
    visitor.sees_section("lost-title")
    expect(visitor.page.locator("main")).to_contain_text(visitor.say("lost-user"))
    expect(visitor.page.locator("main")).to_contain_text(text)
    expect(visitor.page.get_by_role("link", name=visitor.say("alternative-title"))).to_have_count(0)
    visitor.check("lost-user")
    # Another device comes first.
    visitor.follow("another-method")
    visitor.sees("choose-title")
    # What only root has is not there for a user who types its address.
    visitor.open("/signin/step/alternative")
    visitor.sees("choose-title")


def test_r26_no_get_moves_a_recovery_on_and_no_stranger_learns_anything(
    account: Account, root: Person, plain: Callable[[], Plain]
) -> None:
    steps = ["", "/mail", "/mail/send", "/mail/code", "/phone", "/phone/call", "/finish"]
    stranger = plain()
    for step in steps:
        reply = stranger.get(f"/signin/step/alternative{step}")
        assert (reply.status, reply.text) == (303, ""), step
    answers = {stranger.get(f"/signin/recovery/mail?token={token}").words() for token in ("A" * 22, "B" * 22, "x", "")}
    assert len(answers) == 1
    owner = plain()
    owner.give_root_password(root.name, root.password)
    begun = owner.submit("/signin/step/alternative", "/signin/step/alternative", {"Password": root.password})
    assert begun.header("Location") == "/signin/step/alternative/mail"
    assert owner.cookie("recovery"), owner.jar
    before = len(account.server.events(account))
    for step in steps:
        owner.get(f"/signin/step/alternative{step}")
    owner.get(f"/signin/recovery/mail?{urllib.parse.urlencode({'token': 'A' * 22})}")
    assert len(account.server.events(account)) == before
    # A form without its token is nobody's.
    assert owner.post("/signin/step/alternative/mail/send", {}).status == 403
    assert len(told(account, "SendRecoveryMail")) == 0
    # The cookie is no sign-in and opens no session.
    thief = plain()
    for word in ("signing-in", "session"):
        thief.jar[f"__Host-bartizan-{word}"] = owner.cookie("recovery")
    assert thief.get("/console").status == 303
    assert thief.get("/signin/step/code").header("Location").startswith("/signin?ended")


def told(account: Account, name: str) -> list[dict]:
    return [event for event in account.server.events(account) if event["eventName"] == name]
