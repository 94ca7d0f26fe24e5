"""My Security Credentials, and the wizard that gives somebody an MFA device: for oneself, for others, and in a sign-in."""

from __future__ import annotations

import re
from pathlib import Path

import people
import pytest
from bartizan import Account, Phone, refusal
from chromium import LOCALES
from people import NEW_PASSWORD, PASSWORD, Person
from playwright.sync_api import Browser, expect
from visitor import Visitor

POLICIES = Path(__file__).parents[2] / "docs" / "policies"
ALL = '{"Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}'


def may(person: Person, policy: str = ALL) -> Person:
    """Gives a user an inline policy."""
    person.account.iam.put_user_policy(UserName=person.name, PolicyName="pages", PolicyDocument=policy)
    return person


def ready(name: str) -> str:
    return (POLICIES / name).read_text()


def signed_in(visitor: Visitor, person: Person) -> None:
    visitor.give_password(person)
    if len(person.devices) > 1:
        visitor.press("next")
    if person.devices:
        visitor.give_code(person.phone.code())
    visitor.is_inside()


def root_signed_in(visitor: Visitor, account: Account) -> Person:
    """The root user, who sets a password at the first sign-in."""
    root = people.root(account)
    visitor.give_root_password(root)
    visitor.fill("new-password", PASSWORD)
    visitor.fill("new-password-again", PASSWORD)
    visitor.press("new-password-button")
    visitor.is_inside()
    root.password = PASSWORD
    return root


def section(visitor: Visitor, heading: str):
    return visitor.page.get_by_role("region", name=visitor.say(heading), exact=True).first


def begin(visitor: Visitor, device: str) -> Phone:
    """The first page of the wizard, and the phone that types the secret key of the second."""
    visitor.sees("manage-mfa-device")
    visitor.fill("device-name", device)
    visitor.press("go-on")
    return scan(visitor)


def scan(visitor: Visitor) -> Phone:
    page = visitor.page
    picture = page.get_by_role("img", name=visitor.say("qr-code-alt"))
    expect(picture).to_be_hidden()
    expect(page.locator(".secret")).to_be_hidden()
    page.get_by_text(visitor.say("show-qr-code"), exact=True).click()
    expect(picture).to_be_visible()
    expect(page.locator(".secret")).to_be_hidden()
    page.get_by_text(visitor.say("show-secret-key"), exact=True).click()
    expect(page.locator(".secret")).to_be_visible()
    seed = "".join(page.locator(".secret span").all_inner_texts())
    assert re.fullmatch(r"[A-Z2-7]{64}", seed)
    visitor.server.secrets.add(seed)
    return Phone(seed)


def give_pair(visitor: Visitor, phone: Phone, button: str = "assign-mfa") -> None:
    visitor.fill("mfa-code-1", phone.code())
    visitor.fill("mfa-code-2", phone.code())
    visitor.press(button)


def give_wrong_pair(visitor: Visitor, phone: Phone) -> None:
    visitor.fill("mfa-code-1", phone.wrong_code())
    visitor.fill("mfa-code-2", phone.wrong_code())
    visitor.press("assign-mfa")


def devices(account: Account, user: str) -> list[str]:
    listed = account.iam.list_mfa_devices(UserName=user)["MFADevices"]
    return [device["SerialNumber"].rsplit("/")[-1] for device in listed]


