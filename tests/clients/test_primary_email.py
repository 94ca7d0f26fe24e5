"""Another root e-mail by `aws account`, unmodified, with the code of the real mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan import AWS_CLI_1, Cli, Server
from mail_server import Mailbox, links_in, text_of


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def cli(binary: Path, tmp_path: Path, mailbox: Mailbox) -> Iterator[Cli]:
    environment = {"BARTIZAN_MAIL_SMTP_URL": mailbox.url, "BARTIZAN_MAIL_FROM": "no-reply@example.com"}
    server = Server(binary, tmp_path, environment)
    server.start()
    yield Cli(AWS_CLI_1, server.create_account(), tmp_path)
    assert server.stop() == 0
    assert server.secrets_in_log() == []


def test_the_code_of_the_mail_makes_the_new_address_the_roots(cli: Cli, mailbox: Mailbox) -> None:
    account = cli.account
    old, new = account.email, "new-root@example.org"
    of_account, to = ("--account-id", account.id), ("--primary-email", new)
    assert cli("account", "start-primary-email-update", *of_account, *to) == {"Status": "PENDING"}
    mail = mailbox.next()
    assert (mail["To"], mail["Subject"]) == (new, "Confirm your e-mail address")
    [code] = re.findall(r"^\s*(\d{6}|\d{3} \d{3})\s*$", text_of(mail), re.MULTILINE)
    code = code.replace(" ", "")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    refused = cli.refused("account", "accept-primary-email-update", *of_account, *to, "--otp", wrong)
    assert "(ValidationException)" in refused
    assert cli("account", "get-primary-email", *of_account) == {"PrimaryEmail": old}
    accepted = cli("account", "accept-primary-email-update", *of_account, *to, "--otp", code)
    assert accepted == {"Status": "ACCEPTED"}
    assert cli("account", "get-primary-email", *of_account) == {"PrimaryEmail": new}
    # It works once; and the former address is told, with a way back.
    assert "Exception)" in cli.refused("account", "accept-primary-email-update", *of_account, *to, "--otp", code)
    letter = mailbox.next()
    assert (letter["To"], letter["Subject"]) == (old, "The e-mail address of your account is being changed")
    assert any("/signin/contact/undo?token=" in link for link in links_in(letter))
