"""Every command in the book runs, and shows what the book says."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan import clean_environment
from book import ROOT, Block, Reader, blocks_of

DOCS = ROOT / "docs"
OF_OTHERS = {DOCS / "testing.md"}
"""All that this page shows is run by test_testing_guide.py."""

PAGES = sorted({ROOT / "README.md", *DOCS.rglob("*.md")} - OF_OTHERS)

NOT_RUN = {
    # This list may only shrink.
    ("README.md", "cargo run --release"): "it builds the project",
    ("README.md", "$ bartizan policy install sign-in-at-terminals"): "a browser signs in: tests/console",
    ("README.md", "$ bartizan device add"): "somebody sits at a terminal: test_own_devices.py",
    ("docs/audit.md", "bartizan audit verify | grep"): "there is a digest after an hour: tests/it",
    ("docs/authenticator.md", "$ bartizan authenticator add"): "somebody sits at a terminal: test_authenticator.py",
    ("docs/backup.md", "bartizan backup - | age"): "age is a program of its own",
    ("docs/backup.md", "bartizan fence"): "it asks, and PostgreSQL serves: tests/it",
    ("docs/backup.md", "bartizan copy"): "PostgreSQL serves: tests/it",
    ("docs/devices.md", "$ bartizan device add"): "somebody sits at a terminal: test_own_devices.py",
    ("docs/devices.md", "$ bartizan device resync"): "somebody sits at a terminal: test_own_devices.py",
    ("docs/keys.md", "kubectl"): "it needs a cluster",
    ("docs/mail-and-calls.md", "bartizan support answer-call"): "somebody recovers at the console: tests/console",
    ("docs/operations.md", "alone"): "it needs systemd",
    ("docs/operations.md", "docker"): "it needs Docker",
    ("docs/operations.md", "install -m 0755"): "it needs systemd",
    ("docs/operations.md", "systemctl"): "it needs systemd",
    ("docs/operations.md", "bartizan serve --data /var/lib"): "it serves until it is stopped",
    ("docs/performance.md", "benches/run"): "it measures for minutes",
    ("docs/scaling.md", "bartizan serve --store"): "PostgreSQL serves: tests/it",
    ("docs/security-keys.md", "curl"): "its file is the FIDO Alliance's: tests/it",
    ("docs/sessions.md", '$ eval "$(bartizan session)"'): "somebody sits at a terminal: test_own_sessions.py",
    ("docs/terminals.md", "bartizan login"): "a browser signs in: tests/console",
}

MAKER = f"""umask 077; {sys.executable} - <<'PY'
import base64, os, pathlib, pskc
delivery = pskc.PSKC()
seeds = {{f"GAHT{{number}}": os.urandom(20) for number in range(12345678, 12346178)}}
for serial, seed in seeds.items():
    delivery.add_key(id=serial, serial=serial, algorithm="totp", time_interval=30, response_length=6, response_encoding="DECIMAL", secret=seed)