def test_a_user_assigns_resyncs_and_removes_a_device(visitor: Visitor, account: Account) -> None:
    alice = may(people.user(account))
    signed_in(visitor, alice)
    visitor.follow("manage-mfa")
    visitor.sees("manage-mfa-device")
    visitor.holds("device-name", "alice")
    visitor.check("wizard-name")
    visitor.fill("device-name", "not a name")
    visitor.press("go-on")
    visitor.holds("device-name", "not a name")
    expect(visitor.page.get_by_label(visitor.say("device-name"), exact=True)).to_have_attribute("aria-invalid", "true")

    phone = begin(visitor, "alices-phone")
    visitor.check("wizard-codes")
    visitor.press("assign-mfa")
    visitor.is_told_at("mfa-code-1", "fault-missing")
    give_wrong_pair(visitor, phone)
    visitor.is_told("error-pair-refused")
    visitor.holds("mfa-code-1", "")
    assert scan(visitor).seed == phone.seed, "the same device: what was scanned stays right"
    give_pair(visitor, phone)
    visitor.is_told("assigned")
    visitor.check("wizard-assigned")
    visitor.follow("finish")
    visitor.sees("my-security-credentials")
    expect(section(visitor, "mfa-section")).to_contain_text("alices-phone")
    assert devices(account, "alice") == ["alices-phone"]

    # This session proved no device, so it may not take one away.
    visitor.follow("manage-mfa-device")
    visitor.check("manage-device")
    visitor.choose(visitor.say("resync"))
    visitor.press("go-on")
    visitor.sees("resync")
    visitor.check("resync-inside")
    give_pair(visitor, phone, "resync-button")
    visitor.is_told("done-resync")
    visitor.follow("manage-mfa-device")
    visitor.choose(visitor.say("remove"))
    visitor.press("go-on")
    visitor.press("remove")
    visitor.is_told("error-needs-mfa")

    alice.devices.append((account.device_arn("alices-phone"), phone))
    signed_in(visitor, alice)
    visitor.open("/console/credentials")
    visitor.follow("manage-mfa-device")
    visitor.choose(visitor.say("remove"))
    visitor.press("go-on")
    visitor.sees("remove-device")
    visitor.check("remove-device")
    visitor.press("remove")
    visitor.is_told("done-removed")
    assert devices(account, "alice") == []
    assert account.iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_an_abandoned_wizard_leaves_no_device_and_blocks_no_name(visitor: Visitor, account: Account) -> None:
    alice = may(people.user(account))
    signed_in(visitor, alice)
    for _ in range(2):
        visitor.open("/console/credentials/mfa/assign")
        begin(visitor, "phone")
    visitor.follow("cancel")
    visitor.sees("my-security-credentials")
    assert account.iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []
    account.create_device("Phone")
    visitor.open("/console/credentials/mfa/assign")
    visitor.fill("device-name", "phone")
    visitor.press("go-on")
    visitor.is_told_at("device-name", "wizard-name-taken")


def test_root_activates_mfa_from_the_dashboard(visitor: Visitor, account: Account) -> None:
    root = root_signed_in(visitor, account)
    visitor.page.get_by_text(visitor.say("activate-root-mfa"), exact=True).click()
    visitor.follow("manage-mfa")
    visitor.sees_section("contact-title")
    expect(visitor.page.locator("main")).to_contain_text("@example.com")
    assert root.name not in visitor.page.locator("main").inner_text(), "the address is partly hidden"
    visitor.check("wizard-root")
    phone = begin(visitor, "root-phone")
    give_pair(visitor, phone)
    visitor.is_told("assigned")
    visitor.follow("finish")
    visitor.check("credentials-root")

    root.devices.append((account.device_arn("root-phone"), phone))
    visitor.give_root_password(root)
    visitor.give_code(phone.code())
    visitor.is_inside()
    visitor.open("/console/credentials/mfa")
    visitor.choose(visitor.say("resync"))
    visitor.press("go-on")
    give_pair(visitor, phone, "resync-button")
    visitor.is_told("done-resync")
    visitor.open("/console/credentials/mfa")
    visitor.choose(visitor.say("remove"))
    visitor.press("go-on")
    visitor.press("remove")
    visitor.is_told("done-removed")


def test_a_sign_in_that_demands_mfa_enrols_first(visitor: Visitor, account: Account) -> None:
    alice = may(people.user(account), ready("manage-own-mfa-device.json"))
    visitor.give_password(alice)
    visitor.sees("manage-mfa-device")
    visitor.check("enrolment-name")
    phone = begin(visitor, "alice")
    give_wrong_pair(visitor, phone)
    visitor.is_told("error-pair-refused")
    visitor.check("enrolment-codes")
    give_pair(visitor, phone)
    visitor.is_inside()
    expect(visitor.page.locator("main")).to_contain_text(visitor.say("session-with-mfa"))
    assert people.signed_in(visitor.server, account)[-1]["additionalEventData"]["MFAUsed"] == "Yes"


