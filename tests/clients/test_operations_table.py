"""The table of operations: nothing of AWS's services is left out of it, and the README has it as the binary prints it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import botocore.loaders
import pytest

from bartizan import clean_environment

ROOT = Path(__file__).parents[2]

NOT_YET: set[str] = set()
"""What is to come. This may only shrink."""


def printed(binary: Path, form: str) -> str:
    command = [binary, "operations", "--format", form]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=clean_environment()).stdout


@pytest.mark.parametrize("service", ["iam", "sts", "account", "signin"])
def test_every_operation_of_the_service_model_is_in_the_table(binary: Path, service: str):
    rows = json.loads(printed(binary, "json"))
    listed = [row["Name"] for row in rows if row["Service"] == service]
    assert len(listed) == len(set(listed)), "an operation is listed twice"
    known = set(botocore.loaders.Loader().load_service_model(service, "service-2")["operations"])
    assert known - set(listed) == NOT_YET & known
    assert not NOT_YET & set(listed), "these are here: take them out of NOT_YET"


def test_whatever_is_not_as_at_aws_says_why(binary: Path):
    for row in json.loads(printed(binary, "json")):
        assert ("Remark" in row) == (row["Support"] in ("refused", "path", "none")), row["Name"]


def test_the_readme_has_the_table_as_the_binary_prints_it(binary: Path):
    readme = (ROOT / "README.md").read_text()
    begin, end = "<!-- from `bartizan operations --format markdown` -->\n\n", "\n\n<!-- so far -->"
    table = readme.split(begin)[1].split(end)[0]
    assert table == printed(binary, "markdown").rstrip("\n"), "put the output between the two comments of the README"