key = os.urandom(16)
delivery.encryption.setup_preshared_key(algorithm="AES128-CBC", key=key, key_name="Transport key")
delivery.mac.setup()
delivery.write("tokens.pskcxml")
pathlib.Path("transport.key").write_bytes(key)
pathlib.Path("alice.seed").write_text(base64.b32encode(seeds["GAHT12345678"]).decode())
PY"""
"""What a maker of tokens does: a file with 500, encrypted, and the key to it. alice has one of them."""

PROVIDER = f"""{sys.executable} - <<'PY'
import base64, json, pathlib
from cryptography.hazmat.primitives.asymmetric import rsa
numbers = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
text = lambda number: base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).decode().rstrip("=")
key = {{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1", "n": text(numbers.n), "e": text(numbers.e)}}
pathlib.Path("published.json").write_text(json.dumps({{"keys": [key]}}))
PY
"""
"""What a provider of OpenID Connect publishes."""


def shown_in(page: str, begins: str) -> str:
    """A block of a page, which it says to put into a file."""
    return next(block.text for block in blocks_of(ROOT / page) if block.text.startswith(begins) and block.language == "json")


BEFORE = {
    # What a page takes for granted at a block.
    ("README.md", "aws sts get-session-token"): "as_alice",
    ("README.md", "bartizan policy install manage-own"): "as_admin",
    ("README.md", "aws iam list-users   "): "as_alice",
    ("README.md", "aws iam list-users --query"): "with_mfa",
    ("docs/backup.md", "mkdir -m 700"): "mkdir -p safe && cp bartizan-data/master.key safe/ && bartizan backup backups/iam-2026-11-29",
    ("docs/backup.md", "bartizan backup /backups"): "mkdir -p backups",
    ("docs/federation.md", "aws iam create-open"): PROVIDER
    + "cat > trust.json <<'JSON'\n" + shown_in("docs/federation.md", "{") + "JSON\naccount=$(aws sts get-caller-identity --query Account --output text); sed -i s/123456789012/$account/ trust.json",
    ("docs/hardware-tokens.md", "bartizan tokens import"): MAKER,
    ("docs/hardware-tokens.md", "aws iam enable-mfa-device"): "aws iam create-user --user-name alice",
    ("docs/policies/README.md", "bartizan policy list"): "aws iam create-group --group-name everybody",
    ("docs/policies/README.md", "aws iam create-policy"): """
        arn=$(aws iam list-policies --scope Local --query 'Policies[0].Arn' --output text)
        aws iam detach-group-policy --group-name everybody --policy-arn $arn
        aws iam delete-policy --policy-arn $arn""",
    ("docs/policies/README.md", "aws sts assume-role"): """
        alice_has_a_phone
        policy='{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}'
        aws iam put-user-policy --user-name alice --policy-name roles --policy-document "$policy"
        as_alice""",
    ("docs/policies.md", "aws sts decode"): """
        aws iam create-user --user-name alice
        as_alice
        MESSAGE=$({ aws iam list-users --debug || true; } 2>&1 | grep -o "x-bartizan-authorization-message': '[^']*" | head -1 | cut -d"'" -f3)
        test -n "$MESSAGE"
        as_admin""",
    ("docs/policies.md", "bartizan service-control"): """
        allow='{"Effect": "Allow", "Action": "*", "Resource": "*"}'
        deny='{"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}'
        echo '{"Version": "2012-10-17", "Statement": ['"$allow]}" > full-access.json
        echo '{"Version": "2012-10-17", "Statement": ['"$deny]}" > no-new-users.json""",
    ("docs/howto/lost-phone.md", "aws iam list-mfa-devices"): "alice_has_a_phone",
}

HERE = {
    "docs/federation.md": {"curl -s https://login.example.com/keys": "cat published.json"},
    # What is elsewhere on a page's machine, or goes on until it is stopped.
    "docs/audit.md": {"bartizan audit --follow": "timeout 2 bartizan audit --follow || test $? = 124; true"},
    "docs/policies.md": {"--encoded-message …": "--encoded-message $MESSAGE"},
    "docs/backup.md": {"/backups": "backups", "/safe": "safe", "/tmp/drill": "drill"},
}


def runs(block: Block) -> bool:
    return block.language in ("sh", "console") and not any(
        block.page == page and block.first.startswith(first) for page, first in NOT_RUN
    )


@pytest.fixture
def reader(binary: Path, tmp_path: Path) -> Iterator[Reader]:
    reader = Reader(binary, tmp_path)
    yield reader
    reader.ends()


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(map(runs, blocks_of(page)))], ids=lambda page: str(page.relative_to(ROOT))
)
def test_a_page_does_what_it_says(reader: Reader, page: Path) -> None:
    name = str(page.relative_to(ROOT))
    reader.replacements |= HERE.get(name, {})
    for block in filter(runs, blocks_of(page)):
        if not block.first.startswith("bartizan") or block.first.strip() not in ("bartizan", "bartizan serve"):
            reader.start_a_server()
        for (of, first), script in BEFORE.items():
            if of == name and block.first.removeprefix("$ ").startswith(first):
                status, printed = reader.run(script)
                assert status == 0, f"before {name}:{block.line}: {printed}"
        reader.reads(block)


def test_what_is_not_run_is_there() -> None:
    blocks = [block for page in PAGES for block in blocks_of(page) if block.language in ("sh", "console")]
    for table in (NOT_RUN, BEFORE):
        gone = [key for key in table if not any(b.page == key[0] and b.first.removeprefix("$ ").startswith(key[1].removeprefix("$ ")) for b in blocks)]
        assert gone == []
    assert set(HERE) <= {block.page for block in blocks}
    assert len(NOT_RUN) <= 22, "this list may only shrink"


def configuration_of(page: Path) -> str:
    """All that a page puts into the configuration file."""
    return "\n".join(block.text for block in blocks_of(page) if block.language == "toml")


@pytest.mark.parametrize("page", list(filter(configuration_of, PAGES)), ids=lambda page: str(page.relative_to(ROOT)))
def test_configurations_are_taken(binary: Path, page: Path, tmp_path: Path) -> None:
    file = tmp_path / "bartizan.toml"
    file.write_text(configuration_of(page))
    words = [binary, "config", "show", "--config", file, "--data", tmp_path / "data"]
    shown = subprocess.run(words, env=clean_environment(), capture_output=True, text=True, timeout=30)
    assert shown.returncode == 0, shown.stderr
    assert str(file) in shown.stdout, "no setting comes from it"


def test_every_block_says_what_it_is() -> None:
    """So that no command hides in a block without a language."""
    bare = [f"{block.page}:{block.line}" for page in PAGES for block in blocks_of(page) if not block.language]
    assert bare == []
    for page in PAGES:
        without = re.sub(r"^( *)```.*?^\1```$", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
        # Code that is only indented: after an empty line, and in no list.
        assert re.findall(r"^(?![-*]|\d+\.| ).*\n\n(    \S.*)$", without, re.MULTILINE) == [], page
