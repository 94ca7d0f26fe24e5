"""One real server and one real browser for all tests; a new account and a new profile for each.

A page that comes later gets a file of its own here (`test_devices.py`, `test_users.py`, …): it takes the fixtures `visitor`
and `account`, makes people with `people.user`, signs in with `visitor.give_password`, and calls `visitor.check(name)` on every
page it reaches.
"""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bartizan import Account, Server
from chromium import DEFAULT_BINARY, LOCALES, launch
from plain import Plain
from recovery import Desk, House, Owner
from texts import LANGUAGES
from visitor import WIDTHS, Visitor


@pytest.fixture(scope="session")
def binary() -> Path:
    path = Path(os.environ.get("BARTIZAN_BIN", DEFAULT_BINARY)).resolve()
    assert path.is_file(), f"{path} is not built: run scripts/test console, or set BARTIZAN_BIN"
    return path


@pytest.fixture(scope="session")
def server(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(binary, tmp_path_factory.mktemp("server"))
    server.start()
    try:
        yield server
        # Whatever the tests did with it: what they left is whole.
        server.command("verify")
        server.command("audit", "verify")
    finally:
        exit_code = server.stop()
    assert exit_code == 0
    assert server.secrets_in_log() == []
    assert "panicked" not in server.log.read_text(errors="replace")


@pytest.fixture
def account(server: Server) -> Account:
    return server.create_account()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


# Every language with scripts, and one without: what a page does without them does not hang on its language.
MANNERS = [(language, True) for language in LANGUAGES] + [("en", False)]


@pytest.fixture(params=MANNERS, ids=lambda manner: f"{manner[0]}-{'scripts' if manner[1] else 'no-scripts'}")
def manner(request: pytest.FixtureRequest) -> tuple[str, bool]:
    return request.param


@pytest.fixture
def language(manner: tuple[str, bool]) -> str:
    return manner[0]


@pytest.fixture
def scripts(manner: tuple[str, bool]) -> bool:
    return manner[1]


@pytest.fixture(scope="session")
def windows(browser: Browser, server: Server) -> Callable[[str, bool], Page]:
    """One window for each manner, which all tests share: to open one takes Chromium longer than most tests."""

    @functools.cache
    def window(language: str, scripts: bool) -> Page:
        context = browser.new_context(
            locale=LOCALES[language], java_script_enabled=scripts, viewport=WIDTHS["desktop"], base_url=server.endpoint
        )
        context.set_default_timeout(15_000)
        return context.new_page()

    return window


@pytest.fixture
def visitor(
    windows: Callable[[str, bool], Page], server: Server, language: str, scripts: bool
) -> Iterator[Visitor]:
    """Somebody at a browser that was never here, in each language, with and without scripts."""
    page = windows(language, scripts)
    page.goto("about:blank")
    page.set_viewport_size(WIDTHS["desktop"])
    page.context.clear_cookies()
    visitor = Visitor(server, page, language, scripts)
    yield visitor
    visitor.leave()


_networks = itertools.count(1)


@pytest.fixture
def network() -> Callable[[], str]:
    """Gives an address in a network that nobody came from yet."""

    def address() -> str:
        number = next(_networks)
        return f"127.{1 + number // 250}.{number % 250}.1"

    return address


@pytest.fixture
def plain(server: Server, network: Callable[[], str]) -> Callable[[], Plain]:
    """Makes a client that sends exactly what it is told, from a network of its own."""
    return lambda: Plain(server.endpoint, network())


@pytest.fixture(scope="session")
def house(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server with a mailbox, a voice provider and a clock that tests set forward by minutes: nothing is signed there."""
    with House(binary, tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def own_house(binary: Path, tmp_path: Path) -> Iterator[House]:
    """One whose clock a test sets forward by days, or that it kills."""
    with House(binary, tmp_path) as house:
        yield house


@pytest.fixture
def owner(house: House, network: Callable[[], str]) -> Owner:
    """A root user with a device, a mailbox and a telephone."""
    return house.owner(Plain(house.server.endpoint, network()))


@pytest.fixture
def desk(network: Callable[[], str]) -> Callable[[Owner], Desk]:
    """Gives an owner, or a thief who knows the password, a browser that was never here, in a network of its own."""
    return lambda owner: Desk(owner, Plain(owner.house.server.endpoint, network()))
