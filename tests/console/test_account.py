"""The account's page and its audit trail, by the labels, in four languages, with scripts and without."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable

import people
import pytest
from bartizan import Account, Server
from people import NEW_PASSWORD, Person
from plain import Plain
from playwright.sync_api import Locator, expect
from visitor import Visitor


def allow(person: Person, action: str) -> None:
    """Allows a user something, which may be a pattern."""
    document = {"Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}}
    name = action.replace(":", "-").replace("*", "all")
    person.account.iam.put_user_policy(UserName=person.name, PolicyName=name, PolicyDocument=json.dumps(document))


def section(visitor: Visitor, heading: str) -> Locator:
    return visitor.page.get_by_role("region", name=visitor.say(heading), exact=True)


def save(visitor: Visitor, heading: str, button: str = "account-save") -> None:
    section(visitor, heading).get_by_role("button", name=visitor.say(button), exact=True).click()


def enter_as_root(visitor: Visitor, account: Account) -> Person:
    """The first sign-in of the root user, to the account's page."""
    root = people.root(account)
    visitor.give_root_password(root)
    visitor.fill("new-password", NEW_PASSWORD)
    visitor.fill("new-password-again", NEW_PASSWORD)
    visitor.press("new-password-button")
    visitor.is_inside()
    visitor.follow("menu-account")
    visitor.sees("account-title")
    account.server.secrets.add(NEW_PASSWORD)
    return root


def enter_as(visitor: Visitor, account: Account, *actions: str) -> Person:
    """A user who may do these things, on the account's page."""
    alice = people.user(account)
    for action in actions:
        allow(alice, action)
    visitor.give_password(alice)
    visitor.is_inside()
    visitor.follow("menu-account")
    return alice


@pytest.fixture
def owned(server: Server) -> Account:
    """An account whose name is no text that could be mistaken for one that was not translated."""
    email = f"owner{next(_owners)}@example.com"
    words = ("account", "create", "--email", email, "--root-access-key", "--format", "json")
    account = Account(server, json.loads(server.command(*words)))
    server.secrets.update(account.passwords)
    return account


_owners = itertools.count(1)


def test_an_alias_is_made_replaced_and_deleted(visitor: Visitor, account: Account) -> None:
    enter_as(visitor, account, "iam:*")
    expect(visitor.page.get_by_text(f"{account.server.endpoint}/signin/{account.id}")).to_be_visible()
    visitor.fill("account-alias-new", "no--alias")
    visitor.press("account-alias-create")
    visitor.is_told_at("account-alias-new", "account-alias-wrong")
    visitor.holds("account-alias-new", "no--alias")

    first, second = f"first{account.id}", f"second{account.id}"
    visitor.fill("account-alias-new", first.upper())
    visitor.press("account-alias-create")
    visitor.is_told("account-done-alias")
    expect(visitor.page.get_by_text(f"{account.server.endpoint}/signin/{first}")).to_be_visible()
    visitor.fill("account-alias-new", second)
    visitor.press("account-alias-replace")
    visitor.is_told("account-done-alias")
    assert account.iam.list_account_aliases()["AccountAliases"] == [second]
    visitor.check("account-user")
    visitor.press("account-alias-delete")
    visitor.is_told("account-done-alias-delete")
    assert account.iam.list_account_aliases()["AccountAliases"] == []


def test_an_alias_of_another_account_cannot_be_had(visitor: Visitor, account: Account) -> None:
    other = account.server.create_account()
    other.iam.create_account_alias(AccountAlias=f"taken-{other.id}")
    enter_as(visitor, account, "iam:*")
    visitor.fill("account-alias-new", f"taken-{other.id}")
    visitor.press("account-alias-create")
    visitor.is_told_at("account-alias-new", "account-alias-taken")


