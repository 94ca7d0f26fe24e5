"""Security keys on the console's pages, with Chromium's virtual authenticators in the place of real ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import people
import pytest
from bartizan import Account, Server
from people import Person
from playwright.sync_api import expect
from texts import LANGUAGES
from visitor import Visitor

# Browsers ask keys by script: what a page says without is a test of its own.
MANNERS = [(language, True) for language in LANGUAGES]
ENGLISH = [("en", True)]
KINDS = {
    "a key that is touched": {"protocol": "ctap2", "transport": "usb"},
    "a key with a PIN": {
        "protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True,
    },
    "a passkey of this computer": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
    },
    "an old U2F key": {"protocol": "u2f", "transport": "usb"},
}


class Keys:
    """The security keys that are plugged in."""

    def __init__(self, visitor: Visitor) -> None:
        self.cdp = visitor.context.new_cdp_session(visitor.page)
        self.cdp.send("WebAuthn.enable")
        self.plugged: list[str] = []

    def plug_in(self, **options: object) -> str:
        options = {"automaticPresenceSimulation": True, "protocol": "ctap2", "transport": "usb", **options}
        key = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
        self.plugged.append(key)
        return key

    def unplug(self, key: str) -> None:
        self.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
        self.plugged.remove(key)

    def credentials(self, key: str) -> list[dict]:
        return self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]

    def add(self, key: str, credential: dict) -> None:
        self.cdp.send("WebAuthn.addCredential", {"authenticatorId": key, "credential": credential})

    def verifies(self, key: str, verifies: bool) -> None:
        parameters = {"authenticatorId": key, "isUserVerified": verifies}
        self.cdp.send("WebAuthn.setUserVerified", parameters)

    def leave(self) -> None:
        for key in list(self.plugged):
            self.unplug(key)
        self.cdp.send("WebAuthn.disable")
        self.cdp.detach()


@pytest.fixture
def keys(visitor: Visitor) -> Iterator[Keys]:
    keys = Keys(visitor)
    yield keys
    keys.leave()


def may_manage(account: Account, name: str = "alice") -> Person:
    """A user who may do what the guide's policy allows: manage devices of their own."""
    person = people.user(account, name)
    document = '{"Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}'
    account.iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=document)
    return person


def register(visitor: Visitor, name: str) -> None:
    """From the wizard's first page to the last."""
    visitor.open("/console/credentials/mfa/assign")
    visitor.choose(visitor.say("kind-key"))
    visitor.fill("device-name", name)
    visitor.press("go-on")
    visitor.sees_section("key-register-title")
    visitor.press("key-register")
    visitor.is_told("key-assigned")


def sign_out(visitor: Visitor) -> None:
    visitor.page.context.clear_cookies()


def serials(account: Account, name: str = "alice") -> list[str]:
    return [device["SerialNumber"] for device in account.iam.list_mfa_devices(UserName=name)["MFADevices"]]


@pytest.mark.parametrize("manner", MANNERS, indirect=True)
def test_a_user_registers_a_key_and_signs_in_with_it(visitor: Visitor, account: Account, keys: Keys) -> None:
    alice = may_manage(account)
    visitor.give_password(alice)
    visitor.is_inside()
    keys.plug_in()
    visitor.open("/console/credentials/mfa/assign")
    visitor.choose(visitor.say("kind-key"))
    visitor.check("key-wizard")
    visitor.fill("device-name", "blue+key")
    visitor.press("go-on")
    visitor.sees_section("key-register-title")
    visitor.check("key-register")
    visitor.press("key-register")
    visitor.is_told("key-assigned")
    visitor.check("key-assigned")
    [serial] = serials(account)
    assert re.fullmatch(rf"arn:aws:iam::{account.id}:u2f/user/alice/blue\+key-[A-Z2-7]{{24}}", serial)

    sign_out(visitor)
    visitor.give_password(alice)
    visitor.sees("code-title")
    assert visitor.path() == "/signin/step/key"
    visitor.check("key-signin")
    visitor.press("key-use")
    visitor.is_inside()
    [login] = people.signed_in(visitor.server, account)[-1:]
    assert login["additionalEventData"]["MFAUsed"] == "Yes"
    assert login["additionalEventData"]["MFAIdentifier"] == serial


