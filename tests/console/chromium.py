"""Debian's Chromium, and the server it is pointed at."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Playwright

DEFAULT_BINARY = Path(__file__).parents[2] / "target" / "release" / "bartizan"
# Without what nobody sees here anyway: windows, and the processes that draw them. Twice as fast.
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
# It talks to nobody but the server: no updates, no reports, no look-ups of its own.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCALES = {"en": "en-US", "fr": "fr-FR", "ja": "ja-JP", "es": "es-ES"}


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
