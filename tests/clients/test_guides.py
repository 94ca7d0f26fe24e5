"""What the guides name is there: pages, their parts, settings, findings; and the book has them all."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bartizan import clean_environment

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def text_of(page: Path) -> str:
    """Without its examples."""
    return re.sub(r"^```.*?^```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)


def parts_of(page: Path) -> set[str]:
    """Where a link can point to in a page: each heading in small letters, less what is no letter, spaces as hyphens."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    astray = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if "://" in link or link.startswith("mailto:"):
            continue
        place, _, part = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (part and part not in parts_of(target)):
            astray.append(link)
    assert astray == []


def test_settings_are_called_as_they_are(binary, tmp_path):
    shown = subprocess.run(
        [binary, "--data", tmp_path / "data", "config", "show"], env=clean_environment(), capture_output=True, text=True
    ).stdout
    keys = set(re.findall(r"^(?:# )?([a-z_.]+)(?: = | is not set)", shown, re.MULTILINE))
    tables = {key.split(".")[0] for key in keys if "." in key}
    assert {"audit.days", "store.url"} <= keys
    wrong = {}
    for page in PAGES:
        named = set(re.findall(r"`([a-z]+[._][a-z_]+)`", text_of(page)))
        misspelt = {name for name in named if name.split(".")[0] in tables and "." in name and name not in keys}
        # With an underscore where the file has a table.
        misspelt |= {name for name in named if name.replace("_", ".", 1) in keys and name not in keys}
        if misspelt:
            wrong[page.name] = misspelt
    assert wrong == {}


def test_the_guide_on_backups_lists_every_problem_that_a_check_of_the_store_can_find():
    source = (ROOT / "crates/service/src/verify/findings.rs").read_text()
    problems = re.findall(r"^    (\w+),$", source.split("pub enum DocumentProblem {")[1].split("\n}")[0], re.MULTILINE)
    table = (ROOT / "docs/backup.md").read_text().split("| `Problem` |")[1].split("\n\n")[0]
    listed = [name for line in table.splitlines() if line.startswith("| `") for name in re.findall("`(\\w+)`", line.split("|")[1])]
    assert listed == problems and len(problems) > 8


# --- The book ------------------------------------------------------------------------------------------------------------


def test_every_page_is_a_chapter_of_the_book():
    listed = re.findall(r"\]\(([^)]+)\)", (ROOT / "docs/SUMMARY.md").read_text())
    assert len(listed) == len(set(listed))
    pages = {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")} - {"SUMMARY.md"}
    assert set(listed) == pages


def test_the_reference_is_what_the_program_says(binary):
    """If not: run scripts/reference."""
    environment = clean_environment() | {"BARTIZAN_BIN": str(binary)}
    done = subprocess.run([ROOT / "scripts/reference", "--check"], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_page_of_the_reference_that_was_changed_is_found(binary, tmp_path):
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    (tmp_path / "scripts").mkdir()
    script = shutil.copy(ROOT / "scripts/reference", tmp_path / "scripts")
    page = tmp_path / "docs/reference/settings.md"
    page.write_text(page.read_text().replace("`public_url`", "`publik_url`", 1))
    environment = clean_environment() | {"BARTIZAN_BIN": str(binary)}
    check = subprocess.run([script, "--check"], env=environment, capture_output=True, text=True, timeout=60)
    assert (check.returncode, check.stdout) == (1, "docs/reference/settings.md is not what the program says: run scripts/reference\n")


def test_the_table_of_mfa_operations_names_all_that_there_are(server):
    known = {operation["Name"] for operation in server.operations() if operation["Service"] == "iam" and "MFA" in operation["Name"]}
    rows = re.findall(r"^\| [^|]+ \| (\w+) \| `aws (\w+) ([a-z-]+)` \|", (ROOT / "docs/reference/mfa-operations.md").read_text(), re.MULTILINE)
    assert {name for name, service, _ in rows if service == "iam"} == known
    for name, _, command in rows:
        assert command.replace("-", "") == name.lower()


def test_the_page_on_tools_names_the_versions_that_are_tried():
    page = (ROOT / "docs/tools.md").read_text().split("## Tried in the tests")[1].split("## Tried by hand")[0]
    pinned = "".join((ROOT / f"tests/{of}/requirements.txt").read_text() for of in ("clients", "tools"))
    tried = dict(re.findall(r"^(\S+)==(\S+)$", pinned, re.MULTILINE))
    tried |= json.loads((ROOT / "tests/sdk-js/package.json").read_text())["dependencies"]
    tried |= dict(re.findall(r'name = "(\S+)"\nversion = "(\S+)"', (ROOT / "tests/sdk-rust/Cargo.lock").read_text()))
    named = re.findall(r"\| ([a-z@][\w@/-]*) (\d+\.\d+\.\d+) \|", page)
    # boto3 is in both environments: the tests' own is the one that is meant.
    clients = dict(re.findall(r"^(\S+)==(\S+)$", (ROOT / "tests/clients/requirements.txt").read_text(), re.MULTILINE))
    assert {name: clients.get(name, tried.get(name)) for name, _ in named} == dict(named)
    assert len(named) == 7