def test_the_password_policy_is_set_with_all_its_fields_and_deleted(visitor: Visitor, account: Account) -> None:
    enter_as(visitor, account, "iam:*")
    expect(visitor.page.get_by_text(visitor.say("account-policy-none"))).to_be_visible()
    visitor.fill("account-policy-least", "5")
    visitor.fill("account-policy-age", "soon")
    visitor.press("account-policy-create")
    visitor.is_told_at("account-policy-age", "account-policy-number-wrong")
    visitor.fill("account-policy-age", "90")
    visitor.press("account-policy-create")
    expect(visitor.page.locator("#MinimumPasswordLength")).to_have_attribute("aria-invalid", "true")
    visitor.fill("account-policy-least", "14")
    visitor.fill("account-policy-reuse", "5")
    for rule in ("uppercase", "lowercase", "numbers", "symbols", "hard-expiry"):
        visitor.page.get_by_label(visitor.say(f"account-policy-{rule}")).check()
    visitor.page.get_by_label(visitor.say("account-policy-users-change")).uncheck()
    visitor.press("account-policy-create")
    visitor.is_told("account-done-policy")
    policy = account.iam.get_account_password_policy()["PasswordPolicy"]
    assert policy == {
        "MinimumPasswordLength": 14,
        "RequireSymbols": True,
        "RequireNumbers": True,
        "RequireUppercaseCharacters": True,
        "RequireLowercaseCharacters": True,
        "AllowUsersToChangePassword": False,
        "ExpirePasswords": True,
        "MaxPasswordAge": 90,
        "PasswordReusePrevention": 5,
        "HardExpiry": True,
    }
    visitor.holds("account-policy-least", "14")
    visitor.press("account-policy-delete")
    visitor.is_told("account-done-policy-delete")


def test_each_section_is_authorized_by_itself(visitor: Visitor, account: Account) -> None:
    enter_as(visitor, account, "iam:GetAccountSummary")
    refused = visitor.page.locator(".refused")
    expect(refused).to_have_count(7)
    for action in (
        "account:GetAccountInformation",
        "account:GetAlternateContact",
        "account:GetContactInformation",
        "account:GetPrimaryEmail",
        "bartizan:GetSignInSettings",
        "iam:GetAccountPasswordPolicy",
        "iam:ListAccountAliases",
    ):
        expect(refused.filter(has_text=action)).to_be_visible()
    expect(visitor.page.get_by_text(visitor.say("account-summary-root-mfa"))).to_be_visible()
    visitor.check("account-refused")


def test_mfa_can_be_required_by_whom_a_policy_allows(visitor: Visitor, account: Account) -> None:
    enter_as(visitor, account, "bartizan:*SignInSettings")
    visitor.press("account-mfa-turn-on")
    visitor.is_told("account-done-sign-in")
    expect(visitor.page.get_by_text(visitor.say("account-mfa-on"))).to_be_visible()
    changed = [event for event in account.server.events(account) if event["eventName"] == "UpdateSignInSettings"]
    assert [event["requestParameters"] for event in changed] == [{"mFARequired": True}]
    visitor.press("account-mfa-turn-off")
    visitor.is_told("account-done-sign-in")


def test_r12_another_root_email_counts_once_it_is_confirmed_and_recovers_later(visitor: Visitor, owned: Account) -> None:
    server = owned.server
    root = enter_as_root(visitor, owned)
    expect(visitor.page.get_by_text(root.name, exact=True)).to_be_visible()
    other = server.create_account()
    told = []
    for email in (other.email, f"boss-{owned.id}@example.org"):
        visitor.fill("account-email-new", email)
        visitor.press("account-email-ask")
        visitor.is_told("account-done-email")
        told.append(visitor.page.locator("main").inner_text().replace(email, "EMAIL"))
    assert told[0] == told[1], "an address in use gets the same answer as a free one"
    visitor.fill("account-email-code", "12345")
    visitor.press("account-email-code-take")
    visitor.is_told_at("account-email-code", "fault-code")
    visitor.fill("account-email-code", "000000")
    visitor.press("account-email-code-take")
    expect(visitor.page.get_by_text(visitor.say("error-email-code"))).to_be_visible()
    visitor.check("account-root")
    assert server.command("account", "confirm-email", "--account", owned.id).count(email) == 1

    visitor.open("/console/account")
    expect(visitor.page.get_by_text(email, exact=True)).to_be_visible()
    expect(visitor.page.locator(".settling").filter(has_text=root.name)).to_be_visible()
    visitor.check("account-settling")
    visitor.give_root_password(Person(owned, root.name), NEW_PASSWORD)
    visitor.is_told("password-wrong")
    visitor.give_root_password(Person(owned, email), NEW_PASSWORD)
    visitor.is_inside()

    visitor.open("/console/account")
    visitor.fill("account-email-new", other.email)
    visitor.press("account-email-ask")
    try:
        server.command("account", "confirm-email", "--account", owned.id)
        raise AssertionError("not refused")
    except RuntimeError as refused:
        assert "another account has that root e-mail" in str(refused)
    visitor.press("account-email-withdraw")
    visitor.is_told("account-done-email-withdraw")
    visitor.press("account-restore")
    visitor.is_told("account-done-restore")
    expect(visitor.page.get_by_text(root.name, exact=True)).to_be_visible()
    expect(visitor.page.locator(".settling")).to_have_count(0)
    trail = json.dumps(server.events(owned))
    for whole in (root.name, email, other.email):
        assert whole not in trail, "events keep a part"
    try:
        server.command("account", "create", "--email", email)
        raise AssertionError("not refused")
    except RuntimeError as refused:
        assert "90 days" in str(refused)


