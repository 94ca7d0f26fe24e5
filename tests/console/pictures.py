"""Takes the pictures that the README shows: `pictures.py DIRECTORY`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.append(str(Path(__file__).parents[1] / "clients"))

import people  # noqa: E402
from bartizan import Account, Server  # noqa: E402
from chromium import DEFAULT_BINARY, LOCALES, launch  # noqa: E402
from visitor import Visitor  # noqa: E402

DESKTOP = {"width": 960, "height": 600}
PHONE = {"width": 390, "height": 720}


class Album:
    """Where the pictures go."""

    def __init__(self, browser: Browser, server: Server, directory: Path) -> None:
        self.browser = browser
        self.server = server
        self.directory = directory

    def visitor(self, language: str, size: dict[str, int]) -> Visitor:
        context = self.browser.new_context(locale=LOCALES[language], viewport=size)
        return Visitor(self.server, context.new_page(), language, scripts=True)

    def take(self, visitor: Visitor, name: str) -> None:
        visitor.page.screenshot(path=self.directory / f"{name}.png")


def take_all(album: Album, account: Account) -> None:
    account.iam.create_account_alias(AccountAlias="example-corp")
    alice = people.user(account, devices=2)
    at_desk = album.visitor("en", DESKTOP)
    at_desk.open("/signin/example-corp")
    at_desk.fill("user-name", "alice")
    album.take(at_desk, "sign-in")
    at_desk.fill("password", alice.password)
    at_desk.press("sign-in")
    at_desk.choose("alice-phone-1")
    at_desk.press("next")
    at_desk.fill("mfa-code", alice.phone.code())
    at_desk.press("sign-in")
    at_desk.is_inside()
    album.take(at_desk, "dashboard")

    # A phone whose clock is wrong, in Japanese, on a small screen.
    on_the_way = album.visitor("ja", PHONE)
    on_the_way.give_password(alice)
    on_the_way.choose("alice-phone-2")
    on_the_way.press("next")
    album.take(on_the_way, "code")
    on_the_way.follow("having-problems")
    album.take(on_the_way, "troubleshoot")


def main(directory: Path) -> None:
    binary = Path(os.environ.get("BARTIZAN_BIN", DEFAULT_BINARY)).resolve()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        server = Server(binary, Path(place))
        server.start()
        try:
            browser = launch(playwright)
            take_all(Album(browser, server, directory), server.create_account())
            browser.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
