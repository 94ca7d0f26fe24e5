"""`bartizan authenticator`: seeds in an encrypted file, and the codes that a phone would show."""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bartizan import Phone, step_now
from people import PASSPHRASE, Person, Start


@pytest.fixture
def owner(person: Person) -> Person:
    """Somebody whose passphrase is in a file."""
    person.with_passphrase()
    return person


def new_seed() -> str:
    return base64.b32encode(secrets.token_bytes(20)).decode()


def file_of(person: Person) -> Path:
    return person.home / ".local" / "share" / "bartizan" / "authenticator.json"


def shows(person: Person, name: str, seed: str, skew: int = 0) -> None:
    """It shows what oathtool says."""
    before = step_now()
    code = person.done("authenticator", "code", name).strip()
    words = ["oathtool", "--totp", "--base32", f"--now=@{before * 30 + skew}", "--window=1", "-"]
    codes = subprocess.run(words, input=seed, capture_output=True, text=True, check=True).stdout.split()
    assert code in codes


def test_a_seed_is_added_as_people_have_it_and_shows_what_others_show(owner: Person) -> None:
    made = owner.account.iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    of_server = made["Base32StringSeed"].decode()
    picture = owner.home / "qr.png"
    picture.write_bytes(made["QRCodePNG"])
    seed = new_seed()
    owner.done("authenticator", "add", "picture", picture)
    owner.done("authenticator", "add", "piped-picture", "-", stdin=made["QRCodePNG"])
    owner.done("authenticator", "add", "seed", stdin=seed.lower())
    uri = f"otpauth://totp/Example:alice?secret={seed}&issuer=Example"
    (owner.home / "uri.txt").write_text(uri)
    owner.done("authenticator", "add", "uri", owner.home / "uri.txt")
    owner.done("authenticator", "add", "slow", "--skew", "-600", stdin=seed)
    for name, of, skew in [
        ("picture", of_server, 0),
        ("piped-picture", of_server, 0),
        ("seed", seed, 0),
        ("uri", seed, 0),
        ("slow", seed, -600),
    ]:
        shows(owner, name, of, skew)
    listed = json.loads(owner.done("authenticator", "list", "--format", "json"))
    assert [device["Name"] for device in listed] == ["picture", "piped-picture", "seed", "slow", "uri"]
    assert listed[4] | {"Issuer": "Example", "Account": "alice", "Digits": 6, "Period": 30, "Skew": 0} == listed[4]
    codes = json.loads(owner.done("authenticator", "codes", "--format", "json"))
    assert all(0 < shown["SecondsLeft"] <= 30 and len(shown["Code"]) == 6 for shown in codes)

    # Nothing of a seed is on the disk in the clear, and all of it is the owner's alone.
    file = file_of(owner)
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    assert seed not in text and "Example" not in text and "argon2id" in text
    assert "another name, or say --replace" in owner.refused(1, "authenticator", "add", "seed", stdin=seed)


def test_what_cannot_be_read_adds_nothing_and_is_not_repeated(owner: Person) -> None:
    for content in ["", "GEZDGNBVGY3TQOJ1", "otpauth://totp/x?secret=GEZDGNBVGY3TQOJ1", b"\x89PNG\r\n\x1a\nGEZDGNBV"]:
        complaint = owner.refused(1, "authenticator", "add", "x", stdin=content)
        assert "nothing was added" in complaint and "GEZD" not in complaint
    assert not file_of(owner).exists()
    # R8: a seed is no word of the command line.
    assert "cannot read" in owner.refused(1, "authenticator", "add", "x", "GEZDGNBVGY3TQOJQ")


def test_only_the_passphrase_opens_it(owner: Person) -> None:
    owner.done("authenticator", "add", "x", stdin=new_seed())
    passphrase = owner.home / "passphrase"
    passphrase.write_text("another passphrase\n")
    before = file_of(owner).read_bytes()
    assert "the passphrase does not open" in owner.refused(1, "authenticator", "codes")
    assert "the passphrase does not open" in owner.refused(1, "authenticator", "add", "y", stdin=new_seed())
    assert file_of(owner).read_bytes() == before
    passphrase.chmod(0o644)
    assert "chmod 600" in owner.run("authenticator", "codes").stderr
    passphrase.unlink()
    assert "cannot read the passphrase" in owner.refused(2, "authenticator", "codes")
    owner.extra.clear()
    assert "there is no terminal to ask for the passphrase" in owner.refused(2, "authenticator", "codes")


def test_a_passphrase_is_made_up_twice_and_not_shown(person: Person, start: Start) -> None:
    seed = new_seed()
    terminal = start(person, "authenticator", "add", "ci")
    terminal.expect("Seed in base32")
    terminal.type(seed)
    terminal.expect("New passphrase:")
    terminal.type(PASSPHRASE)
    terminal.expect("once more:")
    terminal.type(PASSPHRASE)
    terminal.expect("added ci (6 digits every 30 s)")
    assert terminal.wait() == 0
    assert seed not in terminal.text and PASSPHRASE not in terminal.text
    terminal = start(person, "authenticator", "code", "ci")
    terminal.expect("Passphrase of the authenticator:")
    assert terminal.is_silent()
    terminal.type(PASSPHRASE)
    terminal.expect("s more")
    assert terminal.wait() == 0
    # Given up at a hidden question, the terminal shows again what is typed.
    terminal = start(person, "authenticator", "code", "ci")
    terminal.expect("Passphrase of the authenticator:")
    terminal.interrupt()
    assert terminal.wait() == 130
    for short in ("short", "another one"):
        file_of(person).unlink(missing_ok=True)
        terminal = start(person, "authenticator", "add", "ci")
        terminal.expect("Seed in base32")
        terminal.type(seed)
        terminal.expect("New passphrase:")
        terminal.type("short")
        terminal.expect("once more:")
        terminal.type(short)
        terminal.expect("nothing was added")
        assert terminal.wait() == 1