@pytest.mark.parametrize("manner", ENGLISH, indirect=True)
@pytest.mark.parametrize("kind", KINDS)
def test_keys_of_every_kind_register_and_sign_in(visitor: Visitor, account: Account, keys: Keys, kind: str) -> None:
    alice = may_manage(account)
    visitor.give_password(alice)
    keys.plug_in(**KINDS[kind])
    register(visitor, "key")
    for _ in range(2):
        sign_out(visitor)
        visitor.give_password(alice)
        visitor.press("key-use")
        visitor.is_inside()


@pytest.mark.parametrize("manner", ENGLISH, indirect=True)
def test_a_key_that_stops_verifying_its_user_lets_nobody_in(visitor: Visitor, account: Account, keys: Keys) -> None:
    alice = may_manage(account)
    visitor.give_password(alice)
    key = keys.plug_in(**KINDS["a key with a PIN"])
    register(visitor, "key")
    sign_out(visitor)
    visitor.give_password(alice)
    keys.verifies(key, False)
    visitor.press("key-use")
    alert = visitor.page.locator("[role=alert]:visible")
    expect(alert).to_contain_text(re.compile(re.escape(visitor.say("key-not-allowed")) + "|" + re.escape(visitor.say("key-not-verified"))))
    keys.verifies(key, True)
    visitor.press("key-use")
    visitor.is_inside()


@pytest.mark.parametrize("manner", MANNERS, indirect=True)
def test_what_the_browser_refuses_is_said_in_words(visitor: Visitor, account: Account, keys: Keys) -> None:
    alice = may_manage(account)
    visitor.give_password(alice)
    first = keys.plug_in()
    register(visitor, "first")
    # The same key again: the session has MFA first.
    sign_out(visitor)
    visitor.give_password(alice)
    visitor.press("key-use")
    visitor.is_inside()
    visitor.open("/console/credentials/mfa/assign")
    visitor.choose(visitor.say("kind-key"))
    visitor.fill("device-name", "again")
    visitor.press("go-on")
    visitor.press("key-register")
    visitor.is_told("key-registered-already")
    # Another key, which nobody registered, at the sign-in.
    keys.unplug(first)
    keys.plug_in()
    sign_out(visitor)
    visitor.give_password(alice)
    visitor.press("key-use")
    visitor.is_told("key-not-allowed")
    visitor.check("key-refused")
    assert len(serials(account)) == 1


@pytest.mark.parametrize("manner", ENGLISH, indirect=True)
def test_a_clone_is_refused_and_the_page_and_the_trail_say_so(visitor: Visitor, account: Account, keys: Keys) -> None:
    alice = may_manage(account)
    visitor.give_password(alice)
    key = keys.plug_in()
    register(visitor, "key")
    [copied] = keys.credentials(key)
    sign_out(visitor)
    visitor.give_password(alice)
    visitor.press("key-use")
    visitor.is_inside()
    keys.unplug(key)
    clone = keys.plug_in()
    keys.add(clone, {**copied, "signCount": 0})
    sign_out(visitor)
    visitor.give_password(alice)
    visitor.press("key-use")
    visitor.is_told("key-cloned")
    events = [event for event in visitor.server.events(account) if event["eventName"] == "CheckMfa"]
    assert events[-1]["additionalEventData"]["mfaCheck"]["result"] == "possibly cloned"


@pytest.mark.parametrize("manner", ENGLISH, indirect=True)
def test_root_registers_renames_and_removes_a_key(visitor: Visitor, account: Account, keys: Keys) -> None:
    root = people.root(account)
    visitor.give_root_password(root)
    visitor.fill("new-password", people.NEW_PASSWORD)
    visitor.fill("new-password-again", people.NEW_PASSWORD)
    visitor.press("new-password-button")
    visitor.is_inside()
    keys.plug_in()
    register(visitor, "vault")
    sign_out(visitor)
    visitor.give_root_password(root, people.NEW_PASSWORD)
    visitor.press("key-use")
    visitor.is_inside()
    visitor.open("/console/credentials")
    expect(visitor.page.locator("td.mono", has_text=f"arn:aws:iam::{account.id}:u2f/root/vault-")).to_be_visible()

    visitor.open("/console/credentials/mfa")
    visitor.choose(visitor.say("key-rename"))
    visitor.press("go-on")
    visitor.sees("key-rename-title")
    visitor.holds("key-name", "vault")
    visitor.check("key-rename")
    visitor.fill("key-name", "safe")
    visitor.press("key-rename")
    visitor.is_told("key-renamed")
    expect(visitor.page.locator("td.mono", has_text=f"arn:aws:iam::{account.id}:u2f/root/safe-")).to_be_visible()

    # It never gets out of step.
    visitor.open("/console/credentials/mfa")
    visitor.choose(visitor.say("resync"))
    visitor.press("go-on")
    visitor.is_told("key-in-step")
    visitor.choose(visitor.say("remove"))
    visitor.press("go-on")
    visitor.check("key-remove")
    visitor.press("remove")
    visitor.is_told("key-removed")


