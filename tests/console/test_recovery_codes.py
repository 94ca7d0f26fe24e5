"""Recovery codes: made on the credentials page, kept on paper, and one of them typed where a device is asked for."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import people
import pytest
from bartizan import Account, Phone
from people import NEW_PASSWORD, Person
from plain import Plain, Reply
from playwright.sync_api import expect
from visitor import Visitor

CREDENTIALS = "/console/credentials"
TYPED = "/signin/step/recovery-code"
DEVICES = "/console/credentials/mfa"
WRONG = "7K3M-9QRT-0XYZ-1BCD"
SHAPE = r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}"
ALL = '{"Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}'


def allow(account: Account, client: Plain, allowed: bool = True) -> None:
    """An administrator decides whether users may have codes."""
    boss = people.user(account, "boss") if allowed else Person(account, "boss")
    for action in ("GetSignInSettings", "UpdateSignInSettings"):
        people.allow(boss, f"bartizan:{action}")
    client.sign_in(boss)
    fields = {"UserRecoveryCodes": "true" if allowed else "false"}
    reply = client.submit("/console/account", "/console/account/recovery-codes", fields)
    assert reply.header("Location") == "/console/account?done=recovery-codes", reply.text


def made_by(client: Plain, account: Account) -> list[str]:
    """Ten codes of whoever is signed in."""
    reply = client.submit(CREDENTIALS, f"{CREDENTIALS}/recovery-codes/create", {})
    codes = re.findall(f"<li>({SHAPE})</li>", reply.text)
    assert len(codes) == len(set(codes)) == 10, reply.text
    account.server.secrets.update(codes)
    return codes


def with_password(client: Plain, person: Person) -> Plain:
    reply = client.give_password(person.account.id, person.name, person.password)
    assert reply.status == 303, reply.text
    return client


def type_in(client: Plain, code: str) -> Reply:
    return client.submit(TYPED, TYPED, {"RecoveryCode": code})


def failures(account: Account) -> list[str]:
    """What the trail says of sign-ins that failed."""
    events = [event for event in account.server.events(account) if event["eventName"] == "ConsoleLogin"]
    checks = [(event.get("additionalEventData") or {}).get("mfaCheck", {}) for event in events if "errorCode" in event]
    return [check["result"] for check in checks if check.get("by") == "recovery code"]


@pytest.fixture
def alice(account: Account, plain: Callable[[], Plain]) -> Person:
    """A user with a phone, who may have codes."""
    allow(account, plain())
    alice = people.user(account, "alice", devices=1)
    account.iam.put_user_policy(UserName="alice", PolicyName="pages", PolicyDocument=ALL)
    return alice


@pytest.fixture
def codes(account: Account, alice: Person, plain: Callable[[], Plain]) -> list[str]:
    client = plain()
    client.sign_in(alice)
    return made_by(client, account)


def test_codes_are_shown_once_counted_saved_as_a_file_and_deleted(
    visitor: Visitor, account: Account, alice: Person
) -> None:
    visitor.give_password(alice)
    visitor.give_code(alice.phone.code())
    visitor.is_inside()
    visitor.open(CREDENTIALS)
    visitor.sees_section("codes-section")
    main = visitor.page.locator("main")
    expect(main).to_contain_text(visitor.say("codes-none"))
    visitor.press("codes-create")
    visitor.sees("codes-title")
    visitor.is_told("codes-shown-hint")
    visitor.check("codes-created")
    codes = visitor.page.locator("#recovery-codes li").all_inner_texts()
    account.server.secrets.update(codes)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(SHAPE, code) for code in codes)
    assert not any(code in visitor.page.url for code in codes)

    with visitor.page.expect_download() as download:
        visitor.press("codes-file")
    assert download.value.suggested_filename == "bartizan-recovery-codes.txt"
    saved = download.value.path().read_text()
    assert re.findall(SHAPE, saved) == codes
    assert account.id in saved
    assert "alice" in saved

    visitor.follow("codes-kept")
    visitor.sees("my-security-credentials")
    expect(main).to_contain_text("10")
    for code in codes:
        expect(main).not_to_contain_text(code)
    visitor.check("codes-kept")
    visitor.press("codes-create-anew")
    visitor.sees("codes-title")
    anew = visitor.page.locator("#recovery-codes li").all_inner_texts()
    account.server.secrets.update(anew)
    assert not set(anew) & set(codes)
    # Where the form was sent to is no page: to load it again makes no others.
    visitor.open(f"{CREDENTIALS}/recovery-codes/create")
    visitor.sees("my-security-credentials")
    visitor.follow("codes-delete")
    visitor.sees("codes-delete")
    visitor.check("codes-delete")
    visitor.press("delete")
    visitor.is_told("codes-deleted")
    expect(main).to_contain_text(visitor.say("codes-none"))


def test_a_code_lets_somebody_in_who_adds_another_device_and_signs_in_with_it(
    visitor: Visitor, account: Account, alice: Person, codes: list[str]
) -> None:
    visitor.give_password(alice)
    visitor.sees("code-title")
    visitor.follow("having-problems")
    visitor.sees_section("lost-title")
    visitor.check("codes-lost")
    visitor.follow("codes-use-title")
    visitor.sees("codes-use-title")
    visitor.check("codes-use")
    visitor.press("sign-in")
    visitor.is_told_at("codes-use-label", "fault-missing")
    visitor.fill("codes-use-label", "7K3M")
    visitor.press("sign-in")
    visitor.is_told_at("codes-use-label", "codes-shape")
    visitor.fill("codes-use-label", WRONG)
    visitor.press("sign-in")
    visitor.is_told("codes-wrong")
    visitor.holds("codes-use-label", "")
    visitor.check("codes-wrong")
    visitor.fill("codes-use-label", codes[0].lower().replace("-", " "))
    visitor.press("sign-in")

    visitor.sees("manage-mfa-device")
    assert visitor.path() == DEVICES
    visitor.sees_section("recovered-title")
    main = visitor.page.locator("main")
    expect(main).to_contain_text(visitor.say("codes-session-user"))
    expect(main).to_contain_text(visitor.say("recovered-virtual"))
    visitor.check("codes-session")
    visitor.open("/console/users")
    expect(main).to_contain_text(visitor.say("error-recovered"))
    visitor.open(CREDENTIALS)
    visitor.press("codes-create-anew")
    visitor.is_told("error-recovered")

    visitor.open(f"{DEVICES}/assign")
    visitor.fill("device-name", "replacement")
    visitor.press("go-on")
    seed = "".join(visitor.page.locator(".secret span").all_text_contents())
    account.server.secrets.add(seed)
    phone = Phone(seed)
    visitor.fill("mfa-code-1", phone.code())
    visitor.fill("mfa-code-2", phone.code())
    visitor.press("assign-mfa")
    visitor.is_told("assigned")
    visitor.open(DEVICES)
    visitor.choose(re.compile("alice-phone-1"))
    visitor.choose(visitor.say("remove"))
    visitor.press("go-on")
    visitor.press("remove")
    visitor.is_told("done-removed")
    assert len(account.iam.list_mfa_devices(UserName="alice")["MFADevices"]) == 1
    visitor.give_password(alice)
    visitor.give_code(phone.code())
    visitor.is_inside()
    login = people.signed_in(account.server, account)[-1]
    assert login["additionalEventData"]["MFAUsed"] == "Yes"


def test_the_account_page_says_whether_users_may_have_codes(
    visitor: Visitor, account: Account, plain: Callable[[], Plain]
) -> None:
    boss = people.user(account, "boss")
    for action in ("GetSignInSettings", "UpdateSignInSettings"):
        people.allow(boss, f"bartizan:{action}")
    visitor.give_password(boss)
    visitor.is_inside()
    visitor.open("/console/account")
    main = visitor.page.locator("main")
    expect(main).to_contain_text(visitor.say("codes-account-off"))
    visitor.press("codes-account-turn-on")
    visitor.is_told("codes-account-done")
    expect(main).to_contain_text(visitor.say("codes-account-on"))
    visitor.check("codes-account")
    visitor.press("codes-account-turn-off")
    expect(main).to_contain_text(visitor.say("codes-account-off"))


def test_root_uses_a_code_where_alternative_factors_are_offered_too(
    visitor: Visitor, account: Account, plain: Callable[[], Plain]
) -> None:
    root, client = people.root(account), plain()
    account.server.secrets.add(NEW_PASSWORD)
    client.give_root_password(root.name, root.password)
    typed = {"NewPassword": NEW_PASSWORD, "Repeated": NEW_PASSWORD}
    client.submit("/signin/step/password", "/signin/step/password", typed)
    phone = assigned(client, account)
    root.password = NEW_PASSWORD
    # Root's session is from before there was a device.
    client = plain()
    client.give_root_password(root.name, root.password)
    fields = {"SerialNumber": account.device_arn("roots"), "AuthenticationCode": phone.code()}
    client.submit("/signin/step/code", "/signin/step/code", fields)
    codes = made_by(client, account)

    visitor.give_root_password(root)
    visitor.follow("having-problems")
    visitor.offers("alternative-title")
    visitor.follow("codes-use-title")
    visitor.fill("codes-use-label", codes[9])
    visitor.press("sign-in")
    visitor.sees("manage-mfa-device")
    expect(visitor.page.locator("main")).to_contain_text(visitor.say("codes-session"))
    visitor.check("codes-root-session")


def assigned(client: Plain, account: Account) -> Phone:
    """A device of whoever is signed in."""
    wizard = f"{DEVICES}/assign"
    token = client.get(wizard).token()
    shown = client.post(wizard, {"token": token, "kind": "virtual", "VirtualMFADeviceName": "roots"})
    pending = re.search(r'name="Pending" value="([^"]+)"', shown.text)
    assert pending, shown.text
    phone = Phone("".join(re.findall(r"<span>([A-Z2-7]+)</span>", shown.text)))
    account.server.secrets.add(phone.seed)
    fields = {"token": shown.token(), "step": "codes", "Pending": pending[1]} | phone.pair()
    reply = client.post(wizard, fields)
    assert reply.status in (200, 303), reply.text
    return phone


def test_a_code_that_was_used_is_refused_as_a_wrong_one_is(
    account: Account, alice: Person, codes: list[str], plain: Callable[[], Plain]
) -> None:
    first = type_in(with_password(plain(), alice), codes[0])
    assert (first.status, first.header("Location")) == (303, DEVICES)
    client = with_password(plain(), alice)
    used, wrong = type_in(client, codes[0]), type_in(client, WRONG)
    assert used.status == wrong.status == 200
    assert used.words() == wrong.words()
    assert codes[0] not in used.text
    assert not client.is_inside()
    assert failures(account) == ["reused", "wrong"]
    # Each of the others still works, also in the browser that failed.
    assert type_in(client, codes[1]).header("Location") == DEVICES
    assert client.get(DEVICES).status == 200


def test_of_two_browsers_that_send_one_code_at_once_one_gets_in(
    account: Account, alice: Person, codes: list[str], plain: Callable[[], Plain]
) -> None:
    clients = [with_password(plain(), alice) for _ in range(4)]
    tokens = [client.get(TYPED).token() for client in clients]
    ready, replies = threading.Barrier(4), {}

    def send(number: int) -> None:
        ready.wait(30)
        fields = {"token": tokens[number], "RecoveryCode": codes[0]}
        replies[number] = clients[number].post(TYPED, fields)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(reply.status for reply in replies.values()) == [200, 200, 200, 303]
    assert sum(client.is_inside() for client in clients) == 1
    assert failures(account) == ["reused"] * 3


def test_where_the_account_does_not_allow_codes_there_are_none(
    account: Account, alice: Person, codes: list[str], plain: Callable[[], Plain]
) -> None:
    client = with_password(plain(), alice)
    token = client.get(TYPED).token()
    allow(account, plain(), allowed=False)
    assert TYPED not in client.get("/signin/step/troubleshoot").text
    assert client.get(TYPED).header("Location") == "/signin/step/code"
    sent = client.post(TYPED, {"token": token, "RecoveryCode": codes[0]})
    assert sent.header("Location") == "/signin/step/code"
    assert not client.is_inside()
    inside = plain()
    inside.sign_in(alice)
    page = inside.get(CREDENTIALS)
    assert f"{CREDENTIALS}/recovery-codes/create" not in page.text
    refused = inside.post(f"{CREDENTIALS}/recovery-codes/create", {"token": page.token()})
    assert not re.search(f"<li>{SHAPE}</li>", refused.text)
    # What they have they may still delete.
    deleted = inside.submit(f"{CREDENTIALS}/recovery-codes/delete", f"{CREDENTIALS}/recovery-codes/delete", {})
    assert deleted.header("Location") == f"{CREDENTIALS}?done=codes-deleted"


def test_wrong_codes_are_slowed_down_and_the_right_one_is_not_spent_by_coming_too_early(
    account: Account, alice: Person, codes: list[str], plain: Callable[[], Plain]
) -> None:
    client = with_password(plain(), alice)
    token = client.get(TYPED).token()

    def post(code: str) -> Reply:
        return client.post(TYPED, {"token": token, "RecoveryCode": code})

    # Each failure doubles the wait: sooner or later a try comes too early, however slow this machine is.
    for _ in range(12):
        reply = post(WRONG)
        assert reply.status == 200
        counted = len(failures(account))
        if counted >= 6 and post(WRONG) and len(failures(account)) == counted:
            break
    else:
        raise AssertionError("never slowed down")
    assert post(codes[0]).status == 200, "not looked at"
    assert not client.is_inside()
    assert failures(account) == ["wrong"] * counted
    # The device is counted by itself.
    fields = {"SerialNumber": alice.serial, "AuthenticationCode": alice.phone.code()}
    client.submit("/signin/step/code", "/signin/step/code", fields)
    assert client.is_inside()


def test_nobody_learns_of_codes_before_the_password_and_no_get_uses_one(
    account: Account, alice: Person, codes: list[str], plain: Callable[[], Plain]
) -> None:
    stranger = plain()
    assert stranger.get(TYPED).header("Location").startswith("/signin?ended")
    bob = people.user(account, "bob", devices=1)
    answers = set()
    for name in ("alice", "bob", "nobod"):
        client = plain()
        reply = client.give_password(account.id, name, "Wrong-Password-1")
        answers.add(reply.words().replace(f'"{name}"', "NAME"))
        assert client.get(TYPED).header("Location").startswith("/signin?ended")
    assert len(answers) == 1
    # Who has none is not offered the page.
    client = with_password(plain(), bob)
    assert TYPED not in client.get("/signin/step/troubleshoot").text
    assert client.get(TYPED).header("Location") == "/signin/step/code"
    owner = with_password(plain(), alice)
    owner.get(f"{TYPED}?RecoveryCode={WRONG}")
    assert failures(account) == []
    # A form without its token is nobody's.
    assert owner.post(TYPED, {"RecoveryCode": codes[0]}).status == 403
    assert type_in(owner, codes[0]).header("Location") == DEVICES


def test_the_file_holds_codes_and_nothing_that_others_made_up(
    account: Account, alice: Person, plain: Callable[[], Plain]
) -> None:
    client = plain()
    client.sign_in(alice)
    path = f"{CREDENTIALS}/recovery-codes/file"
    reply = client.submit(CREDENTIALS, path, {"Codes": WRONG})
    assert reply.header("Content-Type") == "text/plain; charset=utf-8"
    assert reply.header("Content-Disposition") == 'attachment; filename="bartizan-recovery-codes.txt"'
    assert reply.header("Cache-Control") == "no-store"
    for made_up in ("", "curl example.com", f"{WRONG} rm", " ".join([WRONG] * 11)):
        reply = client.submit(CREDENTIALS, path, {"Codes": made_up})
        assert reply.header("Content-Disposition") is None, made_up
    assert client.post(path, {"Codes": WRONG}).status == 403
