"""One real server for all tests, stopped at the end; a new account for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan import AWS_CLI_1, AWS_CLI_2, Account, Cli, Server
from people import Person, Start
from postgres import Postgres
from terminal import Terminal

DEFAULT_BINARY = Path(__file__).parents[2] / "target" / "release" / "bartizan"


@pytest.fixture(scope="session")
def binary() -> Path:
    path = Path(os.environ.get("BARTIZAN_BIN", DEFAULT_BINARY)).resolve()
    assert path.is_file(), f"{path} is not built: run scripts/test clients, or set BARTIZAN_BIN"
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
def own_server(binary: Path, tmp_path: Path) -> Iterator[Server]:
    """A server that a test may stop and start as it likes."""
    server = Server(binary, tmp_path)
    server.start()
    try:
        yield server
    finally:
        if server.is_running():
            server.stop()


@pytest.fixture
def account(server: Server) -> Account:
    return server.create_account()


@pytest.fixture
def other_account(server: Server) -> Account:
    return server.create_account()


@pytest.fixture
def cli(account: Account, tmp_path: Path) -> Cli:
    """The AWS CLI as pip installs it."""
    return Cli(AWS_CLI_1, account, tmp_path)


@pytest.fixture
def debians_cli(account: Account, tmp_path: Path) -> Cli:
    """The AWS CLI version 2, as Debian packages it."""
    return Cli(AWS_CLI_2, account, tmp_path)


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that another user can enter."""
    directory = Path(tempfile.mkdtemp(prefix="bartizan-ops-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    """A PostgreSQL server, for the tests of a file."""
    server = Postgres("bartizan", "the password of the database")
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def start(binary: Path) -> Iterator[Start]:
    """Starts the program at a terminal, as a person."""
    terminals = []

    def begin(person: Person, *words: str | Path, **options) -> Terminal:
        terminal = Terminal([binary, *words], person.environment(), **options)
        terminals.append(terminal)
        return terminal

    yield begin
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def person(binary: Path, account: Account, tmp_path: Path) -> Person:
    """The administrator, at a terminal."""
    return Person(binary, account, tmp_path / "home")