def test_contacts_are_set_by_whom_policies_allow(visitor: Visitor, owned: Account) -> None:
    enter_as(visitor, owned, "account:*")
    expect(visitor.page.get_by_text(visitor.say("contact-none"))).to_have_count(4)
    contacts, alternates = section(visitor, "account-contacts"), section(visitor, "contact-alternates")
    for label, value in (
        ("contact-full-name", "Jane Doe"),
        ("contact-line-1", "1 Any Street"),
        ("contact-postal-code", "12345"),
        ("contact-country", "de"),
        ("account-phone-number", "0151 1234567"),
    ):
        contacts.get_by_label(visitor.say(label), exact=True).fill(value)
    save(visitor, "account-contacts")
    visitor.is_told_at("contact-city", "fault-missing")
    visitor.holds("contact-full-name", "Jane Doe")
    contacts.get_by_label(visitor.say("contact-city"), exact=True).fill("Anytown")
    contacts.get_by_label(visitor.say("account-phone-number"), exact=True).fill("+49 (151) 1234-5678")
    save(visitor, "account-contacts")
    visitor.is_told("account-done-contact")
    phone = contacts.get_by_label(visitor.say("account-phone-number"), exact=True)
    expect(phone).to_have_value("+49 (151) 1234-5678")
    expect(contacts.locator(".settling")).to_have_count(1)
    found = owned.client("account").get_contact_information()["ContactInformation"]
    assert (found["FullName"], found["CountryCode"]) == ("Jane Doe", "DE")

    alternates.get_by_text(visitor.say("contact-security")).last.click()
    form = alternates.locator("form").filter(has=visitor.page.locator('input[value="SECURITY"]')).first
    for label, value in (("contact-name", "Sam"), ("contact-job", "CISO"), ("contact-email", "sam@example.com")):
        form.get_by_label(visitor.say(label), exact=True).fill(value)
    form.get_by_label(visitor.say("contact-other-phone"), exact=True).fill("+49 151 1")
    form.get_by_role("button").click()
    visitor.is_told("account-done-alternate")
    expect(alternates.get_by_text("sam@example.com", exact=True)).to_be_visible()
    visitor.check("account-contacts")
    trail = json.dumps(owned.server.events(owned), ensure_ascii=False)
    assert "+49…78" in trail
    for whole in ("4915112345678", "Jane Doe", "sam@example.com"):
        assert whole not in trail


def test_who_may_not_change_contacts_is_told_so(plain: Callable[[], Plain], account: Account) -> None:
    alice = people.user(account)
    allow(alice, "account:Get*")
    browser = plain()
    browser.sign_in(alice)
    token = browser.get("/console/account").token()
    reply = browser.post("/console/account/email", {"token": token, "PrimaryEmail": "a@example.com"})
    assert reply.status == 200
    assert "account:StartPrimaryEmailUpdate" in reply.text
    for path in ("alias", "sign-in", "contact", "alternate", "email", "email-code", "restore", "password-policy-delete"):
        assert browser.post(f"/console/account/{path}", {"token": "x"}).status == 403
    assert browser.post("/console/account/nothing", {"token": token}).status == 404


