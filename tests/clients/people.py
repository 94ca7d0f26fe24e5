"""Somebody with a device, an access key and this program."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from bartizan import Account, Keys, Phone, clean_environment
from terminal import Terminal

PASSPHRASE = "correct horse battery"


class Person:
    """A user's home directory, and the program run in it."""

    def __init__(self, binary: Path, account: Account, home: Path, keys: Keys | None = None, name: str = "") -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.binary, self.account, self.home = binary, account, home
        self.keys = keys or account.administrator
        self.name = name or account.administrator_name
        self.extra: dict[str, str] = {}
        """More variables."""

    def environment(self, with_keys: bool = True) -> dict[str, str]:
        variables = {"HOME": str(self.home), "AWS_ENDPOINT_URL": self.account.server.endpoint}
        if with_keys:
            variables |= {"AWS_ACCESS_KEY_ID": self.keys.id, "AWS_SECRET_ACCESS_KEY": self.keys.secret}
            if self.keys.token:
                variables["AWS_SESSION_TOKEN"] = self.keys.token
        return variables | self.extra

    def run(self, *words: str | Path, stdin: str | bytes = "", **options) -> subprocess.CompletedProcess[str]:
        """Runs it without a terminal."""
        text = stdin if isinstance(stdin, bytes) else stdin.encode()
        done = subprocess.run(
            [self.binary, *words],
            input=text,
            capture_output=True,
            timeout=120,
            env=clean_environment() | self.environment(),
            start_new_session=True,  # else it would find the terminal of whoever runs the tests
            **options,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def done(self, *words: str | Path, stdin: str | bytes = "") -> str:
        """What it prints when it works."""
        result = self.run(*words, stdin=stdin)
        assert result.returncode == 0, f"bartizan {' '.join(map(str, words))}: {result.returncode}\n{result.stderr}"
        return result.stdout

    def refused(self, code: int, *words: str | Path, stdin: str | bytes = "") -> str:
        """What it complains of when it does not."""
        result = self.run(*words, stdin=stdin)
        assert result.returncode == code, f"{result.returncode}, not {code}\n{result.stdout}{result.stderr}"
        return result.stderr

    def with_passphrase(self) -> Path:
        """Has the authenticator's passphrase in a file from now on."""
        file = self.home / "passphrase"
        file.write_text(PASSPHRASE + "\n")
        file.chmod(0o600)
        self.extra["BARTIZAN_AUTHENTICATOR_PASSPHRASE_FILE"] = str(file)
        return file

    def enable_another(self, name: str) -> tuple[str, Phone]:
        """One more device, which takes somebody who is not subject to the rule for one's own devices."""
        serial, phone = self.account.create_device(name)
        iam = self.account.client("iam", self.account.root)
        iam.enable_mfa_device(UserName=self.name, SerialNumber=serial, **phone.pair())
        return serial, phone

    def devices(self) -> list[dict]:
        return self.account.iam.list_mfa_devices(UserName=self.name)["MFADevices"]

    def spare_devices(self) -> list[str]:
        """Virtual devices of the account that nobody has."""
        listed = self.account.iam.list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"]
        return [device["SerialNumber"] for device in listed]


Start = Callable[..., Terminal]


def seed_in(shown: str) -> str:
    """The seed that is shown, in groups of four."""
    seed = "".join(re.findall(r"\b[A-Z2-7]{4}\b", shown))
    assert len(seed) == 64, shown
    return seed


def add_device(start: Start, person: Person, *words: str) -> Phone:
    """Sets a device up as somebody does, who types the seed into an app."""
    terminal = start(person, "device", "add", *words)
    terminal.expect("First code:")
    terminal.type("s")
    terminal.expect("The seed")
    phone = Phone(seed_in(terminal.expect("First code:")))
    person.account.server.secrets.add(phone.seed)
    terminal.type(phone.code())
    terminal.expect("Second code:")
    terminal.type(phone.code())
    terminal.expect("is enabled for")
    assert terminal.wait() == 0
    return phone


def credentials(text: str) -> Keys:
    printed = json.loads(text)
    assert printed["Version"] == 1
    return Keys(printed["AccessKeyId"], printed["SecretAccessKey"], printed["SessionToken"])
