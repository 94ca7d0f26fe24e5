"""What a voice provider calls back, at the door of a real server (rule R25)."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan import Server, clean_environment
from mail_server import free_port
from voice_provider import Call, VoiceProvider, post, signature


@pytest.fixture(scope="module")
def provider() -> Iterator[VoiceProvider]:
    with VoiceProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def with_calls(binary: Path, tmp_path_factory: pytest.TempPathFactory, provider: VoiceProvider) -> Iterator[Server]:
    """A server that has its calls placed."""
    port = free_port()
    environment = provider.environment() | {"BARTIZAN_PUBLIC_URL": f"http://localhost:{port}"}
    server = Server(binary, tmp_path_factory.mktemp("voice"), environment, port)
    server.secrets.add(provider.token)
    server.start()
    yield server
    assert server.stop() == 0
    assert server.secrets_in_log() == []


@pytest.fixture
def call(with_calls: Server, provider: VoiceProvider) -> Call:
    """A call that nobody asked for."""
    url = f"{with_calls.endpoint}/voice/{secrets.token_hex(16)}"
    return Call("CA" + secrets.token_hex(16), "+4915112345678", provider.number, url, f"{url}/status")


def test_r25_a_call_that_nobody_asked_for_is_over(provider: VoiceProvider, call: Call) -> None:
    [(language, text)] = provider.answer(call)
    assert language == "en-US" and "cannot be used any more" in text and call.is_over
    call.digits_url = f"{call.url}/digits"
    provider.type(call, "123456")
    assert call.is_over
    provider.hang_up(call)


def test_r25_forged_callbacks_are_refused(with_calls: Server, provider: VoiceProvider, call: Call) -> None:
    fields = provider.fields(call)
    right = signature(provider.token, call.url, fields)
    assert post(call.url, fields, {"X-Twilio-Signature": right})[0] == 200
    other = fields | {"AccountSid": "AC" + secrets.token_hex(16)}
    elsewhere = call.url.replace("localhost", "evil.example.com")
    for what, sent, headers in [
        ("unsigned", fields, {}),
        ("an empty signature", fields, {"X-Twilio-Signature": ""}),
        ("another token", fields, {"X-Twilio-Signature": signature("x", call.url, fields)}),
        ("a field more", fields | {"Digits": "123456"}, {"X-Twilio-Signature": right}),
        ("another account", other, {"X-Twilio-Signature": signature(provider.token, call.url, other)}),
        (
            "signed for the Host header",
            fields,
            {"Host": "evil.example.com", "X-Twilio-Signature": signature(provider.token, elsewhere, fields)},
        ),
    ]:
        assert post(call.url, sent, headers) == (403, ""), what
    log = "was not signed by the voice provider"
    assert log in with_calls.log.read_text(), "an operator whose public_url is wrong learns it"


def test_r26_a_get_and_what_is_too_long_complete_nothing(provider: VoiceProvider, call: Call) -> None:
    signed = lambda fields: {"X-Twilio-Signature": signature(provider.token, call.url, fields)}  # noqa: E731
    fields = provider.fields(call)
    assert post(call.url, fields, signed(fields), method="GET")[0] == 405
    long = fields | {"More": "x" * 20_000}
    assert post(call.url, long, signed(long))[0] == 413
    longer = fields | {"More": "x" * 300_000}
    assert post(call.url, longer, signed(longer))[0] == 413
    assert post(f"{call.url}/other", fields, signed(fields))[0] == 404


def test_without_a_provider_there_is_no_such_door(server: Server) -> None:
    assert "calls are not placed, but put into a folder" in server.log.read_text()
    url = f"{server.endpoint}/voice/{secrets.token_hex(16)}"
    assert post(url, {"CallSid": "CA1"}, {}) == (404, "")


def test_a_call_is_answered_by_hand_from_its_file_only(server: Server, tmp_path: Path) -> None:
    def answer(text: str, digits: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "call.txt"
        file.write_text(text)
        words = [server.binary, "support", "answer-call", file, "--data", server.data]
        more = {"env": clean_environment(), "capture_output": True, "text": True, "timeout": 30}
        return subprocess.run(words, input=digits, **more)

    call = "Bartizan: a call that would be placed\nto: +4915112345678\ncall: outbox-1\nnonce: 0123\n"
    for text, digits, complaint in [
        ("To: root@example.com\n", "123456\n", "is no call of the outbox"),
        (call, "12345\n", "six digits are wanted"),
        (call, "", "six digits are wanted"),
        (call, "123456\n", "This call cannot be used any more"),
    ]:
        done = answer(text, digits)
        assert done.returncode == 1 and complaint in done.stderr, done.stderr
