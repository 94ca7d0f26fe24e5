"""The book's chapters as scripts: their blocks, a shell that runs them, and a phone that never waits."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bartizan import AWS_CLI_1, clean_environment

ROOT = Path(__file__).parents[2]

TIME_FOR_A_COMMAND = 90
"""After so many seconds a command has failed."""

PHONE = '''#!/usr/bin/env python3
"""oathtool, as somebody uses it who never waits: each time it shows the codes after those that it showed before."""
import hashlib, pathlib, re, subprocess, sys, time
seed = sys.stdin.read()
more = [int(found[1]) for word in sys.argv for found in [re.fullmatch("--window=([0-9]+)", word)] if found]
count = more[0] + 1 if more else 1
shown = pathlib.Path.home() / (".phone-" + hashlib.sha256(seed.encode()).hexdigest()[:16])
first = max(int(time.time()) // 30 - 1, int(shown.read_text()) + 1 if shown.exists() else 0)
shown.write_text(str(first + count - 1))
words = ["/usr/bin/oathtool", "--totp", "--base32", f"--now=@{first * 30}", f"--window={count - 1}", "-"]
sys.exit(subprocess.run(words, input=seed, text=True).returncode)
'''

PRELUDE = r"""
next_code() {
  # The phone scans the picture, where there is no text.
  if [ ! -e alice.seed ]; then zbarimg --quiet --raw -Sdisable -Sqrcode.enable alice.png 2>/dev/null | sed 's/.*secret=\([A-Z2-7]*\).*/\1/' > alice.seed; fi
  oathtool --totp --base32 - < alice.seed
}
as_admin() { unset AWS_SESSION_TOKEN; export AWS_ACCESS_KEY_ID=$ADMIN_KEY AWS_SECRET_ACCESS_KEY=$ADMIN_SECRET; }
take() { export AWS_ACCESS_KEY_ID=$1 AWS_SECRET_ACCESS_KEY=$2; if [ -n "${3:-}" ]; then export AWS_SESSION_TOKEN=$3; fi; }
as_alice() {
  as_admin
  if [ ! -e alice.key ]; then
    aws iam create-access-key --user-name alice --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text > alice.key
  fi
  take $(cat alice.key)
}
with_mfa() {
  as_alice
  take $(aws sts get-session-token --serial-number "$SERIAL" --token-code "$(next_code)" \
    --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)
}
alice_has_a_phone() {
  aws iam create-user --user-name alice > /dev/null
  SERIAL=$(aws iam create-virtual-mfa-device --virtual-mfa-device-name alice-phone --bootstrap-method Base32StringSeed \
    --outfile alice.seed --query VirtualMFADevice.SerialNumber --output text)
  aws iam enable-mfa-device --user-name alice --serial-number "$SERIAL" --authentication-code1 "$(next_code)" --authentication-code2 "$(next_code)"
}
"""
"""What scenes are set with, in the same shell."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: str
    line: int
    language: str
    text: str

    @property
    def first(self) -> str:
        return self.text.partition("\n")[0]


