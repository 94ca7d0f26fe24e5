"""A voice provider that speaks Twilio's protocol, for tests: it is asked to place calls, asks back what to say, and brings digits.

Nothing is called: a test picks up (`answer`), types (`type`) and hangs up (`hang_up`). Signatures are computed here, by Twilio's
published rule, and not by anything of ours.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import queue
import secrets
import threading
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.etree import ElementTree

FORM = "application/x-www-form-urlencoded"


def signature(token: str, url: str, fields: dict[str, str]) -> str:
    """Twilio's signature of a callback (https://www.twilio.com/docs/usage/security)."""
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def post(url: str, fields: dict[str, str], headers: dict[str, str], method: str = "POST") -> tuple[int, str]:
    """Sends a form as it is told, and gives status and body."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        body = urllib.parse.urlencode(fields)
        connection.request(method, target, body, {"Content-Type": FORM} | headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@dataclass
class Call:
    """A call that was asked for."""

    sid: str
    to: str
    sender: str
    url: str
    status_url: str
    digits_url: str = ""
    said: list[tuple[str, str]] = field(default_factory=list)
    """What was said so far: language and text."""
    is_over: bool = False


class VoiceProvider:
    """The provider, with one account."""

    def __init__(self) -> None:
        self.account_sid = "AC" + secrets.token_hex(16)
        self.token = secrets.token_hex(16)
        self.number = "+15005550006"
        self.refuses: tuple[int, dict[str, object]] | None = None
        """What is answered instead of placing calls."""
        self._calls: queue.Queue[Call] = queue.Queue()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status, answer = provider._place(self.path, self.headers.get("Authorization"), body)
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> VoiceProvider:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def environment(self) -> dict[str, str]:
        """What sets a server up for this provider."""
        return {
            "BARTIZAN_VOICE_URL": self.base,
            "BARTIZAN_VOICE_ACCOUNT_SID": self.account_sid,
            "BARTIZAN_VOICE_AUTH_TOKEN": self.token,
            "BARTIZAN_VOICE_FROM": self.number,
        }

    def _place(self, path: str, authorization: str | None, body: str) -> tuple[int, dict[str, object]]:
        basic = base64.b64encode(f"{self.account_sid}:{self.token}".encode()).decode()
        if authorization != f"Basic {basic}":
            return 401, {"code": 20003, "message": "Authenticate"}
        if path != f"/2010-04-01/Accounts/{self.account_sid}/Calls.json":
            return 404, {"code": 20404, "message": "Not found"}
        if self.refuses:
            return self.refuses
        fields = dict(urllib.parse.parse_qsl(body, strict_parsing=True))
        assert (fields["Method"], fields["StatusCallbackEvent"]) == ("POST", "completed")
        sid = "CA" + secrets.token_hex(16)
        call = Call(sid, fields["To"], fields["From"], fields["Url"], fields["StatusCallback"])
        self._calls.put(call)
        return 201, {"sid": sid, "status": "queued", "to": call.to, "from": call.sender}

    def next(self, timeout: float = 30) -> Call:
        """The next call that is asked for."""
        return self._calls.get(timeout=timeout)

    def has_calls(self) -> bool:
        return not self._calls.empty()

    # --- What happens on the phone ---

    def answer(self, call: Call) -> list[tuple[str, str]]:
        """Picks up, and hears what is said: languages and texts."""
        return self._follow(call, *self.send(call, call.url, CallStatus="in-progress"))

    def type(self, call: Call, digits: str) -> list[tuple[str, str]]:
        """Types digits, and hears what is said then."""
        assert call.digits_url, "nothing is gathered"
        return self._follow(call, *self.send(call, call.digits_url, CallStatus="in-progress", Digits=digits))

    def hang_up(self, call: Call, status: str = "completed") -> None:
        """The call ends; or nobody picks up: busy, failed, no-answer."""
        assert self.send(call, call.status_url, CallStatus=status)[0] == 204
        call.is_over = True

    def fields(self, call: Call, **more: str) -> dict[str, str]:
        """What every callback says of its call."""
        of_call = {"AccountSid": self.account_sid, "CallSid": call.sid, "To": call.to, "From": call.sender}
        return of_call | {"ApiVersion": "2010-04-01", "Direction": "outbound-api"} | more

    def send(self, call: Call, url: str, **more: str) -> tuple[int, str]:
        """Sends a callback, signed as it should be."""
        fields = self.fields(call, **more)
        return post(url, fields, {"X-Twilio-Signature": signature(self.token, url, fields)})

    def _follow(self, call: Call, status: int, twiml: str) -> list[tuple[str, str]]:
        assert status == 200, (status, twiml)
        response = ElementTree.fromstring(twiml)
        assert response.tag == "Response"
        gather = response.find("Gather")
        call.digits_url = "" if gather is None else gather.attrib["action"]
        if gather is not None:
            assert (gather.attrib["input"], gather.attrib["numDigits"]) == ("dtmf", "6")
            assert gather.attrib["method"] == "POST"
        heard = [(say.attrib["language"], say.text or "") for say in (response if gather is None else gather).iter("Say")]
        call.said += heard
        call.is_over = gather is None
        return heard
