"""Whether the data files say enough, and quote what is written."""

from __future__ import annotations

import functools
import re

import botocore.loaders

from cases import CaseFile
from scene import SPEAKS_JSON

REFERENCE = re.compile(r"(IAM|STS|Account|CloudTrail) API Reference, (\w+)")


def gaps(file: CaseFile) -> list[str]:
    """What the file of an operation lacks: a success, a broken constraint, an error that the service model documents."""
    # A field of that name is a service's own where operations have paths.
    own = [case for case in file.cases if case.service in SPEAKS_JSON or "Action" not in case.request]
    codes = {case.error for case in own if case.error}
    documented = set(documented_errors(file.service, file.operation))
    excused = set(file.not_reachable)
    wrong = [f"{code} is documented, and neither in a case nor not_reachable" for code in documented - codes - excused]
    wrong += [f"{code} is in a case and not_reachable" for code in codes & excused]
    wrong += [f"{code} is not_reachable and not documented" for code in excused - documented]
    if any(case.status == 200 for case in own) == bool(file.no_success):
        wrong.append("either a case succeeds, or no_success says why none does")
    if bool(codes & {"ValidationError", "ValidationException"}) == bool(file.no_constraints):
        wrong.append("either a case breaks a constraint, or no_constraints says why none does")
    return sorted(wrong)


def documented_errors(service: str, operation: str) -> list[str]:
    if service == "bartizan":  # AWS has nothing of the sort
        return []
    model = _model(service)
    shapes = [model["shapes"][error["shape"]] | error for error in model["operations"][operation].get("errors", [])]
    return [shape.get("error", {}).get("code", shape["shape"]) for shape in shapes]


def misquoted(file: CaseFile) -> list[str]:
    """Cases that quote the API reference with words that are not on the page.

    The service model of the AWS SDK for Python holds the text of the pages; where it writes "Amazon Web Services", they say
    "AWS". Pages without a model (the user guide, the common errors) are not checked.
    """
    wrong = []
    for case in file.cases:
        page = REFERENCE.fullmatch(case.source)
        if not page:
            if not case.quote.startswith("observed: ") and "Guide" not in case.source and "Common Errors" not in case.source:
                wrong.append(f"{case.name}: the source is {case.source}, and the quote does not begin with 'observed: '")
        elif not any(_plain(case.quote) in text for text in _page(page[1].lower(), page[2])):
            wrong.append(f"{case.name}: {page[0]} does not say: {case.quote}")
    return wrong


@functools.cache
def _model(service: str) -> dict:
    return botocore.loaders.Loader().load_service_model(service, "service-2")


@functools.cache
def _page(service: str, name: str) -> frozenset[str]:
    """The paragraphs of a page: of an operation with its fields and errors, or of a data type."""
    model = _model(service)
    texts: set[str] = set()
    if operation := model["operations"].get(name):
        texts.add(operation["documentation"])
        for error in operation.get("errors", []):
            texts.add(model["shapes"][error["shape"]].get("documentation", ""))
        for part in ("input", "output"):
            if part in operation:
                texts |= _members(model, operation[part]["shape"])
    else:
        texts |= {model["shapes"][name].get("documentation", "")} | _members(model, name)
    return frozenset(_plain(text) for text in texts)


def _members(model: dict, name: str) -> set[str]:
    shape, texts = model["shapes"][name], set()
    for member, reference in shape["members"].items():
        inner = model["shapes"][reference["shape"]]
        texts |= {reference.get("documentation", ""), *_constraints(inner)}
        if inner["type"] == "list":
            texts |= set(_constraints(model["shapes"][inner["member"]["shape"]]))
        texts.add("Required: Yes" if member in shape.get("required", []) else "Required: No")
    return texts


def _constraints(shape: dict) -> list[str]:
    """A shape's constraints, in the sentences that the pages have for them."""
    least, most, lines = shape.get("min"), shape.get("max"), []
    match shape["type"]:
        case "string" if least is not None and least == most:
            lines.append(f"Length Constraints: Fixed length of {least}.")
        case "string":
            limits = [f"{word} length of {n}." for word, n in (("Minimum", least), ("Maximum", most)) if n is not None]
            lines.append(f"Length Constraints: {' '.join(limits)}")
        case "integer" if least is not None:
            lines.append(f"Valid Range: Minimum value of {least}. Maximum value of {most}.")
        case "list" if most is not None:
            lines.append(f"Array Members: Maximum number of {most} items.")
    if "pattern" in shape:
        lines.append(f"Pattern: {shape['pattern']}")
    if "enum" in shape:
        lines.append(f"Valid Values: {' | '.join(shape['enum'])}")
    return lines


def _plain(text: str) -> str:
    text = re.sub(r"\s+", " ", re.sub(r"</?[a-zA-Z][^>]*>", "", text)).strip()
    return text.replace("Amazon Web Services", "AWS")
