"""The cases: what the data files say, read strictly."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent

VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}
"""The version of each service, which also names its XML namespace."""


@dataclass(frozen=True)
class Case:
    """One request, and what is answered."""

    file: str
    service: str
    name: str
    source: str
    quote: str
    action: str | None
    status: int
    unsure: str | None = None
    ours: str | None = None
    setup: list[str | dict] = field(default_factory=list)
    by: str = "administrator"
    sign: str = "header"
    method: str = "POST"
    request: dict = field(default_factory=dict)
    body: str | None = None
    content_type: str | None = None
    error: str | None = None
    message: str | None = None
    message_matches: str | None = None
    equal: dict[str, str | list[str]] = field(default_factory=dict)
    matches: dict[str, str] = field(default_factory=dict)
    decoded: dict[str, str] = field(default_factory=dict)
    present: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    from_now: dict[str, int] = field(default_factory=dict)
    empty: bool = False

    @property
    def id(self) -> str:
        return f"{self.file}: {self.name}"


@dataclass(frozen=True)
class CaseFile:
    """The cases of one operation; or of the protocol, which has no operation."""

    name: str
    service: str
    operation: str | None
    cases: list[Case]
    not_reachable: dict[str, str]
    """Errors of the service model that no case can bring about, and why."""
    no_constraints: str | None
    """Why no case breaks a constraint, if none does."""
    no_success: str | None
    """Why no case succeeds, if none does."""


def load(only: list[str] | None = None) -> list[CaseFile]:
    """All files, or those named, `enable_mfa_device` or `enable_mfa_device.toml`."""
    names = [Path(name).stem for name in only] if only else sorted(path.stem for path in HERE.glob("*.toml"))
    return [_load(HERE / f"{name}.toml") for name in names]


def _load(path: Path) -> CaseFile:
    data = tomllib.loads(path.read_text())
    service, operation = data.pop("service"), data.pop("operation", None)
    cases = [_case(path.stem, service, operation, row) for row in data.pop("case")]
    names = [case.name for case in cases]
    assert len(set(names)) == len(names), f"{path.name}: two cases have one name"
    not_reachable = data.pop("not_reachable", {})
    no_constraints, no_success = data.pop("no_constraints", None), data.pop("no_success", None)
    assert not data, f"{path.name}: unknown {sorted(data)}"
    return CaseFile(path.stem, service, operation, cases, not_reachable, no_constraints, no_success)


def _case(file: str, service: str, operation: str | None, row: dict) -> Case:
    try:
        return Case(file=file, **{"service": service, "action": operation, **row})
    except TypeError as error:
        raise SystemExit(f"{file}.toml: {row.get('name')}: {error}") from None
