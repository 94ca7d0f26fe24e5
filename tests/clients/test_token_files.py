"""Seed files that other programs made are imported, and the tokens in them show the codes that oathtool does."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pskc import PSKC

from bartizan import Account, clean_environment

AES_KEY = bytes(range(100, 132))
PASSWORD = "correct horse battery staple"

TOKENS = {
    "GAHT12345678": {"algorithm": "totp", "time_interval": 30, "response_length": 6},
    "GAHT12345679": {"algorithm": "totp", "time_interval": 60, "response_length": 8, "algorithm_suite": "HMAC-SHA256"},
    "HOTP12345678": {"algorithm": "hotp", "counter": 7, "response_length": 6},
}


def container() -> tuple[PSKC, dict[str, bytes]]:
    """The tokens, as python-pskc describes them, and their seeds: new ones each time, because used codes of a seed stay used."""
    pskc, seeds = PSKC(), {serial: os.urandom(20) for serial in TOKENS}
    for serial, token in TOKENS.items():
        about = {"id": serial, "serial": serial, "manufacturer": "Maker", "response_encoding": "DECIMAL", **token}
        pskc.add_key(secret=seeds[serial], **about)
    return pskc, seeds


def plain(_: PSKC) -> bytes | None:
    return None


def pre_shared(bits: int, mac: str = "hmac-sha1") -> Callable[[PSKC], bytes]:
    def protect(pskc: PSKC) -> bytes:
        key = AES_KEY[: bits // 8]
        pskc.encryption.setup_preshared_key(algorithm=f"AES{bits}-CBC", key=key, key_name="Transport key")
        pskc.mac.setup(algorithm=mac)
        return key

    return protect


def password(**parameters: object) -> Callable[[PSKC], bytes]:
    def protect(pskc: PSKC) -> bytes:
        pskc.encryption.setup_pbkdf2(PASSWORD, **parameters)
        return PASSWORD.encode() + b"\n"

    return protect


PROTECTIONS = [
    pytest.param(plain, id="plain"),
    pytest.param(pre_shared(128), id="aes128"),
    pytest.param(pre_shared(192), id="aes192"),
    pytest.param(pre_shared(256, "hmac-sha256"), id="aes256-hmac-sha256"),
    pytest.param(password(), id="password"),
    pytest.param(password(iterations=20_000, key_length=32, algorithm="AES256-CBC", prf="hmac-sha256"), id="password-sha256"),
]


class Files:
    """Files beside a server, which only their owner reads."""

    def __init__(self, directory: Path, account: Account) -> None:
        self.directory = directory
        self.account = account

    def write(self, name: str, content: bytes) -> Path:
        path = self.directory / name
        path.write_bytes(content)
        path.chmod(0o600)
        return path

    def pskc(self, pskc: PSKC) -> Path:
        path = self.directory / "tokens.pskcxml"
        pskc.write(str(path))
        return path

    def tokens(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Runs a command about tokens."""
        server = self.account.server
        return subprocess.run(
            [server.binary, "tokens", *words, "--data", server.data],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            env=clean_environment(),
        )

    def imported(self, file: Path, key: bytes | None = None) -> None:
        keys = ("--key-file", self.write("key", key)) if key else ()
        done = self.tokens("import", file, "--account", self.account.id, *keys)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr

    def refused(self, file: Path, key: bytes | None = None) -> str:
        """Why a file is refused, of which nothing is stored then."""
        keys = ("--key-file", self.write("key", key)) if key else ()
        done = self.tokens("import", file, "--account", self.account.id, *keys)
        assert (done.returncode, done.stdout, self.listed()) == (1, "", {})
        return done.stderr

    def listed(self) -> dict[str, dict]:
        listed = json.loads(self.tokens("list", "--account", self.account.id, "--format", "json").stdout)
        return {token["SerialNumber"]: token for token in listed}

    def remove_all(self) -> None:
        for serial in self.listed():
            assert self.tokens("remove", serial, "--yes").returncode == 0


@pytest.fixture
def files(account: Account, tmp_path: Path):
    files = Files(tmp_path, account)
    yield files
    # Serial numbers are unique over all accounts, and the server is shared by all tests.
    for serial, token in files.listed().items():
        if holder := token["EnabledFor"]:
            account.client("iam", account.root).deactivate_mfa_device(UserName=holder["UserName"], SerialNumber=serial)
    files.remove_all()


