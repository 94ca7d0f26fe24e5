"""A browser reduced to what it sends: for requests that no browser of an honest person would send."""

from __future__ import annotations

import html
import http.client
import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from people import Person


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for given, value in self.headers if given.lower() == name.lower()), None)

    def cookies(self) -> dict[str, str]:
        """Each `Set-Cookie`, whole, by the name of the cookie."""
        found = [value for name, value in self.headers if name.lower() == "set-cookie"]
        return {value.split("=", 1)[0]: value for value in found}

    @property
    def text(self) -> str:
        return self.body.decode()

    def token(self) -> str:
        return html.unescape(re.search(r'name="token" value="([^"]*)"', self.text)[1])

    def words(self) -> str:
        """What it says, without what names this very page."""
        return re.sub(r'name="token" value="[^"]*"', "", self.text)


class Plain:
    """Cookies, and an address to come from."""

    def __init__(self, endpoint: str, source: str) -> None:
        self.endpoint = endpoint
        self.source = source
        self.jar: dict[str, str] = {}

    def send(self, method: str, path: str, body: str | None = None, headers: dict[str, str | None] | None = None) -> Reply:
        """Sends a request. A header that is `None` is left out."""
        port = urlsplit(self.endpoint).port
        sent: dict[str, str | None] = {"Host": f"localhost:{port}"}
        if self.jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            sent["Origin"] = self.endpoint
        sent |= headers or {}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(self.source, 0))
        try:
            left = {name: value for name, value in sent.items() if value is not None}
            connection.request(method, path, body.encode() if body is not None else None, left)
            answer = connection.getresponse()
            reply = Reply(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()
        for name, cookie in reply.cookies().items():
            value = cookie.split("=", 1)[1].split(";", 1)[0]
            if "Max-Age=0" in cookie:
                self.jar.pop(name, None)
            else:
                self.jar[name] = value
        return reply

    def get(self, path: str, headers: dict[str, str | None] | None = None) -> Reply:
        return self.send("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str], headers: dict[str, str | None] | None = None) -> Reply:
        """Posts a form with whatever fields are given."""
        return self.send("POST", path, urlencode(fields), headers)

    def submit(self, page: str, path: str, fields: dict[str, str]) -> Reply:
        """Opens a page, and sends its form as its browser would."""
        return self.post(path, {"token": self.get(page).token()} | fields)

    def give_password(self, account: str, name: str, password: str) -> Reply:
        fields = {"Account": account, "UserName": name, "Password": password}
        return self.submit(f"/signin/{account}", f"/signin/{account}", fields)

    def give_root_password(self, email: str, password: str) -> Reply:
        asked = self.submit("/signin/root", "/signin/root", {"Email": email})
        return self.post("/signin/root/password", {"token": asked.token(), "Email": email, "Password": password})

    def sign_in(self, person: Person) -> Reply:
        """All the way into the console."""
        reply = self.give_password(person.account.id, person.name, person.password)
        if person.devices:
            fields = {"SerialNumber": person.serial, "AuthenticationCode": person.phone.code()}
            reply = self.submit("/signin/step/code", "/signin/step/code", fields)
        assert (reply.status, reply.header("Location")) == (303, "/console"), reply.text
        return reply

    def is_inside(self) -> bool:
        return self.get("/console").status == 200

    def cookie(self, word: str) -> str | None:
        return self.jar.get(f"__Host-bartizan-{word}")
