"""What tests of the things in ops/ share: where these are, the user that the image runs as, and how a server is watched."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

from bartizan import Server

ROOT = Path(__file__).parents[2]
OPS = ROOT / "ops"
NOBODY = 65532
"""The user of the image and of the manifests."""


def ask(address: str, path: str) -> tuple[int, str]:
    """What the listener for metrics and health answers."""
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    head, body = answer.split("\r\n\r\n", 1)
    return int(head.split()[1]), body


def watch_address(server: Server) -> str:
    printed = server.log.read_text(errors="replace")
    return re.findall(r"^metrics and health on http://(\S+)$", printed, re.MULTILINE)[-1]


def as_nobody() -> dict:
    """How a process is started as the user of the image, where that can be."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
