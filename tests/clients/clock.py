"""A clock that a test sets forward, for servers that it starts: libfaketime tells them the time that a file says."""

from __future__ import annotations

import os
from pathlib import Path


class Clock:
    """The real time, and so many seconds more. It goes forward only; what waits inside the server still waits really."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._file = directory / "clock"
        self.ahead = 0
        self.forward(0)

    def environment(self) -> dict[str, str]:
        """What makes a process go by it."""
        [library] = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def forward(self, seconds: int) -> None:
        """From now on it is so much later."""
        self.ahead += seconds
        new = self._file.with_suffix(".new")
        new.write_text(f"+{self.ahead}")
        # A server reads it at any moment.
        os.replace(new, self._file)