def test_who_may_not_enrol_is_told_whom_to_ask(visitor: Visitor, account: Account) -> None:
    alice = may(people.user(account), ready("resync-own-device-only.json"))
    visitor.give_password(alice)
    visitor.press("go-on")
    visitor.is_told("enrolment-ask")
    expect(visitor.page.locator("[role=alert]")).to_contain_text("iam:CreateVirtualMFADevice")
    visitor.check("enrolment-refused")


def test_an_administrator_assigns_a_device_to_somebody_else(visitor: Visitor, account: Account) -> None:
    people.user(account, "bob@example.com")
    alice = may(people.user(account))
    signed_in(visitor, alice)
    visitor.open("/console/users/bob%40example.com/mfa/assign")
    visitor.sees_section("together-title")
    visitor.check("wizard-for-user")
    link = visitor.page.get_by_role("link", name=visitor.say("together-policy")).get_attribute("href")
    policy = visitor.context.request.get(visitor.server.endpoint + link)
    assert policy.text() == ready("manage-own-mfa-device.json")
    phone = begin(visitor, "bobs")
    give_pair(visitor, phone)
    visitor.is_told("assigned-for", user="bob@example.com")
    assert devices(account, "bob@example.com") == ["bobs"]
    names = [event["eventName"] for event in visitor.server.events(account)]
    assert names[-2:] == ["CreateVirtualMFADevice", "EnableMFADevice"]


def test_with_eight_devices_one_is_to_be_removed_first(visitor: Visitor, account: Account) -> None:
    alice = may(people.user(account, devices=8))
    signed_in(visitor, alice)
    visitor.open("/console/credentials/mfa/assign")
    expect(visitor.page.locator("main")).to_contain_text(visitor.say("wizard-full"))
    visitor.check("wizard-full")
    visitor.open("/console/credentials")
    visitor.check("credentials-eight")


def test_a_device_that_cannot_be_deleted_stays_and_is_said_to(visitor: Visitor, account: Account) -> None:
    allowed = (
        '{"Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"},'
        '{"Effect":"Deny","Action":"iam:DeleteVirtualMFADevice","Resource":"*"}]}'
    )
    alice = may(people.user(account, devices=1), allowed)
    signed_in(visitor, alice)
    visitor.open("/console/credentials/mfa")
    visitor.choose(visitor.say("remove"))
    visitor.press("go-on")
    visitor.press("remove")
    expect(visitor.page.locator("main")).to_contain_text(visitor.say("kept-hint"))
    expect(visitor.page.locator("[role=alert]")).to_contain_text("iam:DeleteVirtualMFADevice")
    visitor.check("device-kept")
    visitor.follow("back-to-credentials")
    expect(section(visitor, "mfa-section")).to_contain_text("alice-phone-1")


def test_with_the_resync_policy_the_devices_are_listed_and_the_rest_is_refused(
    visitor: Visitor, account: Account
) -> None:
    alice = may(people.user(account, devices=1), ready("resync-own-device-only.json"))
    signed_in(visitor, alice)
    visitor.open_menu("alice")
    visitor.follow("my-security-credentials")
    expect(section(visitor, "mfa-section")).to_contain_text("alice-phone-1")
    expect(section(visitor, "mfa-section").locator(".trouble")).to_have_count(0)
    for heading, action in (("password-section", "iam:ChangePassword"), ("keys-section", "iam:ListAccessKeys")):
        expect(section(visitor, heading).locator(".trouble")).to_contain_text(action)
    visitor.check("credentials-resync-only")
    visitor.follow("manage-mfa-device")
    visitor.choose(visitor.say("resync"))
    visitor.press("go-on")
    give_pair(visitor, alice.phone, "resync-button")
    visitor.is_told("done-resync")


