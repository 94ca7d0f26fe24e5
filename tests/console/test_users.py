"""An administrator looks after users: their permissions, groups, passwords, devices and keys."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Locator, expect

import people
from bartizan import Account, Keys, refusal
from people import NEW_PASSWORD, Person
from visitor import Visitor

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READER = "IAMReadOnlyAccess"


@pytest.fixture
def carol(account: Account) -> Person:
    """An administrator."""
    carol = people.user(account, "carol")
    account.iam.attach_user_policy(UserName="carol", PolicyArn=ADMINISTRATOR)
    return carol


@pytest.fixture
def at_work(visitor: Visitor, carol: Person) -> Visitor:
    """The administrator, signed in, at the list of users."""
    visitor.give_password(carol)
    visitor.is_inside()
    visitor.follow("menu-users")
    visitor.sees("users-title")
    return visitor


def unfold(visitor: Visitor, text: str, within: Locator | None = None) -> Locator:
    """Opens what is folded away under these words."""
    folded = (within or visitor.page).locator("details", has=visitor.page.locator("summary", has_text=visitor.say(text)))
    folded.locator("summary").click()
    return folded


def section(visitor: Visitor, heading: str) -> Locator:
    title = visitor.page.get_by_role("heading", name=visitor.say(heading), exact=True, level=2)
    return visitor.page.locator("section", has=title)


def press_for(visitor: Visitor, button: str, subject: str) -> None:
    visitor.page.get_by_role("button", name=f"{visitor.say(button)} {subject}").click()


def test_a_new_user_signs_in_with_the_password_of_the_administrator(at_work: Visitor, account: Account) -> None:
    at_work.check("users")
    form = unfold(at_work, "users-create", section(at_work, "users-new"))
    at_work.press("users-create")
    at_work.is_told_at("user-name", "fault-missing")
    at_work.fill("user-name", "dave@example.com")
    at_work.fill("users-password-optional", "short")
    form = section(at_work, "users-new")
    form.get_by_role("button").click()
    # The user is there, the password is not: it is too short.
    expect(at_work.page.get_by_text(at_work.say("users-done-created-without-password"))).to_be_visible()
    expect(at_work.page.get_by_label(at_work.say("users-new-password"), exact=True)).to_have_attribute("aria-invalid", "true")
    at_work.check("users-new-without-password")
    at_work.fill("users-new-password", people.PASSWORD)
    at_work.press("users-password-create")
    at_work.is_told("users-done-password-set")
    at_work.check("users-credentials-new")

    dave = Person(account, "dave@example.com")
    at_work.context.clear_cookies()
    at_work.give_password(dave)
    at_work.sees("new-password-title")
    at_work.fill("new-password", NEW_PASSWORD)
    at_work.fill("new-password-again", NEW_PASSWORD)
    at_work.press("new-password-button")
    at_work.is_inside()


def test_users_are_found_by_the_beginning_of_the_name(at_work: Visitor, account: Account) -> None:
    for name in ("Erin", "ernest", "frank"):
        account.iam.create_user(UserName=name)
    at_work.fill("users-search", "ER")
    at_work.press("users-search-button")
    rows = at_work.page.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Erin")
    at_work.check("users-search")
    at_work.fill("users-search", "<script>")
    at_work.press("users-search-button")
    expect(at_work.page.locator(".trouble")).to_be_visible()
    at_work.follow("users-show-all")
    expect(rows.filter(has_text="frank")).to_have_count(1)


def test_a_long_list_goes_on(at_work: Visitor, account: Account) -> None:
    for number in range(52):
        account.iam.create_user(UserName=f"user{number:02}")
    at_work.open("/console/users")
    expect(at_work.page.locator("tbody tr")).to_have_count(50)
    at_work.check("users-many")
    at_work.follow("users-next-page")
    expect(at_work.page.locator("tbody tr").last).to_contain_text("user51")


def test_policies_are_attached_written_and_taken_away(at_work: Visitor, account: Account) -> None:
    account.iam.create_user(UserName="alice")
    at_work.open("/console/users/alice")
    at_work.sees_section("users-attached")
    at_work.page.get_by_label(at_work.say("users-policy-to-attach"), exact=True).select_option(label=READER)
    at_work.press("users-attach")
    at_work.is_told("users-done-attached")
    at_work.check("users-permissions")
    press_for(at_work, "users-detach", READER)
    at_work.is_told("users-done-detached")
    at_work.press("users-attach")
    at_work.is_told_at("users-policy-to-attach", "fault-missing")

    at_work.follow("users-policy-new")
    at_work.fill("users-policy-name", "own")
    at_work.fill("users-policy-document", "{")
    at_work.press("users-policy-save")
    expect(at_work.page.locator("#PolicyDocument")).to_have_attribute("aria-invalid", "true")
    at_work.holds("users-policy-name", "own")
    at_work.check("users-policy-malformed")
    text = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}'
    at_work.fill("users-policy-document", text)
    at_work.press("users-policy-save")
    at_work.is_told("users-done-policy-saved")
    at_work.follow("users-policy-new")
    at_work.fill("users-policy-name", "OWN")
    at_work.press("users-policy-save")
    at_work.is_told_at("users-policy-name", "users-policy-there")

    at_work.open("/console/users/alice/permissions")
    at_work.page.get_by_role("link", name="own", exact=True).click()
    at_work.holds("users-policy-document", text)
    at_work.check("users-policy")
    unfold(at_work, "users-policy-delete")
    press_for(at_work, "users-policy-delete", "own")
    at_work.is_told("users-done-policy-deleted")
    assert account.iam.list_user_policies(UserName="alice")["PolicyNames"] == []


def test_groups_have_members_and_policies(at_work: Visitor, account: Account) -> None:
    account.iam.create_user(UserName="alice")
    at_work.follow("groups-title")
    at_work.fill("users-group-name", "builders")
    at_work.press("groups-create")
    at_work.is_told("users-done-group-created")
    at_work.fill("user-name", "nobody")
    at_work.press("groups-add")
    expect(at_work.page.locator("[role=alert]")).to_contain_text("nobody")
    at_work.fill("user-name", "alice")
    at_work.press("groups-add")
    at_work.is_told("users-done-added")
    at_work.page.get_by_label(at_work.say("users-policy-to-attach"), exact=True).select_option(label=READER)
    at_work.press("users-attach")
    at_work.is_told("users-done-attached")
    at_work.check("users-group")

    # What stands in the way of deleting it is said.
    unfold(at_work, "groups-delete")
    press_for(at_work, "groups-delete", "builders")
    expect(at_work.page.locator("[role=alert]")).to_be_visible()
    press_for(at_work, "users-detach", READER)
    at_work.is_told("users-done-detached")

    at_work.open("/console/users/alice/groups")
    at_work.check("users-groups")
    press_for(at_work, "users-leave", "builders")
    at_work.is_told("users-done-left")
    at_work.page.get_by_label(at_work.say("users-group-name"), exact=True).select_option("builders")
    at_work.press("users-join")
    at_work.is_told("users-done-added")
    at_work.page.get_by_role("link", name="builders", exact=True).click()
    press_for(at_work, "users-leave", "alice")
    unfold(at_work, "groups-delete")
    press_for(at_work, "groups-delete", "builders")
    at_work.is_told("users-done-group-deleted")
    at_work.check("users-groups-all")


def test_tags_are_set_and_taken_away(at_work: Visitor, account: Account) -> None:
    account.iam.create_user(UserName="alice")
    at_work.open("/console/users/alice/tags")
    at_work.fill("users-tag-value", "blue")
    at_work.press("users-tag")
    at_work.is_told_at("users-tag-key", "fault-missing")
    at_work.holds("users-tag-value", "blue")
    at_work.fill("users-tag-key", "team")
    at_work.press("users-tag")
    at_work.is_told("users-done-tagged")
    at_work.check("users-tags")
    press_for(at_work, "users-untag", "team")
    at_work.is_told("users-done-untagged")


def test_a_drifted_phone_is_resynchronized_for_its_owner(at_work: Visitor, account: Account) -> None:
    alice = people.user(account, "alice", devices=1)
    sts = account.client("sts", _key(account, "alice"))
    accepted = alice.phone.code()
    sts.get_session_token(SerialNumber=alice.serial, TokenCode=accepted)
    for code in (accepted, alice.phone.wrong_code()):
        refusal(sts.get_session_token, SerialNumber=alice.serial, TokenCode=code)
    alice.phone.set_clock(20)
    refusal(sts.get_session_token, SerialNumber=alice.serial, TokenCode=alice.phone.code())

    at_work.open("/console/users/alice/credentials")
    failures = section(at_work, "failures-title").locator("tbody tr")
    expect(failures).to_have_count(3)
    expect(failures.nth(1)).to_contain_text(at_work.say("failures-wrong"))
    expect(failures.nth(2)).to_contain_text(at_work.say("failures-reused"))
    at_work.check("users-credentials")

    at_work.page.get_by_role("link", name=f"{at_work.say('users-manage')} {alice.serial}").click()
    at_work.sees("users-manage-title")
    at_work.check("users-manage")
    at_work.choose(re.compile(re.escape(at_work.say("users-resync"))))
    at_work.press("go-on")
    at_work.fill("mfa-code-1", alice.phone.wrong_code())
    at_work.fill("mfa-code-2", alice.phone.wrong_code())
    at_work.press("resync-button")
    at_work.is_told("error-pair-refused")
    at_work.check("users-manage-resync")
    at_work.fill("mfa-code-1", "12")
    at_work.press("resync-button")
    at_work.is_told_at("mfa-code-1", "fault-code")
    alice.phone.set_clock(20)
    at_work.fill("mfa-code-1", alice.phone.code())
    at_work.fill("mfa-code-2", alice.phone.code())
    at_work.press("resync-button")
    at_work.is_told("users-done-resynchronized")
    sts.get_session_token(SerialNumber=alice.serial, TokenCode=alice.phone.code())


def test_a_lost_phone_is_removed(at_work: Visitor, account: Account) -> None:
    alice = people.user(account, "alice", devices=1)
    at_work.open("/console/users/alice/credentials")
    at_work.page.get_by_role("link", name=f"{at_work.say('users-manage')} {alice.serial}").click()
    at_work.choose(re.compile(re.escape(at_work.say("users-remove"))))
    at_work.press("go-on")
    at_work.check("users-manage-remove")
    at_work.press("users-remove")
    at_work.is_told("users-done-removed")
    at_work.offers("users-remind-password")
    at_work.check("users-removed")
    assert account.iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_a_phone_that_cannot_be_deleted_stays_listed(at_work: Visitor, carol: Person, account: Account) -> None:
    alice = people.user(account, "alice", devices=1)
    _deny(carol, "iam:DeleteVirtualMFADevice")
    at_work.open("/console/users/alice/mfa/manage?choice=remove&SerialNumber=" + alice.serial)
    at_work.press("users-remove")
    at_work.is_told("users-removed-but-listed")
    expect(at_work.page.locator("[role=alert]")).to_contain_text("iam:DeleteVirtualMFADevice")
    at_work.open("/console/mfa-devices")
    expect(at_work.page.locator("tbody tr")).to_contain_text(alice.serial)
    account.iam.delete_user_policy(UserName="carol", PolicyName="deny")
    unfold(at_work, "devices-delete")
    at_work.check("users-spare")
    press_for(at_work, "devices-delete", alice.serial)
    at_work.is_told("users-done-device-deleted")
    assert account.iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_the_secret_of_a_key_is_shown_once(at_work: Visitor, account: Account) -> None:
    account.iam.create_user(UserName="alice")
    at_work.open("/console/users/alice/credentials")
    at_work.press("users-key-create")
    at_work.sees("users-key-new-title")
    key, secret = (at_work.page.locator(place).inner_text() for place in ("#access-key-id", "#secret-access-key"))
    account.server.secrets.add(secret)
    at_work.check("users-new-key")
    at_work.follow("users-key-kept")
    assert secret not in at_work.page.content()
    press_for(at_work, "users-key-off", key)
    at_work.is_told("users-done-key-off")
    assert account.iam.list_access_keys(UserName="alice")["AccessKeyMetadata"][0]["Status"] == "Inactive"
    press_for(at_work, "users-key-on", key)
    at_work.is_told("users-done-key-on")
    at_work.check("users-keys")
    unfold(at_work, "users-key-delete")
    press_for(at_work, "users-key-delete", key)
    at_work.is_told("users-done-key-deleted")
    assert account.iam.list_access_keys(UserName="alice")["AccessKeyMetadata"] == []


def test_what_stands_in_the_way_of_deleting_a_user_is_said(at_work: Visitor, account: Account) -> None:
    people.user(account, "alice")
    at_work.open("/console/users/alice/permissions")
    at_work.follow("users-delete")
    at_work.sees("users-delete-title")
    at_work.check("users-delete-obstacles")
    at_work.follow("users-obstacle-password")
    unfold(at_work, "users-password-delete")
    press_for(at_work, "users-password-delete", "alice")
    at_work.is_told("users-done-password-deleted")
    at_work.follow("users-delete")
    at_work.check("users-delete")
    at_work.press("users-delete")
    at_work.is_told("users-done-deleted")
    code, _ = refusal(account.iam.get_user, UserName="alice")[1:]
    assert code == "NoSuchEntity"


def test_the_credential_report_is_a_file(at_work: Visitor) -> None:
    at_work.follow("report-title")
    at_work.check("users-report")
    at_work.press("report-make")
    download = at_work.page.get_by_role("link", name=at_work.say("report-download"), exact=True)
    expect(download).to_be_visible(timeout=60_000)
    at_work.check("users-report-made")
    with at_work.page.expect_download() as kept:
        download.click()
    assert kept.value.suggested_filename == "credential-report.csv"
    rows = list(csv.DictReader(io.StringIO(kept.value.path().read_text())))
    assert {"<root_account>", "carol"} <= {row["user"] for row in rows}


def test_each_section_is_refused_by_itself(visitor: Visitor, account: Account) -> None:
    """With the permission to list devices and nothing else, devices are listed, with what went wrong with them."""
    helper = people.user(account, "helper")
    people.allow(helper, "iam:ListMFADevices")
    alice = people.user(account, "alice", devices=1)
    visitor.give_password(helper)
    visitor.is_inside()
    visitor.open("/console/users/alice/credentials")
    expect(section(visitor, "users-devices")).to_contain_text(alice.serial)
    expect(section(visitor, "failures-title")).to_contain_text(visitor.say("failures-none"))
    for heading, action in (("users-password-title", "GetLoginProfile"), ("users-keys", "ListAccessKeys")):
        expect(section(visitor, heading).locator(".trouble")).to_contain_text(f"iam:{action}")
    visitor.check("users-refused")
    for page, action in (
        ("/console/users", "ListUsers"),
        ("/console/users?q=a", "ListUsers"),
        ("/console/users/alice/permissions", "ListAttachedUserPolicies"),
        ("/console/users/alice/groups", "ListGroupsForUser"),
        ("/console/users/alice/tags", "ListUserTags"),
        ("/console/groups", "ListGroups"),
        ("/console/groups/builders", "GetGroup"),
        ("/console/mfa-devices", "ListVirtualMFADevices"),
        ("/console/users/credential-report", "GetCredentialReport"),
    ):
        visitor.open(page)
        expect(visitor.page.locator(".trouble").filter(has_text=f"iam:{action}")).to_be_visible()


def test_there_is_no_page_of_what_is_no_name(at_work: Visitor) -> None:
    for path in ("/console/users/a%20b/permissions", "/console/users/alice/nothing", "/console/groups/%FF"):
        at_work.open(path)
        at_work.sees("page-error-title")


def _key(account: Account, user: str) -> Keys:
    key = account.iam.create_access_key(UserName=user)["AccessKey"]
    account.server.secrets.add(key["SecretAccessKey"])
    return Keys(key["AccessKeyId"], key["SecretAccessKey"])


def _deny(person: Person, action: str) -> None:
    document = f'{{"Statement":{{"Effect":"Deny","Action":"{action}","Resource":"*"}}}}'
    person.account.iam.put_user_policy(UserName=person.name, PolicyName="deny", PolicyDocument=document)
