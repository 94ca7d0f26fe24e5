"""A terminal with a program in it: what it shows, and what somebody types."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path
from typing import IO

from bartizan import clean_environment

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """One program on a pseudo-terminal of its own, which is its controlling terminal too: `/dev/tty` is it.

    Standard input, output and error can be something else, as if a shell had redirected them.
    """

    def __init__(
        self,
        words: list[str | Path],
        environment: dict[str, str],
        columns: int = 100,
        rows: int = 50,
        stdin: int | None = None,
        stdout: IO[bytes] | int | None = None,
        stderr: IO[bytes] | int | None = None,
    ) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._shown = b""
        self._read = 0

        def take_the_terminal() -> None:
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

        self._process = subprocess.Popen(
            words,
            stdin=theirs if stdin is None else stdin,
            stdout=theirs if stdout is None else stdout,
            stderr=theirs if stderr is None else stderr,
            env=clean_environment() | {"TERM": "xterm-256color"} | environment,
            start_new_session=True,
            preexec_fn=take_the_terminal,
            pass_fds=[theirs],
        )
        os.close(theirs)

    @property
    def raw(self) -> str:
        """Everything that it showed, with the commands to the terminal."""
        return self._shown.decode(errors="replace")  # all of it: a character may come in two pieces

    @property
    def text(self) -> str:
        """What it showed, as somebody reads it."""
        return ESCAPES.sub("", self.raw).replace("\r\n", "\n")

    def expect(self, words: str, seconds: float = 60) -> str:
        """Waits until it shows these words after what was expected before, on however many lines; gives everything in between."""
        deadline = time.monotonic() + seconds
        pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
        while not (found := pattern.search(self.text, self._read)):
            if not self._receive(deadline):
                raise AssertionError(f"{words!r} was not shown:\n{self.text[self._read :]}")
        shown, self._read = self.text[self._read : found.start()], found.end()
        return shown

    def type(self, line: str) -> None:
        os.write(self._ours, line.encode() + b"\n")

    def interrupt(self) -> None:
        """Ctrl-C."""
        os.write(self._ours, b"\x03")

    def is_silent(self) -> bool:
        """Whether what is typed does not show."""
        return not termios.tcgetattr(self._ours)[3] & termios.ECHO

    def wait(self, seconds: float = 60) -> int:
        """The exit code, once all was shown."""
        deadline = time.monotonic() + seconds
        while self._receive(deadline):
            pass
        code = self._process.wait(timeout=max(1.0, deadline - time.monotonic()))
        os.close(self._ours)
        self._ours = -1
        return code

    def close(self) -> None:
        """Ends what still runs."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(timeout=30)
        if self._ours >= 0:
            os.close(self._ours)
            self._ours = -1

    def _receive(self, deadline: float) -> bool:
        """Reads a piece; false at the end."""
        rest = deadline - time.monotonic()
        if rest <= 0:
            raise AssertionError(f"nothing more was shown in time:\n{self.text}")
        ready, _, _ = select.select([self._ours], [], [], min(rest, 0.2))
        if not ready:
            return True
        try:
            piece = os.read(self._ours, 65_536)
        except OSError:  # the last program has closed it
            return False
        self._shown += piece
        return bool(piece)


def qr_picture(shown: str, file: Path, is_light: bool = False) -> Path:
    """The QR code that was drawn with half blocks, as a camera sees it: a picture (PBM, in which 1 is black)."""
    lines = [line for line in shown.splitlines() if len(line) > 30 and not line.strip("█▀▄ ")]
    width = max(len(line) for line in lines)
    rows = []
    for line in lines:
        line = line.ljust(width)
        for drawn in ("█▀", "█▄"):
            # What is drawn is the white, or on a light terminal the black.
            rows.append([(block in drawn) == is_light for block in line])
    scale = 4
    picture = [[pixel for pixel in row for _ in range(scale)] for row in rows for _ in range(scale)]
    text = "\n".join(" ".join("1" if pixel else "0" for pixel in row) for row in picture)
    file.write_text(f"P1\n{width * scale} {len(picture)}\n{text}\n")
    return file