@pytest.mark.parametrize("manner", ENGLISH, indirect=True)
def test_a_key_proves_again_that_it_is_its_owner(visitor: Visitor, account: Account, keys: Keys) -> None:
    alice = may_manage(account)
    visitor.give_password(alice)
    keys.plug_in()
    register(visitor, "key")
    sign_out(visitor)
    visitor.give_password(alice)
    visitor.press("key-use")
    visitor.is_inside()
    visitor.open("/console/prove?next=/console/account")
    visitor.check("key-prove")
    visitor.press("key-use")
    expect(visitor.page).to_have_url(re.compile("/console/account$"))


@pytest.mark.parametrize("manner", ENGLISH, indirect=True)
def test_with_a_phone_and_a_key_one_chooses(visitor: Visitor, account: Account, keys: Keys) -> None:
    alice = may_manage(account)
    visitor.give_password(alice)
    keys.plug_in()
    register(visitor, "key")
    account.enable_device("alice", "alice-phone")
    sign_out(visitor)
    visitor.give_password(alice)
    visitor.sees("choose-title")
    visitor.page.get_by_role("radio", name=visitor.say("kind-key")).check()
    visitor.press("next")
    visitor.offers("another-method")
    visitor.press("key-use")
    visitor.is_inside()


@pytest.mark.parametrize("manner", ENGLISH, indirect=True)
def test_an_administrator_registers_a_key_for_somebody_else_and_manages_it(
    visitor: Visitor, account: Account, keys: Keys
) -> None:
    may_manage(account, "boss")
    bob = people.user(account, "bob")
    visitor.give_password(Person(account, "boss"))
    visitor.is_inside()
    keys.plug_in()
    visitor.open("/console/users/bob/mfa/assign")
    visitor.choose(visitor.say("kind-key"))
    visitor.fill("device-name", "bobs")
    visitor.press("go-on")
    visitor.check("key-register-for")
    visitor.press("key-register")
    visitor.is_told("key-assigned-for", user="bob")
    [serial] = serials(account, "bob")
    assert f":u2f/user/bob/bobs-" in serial

    visitor.open("/console/users/bob/credentials")
    visitor.page.get_by_role("link", name=serial).click()
    expect(visitor.page.get_by_role("radio", name=visitor.say("users-resync"))).to_have_count(0)
    visitor.check("key-users-manage")
    visitor.press("go-on")
    visitor.fill("key-name", "bobs2")
    visitor.press("key-rename")
    visitor.is_told("key-renamed")

    visitor.page.context.clear_cookies()
    visitor.give_password(bob)
    visitor.press("key-use")
    visitor.is_inside()


@pytest.mark.parametrize("manner", [("en", False), ("fr", False)], indirect=True)
def test_without_scripts_a_page_says_what_it_needs(visitor: Visitor, account: Account) -> None:
    alice = may_manage(account)
    visitor.give_password(alice)
    visitor.open("/console/credentials/mfa/assign")
    visitor.choose(visitor.say("kind-key"))
    visitor.fill("device-name", "key")
    visitor.press("go-on")
    expect(visitor.page.get_by_text(visitor.say("key-needs-script"))).to_be_visible()
    expect(visitor.page.get_by_role("button", name=visitor.say("key-register"))).to_be_disabled()


def test_only_pages_that_ask_keys_may_run_a_script(plain: Callable, account: Account, server: Server) -> None:
    client = plain()
    client.sign_in(may_manage(account))
    for path, allowed in [("/console", False), ("/console/credentials", False), ("/console/prove", True)]:
        policy = client.send("GET", path).header("content-security-policy")
        assert ("script-src 'self'" in policy) == allowed, path
        assert "unsafe" not in policy
