"""Hardware tokens at the console: for oneself, for root, for others, and in a sign-in that demands a device."""

from __future__ import annotations

import people
from bartizan import Account, Token
from people import Person
from playwright.sync_api import expect
from test_credentials import devices, may, ready, root_signed_in, section, signed_in
from visitor import Visitor


def begin(visitor: Visitor, token: Token) -> None:
    """From the first page of the wizard to the one of the token."""
    visitor.sees("manage-mfa-device")
    visitor.choose(visitor.say("kind-token"))
    visitor.press("go-on")
    visitor.sees_section("wizard-token")
    visitor.fill("serial-number", token.serial)


def give_pair(visitor: Visitor, token: Token, button: str) -> None:
    """Types whatever the token shows."""
    visitor.fill("mfa-code-1", token.shown())
    visitor.fill("mfa-code-2", token.shown())
    visitor.press(button)


def manage(visitor: Visitor, what: str) -> None:
    visitor.open("/console/credentials/mfa")
    visitor.choose(visitor.say(what))
    visitor.press("go-on")


def says(visitor: Visitor, text: str, **values: str) -> None:
    expect(visitor.page.locator("main")).to_contain_text(visitor.say(text, **values))


def test_a_user_assigns_resyncs_and_removes_a_token(visitor: Visitor, account: Account) -> None:
    alice = may(people.user(account))
    token = Token(algorithm="sha256", digits=8, period=60)
    account.import_tokens(token)
    signed_in(visitor, alice)
    visitor.open("/console/credentials/mfa/assign")
    visitor.choose(visitor.say("kind-token"))
    visitor.check("wizard-kinds")
    begin(visitor, token)
    visitor.check("wizard-token")

    # What is wrong is said where it is wrong, and what is right stays.
    visitor.press("assign-mfa")
    visitor.is_told_at("mfa-code-1", "fault-missing")
    visitor.holds("serial-number", token.serial)
    visitor.fill("serial-number", "NONE12345678")
    give_pair(visitor, token, "assign-mfa")
    visitor.is_told_at("serial-number", "wizard-token-missing")
    visitor.check("wizard-token-missing")
    visitor.fill("serial-number", token.serial)
    visitor.fill("mfa-code-1", token.shown())
    visitor.fill("mfa-code-2", "12345678")
    visitor.press("assign-mfa")
    visitor.is_told("error-pair-refused")
    visitor.holds("serial-number", token.serial)
    give_pair(visitor, token, "assign-mfa")
    visitor.is_told("assigned")
    visitor.follow("finish")
    expect(section(visitor, "mfa-section")).to_contain_text(visitor.say("kind-token"))
    visitor.check("credentials-token")
    assert devices(account, "alice") == [token.serial]

    manage(visitor, "resync")
    says(visitor, "wait-for-next", seconds="60")
    give_pair(visitor, token, "resync-button")
    visitor.is_told("done-resync")

    visitor.give_password(alice)
    visitor.give_code(token.shown())
    visitor.is_inside()
    manage(visitor, "remove")
    says(visitor, "remove-token")
    visitor.check("remove-token")
    visitor.press("remove")
    visitor.is_told("done-token-removed")
    assert devices(account, "alice") == []


def test_root_has_a_token_with_a_button(visitor: Visitor, account: Account) -> None:
    root = root_signed_in(visitor, account)
    token = Token(counter=7)
    account.import_tokens(token)
    visitor.open("/console/credentials/mfa/assign")
    begin(visitor, token)
    give_pair(visitor, token, "assign-mfa")
    visitor.is_told("assigned")
    visitor.follow("finish")
    expect(section(visitor, "mfa-section")).to_contain_text(visitor.say("clock-none"))

    # Played with since: the sign-in offers to resynchronize, and says what to press.
    token.press(40)
    visitor.give_root_password(root)
    visitor.give_code(token.code())
    visitor.is_told("error-code-refused")
    visitor.follow("resync-now")
    says(visitor, "press-for-next")
    visitor.check("signin-troubleshoot-token")
    give_pair(visitor, token, "resync-button")
    visitor.is_told("code-after-resync")
    visitor.give_code(token.code())
    visitor.is_inside()
    manage(visitor, "resync")
    says(visitor, "press-for-next")
    give_pair(visitor, token, "resync-button")
    visitor.is_told("done-resync")
    manage(visitor, "remove")
    visitor.press("remove")
    visitor.is_told("done-token-removed")


def test_an_administrator_assigns_resyncs_and_removes_a_token_of_somebody_else(
    visitor: Visitor, account: Account
) -> None:
    admin = may(people.user(account, "dora"))
    people.user(account, "bob")
    taken, token = Token(), Token(period=60)
    account.import_tokens(token, taken)
    account.iam.enable_mfa_device(UserName="dora", SerialNumber=taken.serial, **taken.pair())
    visitor.give_password(admin)
    visitor.give_code(taken.code())
    visitor.is_inside()

    visitor.open("/console/users/bob/mfa/assign")
    begin(visitor, taken)
    give_pair(visitor, taken, "assign-mfa")
    visitor.is_told_at("serial-number", "wizard-token-taken")
    visitor.follow("another-kind")
    begin(visitor, token)
    give_pair(visitor, token, "assign-mfa")
    visitor.is_told("assigned-for", user="bob")
    assert devices(account, "bob") == [token.serial]

    page = f"/console/users/bob/mfa/manage?SerialNumber={token.serial}&choice="
    visitor.open(f"{page}resync")
    says(visitor, "wait-for-next", seconds="60")
    visitor.check("users-device-token")
    give_pair(visitor, token, "resync-button")
    visitor.is_told("users-done-resynchronized")
    visitor.open(f"{page}remove")
    says(visitor, "users-remove-token")
    visitor.press("users-remove")
    visitor.is_told("users-done-removed")
    assert devices(account, "bob") == []


def test_a_sign_in_that_demands_a_device_takes_a_token(visitor: Visitor, account: Account) -> None:
    alice: Person = may(people.user(account), ready("manage-own-mfa-device.json"))
    token = Token()
    account.import_tokens(token)
    visitor.give_password(alice)
    says(visitor, "enrolment-why")
    begin(visitor, token)
    give_pair(visitor, token, "assign-mfa")
    visitor.is_inside()

    phone = account.enable_device("alice", "alices-phone")
    visitor.give_password(alice)
    visitor.sees("choose-title")
    expect(visitor.page.locator("main")).to_contain_text(visitor.say("kind-token"))
    visitor.check("signin-choose-token")
    visitor.page.get_by_role("radio", name=token.serial).check()
    visitor.press("next")
    visitor.give_code(token.code())
    visitor.is_inside()
    assert phone
