"""The conformance cases against the session's server: one test for each case, and whether the files say enough."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bartizan import Server

sys.path.insert(0, str(Path(__file__).parents[2] / "conformance"))

import check  # noqa: E402
import run  # noqa: E402
from cases import Case, CaseFile, load  # noqa: E402
from scene import Keys, World  # noqa: E402

FILES = load()
CASES = [case for file in FILES for case in file.cases]
OPERATIONS = [file for file in FILES if file.operation]


@pytest.fixture(scope="module")
def world_of(server: Server) -> Callable[[str], World]:
    """Accounts for each file: wrong codes in the cases of one are not counted against the next."""
    worlds: dict[str, World] = {}

    def world_of(file: str) -> World:
        if file not in worlds:
            account, elsewhere = server.create_account(), server.create_account()
            keys = [Keys(key.id, key.secret) for key in (account.administrator, account.root, elsewhere.administrator)]
            worlds[file] = World(server.endpoint, "us-east-1", *keys)
        return worlds[file]

    return world_of


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_answer_is_the_documented_one(world_of: Callable[[str], World], case: Case) -> None:
    assert run.run(case, world_of(case.file)) == []


def test_every_operation_has_a_file(server: Server) -> None:
    registered = {(row["Service"], row["Name"]) for row in server.operations()}
    assert {(file.service, file.operation) for file in OPERATIONS} == registered


@pytest.mark.parametrize("file", OPERATIONS, ids=lambda file: file.name)
def test_a_file_has_a_success_a_broken_constraint_and_every_documented_error(file: CaseFile) -> None:
    assert check.gaps(file) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_quotes_of_the_reference_are_its_words(file: CaseFile) -> None:
    assert check.misquoted(file) == []
