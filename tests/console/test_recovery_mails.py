"""The password and the mail of a recovery: every way that must fail, with a real mail server and raw requests."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from plain import Plain, Reply
from recovery import HERE, Desk, House, Owner, wording
from texts import Texts

MAIL, PHONE, OVER = f"{HERE}/mail", f"{HERE}/phone", "/signin/root?ended"
Desks = Callable[[Owner], Desk]
say = Texts("en")


def says(reply: Reply, id: str, **values: str) -> bool:
    return say(id, **values) in html.unescape(reply.text)


def leads(reply: Reply) -> str | None:
    return reply.header("Location")


def test_a_wrong_password_the_second_time_begins_nothing(owner: Owner, desk: Desks) -> None:
    thief = desk(owner)
    reply = thief.begin("Wrong-Password-1")
    assert (reply.status, leads(reply)) == (200, None) and says(reply, "password-wrong")
    assert thief.client.cookie("recovery") is None
    assert [leads(thief.send()), leads(thief.ring()), leads(thief.finish())] == [OVER] * 3
    assert owner.told("BeginRecovery") == owner.told("SendRecoveryMail") == []
    assert wording("en", "recovery-link-subject") not in owner.house.mails_to(owner.account.email)


def test_r26_a_link_counts_in_the_browser_that_asked_for_it_alone(owner: Owner, desk: Desks) -> None:
    owners, elsewhere, thief = desk(owner), desk(owner), desk(owner)
    letter = owners.has_begun().letter()
    for reply in (elsewhere.client.get(letter.path), elsewhere.press_link(letter.token)):
        assert reply.status == 200 and says(reply, "alternative-elsewhere") and letter.token not in reply.text
    # Whoever knows the password and is in a recovery of his own has a link of his own.
    thief.has_begun().letter()
    assert says(thief.press_link(letter.token), "alternative-link-void")
    assert [leads(each.client.get(PHONE)) for each in (owners, elsewhere, thief)] == [MAIL, OVER, MAIL]
    assert owner.told("ConfirmRecoveryMail") == []
    assert leads(owners.press_link(letter.token)) == PHONE


def test_r26_a_scanner_that_opens_the_link_completes_nothing(owner: Owner, desk: Desks, network: Callable[[], str]) -> None:
    owners = desk(owner)
    letter = owners.has_begun().letter()
    scanner = Plain(owner.house.server.endpoint, network())
    for client in (scanner, owners.client):
        for method in ("GET", "HEAD", "GET"):
            client.send(method, letter.path)
        # Some of them press buttons too; without the page's token that is no form of ours.
        assert client.post("/signin/recovery/mail", {"LinkToken": letter.token}).status == 403
        assert client.post(letter.path, {"LinkToken": letter.token}).status == 403
    assert leads(owners.client.get(PHONE)) == MAIL and owner.told("ConfirmRecoveryMail") == []
    assert leads(owners.press_link(letter.token)) == PHONE


def test_a_link_works_once_and_its_code_no_more_after_it(owner: Owner, desk: Desks) -> None:
    owners = desk(owner)
    letter = owners.has_begun().letter()
    assert leads(owners.press_link(letter.token)) == PHONE
    # Sent twice by an impatient owner, it leads to where he is already; nothing happens for it.
    assert leads(owners.press_link(letter.token)) == leads(owners.type_code(letter.code)) == PHONE
    assert len(owner.told("ConfirmRecoveryMail")) == 1
    call = owners.rung()
    owner.house.provider.answer(call)
    owner.house.provider.type(call, owners.digits())
    owners.finish()
    assert owners.is_inside()
    assert says(owners.press_link(letter.token), "alternative-elsewhere")
    again = desk(owner).has_begun()
    again.letter()
    assert says(again.press_link(letter.token), "alternative-link-void")


def test_r26_eight_digits_are_guessed_five_times_and_no_more(owner: Owner, desk: Desks) -> None:
    thief = desk(owner)
    letter = thief.has_begun().letter()
    for left in ("4 attempts are left", "3 attempts are left", "2 attempts are left", "One attempt is left"):
        # Numbers stand between invisible marks of their direction.
        assert left in re.sub("[\u2068\u2069]", "", html.unescape(thief.type_code(letter.wrong()).text))
    assert says(thief.type_code(letter.wrong()), "alternative-codes-spent")
    assert says(thief.type_code(letter.code), "alternative-codes-spent"), "the right one comes too late"
    assert leads(thief.client.get(PHONE)) == MAIL
    assert len(owner.told("ConfirmRecoveryMail", refused=True)) >= 5
    # Another mail has a code of its own, and tries of its own; it is not sent at once.
    assert thief.send().status == 200
    owner.house.wait(61)
    second = thief.letter()
    assert leads(thief.type_code(second.code)) == PHONE


def test_what_is_no_code_was_not_tried(owner: Owner, desk: Desks) -> None:
    owners = desk(owner)
    letter = owners.has_begun().letter()
    for typed in ("", "1234", letter.code + "0", "１" * 8, "abcdefgh", letter.code[:-1] + "x"):
        assert says(owners.type_code(typed), "alternative-code-shape"), typed
    assert leads(owners.type_code(letter.shown)) == PHONE


def test_another_mail_makes_the_one_before_void(owner: Owner, desk: Desks) -> None:
    owners = desk(owner)
    first = owners.has_begun().letter()
    assert re.search(r"Another email can be sent in \d+ seconds\.", owners.send().text)
    assert len(owner.told("SendRecoveryMail")) == 1
    owner.house.wait(61)
    second = owners.letter()
    assert says(owners.press_link(first.token), "alternative-link-void")
    assert owners.type_code(first.code).status == 200
    assert leads(owners.press_link(second.token)) == PHONE


def test_the_secrets_of_one_recovery_are_of_no_use_in_another(
    owner: Owner, house: House, desk: Desks, network: Callable[[], str]
) -> None:
    """Of the same account, and of another whose owner is the thief."""
    thief_owns = house.owner(Plain(house.server.endpoint, network()))
    for whose in (owner, thief_owns):
        first, second = desk(owner), desk(whose)
        letters = first.has_begun().letter(), second.has_begun().letter()
        assert says(first.press_link(letters[1].token), "alternative-link-void")
        assert first.type_code(letters[1].code).status == 200
        assert leads(first.client.get(PHONE)) == MAIL
        first.type_code(letters[0].code), second.type_code(letters[1].code)
        calls = first.rung(), second.rung()
        for call in calls:
            house.provider.answer(call)
        # The digits of one page, typed in the call of the other.
        if first.digits() != second.digits():
            house.provider.type(calls[0], second.digits())
        assert first.has_only_mail() and second.has_only_mail()
        house.provider.type(calls[1], second.digits())
        assert says(first.finish(), "alternative-not-proven") and not first.is_inside()
        second.finish()
        assert second.is_inside() and not first.is_inside()


def test_steps_are_not_skipped(owner: Owner, desk: Desks) -> None:
    thief = desk(owner).has_begun()
    assert says(thief.type_code("12345678"), "alternative-no-mail")
    assert [leads(thief.ring()), leads(thief.finish())] == [MAIL, MAIL]
    assert not thief.is_inside()
    thief.letter()
    assert [leads(thief.ring()), leads(thief.finish())] == [MAIL, MAIL]
    assert owner.told("CallRecoveryPhone") == owner.told("FinishRecovery") == []


def test_r21_an_unknown_email_is_not_told_from_a_known_one(owner: Owner, desk: Desks, network: Callable[[], str]) -> None:
    known, unknown = owner.account.email, f"nobody-{owner.account.id}@example.com"
    seen = []
    for email in (known, unknown):
        stranger = Plain(owner.house.server.endpoint, network())
        asked = stranger.submit("/signin/root", "/signin/root", {"Email": email})
        answered = stranger.give_root_password(email, "Wrong-Password-1")
        pages = [stranger.get(path) for path in (HERE, MAIL, PHONE, "/signin/step/troubleshoot")]
        token = {"token": stranger.get("/signin/root").token(), "Password": "Wrong-Password-1"}
        steps = [stranger.post(path, token) for path in (HERE, f"{MAIL}/send", f"{PHONE}/call", f"{HERE}/finish")]
        replies = [asked, answered, *pages, *steps]
        names = [sorted(name for name, _ in reply.headers) for reply in replies]
        seen.append(([(reply.status, leads(reply), reply.words().replace(email, "EMAIL")) for reply in replies], names))
        assert sorted(stranger.jar) == ["__Host-bartizan-visit"], stranger.jar
    assert seen[0] == seen[1]
    assert owner.house.mails_to(unknown) == [] and owner.told("SendRecoveryMail") == []
