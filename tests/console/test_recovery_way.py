"""The owner's whole way: a real mail, a call by a voice provider, another device; in every language, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from bartizan import PERIOD, Phone, Token
from plain import Plain
from playwright.sync_api import Page, expect
from recovery import DEVICES, HERE, SENDER, SUPPORT, House, Owner, wording
from visitor import WIDTHS, Visitor

SPOKEN = {"en": "en-US", "fr": "fr-FR", "ja": "ja-JP", "es": "es-ES"}


@pytest.fixture
def guest(windows: Callable[[str, bool], Page], house: House, language: str, scripts: bool) -> Iterator[Visitor]:
    """Somebody at a browser that was never here."""
    page = windows(language, scripts)
    page.goto("about:blank")
    page.set_viewport_size(WIDTHS["desktop"])
    page.context.clear_cookies()
    guest = Visitor(house.server, page, language, scripts)
    yield guest
    guest.leave()


@pytest.fixture
def owner(house: House, network: Callable[[], str], language: str) -> Owner:
    return house.owner(Plain(house.server.endpoint, network()), language)


def to_mail(guest: Visitor, owner: Owner) -> None:
    guest.give_root_password(owner.person)
    guest.follow("having-problems")
    guest.follow("alternative-title")
    guest.sees("alternative-title")
    guest.fill("password", owner.person.password)
    guest.press("next")
    guest.sees_section("alternative-step-mail")


def prove_mail(guest: Visitor, owner: Owner) -> None:
    """By the second mail: in English and Japanese by its link, else, and without scripts, by its code."""
    expect(guest.page.locator("main")).to_contain_text(SENDER)
    guest.press("alternative-mail-send")
    guest.is_told("alternative-mail-sent")
    first = owner.letter()
    assert guest.page.locator("main").inner_text().count(first.code) == 0
    guest.press("alternative-mail-again")
    expect(guest.page.get_by_role("alert")).to_be_visible()
    guest.check("recovery-mail-too-soon")
    owner.house.wait(61)
    guest.press("alternative-mail-again")
    guest.is_told("alternative-mail-sent")
    second = owner.letter()
    # A thief would choose a language that the owner takes for spam: warnings are in that of the installation.
    assert owner.house.mail(owner.account.email, "recovery-started-subject")

    guest.open(first.path)
    guest.press("alternative-link-confirm")
    expect(guest.page.locator("main")).to_contain_text(guest.say("alternative-link-void"))
    guest.follow("alternative-back-to-mail")
    if guest.scripts and guest.language in ("en", "ja"):
        guest.open(second.path)
        guest.check("recovery-link")
        guest.press("alternative-link-confirm")
    else:
        guest.fill("alternative-mail-code", second.shown)
        guest.press("next")
    guest.sees_section("alternative-step-phone")
    assert guest.path() == f"{HERE}/phone"


def take_call(guest: Visitor, owner: Owner) -> None:
    """The page shows six digits, and they are typed on the phone; not at once the right ones."""
    provider, language = owner.house.provider, guest.language
    guest.check("recovery-phone")
    guest.press("alternative-phone-call")
    call = owner.call()
    assert (call.to, call.sender) == (owner.number, provider.number)
    digits = guest.page.locator(".digits")
    expect(digits).to_have_text(re.compile(r"^\d{6}$"))
    expect(guest.page.locator("main")).to_contain_text(SUPPORT)
    assert owner.number not in guest.page.locator("main").inner_text(), "it is partly hidden"
    guest.check("recovery-call")
    right = digits.inner_text()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    # It is said more than once, for who was not listening yet.
    assert set(provider.answer(call)) == {(SPOKEN[language], wording(language, "call-ask"))}
    assert provider.type(call, wrong)[-1] == (SPOKEN[language], wording(language, "call-ask-again"))
    guest.follow("alternative-typed")
    expect(digits).to_have_text(right)
    assert provider.type(call, right) == [(SPOKEN[language], wording(language, "call-right"))]
    provider.hang_up(call)


def enter(guest: Visitor) -> None:
    guest.follow("alternative-typed")
    expect(guest.page.locator("main")).to_contain_text(guest.say("alternative-done"))
    guest.check("recovery-done")
    guest.press("alternative-enter")
    guest.sees_section("recovered-title")
    assert guest.path() == DEVICES


def replace_device(guest: Visitor, owner: Owner) -> Phone:
    """Removes what is lost, and adds another."""
    guest.choose(guest.say("remove"))
    guest.press("go-on")
    guest.press("remove")
    guest.is_told("done-removed")
    guest.open(f"{DEVICES}/assign")
    guest.fill("device-name", "another")
    guest.press("go-on")
    guest.page.get_by_text(guest.say("show-secret-key"), exact=True).click()
    seed = "".join(guest.page.locator(".secret span").all_inner_texts())
    guest.server.secrets.add(seed)
    phone = Phone(seed, owner.house.clock.ahead // PERIOD)
    guest.fill("mfa-code-1", phone.code())
    guest.fill("mfa-code-2", phone.code())
    guest.press("assign-mfa")
    guest.is_told("assigned")
    return phone


def test_an_owner_without_the_device_comes_in_and_has_another_one(guest: Visitor, owner: Owner) -> None:
    to_mail(guest, owner)
    prove_mail(guest, owner)
    take_call(guest, owner)
    enter(guest)
    for text in ("recovered-what", "recovered-virtual", "recovered-other-kind", "recovered-stolen"):
        expect(guest.page.locator("main")).to_contain_text(guest.say(text))
    guest.check("recovered")
    assert owner.house.mail(owner.account.email, "recovery-finished-subject")

    # What needs a fresh factor is refused, and the page says how to go on.
    guest.open("/console/account")
    expect(guest.page.get_by_text(guest.say("error-recovered")).first).to_be_visible()
    expect(guest.page.get_by_role("button", name=guest.say("account-save"), exact=True)).to_have_count(0)
    guest.check("recovered-account")
    guest.open("/console/credentials")
    guest.press("create-key")
    expect(guest.page.locator("main")).to_contain_text(guest.say("error-recovered"))
    guest.check("recovered-refused")

    guest.open(DEVICES)
    device = replace_device(guest, owner)
    for subject in ("device-removed-subject", "device-added-subject"):
        assert owner.house.mail(owner.account.email, subject)
    guest.open("/console")
    guest.open_menu(owner.account.email.split("@")[0])
    guest.press("sign-out")

    guest.give_root_password(owner.person)
    guest.sees("code-title")
    guest.give_code(device.code())
    guest.is_inside()
    # An ordinary session again.
    guest.open("/console/account")
    expect(guest.page.get_by_text(guest.say("error-recovered"))).to_have_count(0)
    assert len(owner.told("FinishRecovery")) == 1
    ways = [event["additionalEventData"]["MFAUsed"] for event in owner.told("ConsoleLogin")]
    assert ways[-2:] == ["No", "Yes"], ways


@pytest.mark.parametrize("manner", [("en", True)], indirect=True)
def test_each_kind_of_device_has_its_advice(guest: Visitor, owner: Owner) -> None:
    account = owner.account
    guest.give_root_password(owner.person)
    guest.give_code(owner.code())
    guest.is_inside()
    token = Token(drift=owner.house.clock.ahead // PERIOD)
    account.import_tokens(token)
    guest.open(f"{DEVICES}/assign")
    guest.choose(guest.say("kind-token"))
    guest.press("go-on")
    guest.fill("serial-number", token.serial)
    guest.fill("mfa-code-1", token.shown())
    guest.fill("mfa-code-2", token.shown())
    guest.press("assign-mfa")
    guest.is_told("assigned")
    cdp = guest.context.new_cdp_session(guest.page)
    cdp.send("WebAuthn.enable")
    options = {"automaticPresenceSimulation": True, "protocol": "ctap2", "transport": "usb"}
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    guest.open(f"{DEVICES}/assign")
    guest.choose(guest.say("kind-key"))
    guest.fill("device-name", "blue")
    guest.press("go-on")
    guest.press("key-register")
    guest.is_told("key-assigned")
    cdp.send("WebAuthn.disable")
    cdp.detach()
    guest.context.clear_cookies()

    # Another device comes first; whoever has none of them goes on from there.
    guest.give_root_password(owner.person)
    guest.sees("choose-title")
    guest.follow("troubleshoot-mfa")
    guest.offers("another-method")
    guest.follow("alternative-title")
    guest.fill("password", owner.person.password)
    guest.press("next")
    guest.press("alternative-mail-send")
    guest.fill("alternative-mail-code", owner.letter().code)
    guest.press("next")
    guest.press("alternative-phone-call")
    take(guest, owner)
    enter(guest)
    for kind in ("virtual", "key", "token"):
        expect(guest.page.locator("main")).to_contain_text(guest.say(f"recovered-{kind}"))
    guest.check("recovered-all-kinds")
    # Nothing was removed by coming in.
    expect(guest.page.locator('input[name="SerialNumber"]')).to_have_count(3)


def take(guest: Visitor, owner: Owner) -> None:
    """Takes the call, and types what the page shows."""
    call = owner.call()
    owner.house.provider.answer(call)
    owner.house.provider.type(call, guest.page.locator(".digits").inner_text())


@pytest.mark.parametrize("manner", [("en", True)], indirect=True)
def test_who_is_not_reached_starts_over_or_asks_support(guest: Visitor, owner: Owner) -> None:
    to_mail(guest, owner)
    guest.press("alternative-mail-send")
    guest.fill("alternative-mail-code", owner.letter().code)
    guest.press("next")
    guest.press("alternative-phone-call")
    owner.house.provider.hang_up(owner.call(), "no-answer")
    guest.follow("alternative-typed")
    guest.is_told("alternative-call-ended")
    expect(guest.page.locator(".digits")).to_have_count(0)
    main = guest.page.locator("main")
    expect(main).to_contain_text(guest.say("alternative-no-call"))
    expect(main).to_contain_text(guest.say("alternative-support", contact=SUPPORT))
    guest.check("recovery-not-reached")
    guest.follow("alternative-start-over")
    guest.sees("root-title")
