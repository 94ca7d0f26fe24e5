"""Signing in, step by step by the labels, in four languages, with scripts and without."""

from __future__ import annotations

import people
from bartizan import Account
from people import NEW_PASSWORD
from playwright.sync_api import expect
from visitor import Visitor


def test_from_the_main_page_by_the_accounts_own_into_the_console(visitor: Visitor, account: Account) -> None:
    alice = people.user(account)
    visitor.open("/signin")
    visitor.sees("start-title")
    visitor.sees_section("iam-user")
    visitor.sees_section("root-user")
    visitor.check("signin")
    visitor.fill("account-label", account.id)
    visitor.press("next")

    visitor.sees("user-title")
    assert visitor.path() == f"/signin/{account.id}", "it can be bookmarked"
    visitor.holds("account-label", account.id)
    visitor.offers("different-account")
    visitor.offers("root-link")
    visitor.check("signin-account")
    visitor.fill("user-name", "alice")
    visitor.fill("password", alice.password)
    visitor.press("sign-in")
    visitor.is_inside()


def test_account_and_user_are_remembered_until_another_is_asked_for(visitor: Visitor, account: Account) -> None:
    visitor.give_password(people.user(account))
    visitor.is_inside()
    visitor.open_menu("alice")
    visitor.press("sign-out")

    visitor.sees("user-title")
    assert visitor.path() == f"/signin/{account.id}"
    visitor.holds("user-name", "alice")
    visitor.holds("password", "")
    visitor.open("/signin")
    visitor.holds("user-name", "alice")
    visitor.follow("different-account")
    visitor.sees("start-title")
    visitor.holds("account-label", "")
    visitor.open("/signin")
    visitor.sees("start-title")


def test_an_alias_leads_to_the_same_account(visitor: Visitor, account: Account) -> None:
    alice = people.user(account)
    alias = f"firm-{account.id}"
    account.iam.create_account_alias(AccountAlias=alias)
    visitor.open("/signin")
    visitor.fill("account-label", f" {alias.upper()} ")
    visitor.press("next")
    assert visitor.path() == f"/signin/{alias}"
    visitor.fill("user-name", "alice")
    visitor.fill("password", alice.password)
    visitor.press("sign-in")
    visitor.is_inside()


def test_what_is_missing_or_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    visitor: Visitor, account: Account
) -> None:
    visitor.open("/signin")
    visitor.fill("account-label", "not an account!")
    visitor.press("next")
    visitor.is_told_at("account-label", "start-account-wrong")
    visitor.holds("account-label", "not an account!")
    visitor.check("signin-account-wrong")

    visitor.open(f"/signin/{account.id}")
    visitor.fill("account-label", "not/an account")
    visitor.fill("user-name", "alice")
    visitor.press("sign-in")
    visitor.is_told_at("account-label", "start-account-wrong")
    visitor.is_told_at("password", "fault-missing")
    visitor.holds("user-name", "alice")
    visitor.fill("account-label", account.id)
    visitor.fill("password", "wrong")
    visitor.press("sign-in")
    visitor.is_told("password-wrong")
    visitor.holds("account-label", account.id)
    visitor.holds("user-name", "alice")
    visitor.holds("password", "")
    visitor.check("signin-wrong-password")

    visitor.follow("root-link")
    visitor.fill("root-email", "somebody@")
    if visitor.scripts:
        # The browser itself asks for an address first.
        visitor.page.locator("form").evaluate("form => form.noValidate = true")
        visitor.press("next")
        visitor.is_told_at("root-email", "root-email-wrong")


def test_root_gives_the_e_mail_address_and_then_the_password(visitor: Visitor, account: Account) -> None:
    root = people.root(account)
    visitor.open("/signin")
    visitor.follow("root-link")
    visitor.sees("root-title")
    visitor.check("signin-root")
    visitor.fill("root-email", root.name)
    visitor.press("next")
    visitor.sees_section("root-user")
    visitor.holds("root-email", root.name)
    visitor.check("signin-root-password")
    visitor.fill("password", "wrong")
    visitor.press("sign-in")
    visitor.is_told("password-wrong")
    visitor.holds("root-email", root.name)
    visitor.fill("password", root.password)
    visitor.press("sign-in")

    # The first password is for the first sign-in only.
    visitor.sees("new-password-title")
    visitor.fill("new-password", NEW_PASSWORD)
    visitor.fill("new-password-again", NEW_PASSWORD)
    visitor.press("new-password-button")
    visitor.is_inside()
    visitor.check("dashboard-root")


def test_roots_credentials_are_not_taken_on_the_accounts_page(visitor: Visitor, account: Account) -> None:
    visitor.give_password(people.root(account))
    visitor.is_told("password-wrong")
    visitor.follow("root-link")
    visitor.sees("root-title")


def test_with_one_device_a_code_is_asked_for(visitor: Visitor, account: Account) -> None:
    alice = people.user(account, devices=1)
    visitor.give_password(alice)
    visitor.sees("code-title")
    assert visitor.page.get_by_label(visitor.say("mfa-code")).get_attribute("autocomplete") == "one-time-code"
    visitor.offers("having-problems")
    expect(visitor.page.get_by_role("link", name=visitor.say("another-method"))).to_have_count(0)
    visitor.check("signin-code")
    visitor.give_code("12345")
    visitor.is_told_at("mfa-code", "fault-code")
    visitor.give_code(alice.phone.code())
    visitor.is_inside()
    visitor.check("dashboard")