def test_a_password_is_changed_by_who_knows_the_old_one(visitor: Visitor, account: Account) -> None:
    alice = may(people.user(account))
    signed_in(visitor, alice)
    visitor.open("/console/credentials")

    def change(old: str, new: str, again: str) -> None:
        visitor.fill("old-password", old)
        visitor.fill("new-password", new)
        visitor.fill("new-password-again", again)
        visitor.press("new-password-button")

    change("", NEW_PASSWORD, NEW_PASSWORD)
    visitor.is_told_at("old-password", "fault-missing")
    change(PASSWORD, NEW_PASSWORD, PASSWORD)
    visitor.is_told_at("new-password-again", "password-differs")
    visitor.holds("old-password", "")
    change("Wrong-Horse-9", NEW_PASSWORD, NEW_PASSWORD)
    visitor.is_told_at("old-password", "error-old-password")
    change(PASSWORD, "longenough", "longenough")
    visitor.is_told_at("new-password", "password-too-plain")
    change(PASSWORD, PASSWORD, PASSWORD)
    visitor.is_told_at("new-password", "error-same-password")
    visitor.check("credentials-password-refused")
    change(PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    visitor.is_told("done-password")
    visitor.give_password(alice, NEW_PASSWORD)
    visitor.is_inside()


@pytest.mark.parametrize("who", ["user", "root"])
def test_access_keys_are_made_shown_once_turned_off_and_deleted(visitor: Visitor, account: Account, who: str) -> None:
    if who == "user":
        signed_in(visitor, may(people.user(account)))
    else:
        account.client("iam", account.root).delete_access_key(AccessKeyId=account.root.id)
        root_signed_in(visitor, account)
    visitor.open("/console/credentials")
    visitor.press("create-key")
    visitor.sees("key-created-title")
    visitor.check(f"key-created-{who}")
    key = type(account.root)(
        visitor.page.locator("#access-key-id").inner_text(), visitor.page.locator("#secret-access-key").inner_text()
    )
    visitor.server.secrets.add(key.secret)
    caller = account.client("sts", key).get_caller_identity()["Arn"]
    assert caller.endswith(":user/alice" if who == "user" else ":root")
    visitor.follow("key-created-done")
    assert key.secret not in visitor.page.content()
    page, say = visitor.page, visitor.say
    page.get_by_role("button", name=say("deactivate-named", name=key.id)).click()
    visitor.is_told("done-key-off")
    assert refusal(account.client("sts", key).get_caller_identity)[0] == 403
    page.get_by_role("button", name=say("activate-named", name=key.id)).click()
    visitor.is_told("done-key-on")
    account.client("sts", key).get_caller_identity()
    page.get_by_role("link", name=say("delete-named", name=key.id)).click()
    visitor.sees("key-delete-title")
    visitor.check(f"key-delete-{who}")
    visitor.press("delete")
    visitor.is_told("done-key-deleted")
    assert refusal(account.client("sts", key).get_caller_identity)[0] == 403


def test_sessions_are_listed_and_ended(visitor: Visitor, account: Account, browser: Browser) -> None:
    alice = may(people.user(account))
    signed_in(visitor, alice)
    others = []
    for _ in range(2):
        context = browser.new_context(base_url=visitor.server.endpoint, locale=LOCALES[visitor.language])
        other = Visitor(visitor.server, context.new_page(), visitor.language, visitor.scripts)
        signed_in(other, alice)
        others.append(other)
    visitor.open("/console/credentials")
    rows = section(visitor, "sessions-section").locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text=visitor.say("this-session"))).to_have_count(1)
    visitor.check("credentials-sessions")
    rows.get_by_role("button").first.click()
    visitor.is_told("done-session")
    expect(rows).to_have_count(2)
    visitor.press("sign-out-others")
    visitor.is_told("done-sessions")
    expect(rows).to_have_count(1)
    for other in others:
        other.open("/console")
        assert other.path().startswith("/signin")
        other.context.close()


def test_a_stale_factor_is_proven_again_and_the_wizard_goes_on(visitor: Visitor, account: Account) -> None:
    """The page that proves comes back to where one was; here as a link that somebody kept."""
    alice = may(people.user(account))
    signed_in(visitor, alice)
    visitor.open("/console/prove?next=%2Fconsole%2Fcredentials%2Fmfa%2Fassign%3FVirtualMFADeviceName%3Dkept")
    visitor.fill("password", PASSWORD)
    visitor.press("go-on")
    visitor.sees("manage-mfa-device")
    visitor.holds("device-name", "kept")
