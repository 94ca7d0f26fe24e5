"""What the guides name is there: pages, their parts, settings, findings."""

from __future__ import annotations

import re
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
