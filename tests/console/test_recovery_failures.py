"""Recovering while a server is killed in the middle of a mail or a call, and without anybody who sends or calls."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from bartizan import Account, Server, clean_environment
from plain import Plain
from recovery import HERE, Desk, House, Letter, Owner, make_root, wording

MAIL, PHONE = f"{HERE}/mail", f"{HERE}/phone"
Desks = Callable[[Owner], Desk]


def test_a_server_that_is_killed_while_it_sends_sends_the_letter_after_the_next_start(
    own_house: House, desk: Desks, network: Callable[[], str]
) -> None:
    owner = own_house.owner(Plain(own_house.server.endpoint, network()))
    owners = desk(owner).has_begun()
    own_house.mails_to(owner.account.email)
    with own_house.mailbox.holding() as held:
        assert owners.send().header("Location") == f"{MAIL}?sent"
        assert held.wait(30), "the mail server has it, and has not said so yet"
        own_house.server.kill()
    own_house.server.start()
    letters = [owner.letter()]
    # Whether the first was taken too, nobody knows; it is the same one then.
    own_house.wait(61)
    while wording("en", "recovery-link-subject") in own_house.mails_to(owner.account.email):
        letters.append(owner.letter())
    assert {letter.mail["Message-ID"] for letter in letters} == {letters[0].mail["Message-ID"]}
    assert owners.type_code(letters[0].code).header("Location") == PHONE


def test_a_server_that_is_killed_after_its_answer_has_lost_nothing(
    own_house: House, desk: Desks, network: Callable[[], str]
) -> None:
    owner = own_house.owner(Plain(own_house.server.endpoint, network()))
    owners = desk(owner)

    def killed() -> None:
        own_house.server.kill()
        own_house.server.start()

    owners.has_begun()
    killed()
    owners.send()
    killed()
    letter = owner.letter()
    assert owners.type_code(letter.code).header("Location") == PHONE
    killed()
    assert owners.ring().header("Location") == PHONE
    killed()
    # Whoever had taken the call may have placed it: it is looked at again after half a minute.
    own_house.wait(31)
    call = owner.call()
    digits = owners.digits()
    own_house.provider.answer(call)
    assert own_house.provider.type(call, digits)[-1][1] == wording("en", "call-right")
    killed()
    assert owners.finish().status == 303 and owners.is_inside()
    killed()
    assert owners.is_inside()
    own_house.mail(owner.account.email, "recovery-finished-subject")
    assert len(owner.told("FinishRecovery")) == 1


def in_outbox(server: Server, to: str) -> list[EmailMessage]:
    files = sorted((server.data / "outbox").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [mail for mail in mails if (mail["To"], mail["Subject"]) == (to, wording("en", "recovery-link-subject"))]


def test_without_anybody_who_sends_or_calls_the_outbox_lets_an_owner_in(
    server: Server, account: Account, network: Callable[[], str]
) -> None:
    log = server.log.read_text()
    assert "mails are not sent, but put into a folder" in log and "calls are not placed, but put into a folder" in log
    number = "+4915113333333"
    person = make_root(Plain(server.endpoint, network()), account, number)
    owners = Desk(Owner(None, account, person, number, "en"), Plain(server.endpoint, network()))
    assert owners.begin().header("Location") == MAIL
    owners.send()
    owners.until(lambda: bool(in_outbox(server, account.email)))
    [mail] = in_outbox(server, account.email)
    assert owners.type_code(Letter(mail).code).header("Location") == PHONE
    owners.ring()

    def calls() -> list[Path]:
        return [file for file in (server.data / "outbox").glob("call-*.txt") if number in file.read_text()]

    owners.until(lambda: bool(calls()))
    [file] = calls()
    digits = owners.digits()
    for typed, heard, code in ((f"{(int(digits) + 1) % 10**6:06}", "call-ask-again", 1), (digits, "call-right", 0)):
        words = [server.binary, "support", "answer-call", file, "--data", server.data]
        done = subprocess.run(
            words, input=typed + "\n", env=clean_environment(), capture_output=True, text=True, timeout=30
        )
        assert done.returncode == code and wording("en", heard) in done.stdout + done.stderr, done
    assert owners.finish().status == 303 and owners.is_inside()
