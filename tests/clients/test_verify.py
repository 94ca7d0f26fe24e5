"""What an operator finds out about a store that somebody laid hands on: its documents, and its audit trail."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from bartizan import Account, Server, clean_environment
from clock import Clock

HOUR = 3600


class Said:
    """What a command said, and how it ended."""

    def __init__(self, server: Server, *words: str) -> None:
        done = subprocess.run(
            [server.binary, *words, "--data", server.data],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            env=clean_environment() | server.environment,
        )
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


def database(server: Server) -> sqlite3.Connection:
    """The store of a server that does not run, as a thief has it."""
    return sqlite3.connect(server.data / "bartizan.db", isolation_level=None)


@pytest.fixture
def clocked(binary: Path, tmp_path: Path):
    """A server whose clock is set forward, and that clock."""
    clock = Clock(tmp_path / "clock")
    server = Server(binary, tmp_path, clock.environment())
    server.start()
    yield server, clock
    if server.is_running():
        server.stop()


def digests(server: Server, account: Account, at_least: int) -> dict:
    """Waits until the server has made so many digests by itself, and gives what a check says."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        [check] = Said(server, "audit", "verify", "--account", account.id, "--format", "json").lines()
        if check["Digests"] >= at_least:
            return check
        time.sleep(1)
    raise AssertionError(f"no digest was made: {check}")


def test_r32_a_removed_event_is_found_by_the_command_with_its_hour_and_its_id(clocked) -> None:
    server, clock = clocked
    account = server.create_account()
    for name in ("alice", "bob", "carol"):
        account.iam.create_user(UserName=name)
    clock.forward(2 * HOUR)
    check = digests(server, account, 1)
    assert (check["Findings"], check["Events"], check["NotCoveredYet"]) == ([], 4, 0)
    kept = check["NewestDigest"]
    assert Said(server, "audit", "verify", "--since", kept).code == 0
    server.stop()

    with database(server) as store:
        told = "select rowid, body from events where cast(body as text) like '%\"userName\":\"bob\"%'"
        [(rowid, body)] = store.execute(told)
        store.execute("delete from events where rowid = ?", (rowid,))
    for running in (False, True):
        if running:
            server.start()
        said = Said(server, "audit", "verify", "--format", "json")
        assert said.code == 1
        [finding] = said.lines()[0]["Findings"]
        event = json.loads(body)
        assert (finding["Problem"], finding["EventId"]) == ("EventMissing", event["eventID"])
        assert finding["Hour"][:13] == event["eventTime"][:13]
        assert "1 finding" in said.err
    text = Said(server, "audit", "verify", "--account", account.id)
    assert "NOT in order" in text.out and "an event was removed" in text.out

    # Another digest of that number than the one that was kept.
    number = kept.split("-")[1]
    other = Said(server, "audit", "verify", "--since", f"{account.id}-{number}-{'0' * 64}", "--format", "json")
    assert "KeptDigestDiffers" in other.out
    assert Said(server, "audit", "verify", "--since", "nonsense").code == 2
    assert Said(server, "audit", "verify", "--account", "000000000001").code == 1


def test_damage_to_documents_is_found_and_says_what_to_do(own_server: Server) -> None:
    account = own_server.create_account()
    account.iam.create_group(GroupName="admins")
    account.iam.create_user(UserName="alice")
    account.iam.add_user_to_group(GroupName="admins", UserName="alice")
    whole = Said(own_server, "verify")
    assert (whole.code, whole.err) == (0, "")
    assert whole.out.startswith("the store is whole: ")
    assert Said(own_server, "verify", "--format", "json").out == ""
    own_server.stop()

    with database(own_server) as store:
        assert store.execute("delete from documents where path like 'member/%'").rowcount == 1
    for running in (False, True):
        if running:
            own_server.start()
        said = Said(own_server, "verify")
        assert said.code == 1
        assert "user/alice/ (a user) is not in its index" in said.out
        assert "remove from the group and add again" in said.out
        assert "the store is not whole" in said.err
    findings = Said(own_server, "verify", "--format", "json").lines()
    assert {finding["Problem"] for finding in findings} == {"IndexMissing", "CounterWrong"}
    # As docs/backup.md names them.
    assert {name for finding in findings for name in finding} == {"Key", "Document", "Problem", "Detail", "Advice"}
