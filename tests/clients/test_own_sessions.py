"""`bartizan session`: temporary credentials with MFA, for shells, profiles and AWS's own tools."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import boto3
import pytest

from bartizan import AWS_CLI_1, Account, Phone, clean_environment
from people import PASSPHRASE, Person, Start, credentials
from terminal import Terminal


@pytest.fixture
def phone(person: Person) -> Phone:
    """The person's phone."""
    return person.account.enable_device(person.name, "phone")[1]


def arn_with(person: Person, keys) -> str:
    person.account.client("iam", keys).list_users()  # which takes MFA
    return person.account.client("sts", keys).get_caller_identity()["Arn"]


def kept(person: Person) -> list[Path]:
    return sorted((person.home / ".cache" / "bartizan" / "sessions").glob("*.json"))


def test_a_shell_has_mfa(person: Person, phone: Phone, start: Start) -> None:
    file = person.home / "variables"
    with file.open("wb") as stdout:
        terminal = start(person, "session", stdout=stdout)
        terminal.expect("MFA code of phone:")
        terminal.type(phone.code())
        assert terminal.wait() == 0
    script = f"eval \"$(cat {file})\"; {AWS_CLI_1} iam list-users --output json; env"
    shell = subprocess.run(
        ["bash", "-c", script], env=clean_environment() | {"HOME": str(person.home)}, capture_output=True, text=True
    )
    assert shell.returncode == 0, shell.stderr
    assert f"AWS_ENDPOINT_URL={person.account.server.endpoint}" in shell.stdout
    for shell, begin in [("fish", "set -gx AWS_ACCESS_KEY_ID 'ASIA"), ("powershell", "$env:AWS_ACCESS_KEY_ID = 'ASIA")]:
        assert person.done("session", "--shell", shell).startswith(begin)


def test_a_session_is_kept_for_its_owner_and_asked_for_anew_where_that_is_said(person: Person, phone: Phone) -> None:
    first = credentials(person.done("session", "--format", "json", stdin=phone.code()))
    assert arn_with(person, first) == person.account.user_arn(person.name)
    assert credentials(person.done("session", "--format", "json")) == first
    [file] = kept(person)
    assert file.stat().st_mode & 0o777 == 0o600 and file.parent.stat().st_mode & 0o777 == 0o700
    assert person.keys.id not in file.name

    fresh = credentials(person.done("session", "--format", "json", "--fresh", stdin=phone.code()))
    assert fresh != first
    # Another key of the same user is another session.
    key = person.account.iam.create_access_key(UserName=person.name)["AccessKey"]
    person.keys = type(person.keys)(key["AccessKeyId"], key["SecretAccessKey"])
    assert "no more" in person.refused(2, "session", "--format", "json")
    assert len(kept(person)) == 1


def test_what_is_about_to_end_is_not_handed_out(person: Person, phone: Phone) -> None:
    first = credentials(person.done("session", "--format", "json", "--duration", "15m", stdin=phone.code()))
    [file] = kept(person)
    stored = json.loads(file.read_text())
    for left, is_handed_out in [(301, True), (295, False)]:
        for session in stored["sessions"].values():
            session["expires"] = int(time.time()) + left
        file.write_text(json.dumps(stored))
        done = person.run("session", "--format", "json")
        assert (done.returncode == 0) == is_handed_out, done.stderr
    # AWS's tools ask again at every call in the last ten minutes.
    for session in stored["sessions"].values():
        session["expires"] = int(time.time()) + 601
    file.write_text(json.dumps(stored))
    assert credentials(person.done("session", "--format", "json")) == first
    assert "no terminal" in person.refused(3, "session", "--credential-process")
    # A damaged file is no session, and in nobody's way.
    file.write_text("{")
    credentials(person.done("session", "--format", "json", stdin=phone.code()))


def test_wrong_codes_are_explained_and_asked_for_again(person: Person, phone: Phone, start: Start) -> None:
    used = phone.code()
    person.done("session", stdin=used)
    assert "A code works once" in person.refused(5, "session", "--fresh", stdin=used)
    assert "six digits" in person.refused(2, "session", "--fresh", stdin="12 34")
    terminal = start(person, "session", "--fresh", "--format", "json")
    terminal.expect("MFA code of phone:")
    terminal.type(used)
    terminal.expect("A code works once")
    terminal.expect("MFA code of phone:")
    terminal.type(phone.code())
    assert terminal.wait() == 0
    # R7: no code stands in any message.
    assert used not in person.run("session", "--fresh", stdin=used).stderr


def test_whose_code_is_asked_for_or_said(person: Person, phone: Phone, start: Start) -> None:
    serial, tablet = person.enable_another("tablet")
    assert "say which with --serial" in person.refused(2, "session", stdin=tablet.code())
    terminal = start(person, "session", "--format", "json")
    terminal.expect("Whose code?")
    terminal.expect("Number (1 to 2, or q):")
    terminal.type("tablet")
    terminal.expect("MFA code of tablet:")
    terminal.type(tablet.code())
    assert terminal.wait() == 0
    person.done("session", "--serial", serial)
    assert "not a device of yours" in person.refused(5, "session", "--serial", "GAHT12345678", stdin=phone.code())


