"""A phone whose clock has drifted: from the refused code to a session, before anybody is signed in."""

from __future__ import annotations

import people
from bartizan import Account
from people import Person
from playwright.sync_api import expect
from visitor import Visitor

DRIFT = 40
"""In steps of 30 seconds: twenty minutes."""


def give_pair(visitor: Visitor, person: Person) -> None:
    visitor.fill("mfa-code-1", person.phone.code())
    visitor.fill("mfa-code-2", person.phone.code())
    visitor.press("resync-button")


def drifted(account: Account, devices: int = 1) -> Person:
    alice = people.user(account, devices=devices)
    alice.phone.set_clock(DRIFT)
    return alice


def test_a_refused_code_offers_to_resynchronize_right_there(visitor: Visitor, account: Account) -> None:
    alice = drifted(account)
    people.allow(alice, "iam:ResyncMFADevice")
    visitor.give_password(alice)
    visitor.give_code(alice.phone.code())
    visitor.is_told("error-code-refused")
    visitor.holds("mfa-code", "")
    visitor.offers("resync-now")
    visitor.check("signin-code-refused")
    visitor.follow("resync-now")

    visitor.sees("troubleshoot-title")
    visitor.sees_section("resync-title")
    visitor.check("signin-troubleshoot")
    visitor.press("resync-button")
    visitor.is_told_at("mfa-code-1", "fault-missing")
    visitor.is_told_at("mfa-code-2", "fault-missing")
    give_pair(visitor, alice)

    visitor.sees("code-title")
    visitor.is_told("code-after-resync")
    visitor.check("signin-resynchronized")
    visitor.give_code(alice.phone.code())
    visitor.is_inside()


def test_two_codes_that_do_not_follow_each_other_are_refused_with_a_sentence(visitor: Visitor, account: Account) -> None:
    alice = drifted(account)
    people.allow(alice, "iam:ResyncMFADevice")
    visitor.give_password(alice)
    visitor.follow("having-problems")
    visitor.fill("mfa-code-1", alice.phone.code())
    alice.phone.code()
    visitor.fill("mfa-code-2", alice.phone.code())
    visitor.press("resync-button")
    visitor.sees("troubleshoot-title")
    visitor.is_told("error-pair-refused")
    visitor.holds("mfa-code-1", "")
    visitor.check("signin-troubleshoot-refused")


def test_without_the_permission_the_page_says_whom_to_ask(visitor: Visitor, account: Account) -> None:
    alice = drifted(account)
    visitor.give_password(alice)
    visitor.follow("having-problems")
    give_pair(visitor, alice)
    visitor.sees("troubleshoot-title")
    visitor.is_told("troubleshoot-ask")
    # In the policy's own words.
    expect(visitor.page.get_by_role("alert").filter(has_text="iam:ResyncMFADevice")).to_be_visible()
    visitor.check("signin-troubleshoot-not-allowed")
    visitor.follow("back-to-code")
    visitor.sees("code-title")


def test_with_several_devices_it_is_said_which_one(visitor: Visitor, account: Account) -> None:
    alice = drifted(account, devices=2)
    people.allow(alice, "iam:ResyncMFADevice")
    visitor.give_password(alice)
    visitor.sees("choose-title")
    visitor.follow("troubleshoot-mfa")
    visitor.sees("troubleshoot-title")
    visitor.check("signin-troubleshoot-several")
    visitor.page.get_by_label(visitor.say("device"), exact=True).select_option("alice-phone-1")
    give_pair(visitor, alice)
    visitor.sees("code-title")
    expect(visitor.page.get_by_text("alice-phone-1")).to_be_visible()
    visitor.give_code(alice.phone.code())
    visitor.is_inside()
