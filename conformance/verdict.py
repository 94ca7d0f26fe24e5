"""Whether an answer is the one that a case tells of."""

from __future__ import annotations

import base64
import datetime
import re
from xml.etree import ElementTree

from cases import VERSIONS, Case
from scene import JSON, JSON_1_1, SPEAKS_JSON, TARGETS, Answer, Scene, local

CLOCK_SKEW = 10
"""How many seconds a moment in an answer may be away from the one expected."""


def faults(case: Case, scene: Scene, answer: Answer) -> list[str]:
    """What is wrong with an answer; nothing, if it is as it should be."""
    if answer.status != case.status:
        return [f"status {answer.status} instead of {case.status}: {answer.body.decode(errors='replace')[:600]}"]
    if case.service in SPEAKS_JSON:
        return _json(case, scene, answer)
    try:
        root = ElementTree.fromstring(answer.body)
    except ElementTree.ParseError as error:
        return [f"the body is no XML: {error}"]
    wrong = _envelope(case, answer, root)
    wrong += _error(case, scene, answer) if case.status != 200 else _output(case, scene, answer, root)
    return wrong


def _json(case: Case, scene: Scene, answer: Answer) -> list[str]:
    """What holds for answers in JSON, and what the case says of this one."""
    wrong = []
    if answer.headers.get("content-type") != (JSON_1_1 if case.service in TARGETS else JSON):
        wrong.append(f"the content type is {answer.headers.get('content-type')}")
    if not answer.headers.get("x-amzn-requestid"):
        wrong.append("there is no request id")
    if answer.headers.get("x-amzn-errortype") != case.error:
        wrong.append(f"the error type is {answer.headers.get('x-amzn-errortype')} instead of {case.error}")
    if case.message is not None and answer.texts("message") != [scene.text(case.message)]:
        wrong.append(f"the message is {answer.texts('message')}")
    if not all(re.fullmatch(case.message_matches or ".+", text) for text in answer.texts("message")):
        wrong.append(f"the message {answer.texts('message')} does not match {case.message_matches}")
    if case.empty and answer.body:
        wrong.append(f"the body is {answer.body!r}")
    for path, text in case.equal.items():
        expected = [scene.text(item) for item in ([text] if isinstance(text, str) else text)]
        if answer.texts(path) != expected:
            wrong.append(f"{path} is {answer.texts(path)} instead of {expected}")
    wrong += [f"{path} is not there" for path in case.present if not answer.texts(path)]
    wrong += [f"{path} is there: {answer.texts(path)}" for path in case.absent if answer.texts(path)]
    return wrong


def _envelope(case: Case, answer: Answer, root: ElementTree.Element) -> list[str]:
    """What holds for every answer: type, namespace, root element, one request id in header and body."""
    wrong = []
    if answer.headers.get("content-type") != "text/xml":
        wrong.append(f"the content type is {answer.headers.get('content-type')}")
    action = case.request.get("Action", case.action)
    name = f"{action}Response" if case.status == 200 else "ErrorResponse"
    space = f"https://{case.service}.amazonaws.com/doc/{VERSIONS[case.service]}/"
    if case.action and root.tag != f"{{{space}}}{name}":
        wrong.append(f"the root element is {root.tag}")
    ids = answer.texts("ResponseMetadata.RequestId" if case.status == 200 else "RequestId")
    if ids != [answer.headers.get("x-amzn-requestid")]:
        wrong.append(f"the request id is {ids} in the body, {answer.headers.get('x-amzn-requestid')} in the header")
    return wrong


def _error(case: Case, scene: Scene, answer: Answer) -> list[str]:
    kind = "Sender" if case.status < 500 else "Receiver"
    expected = {"Error.Type": kind, "Error.Code": case.error}
    if case.message is not None:
        expected["Error.Message"] = scene.text(case.message)
    found = {path: answer.texts(path) for path in expected}
    wrong = [f"{path} is {found[path]} instead of {text!r}" for path, text in expected.items() if found[path] != [text]]
    pattern = case.message_matches or ".+"
    if not any(re.fullmatch(pattern, text) for text in answer.texts("Error.Message")):
        wrong.append(f"the message {answer.texts('Error.Message')} does not match {pattern}")
    return wrong


def _output(case: Case, scene: Scene, answer: Answer, root: ElementTree.Element) -> list[str]:
    results = [element for element in root if local(element).endswith("Result")]
    if case.empty:
        return [f"there is a {local(result)}" for result in results]
    if len(results) != 1:
        return ["there is no result"]

    def texts(path: str) -> list[str]:
        return answer.texts(f"{local(results[0])}.{path}")

    wrong = []
    for path, text in case.equal.items():
        expected = [scene.text(item) for item in ([text] if isinstance(text, str) else text)]
        if texts(path) != expected:
            wrong.append(f"{path} is {texts(path)} instead of {expected}")
    for path, pattern in case.matches.items():
        if not texts(path) or not all(re.fullmatch(scene.text(pattern), text) for text in texts(path)):
            wrong.append(f"{path} is {texts(path)}, which does not match {scene.text(pattern)}")
    for path, pattern in case.decoded.items():
        plain = [base64.b64decode(text).decode("latin-1") for text in texts(path)]
        if not plain or not all(re.fullmatch(pattern, text, re.DOTALL) for text in plain):
            wrong.append(f"{path} holds no {pattern}")
    for path, seconds in case.from_now.items():
        wrong += [f"{path} is {text}" for text in texts(path) or ["not there"] if not _is_near(text, seconds)]
    wrong += [f"{path} is not there" for path in case.present if not texts(path)]
    wrong += [f"{path} is there: {texts(path)}" for path in case.absent if texts(path)]
    return wrong


def _is_near(text: str, seconds: int) -> bool:
    """Whether a moment, written `2026-09-11T19:58:24Z`, is so many seconds from now."""
    try:
        moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
    except ValueError:
        return False
    expected = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return abs((moment - expected).total_seconds()) <= CLOCK_SKEW
