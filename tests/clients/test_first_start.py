"""The first start: an account is made and shown, and its lines work when they are pasted."""

from __future__ import annotations

import os
import pty
import re
import stat
import subprocess
import threading
import urllib.request
from pathlib import Path

from bartizan import AWS_CLI_1, Server, clean_environment

EXPORTS = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"]


def paste(lines: str, command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Pastes the `export` lines of a text into a shell, then a command."""
    exports = re.findall(r"^\s*(export \w+=\S+)\s*$", lines, re.MULTILINE)
    assert [re.match(r"export (\w+)=", export)[1] for export in exports] == EXPORTS
    path = f"{AWS_CLI_1.parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-c", "\n".join([*exports, command])],
        env=clean_environment() | {"HOME": str(home), "PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_r8_without_a_terminal_the_secrets_go_to_a_file_of_their_owner(binary: Path, tmp_path: Path) -> None:
    server = Server(binary, tmp_path)
    server.start(first_account=True)
    try:
        [file] = [path for path in map(Path, re.findall(r"/\S+\.txt", server.log.read_text())) if path.exists()]
        text = file.read_text()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        done = paste(text, "aws sts get-caller-identity --query Arn --output text", tmp_path)
        assert re.fullmatch(r"arn:aws:iam::\d{12}:user/admin\n", done.stdout), done.stderr
        # It says where the console is, which is there.
        address = re.search(r"^ *Open (http://\S+/signin/\d{12})$", text, re.MULTILINE)[1]
        with urllib.request.urlopen(address, timeout=30) as page:
            assert page.status == 200 and "text/html" in page.headers["Content-Type"]
        # Nothing of them is in the log.
        secret = re.search(r"AWS_SECRET_ACCESS_KEY=(\S+)", text)[1]
        assert secret not in server.log.read_text()
    finally:
        server.stop()


def test_r8_on_a_terminal_the_secrets_are_shown_once(binary: Path, tmp_path: Path) -> None:
    shown = serve_on_a_terminal(binary, tmp_path)
    for expected in (r"\b\d{12}\b", r"root@example\.com", r"\badmin\b", r"password", r"Open http://\S+/signin/\d{12}", r"AKIA[A-Z2-7]{16}"):
        assert re.search(expected, shown), expected
    secret = re.search(r"AWS_SECRET_ACCESS_KEY=(\S+)", shown)[1]
    assert len(secret) == 40
    written = [path for path in (tmp_path / "data").iterdir() if path.is_file() and secret.encode() in path.read_bytes()]
    assert written == []

    # The second start makes no account and shows nothing.
    assert "export" not in serve_on_a_terminal(binary, tmp_path)


def serve_on_a_terminal(binary: Path, directory: Path) -> str:
    """Starts a server in a terminal, pastes its lines if it shows any, stops it, and gives all that was shown."""
    ours, theirs = pty.openpty()
    command = [binary, "serve", "--data", directory / "data", "--listen", "localhost:0"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=clean_environment()) as server:
        os.close(theirs)
        watchdog = threading.Timer(30, server.kill)
        watchdog.start()
        shown = read_until(ours, "listening on http://")
        if "export" in shown:
            done = paste(shown, "aws iam list-users --query Users[].UserName --output text", directory)
            assert done.stdout == "admin\n", done.stderr
        server.terminate()
        shown += read_until(ours, None)
        watchdog.cancel()
    os.close(ours)
    return shown


def read_until(terminal: int, text: str | None) -> str:
    """What a terminal shows until a text appears, or until its program ends; without colours."""
    shown = b""
    while text is None or text.encode() not in shown:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            break
        if not piece:
            break
        shown += piece
    return re.sub(r"\x1b\[[0-9;]*m|\r", "", shown.decode())
