"""Mails through a real mail server: letters wait in the store until it has them."""

from __future__ import annotations

import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from bartizan import Account, Server, clean_environment
from mail_server import PASSWORD, USER, Certificate, Mailbox, html_of, text_of

FROM = {"BARTIZAN_MAIL_FROM": "no-reply@example.com"}


@pytest.fixture
def serve(binary: Path, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts a server that sends mails to a mail server."""
    servers: list[Server] = []

    def start(mailbox: Mailbox, **more: str) -> Server:
        environment = FROM | {"BARTIZAN_MAIL_SMTP_URL": mailbox.url} | more
        server = Server(binary, tmp_path / f"server-{len(servers)}", environment)
        server.secrets.add(PASSWORD)
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        if server.is_running():
            assert server.stop() == 0
        assert server.secrets_in_log() == []
        log = server.log.read_text(errors="replace")
        assert "panicked" not in log and "root-1@example.com" not in log


def make_a_key(account: Account) -> None:
    """What the account's owner is told of."""
    account.client("iam", account.root).create_access_key()


def wait_for(server: Server, text: str) -> None:
    deadline = time.monotonic() + 30
    while text not in server.log.read_text(errors="replace"):
        assert time.monotonic() < deadline, server.log.read_text(errors="replace")
        time.sleep(0.05)


def test_r20_a_notice_comes_by_mail_as_text_and_html(serve: Callable[..., Server]) -> None:
    with Mailbox() as mailbox:
        server = serve(mailbox, BARTIZAN_MAIL_LANGUAGE="fr")
        account = server.create_account()
        make_a_key(account)
        mail = mailbox.next()
        assert mail["Subject"] == "Une clé d'accès a été créée"
        assert mail["To"] == mail["X-Envelope-To"] == account.email
        assert mail["From"] == "Bartizan <no-reply@example.com>"
        assert mail["X-Envelope-From"] == "no-reply@example.com"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Message-ID"].endswith("@localhost>")
        assert abs(mail["Date"].datetime.timestamp() - time.time()) < 60
        for part in (text_of(mail), html_of(mail)):
            assert account.id in part and f"arn:aws:iam::{account.id}:root" in part and "127.0.0.1" in part
        assert '<html lang="fr">' in html_of(mail)
        account.create_user("alice")
        mail = mailbox.next()
        assert mail["To"] == account.email, "the account has no contact for security"
        assert account.user_arn("alice") in text_of(mail)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mails_are_encrypted_and_the_server_is_told_who_sends(
    serve: Callable[..., Server], tmp_path: Path, security: str
) -> None:
    certificate = Certificate(tmp_path / "certificate")
    password = tmp_path / "password"
    password.write_text(PASSWORD + "\n")
    password.chmod(0o600)
    with Mailbox(security, certificate, auth=security == "starttls") as mailbox:
        login = {"BARTIZAN_MAIL_USER": USER, "BARTIZAN_MAIL_PASSWORD_FILE": str(password)}
        more = login if security == "starttls" else {}
        server = serve(mailbox, BARTIZAN_MAIL_CA_FILE=str(certificate.file), **more)
        make_a_key(server.create_account())
        assert mailbox.next()["Subject"] == "An access key was made"
        assert mailbox.encrypted == [True]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_with_another_certificate_gets_nothing(
    serve: Callable[..., Server], tmp_path: Path, security: str
) -> None:
    trusted, other = Certificate(tmp_path / "trusted"), Certificate(tmp_path / "other")
    with Mailbox(security, other) as mailbox:
        server = serve(mailbox, BARTIZAN_MAIL_CA_FILE=str(trusted.file))
        make_a_key(server.create_account())
        wait_for(server, "letters cannot be sent")
        assert mailbox.asked == 0


def test_a_server_that_offers_no_starttls_gets_nothing(serve: Callable[..., Server], tmp_path: Path) -> None:
    with Mailbox("plain") as mailbox:
        mailbox.security = "starttls"  # What the server believes of it.
        server = serve(mailbox)
        make_a_key(server.create_account())
        wait_for(server, "STARTTLS is not supported")
        assert mailbox.asked == 0 and mailbox.is_empty()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_wrong_password_loses_no_mail(serve: Callable[..., Server]) -> None:
    with Mailbox("plain", auth=True) as mailbox:
        server = serve(mailbox, BARTIZAN_MAIL_USER=USER, BARTIZAN_MAIL_PASSWORD="wrong")
        make_a_key(server.create_account())
        wait_for(server, "letters cannot be sent")
        assert "535" in server.log.read_text()
        server.stop()
        server.environment["BARTIZAN_MAIL_PASSWORD"] = PASSWORD
        server.start()
        assert mailbox.next()["Subject"] == "An access key was made"


def test_a_mail_that_is_not_taken_now_comes_later_once(serve: Callable[..., Server]) -> None:
    with Mailbox() as mailbox:
        mailbox.answers = ["451 4.7.1 come back later, root-1@example.com"]
        server = serve(mailbox)
        make_a_key(server.create_account())
        assert mailbox.next()["Subject"] == "An access key was made"
        assert mailbox.asked == 2
        time.sleep(1)
        assert mailbox.is_empty()


def test_r7_a_recipient_that_does_not_exist_is_let_go_and_the_log_names_the_account_alone(
    serve: Callable[..., Server],
) -> None:
    with Mailbox() as mailbox:
        mailbox.answers = ["550 5.1.1 <root-1@example.com>: no such user"]
        server = serve(mailbox)
        account = server.create_account()
        make_a_key(account)
        wait_for(server, "was refused and is not sent again")
        [line] = [line for line in server.log.read_text().splitlines() if "is not sent again" in line]
        assert account.id in line and "550" in line and "no such user" not in line
        # Others are sent as before.
        other = server.create_account()
        make_a_key(other)
        assert mailbox.next()["To"] == other.email
        assert mailbox.asked == 2


def test_a_mail_comes_when_the_server_is_back(serve: Callable[..., Server]) -> None:
    mailbox = Mailbox()
    server = serve(mailbox)
    account = server.create_account()
    make_a_key(account)
    wait_for(server, "letters cannot be sent")
    with mailbox:
        assert mailbox.next(60)["To"] == account.email
        wait_for(server, "letters are sent again")


def test_a_mail_comes_although_the_server_was_killed_before_it_could_send_it(serve: Callable[..., Server]) -> None:
    mailbox = Mailbox()
    server = serve(mailbox)
    account = server.create_account()
    make_a_key(account)
    server.kill()
    with mailbox:
        server.start()
        mail = mailbox.next()
        assert (mail["To"], mail["Subject"]) == (account.email, "An access key was made")


def test_without_a_mail_server_mails_are_files_of_their_owner(server: Server) -> None:
    assert "mails are not sent, but put into a folder" in server.log.read_text()
    account = server.create_account()
    make_a_key(account)
    outbox, deadline, found = server.data / "outbox", time.monotonic() + 30, []
    while not found:
        assert time.monotonic() < deadline
        mails = {file: message_from_bytes(file.read_bytes(), policy=policy.default) for file in outbox.glob("*.eml")}
        found = [(file, mail) for file, mail in mails.items() if mail["To"] == account.email]
    [(file, mail)] = found
    assert stat.S_IMODE(outbox.stat().st_mode) == 0o700 and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert mail["Subject"] == "An access key was made" and account.id in text_of(mail)


WRONG = [
    ({"BARTIZAN_MAIL_SMTP_URL": "smtp://mail.example.com"}, "mail.from"),
    (FROM | {"BARTIZAN_MAIL_SMTP_URL": "mail.example.com"}, "smtp://HOST:PORT"),
    (FROM | {"BARTIZAN_MAIL_SMTP_URL": "smtp+plain://mail.example.com"}, "in the open"),
    (FROM | {"BARTIZAN_MAIL_SMTP_URL": "smtp://u:p@mail.example.com"}, "mail.password_file"),
    (FROM | {"BARTIZAN_MAIL_SMTP_URL": "smtp://localhost", "BARTIZAN_MAIL_USER": "x"}, "BARTIZAN_MAIL_PASSWORD"),
    ({"BARTIZAN_MAIL_PASSWORD": "hidden"}, "mail.smtp_url"),
    ({"BARTIZAN_MAIL_LANGUAGE": "de"}, "en, fr, ja or es"),
    ({"BARTIZAN_VOICE_ACCOUNT_SID": "AC1"}, "voice.auth_token_file"),
    ({"BARTIZAN_VOICE_ACCOUNT_SID": "AC1", "BARTIZAN_VOICE_AUTH_TOKEN": "hidden"}, "voice.from"),
    ({"BARTIZAN_VOICE_FROM": "0151 234"}, "+15005550006"),
    ({"BARTIZAN_VOICE_URL": "http://api.example.com"}, "in the open"),
    (
        {
            "BARTIZAN_VOICE_ACCOUNT_SID": "AC1",
            "BARTIZAN_VOICE_AUTH_TOKEN": "hidden",
            "BARTIZAN_VOICE_FROM": "+15005550006",
        },
        "public_url",
    ),
]


@pytest.mark.parametrize(("environment", "advice"), WRONG)
def test_what_cannot_work_is_refused_at_the_start(
    binary: Path, tmp_path: Path, environment: dict[str, str], advice: str
) -> None:
    done = subprocess.run(
        [binary, "serve", "--data", tmp_path / "data", "--listen", "localhost:0"],
        env=clean_environment() | environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 2 and advice in done.stderr, done.stderr
    assert "hidden" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_r7_secrets_are_not_shown_and_stand_in_no_configuration_file(binary: Path, tmp_path: Path) -> None:
    def show(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        words = [binary, "config", "show", "--data", tmp_path]
        return subprocess.run(words, env=clean_environment() | environment, capture_output=True, text=True, timeout=30)

    set_up = FROM | {"BARTIZAN_MAIL_SMTP_URL": "smtp://mail.example.com", "BARTIZAN_MAIL_USER": "me"}
    shown = show(set_up | {"BARTIZAN_MAIL_PASSWORD": "hunter2"})
    assert shown.returncode == 0, shown.stderr
    assert "# mail.password is set, and not shown" in shown.stdout and "BARTIZAN_MAIL_PASSWORD" in shown.stdout
    assert "hunter2" not in shown.stdout + shown.stderr
    (tmp_path / "bartizan.toml").write_text('[mail]\npassword = "hunter2"\n')
    refused = show(set_up)
    assert refused.returncode == 2 and "mail.password_file names" in refused.stderr, refused.stderr
    assert "hunter2" not in refused.stdout + refused.stderr