def blocks_of(page: Path) -> list[Block]:
    text, found = page.read_text(), []
    for match in re.finditer(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```$", text, re.DOTALL | re.MULTILINE):
        indent, language, inside = match.groups()
        inside = re.sub(rf"^{indent}", "", inside, flags=re.MULTILINE)
        found.append(Block(str(page.relative_to(ROOT)), text[: match.start()].count("\n") + 1, language, inside))
    return found


def steps_of(block: Block) -> list[tuple[str, str | None]]:
    """What is typed, and what the page shows for it, if anything; a block of `sh` is one step."""
    if block.language == "sh":
        return [(block.text, None)]
    steps: list[tuple[str, str]] = []
    in_command = False
    for line in block.text.splitlines():
        if line.startswith("$ "):
            steps.append((line[2:], ""))
        elif in_command:
            steps[-1] = (steps[-1][0] + "\n" + line, "")
        elif line.strip():
            steps[-1] = (steps[-1][0], steps[-1][1] + line + "\n")
        in_command = line.split(" #")[0].rstrip().endswith("\\") and (line.startswith("$ ") or in_command)
    return steps


class Reader:
    """Somebody who types a chapter into a terminal, in an empty directory."""

    def __init__(self, binary: Path, directory: Path) -> None:
        self.directory = directory
        programs = directory / "programs"
        programs.mkdir()
        (programs / "bartizan").symlink_to(binary)
        (programs / "oathtool").write_text(PHONE)
        (programs / "oathtool").chmod(0o755)
        self.work = directory / "work"
        self.work.mkdir()
        (directory / "home").mkdir()
        environment = clean_environment() | {
            "HOME": str(directory / "home"),
            "PATH": f"{programs}:{AWS_CLI_1.parent}:{os.environ['PATH']}",
            "BARTIZAN_LISTEN": "localhost:0",
            "AWS_PAGER": "",
        }
        self._shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.work,
            env=environment,
        )
        self._server: subprocess.Popen[bytes] | None = None
        self._environment = environment
        self._codes: dict[str, str] = {}
        self.replacements: dict[str, str] = {}
        """What stands for something else on the page: paths, an account's number, the server's address."""
        assert self.run(PRELUDE)[0] == 0

    def start_a_server(self) -> None:
        """As `bartizan` does in a terminal of its own: with a first account, whose lines are pasted here."""
        if self._server:
            return
        log = self.directory / "server.log"
        with log.open("wb") as opened:
            self._server = subprocess.Popen(
                ["bartizan"], cwd=self.work, env=self._environment, stdin=subprocess.DEVNULL, stdout=opened, stderr=opened
            )
        shown = self.work / "bartizan-data" / "first-account.txt"
        deadline = time.monotonic() + 30
        while "listening on" not in log.read_text() or not shown.exists():
            assert self._server.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        exports = dict(re.findall(r"^ *export (\w+)=(\S+)$", shown.read_text(), re.MULTILINE))
        account = re.search(r"/signin/(\d{12})", shown.read_text())[1]
        self.replacements |= {"123456789012": account, "683404671444": account, "http://localhost:7800": exports["AWS_ENDPOINT_URL"]}
        self.replacements |= {f"export {name}=…": f"export {name}={value}" for name, value in exports.items()}
        self.replacements["export AWS_ACCESS_KEY_ID=AKIA…"] = f"export AWS_ACCESS_KEY_ID={exports['AWS_ACCESS_KEY_ID']}"
        lines = [f"export {name}={value}" for name, value in exports.items()]
        lines.append(f"ADMIN_KEY={exports['AWS_ACCESS_KEY_ID']} ADMIN_SECRET={exports['AWS_SECRET_ACCESS_KEY']}")
        # A copy, with this account's number where the files have one.
        lines.append(f"cp -r {ROOT / 'docs'} docs && sed -i s/123456789012/{account}/ docs/policies/*.json")
        assert self.run("\n".join(lines))[0] == 0

    def reads(self, block: Block) -> None:
        """Types a block, and compares what it shows with what the page shows."""
        for command, shown in steps_of(block):
            if re.fullmatch(r"bartizan( serve)?\s*(#.*)?", command.strip()):
                self.start_a_server()
                continue
            status, printed = self.run(self.typed(command))
            refused = shown is not None and "An error occurred" in shown
            where = f"{block.page}:{block.line}: {command.strip()}\n{printed}"
            assert (status != 0) == refused, f"exit code {status} of {where}"
            if shown:
                assert re.fullmatch(pattern_of(shown), normal(printed)), f"the page shows\n{shown}\nfor {where}"

    def typed(self, command: str) -> str:
        """A command with what holds here: the account, the address, paths, and codes of the phone in place of the page's."""
        for shown, here in self.replacements.items():
            command = command.replace(shown, here)
        return re.sub(r"(?<=-code )\d{6}|(?<=-code[12] )\d{6}", lambda code: self._code(code[0]), command)

    def _code(self, shown: str) -> str:
        # A page's wrong codes; any other is the next one, and the same again where the page shows it again.
        if shown in ("000000", "111111"):
            return shown
        if shown not in self._codes:
            self._codes[shown] = self.run("next_code")[1].strip()
        return self._codes[shown]

    def run(self, command: str) -> tuple[int, str]:
        """The exit code and all that is printed. Of several commands, the code of the first that fails."""
        mark = f"done-{secrets.token_hex(8)}"
        script = f"FAILED=0; trap 'FAILED=$?' ERR\n{{\n{command}\n}} </dev/null\ntrap - ERR\nprintf '\\n{mark} %s\\n' \"$FAILED\"\n"
        watchdog = threading.Timer(TIME_FOR_A_COMMAND, self._shell.kill)
        watchdog.start()
        self._shell.stdin.write(script)
        self._shell.stdin.flush()
        printed = ""
        while not (found := re.search(rf"\n{mark} (\d+)\n", printed)):
            line = self._shell.stdout.readline()
            assert line, f"the shell ended, or took too long, at\n{command}\n{printed}"
            printed += line
        watchdog.cancel()
        return int(found[1]), printed[: found.start()]

    def ends(self) -> None:
        """Stops what it started; the store that it leaves is whole."""
        whole = (0, "")
        if self._server and self._shell.poll() is None:
            whole = self.run("bartizan verify && bartizan audit verify")
        self._shell.stdin.close()
        self._shell.wait(timeout=30)
        if self._server:
            self._server.terminate()
            assert self._server.wait(timeout=30) == 0
            assert "panicked" not in (self.directory / "server.log").read_text(errors="replace")
        assert whole[0] == 0, whole[1]


# --- What is shown -----------------------------------------------------------------------------------------------------


def normal(text: str) -> str:
    """Without what differs each time (accounts, ids, moments), and how lines are broken."""
    for pattern, name in [
        (r"\b\d{12}\b", "ACCOUNT"),
        (r"\bA(KIA|SIA|IDA|ROA|GPA|NPA)[A-Z2-7]{16,17}\b", r"A\1ID"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)", "MOMENT"),
    ]:
        text = re.sub(pattern, name, text)
    return " ".join(text.split())


def pattern_of(shown: str) -> str:
    """A page's output as a pattern: `…` stands for anything."""
    return ".*".join(re.escape(piece) for piece in normal(shown).split("…"))