def test_with_several_devices_one_is_chosen_and_another_method_tried(visitor: Visitor, account: Account) -> None:
    alice = people.user(account, devices=3)
    visitor.give_password(alice)
    visitor.sees("choose-title")
    visitor.offers("troubleshoot-mfa")
    visitor.check("signin-choose")
    visitor.choose("alice-phone-2")
    visitor.press("next")
    visitor.sees("code-title")
    expect(visitor.page.get_by_text("alice-phone-2")).to_be_visible()

    visitor.follow("another-method")
    visitor.sees("choose-title")
    visitor.choose("alice-phone-3")
    visitor.press("next")
    # A code of another device is none of this one.
    visitor.give_code(alice.devices[1][1].code())
    visitor.is_told("error-code-refused")
    expect(visitor.page.get_by_text("alice-phone-3").first).to_be_visible()
    visitor.give_code(alice.devices[2][1].code())
    visitor.is_inside()


def test_a_password_that_must_be_changed_is_changed_before_anything_else(visitor: Visitor, account: Account) -> None:
    alice = people.user(account, must_change=True, devices=1)
    visitor.give_password(alice)
    visitor.sees("code-title")
    visitor.give_code(alice.phone.code())
    visitor.sees("new-password-title")
    visitor.check("signin-new-password")
    visitor.open("/console")
    assert visitor.path().startswith("/signin"), "there is no session yet"
    visitor.open("/signin/step/password")

    for first, second, field, fault in [
        ("", "", "new-password", "fault-missing"),
        (NEW_PASSWORD, "another", "new-password-again", "password-differs"),
        (alice.password, alice.password, "new-password", "error-same-password"),
    ]:
        visitor.fill("new-password", first)
        visitor.fill("new-password-again", second)
        visitor.press("new-password-button")
        visitor.is_told_at(field, fault)
        visitor.holds("new-password", "")
    visitor.fill("new-password", NEW_PASSWORD)
    visitor.fill("new-password-again", NEW_PASSWORD)
    visitor.press("new-password-button")
    visitor.is_inside()


def test_a_step_that_is_over_leads_to_the_start_with_a_sentence(visitor: Visitor, account: Account) -> None:
    alice = people.user(account, devices=1)
    for path in ("code", "choose", "password", "troubleshoot", "open"):
        visitor.open(f"/signin/step/{path}")
        visitor.sees("start-title")
        visitor.is_told("step-ended")
    visitor.check("signin-ended")

    # The password is changed by somebody else while the code is typed.
    visitor.give_password(alice)
    visitor.sees("code-title")
    account.iam.update_login_profile(UserName="alice", Password=NEW_PASSWORD)
    visitor.give_code(alice.phone.code())
    visitor.is_told("step-ended")
    visitor.sees("user-title")
    visitor.holds("user-name", "alice")


def test_the_back_button_opens_nothing_twice(visitor: Visitor, account: Account) -> None:
    alice = people.user(account, devices=1)
    visitor.give_password(alice)
    visitor.give_code(alice.phone.code())
    visitor.is_inside()
    visitor.page.go_back()
    # The step is over. The session goes on.
    assert visitor.path().startswith("/signin")
    visitor.is_told("step-ended")
    visitor.open("/console")
    visitor.is_inside()


def test_signing_out_ends_the_session_also_for_who_goes_back(visitor: Visitor, account: Account) -> None:
    visitor.give_password(people.user(account))
    visitor.is_inside()
    visitor.open_menu("alice")
    visitor.offers("my-security-credentials")
    visitor.check("menu")
    visitor.press("sign-out")
    visitor.sees("user-title")
    visitor.page.go_back()
    visitor.page.reload()
    assert visitor.path().startswith("/signin")
    visitor.open("/console")
    assert visitor.path().startswith("/signin")


def test_a_session_that_was_ended_elsewhere_leads_to_the_start(visitor: Visitor, account: Account) -> None:
    visitor.give_password(people.user(account))
    visitor.is_inside()
    visitor.server.command("sessions", "end", "--account", account.id, "--user", "alice")
    visitor.page.reload()
    visitor.sees("user-title")
    visitor.is_told("step-ended")


def test_another_language_is_chosen_on_any_page_and_remembered(visitor: Visitor, account: Account) -> None:
    alice = people.user(account, devices=2)
    other = "ja" if visitor.language != "ja" else "es"
    names = {"ja": "日本語", "es": "Español"}
    visitor.give_password(alice)
    visitor.choose("alice-phone-2")
    visitor.press("next")
    visitor.page.get_by_role("link", name=names[other]).click()
    # The same page, with the same device.
    visitor.language, visitor.say = other, type(visitor.say)(other)
    visitor.sees("code-title")
    expect(visitor.page.get_by_text("alice-phone-2")).to_be_visible()
    assert "lang=" in visitor.path() and "SerialNumber=" in visitor.path()
    visitor.give_code(alice.devices[1][1].wrong_code())
    visitor.page.get_by_role("link", name="English").click()
    visitor.language, visitor.say = "en", type(visitor.say)("en")
    visitor.sees("code-title")
    expect(visitor.page.get_by_text("alice-phone-2")).to_be_visible()
    visitor.give_code(alice.devices[1][1].code())
    visitor.is_inside()


def test_everything_works_by_the_keyboard_alone(visitor: Visitor, account: Account) -> None:
    alice = people.user(account, devices=1)
    keys = visitor.page.keyboard
    visitor.open(f"/signin/{account.id}")
    visitor.page.get_by_label(visitor.say("user-name"), exact=True).focus()
    keys.type("alice")
    keys.press("Tab")
    keys.type(alice.password)
    keys.press("Enter")
    visitor.sees("code-title")
    visitor.page.get_by_label(visitor.say("mfa-code"), exact=True).focus()
    keys.type(alice.phone.code())
    keys.press("Enter")
    visitor.is_inside()
    keys.press("Tab")
    skip = visitor.page.get_by_role("link", name=visitor.say("skip"))
    expect(skip).to_be_focused()