def pair(serial: str, seed: bytes) -> dict[str, str]:
    """Two codes in order, as oathtool shows them for a token that was not used yet."""
    token = TOKENS[serial]
    words = ["oathtool", f"--digits={token['response_length']}"]
    if token["algorithm"] == "totp":
        hash_name = token.get("algorithm_suite", "HMAC-SHA1").removeprefix("HMAC-")
        before = int(time.time()) - token["time_interval"]
        words += [f"--totp={hash_name.lower()}", f"--time-step-size={token['time_interval']}s", f"--now=@{before}"]
    else:
        words += ["--hotp", f"--counter={token['counter']}"]
    shown = subprocess.run(
        [*words, "--window=1", "-"], input=seed.hex(), capture_output=True, text=True, check=True, timeout=30
    ).stdout.split()
    return {"AuthenticationCode1": shown[0][-6:], "AuthenticationCode2": shown[1][-6:]}


def check_tokens(files: Files) -> None:
    """The tokens are all there, with what the file says of them."""
    listed = files.listed()
    assert set(listed) == set(TOKENS)
    for serial, token in TOKENS.items():
        shown = listed[serial]
        assert shown["Account"] == files.account.id and shown["EnabledFor"] is None
        assert shown["Type"] == token["algorithm"].upper()
        assert shown["Digits"] == token["response_length"]
        assert shown["Period"] == token.get("time_interval")
        assert shown["Algorithm"] == token.get("algorithm_suite", "HMAC-SHA1").removeprefix("HMAC-")


@pytest.mark.parametrize("protect", PROTECTIONS)
def test_a_file_of_python_pskc_is_imported(files: Files, protect: Callable[[PSKC], bytes | None]) -> None:
    pskc, _ = container()
    key = protect(pskc)
    files.imported(files.pskc(pskc), key)
    check_tokens(files)


@pytest.mark.parametrize("serial", TOKENS)
def test_an_imported_token_shows_the_codes_that_oathtool_shows(files: Files, serial: str) -> None:
    pskc, seeds = container()
    key = password()(pskc)
    files.imported(files.pskc(pskc), key)
    name = files.account.administrator_name
    files.account.iam.enable_mfa_device(UserName=name, SerialNumber=serial, **pair(serial, seeds[serial]))
    assert files.listed()[serial]["EnabledFor"] == {"Account": files.account.id, "UserName": name}


def certificate(directory: Path) -> tuple[Path, Path]:
    """A key, and a certificate of it that it signed itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Maker")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1))
    signed = made.sign(key, hashes.SHA256())
    key_file, certificate_file = directory / "key.pem", directory / "certificate.pem"
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    key_file.write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
    certificate_file.write_bytes(signed.public_bytes(pem))
    return key_file, certificate_file


def test_a_file_that_pskctool_wrote_and_signed_is_imported(files: Files, tmp_path: Path) -> None:
    key, signed_by = certificate(tmp_path)
    words = ["pskctool", "--sign", f"--sign-key={key}", f"--sign-crt={signed_by}", files.pskc(container()[0])]
    written = subprocess.run(words, capture_output=True, check=True, timeout=30).stdout
    assert b"SignatureValue" in written
    files.imported(files.write("signed.pskcxml", written))
    check_tokens(files)


def test_a_wrong_key_a_changed_file_and_a_cut_file_import_nothing(files: Files) -> None:
    pskc, _ = container()
    key = pre_shared(256)(pskc)
    file = files.pskc(pskc)
    content = file.read_bytes()
    assert "name a key file" in files.refused(file)
    assert "key or password is wrong, or the file was changed" in files.refused(file, bytes(32))
    codes = content.split(b"<pskc:ValueMAC>")
    changed = b"<pskc:ValueMAC>".join([*codes[:2], b"AAAA" + codes[2][4:], *codes[3:]])
    assert "authentication code does not match" in files.refused(files.write("changed", changed), key)
    cut = content[: len(content) * 2 // 3]
    assert "it was cut off" in files.refused(files.write("cut", cut), key)
    files.imported(file, key)


def test_a_table_is_imported_from_standard_input_for_a_shared_pool(files: Files) -> None:
    server = files.account.server
    table = f"serial,seed,period\r\nPOOL12345678,{os.urandom(20).hex()},60\r\n"
    words = [server.binary, "tokens", "import", "-", "--shared-pool", "--data", server.data]
    done = subprocess.run(words, input=table, capture_output=True, text=True, timeout=60, env=clean_environment())
    assert done.stdout == "imported 1 token for whichever account enables them first\n", done.stderr
    assert files.listed() == {}, "it is no account's yet"
    assert files.tokens("remove", "POOL12345678", "--yes").returncode == 0