def test_of_two_that_ask_at_once_one_waits_and_both_have_the_session(
    person: Person, phone: Phone, start: Start
) -> None:
    first = start(person, "session", "--format", "json")
    first.expect("MFA code of phone:")
    words = [person.binary, "session", "--format", "json"]
    environment = clean_environment() | person.environment()
    second = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert b"waiting for it" in second.stderr.readline()
    first.type(phone.code())
    assert first.wait() == 0
    printed, _ = second.communicate(timeout=60)
    assert second.returncode == 0
    assert credentials(printed.decode()).id in first.text


# --- AWS's own tools -------------------------------------------------------------------------------------------------


def write_config(person: Person, *words: str) -> Path:
    """A profile whose credentials are asked for here."""
    aws = person.home / ".aws"
    aws.mkdir()
    (aws / "credentials").write_text(
        f"[base]\naws_access_key_id = {person.keys.id}\naws_secret_access_key = {person.keys.secret}\n"
    )
    endpoint = f"endpoint_url = {person.account.server.endpoint}\nregion = us-east-1\n"
    process = f'credential_process = "{person.binary}" session --credential-process --profile base {" ".join(words)}'
    (aws / "config").write_text(f"[profile base]\n{endpoint}\n[profile mfa]\n{endpoint}{process}\n")
    return aws / "config"


def test_the_aws_cli_asks_for_a_code_at_the_terminal(person: Person, phone: Phone) -> None:
    write_config(person)
    environment = {"HOME": str(person.home), "AWS_PAGER": ""}
    words = [AWS_CLI_1, "--profile", "mfa", "--output", "json", "iam", "list-users"]
    output = person.home / "output"
    with output.open("wb") as stdout:
        terminal = Terminal(words, environment, stdin=subprocess.DEVNULL, stdout=stdout)
        try:
            terminal.expect("MFA code of phone:")
            terminal.type(phone.code())
            assert terminal.wait() == 0, terminal.text
        finally:
            terminal.close()
    assert person.name in [user["UserName"] for user in json.loads(output.read_text())["Users"]]

    # From then on nothing is asked, also where nobody is.
    done = subprocess.run(
        words, env=clean_environment() | environment, capture_output=True, text=True, start_new_session=True
    )
    assert done.returncode == 0, done.stderr


def test_boto3_has_a_session_from_the_authenticator(person: Person, phone: Phone, monkeypatch) -> None:
    file = person.with_passphrase()
    # The phone's codes until now are used: this one is a step ahead.
    person.done("authenticator", "add", "ci", "--skew", "30", stdin=phone.seed)
    config = write_config(person, "--authenticator", "ci", "--passphrase-file", str(file))
    for name, value in {"HOME": person.home, "AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": config.with_name("credentials")}.items():
        monkeypatch.setenv(name, str(value))
    session = boto3.Session(profile_name="mfa", region_name="us-east-1")
    listed = session.client("iam", endpoint_url=person.account.server.endpoint).list_users()["Users"]
    assert person.name in [user["UserName"] for user in listed]
    secret = session.get_credentials().get_frozen_credentials().secret_key
    person.account.server.secrets.add(secret)
    assert PASSPHRASE not in config.read_text() and secret not in config.read_text()


def test_a_profile_is_written_beside_what_is_there(person: Person, phone: Phone) -> None:
    aws = person.home / ".aws"
    aws.mkdir()
    config, keys = aws / "config", aws / "credentials"
    config.write_text("# mine\n[profile other]\nregion = eu-west-1\n")
    keys.write_text("[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = x\n")
    person.done("session", "--write-profile", "mfa", stdin=phone.code())
    assert config.read_text().startswith("# mine\n[profile other]\nregion = eu-west-1\n\n[profile mfa]\n")
    assert keys.read_text().startswith("[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = x\n\n[mfa]\n")
    assert keys.stat().st_mode & 0o777 == 0o600

    environment = clean_environment() | {"HOME": str(person.home), "AWS_PAGER": ""}
    words = [AWS_CLI_1, "--profile", "mfa", "--output", "json", "iam", "list-users"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    # Again, in its own place; and nobody's keys are taken over.
    before = (config.read_text(), keys.read_text())
    person.done("session", "--write-profile", "mfa")
    assert (config.read_text(), keys.read_text()) == before
    assert "has keys of its own" in person.refused(1, "session", "--write-profile", "other")
    assert (config.read_text(), keys.read_text()) == before


def test_credentials_of_a_session_open_no_other(person: Person, phone: Phone) -> None:
    person.keys = credentials(person.done("session", "--format", "json", stdin=phone.code()))
    assert "a session's already" in person.refused(2, "session")


def test_without_credentials_it_is_said_where_they_were_looked_for(person: Person, account: Account) -> None:
    environment = clean_environment() | person.environment(with_keys=False)
    done = subprocess.run(
        [person.binary, "session"], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 3 and "AWS_ACCESS_KEY_ID" in done.stderr
    person.extra["AWS_SECRET_ACCESS_KEY"] = "wrong"
    assert "does not take these credentials" in person.refused(3, "device", "list")
    assert os.listdir(person.home) == [], "nothing is left of it"