def test_r26_a_link_that_undoes_nothing_says_so_and_a_stranger_learns_nothing(
    plain: Callable[[], Plain], account: Account
) -> None:
    account.client("account").put_contact_information(
        ContactInformation={
            "FullName": "Jane Doe",
            "AddressLine1": "1 Any Street",
            "City": "Anytown",
            "PostalCode": "12345",
            "CountryCode": "DE",
            "PhoneNumber": "+49 151 12345678",
        }
    )
    browser = plain()
    token = browser.get("/signin/root").token()
    said = set()
    for link in ("", "x", f"{account.id}.{'A' * 22}", f"999999999999.{'A' * 22}", f"{account.id}.", "%00"):
        looked = browser.get(f"/signin/contact/undo?token={link}")
        taken = browser.post("/signin/contact/undo", {"token": token, "link": link})
        assert (looked.status, taken.status) == (410, 410) or link == "%00"
        said.add(re.search(r"<main.*</main>", taken.text, re.DOTALL)[0])
    assert len(said) == 1
    assert browser.post("/signin/contact/undo", {"token": "x", "link": "y"}).status == 403


def test_the_trail_is_searched_and_paged_and_shows_each_event_whole(visitor: Visitor, account: Account) -> None:
    alice = people.user(account)
    for number in range(40):
        account.iam.create_group(GroupName=f"group-{number}")
    visitor.give_password(alice)
    visitor.open("/console/audit")
    expect(visitor.page.locator(".refused").filter(has_text="cloudtrail:LookupEvents")).to_be_visible()
    allow(alice, "cloudtrail:LookupEvents")
    visitor.follow("audit-all")
    visitor.sees("menu-audit")
    events = visitor.page.locator(".events > li")
    expect(events.first).to_contain_text("PutUserPolicy")
    expect(events.nth(1)).to_contain_text("LookupEvents")
    expect(events.nth(1)).to_contain_text("AccessDenied")
    events.first.locator("summary").click()
    expect(events.first.locator("pre")).to_contain_text('"eventName": "PutUserPolicy"')
    visitor.check("audit")

    visitor.fill("audit-name", "creategroup")
    visitor.fill("audit-user", "admin")
    visitor.press("audit-go")
    seen = events.count()
    expect(events.first.locator("strong")).to_have_text("CreateGroup")
    while visitor.page.get_by_role("link", name=visitor.say("audit-older"), exact=True).count():
        visitor.follow("audit-older")
        visitor.holds("audit-name", "creategroup")
        seen += events.count()
    assert seen == 40
    visitor.fill("audit-name", "")
    visitor.fill("audit-error", "*")
    visitor.fill("audit-user", "alice")
    visitor.press("audit-go")
    expect(events).to_have_count(1)
    visitor.fill("audit-from", "yesterday")
    visitor.press("audit-go")
    visitor.is_told_at("audit-from", "audit-time-wrong")
    visitor.holds("audit-error", "*")
    visitor.fill("audit-from", "2020-01-01")
    visitor.fill("audit-to", "2020-01-02")
    visitor.press("audit-go")
    expect(visitor.page.get_by_text(visitor.say("audit-nothing"))).to_be_visible()
    visitor.check("audit-nothing")


def test_the_trail_of_another_account_is_out_of_reach(plain: Callable[[], Plain], account: Account) -> None:
    other = account.server.create_account()
    other.iam.create_group(GroupName="of-the-other")
    alice = people.user(account)
    allow(alice, "cloudtrail:LookupEvents")
    browser = plain()
    browser.sign_in(alice)
    assert "of-the-other" not in browser.get("/console/audit?EventName=CreateGroup").text
    for place in ("x", "1-2", "99999999999999999999-" + "0" * 32, "0-" + "f" * 32, "18446744073709551615-" + "f" * 32):
        assert browser.get(f"/console/audit?NextToken={place}").status == 200
