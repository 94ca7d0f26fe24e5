"""Pages that nobody looks for: errors, and what a session shows of itself."""

from __future__ import annotations

import people
import pytest
import texts
from bartizan import Account
from playwright.sync_api import expect
from visitor import Visitor


@pytest.mark.parametrize("path", ["/signin/no/such/page", "/static/no-such-file"])
def test_a_page_that_does_not_exist_says_so(visitor: Visitor, path: str) -> None:
    visitor.open(path)
    visitor.sees("page-error-title")
    visitor.check("no-such-page")
    visitor.follow("go-on")
    visitor.sees("start-title")


def test_a_form_from_before_says_so_and_can_be_sent_again(visitor: Visitor, account: Account) -> None:
    alice = people.user(account)
    visitor.open(f"/signin/{account.id}")
    # Meanwhile another tab signs in: this form is of a browser that had no session.
    other = visitor.context.new_page()
    other.goto(f"{visitor.server.endpoint}/signin/{account.id}")
    other.get_by_label(visitor.say("user-name"), exact=True).fill("alice")
    other.get_by_label(visitor.say("password"), exact=True).fill(alice.password)
    other.get_by_role("button", name=visitor.say("sign-in"), exact=True).click()
    expect(other).to_have_url(f"{visitor.server.endpoint}/console")

    visitor.fill("user-name", "alice")
    visitor.fill("password", alice.password)
    visitor.press("sign-in")
    visitor.sees("page-not-own-title")
    visitor.check("form-from-before")
    visitor.follow("go-on")
    assert visitor.path().startswith("/signin") or visitor.path() == "/console"


def test_the_guides_labels_are_used_as_it_gives_them() -> None:
    for place, language in enumerate(("en", "fr", "ja")):
        own = texts.own(language)
        differing = {id: own.get(id) for id, label in texts.GUIDE.items() if own.get(id) != label[place]}
        assert differing == {}, language
