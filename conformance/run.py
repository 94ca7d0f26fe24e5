#!/usr/bin/env python3
"""Runs the conformance cases against an endpoint, and prints which hold."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter

from cases import Case, load
from scene import Keys, Scene, World
from verdict import faults


def run(case: Case, world: World) -> list[str]:
    """Plays a case; gives what is wrong with the answer."""
    with Scene(world, case) as scene:
        return faults(case, scene, scene.answer())


def main() -> int:
    options = arguments()
    world = World(options.endpoint, options.region, keys(options, ""), keys(options, "root_"), keys(options, "other_"))
    counts: Counter[str] = Counter()
    for file in load(options.only):
        for case in file.cases:
            if options.reference and case.ours:
                continue
            if case_needs := world.lacks(case):
                outcome, wrong = "skipped", [f"needs {case_needs}"]
            else:
                wrong = run(case, world)
                outcome = "failed" if wrong else "passed"
            counts[outcome] += 1
            print(f"{outcome:8} {case.file:28} {case.name}")
            for line in wrong + ([f"unsure: {case.unsure}"] if wrong and case.unsure else []):
                print(f"{'':8} {line}")
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items(), reverse=True)))
    return 1 if counts["failed"] else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", required=True, help="where both services answer, http://localhost:7800")
    parser.add_argument("--region", default="us-east-1", help="the region to sign for (default: us-east-1)")
    parser.add_argument("--only", action="append", metavar="FILE", help="a data file; may be given several times")
    parser.add_argument("--reference", action="store_true", help="leave out what Bartizan deliberately does its own way")
    for whose, prefix in (("an administrator", ""), ("the root user", "root-"), ("an administrator elsewhere", "other-")):
        variable = "AWS_" if not prefix else prefix.upper().replace("-", "_")
        for part in ("access-key", "secret-key"):
            names = {"access-key": "ACCESS_KEY_ID", "secret-key": "SECRET_ACCESS_KEY"}
            default = os.environ.get(variable + names[part])
            parser.add_argument(f"--{prefix}{part}", default=default, help=f"of {whose} (or {variable}{names[part]})")
    options = parser.parse_args()
    if not (options.access_key and options.secret_key):
        parser.error("the access key of an administrator is needed")
    return options


def keys(options: argparse.Namespace, prefix: str) -> Keys | None:
    given = (getattr(options, f"{prefix}access_key"), getattr(options, f"{prefix}secret_key"))
    return Keys(*given) if all(given) else None


if __name__ == "__main__":
    sys.exit(main())