def test_what_two_add_at_once_is_all_there(owner: Person) -> None:
    names = [f"device-{number}" for number in range(6)]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda name: owner.done("authenticator", "add", name, stdin=new_seed()), names))
    listed = json.loads(owner.done("authenticator", "list", "--format", "json"))
    assert [device["Name"] for device in listed] == names
    left = [path.name for path in file_of(owner).parent.iterdir()]
    assert sorted(left) == ["authenticator.json", "authenticator.lock"]


def test_a_device_is_removed_when_somebody_says_so(owner: Person, start: Start) -> None:
    owner.done("authenticator", "add", "x", stdin=new_seed())
    assert "say --yes" in owner.refused(2, "authenticator", "remove", "x")
    assert "no device y: it has x" in owner.refused(1, "authenticator", "remove", "y", "--yes")
    terminal = start(owner, "authenticator", "remove", "x")
    terminal.expect("[y/N]")
    terminal.type("")
    terminal.expect("nothing was removed")
    assert terminal.wait() == 130
    owner.done("authenticator", "remove", "x", "--yes")
    assert "no devices" in owner.run("authenticator", "list").stderr


def test_a_token_with_a_button_is_pressed(owner: Person) -> None:
    owner.done("authenticator", "add", "token", stdin="otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0")
    # RFC 4226, appendix D.
    assert [owner.done("authenticator", "code", "token").strip() for _ in range(3)] == ["755224", "287082", "359152"]
    assert owner.done("authenticator", "code", "token", "--pair").split() == ["969429", "338314"]
    assert json.loads(owner.done("authenticator", "codes", "--format", "json"))[0]["Code"] is None


def test_a_screen_of_codes_goes_on_until_it_is_ended(owner: Person, start: Start) -> None:
    seed = new_seed()
    owner.done("authenticator", "add", "ci", stdin=seed)
    assert "needs a terminal" in owner.refused(2, "authenticator", "codes", "--watch")
    terminal = start(owner, "authenticator", "codes", "--watch")
    terminal.expect("Ctrl-C ends this.")
    terminal.expect("Ctrl-C ends this.")
    code = Phone(seed).code_of(step_now())
    assert f"{code[:3]} {code[3:]}" in terminal.text
    terminal.interrupt()
    assert terminal.wait() == 0
    assert terminal.raw.rstrip().endswith("\x1b[?1049l"), "the screen is as it was before"


# --- As the device of a server ---------------------------------------------------------------------------------------


def test_a_server_sets_up_a_device_and_has_sessions_without_anybody(owner: Person) -> None:
    outcome = json.loads(owner.done("device", "add", "ci", "--in-authenticator", "--format", "json"))
    assert outcome["SerialNumber"] == owner.account.device_arn("ci")
    assert [device["SerialNumber"] for device in owner.devices()] == [owner.account.device_arn("ci")]
    # The codes of the pair are used: the next one is waited for, half a minute at most.
    begun = time.monotonic()
    done = owner.run("session", "--authenticator", "ci", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert "the next one comes in" in done.stderr and time.monotonic() - begun < 45
    owner.done("device", "remove", "ci", "--yes")
    assert owner.devices() == []


def test_a_device_that_cannot_be_enabled_is_nowhere(owner: Person) -> None:
    owner.done("authenticator", "add", "ci", stdin=new_seed())
    assert "has a device ci already" in owner.refused(1, "device", "add", "ci", "--in-authenticator")
    assert owner.spare_devices() == []
    deny = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:EnableMFADevice", "Resource": "*"}}
    owner.account.iam.put_user_policy(UserName=owner.name, PolicyName="no", PolicyDocument=json.dumps(deny))
    assert "iam:EnableMFADevice" in owner.refused(4, "device", "add", "server", "--in-authenticator")
    assert owner.spare_devices() == []
    assert [device["Name"] for device in json.loads(owner.done("authenticator", "list", "--format", "json"))] == ["ci"]


def test_a_drifted_authenticator_is_resynchronized(owner: Person) -> None:
    _, phone = owner.account.enable_device(owner.name, "phone")
    owner.done("authenticator", "add", "phone", "--skew", "1200", stdin=phone.seed)
    outcome = json.loads(owner.done("device", "resync", "--authenticator", "phone", "--format", "json"))
    assert 1_140 < outcome["ClockOffsetSeconds"] < 1_260
    pair = owner.done("authenticator", "code", "phone", "--pair", "--skew", "2400")
    assert "about 40 minutes ahead" in owner.done("device", "resync", stdin=pair)


