"""`bartizan login` at a terminal, and programs that speak its protocol."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import subprocess
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from awscrt.crypto import EC
from botocore.credentials import _build_dpop_header
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bartizan import Account, Answer, Server, clean_environment, send
from plain import Plain, Reply

CLIENT = "arn:aws:signin:::devtools/same-device"
AWS_CLI = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "aws"
REDIRECT = "http://127.0.0.1:49152/oauth/callback"


class Terminal:
    """A person's home directory, with the binary and the AWS CLI."""

    def __init__(self, server: Server, home: Path) -> None:
        self.server = server
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self._process: subprocess.Popen[str] | None = None

    def environment(self) -> dict[str, str]:
        environment = clean_environment() | {"HOME": str(self.home), "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1"}
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "XDG_CACHE_HOME"):
            environment.pop(name, None)
        return environment

    def begin(self, *words: str) -> tuple[str, str]:
        """Begins to sign in: the path of the page to open, and the code that the terminal shows."""
        self._process = subprocess.Popen(
            [self.server.binary, "login", "--endpoint", self.server.endpoint, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.home,
            env=self.environment(),
        )
        said = ""
        while "shows this code: " not in said:
            line = self._process.stderr.readline()
            assert line, said
            said += line
        address = re.search(r"^  (http\S+)$", said, re.MULTILINE)[1]
        return address.removeprefix(self.server.endpoint), said.rsplit("code: ", 1)[1].rstrip("\n")

    def ended(self) -> subprocess.CompletedProcess[str]:
        """Waits until the program has ended."""
        out, err = self._process.communicate(timeout=30)
        return subprocess.CompletedProcess([], self._process.returncode, out, err)

    def give_up(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs the binary to its end."""
        return subprocess.run(
            [self.server.binary, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            cwd=self.home,
            env=self.environment(),
        )

    def aws(self, *words: str, profile: str = "bartizan") -> subprocess.CompletedProcess[str]:
        """Runs the AWS CLI with nothing but the profile."""
        return subprocess.run(
            [AWS_CLI, "--profile", profile, "--output", "json", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            cwd=self.home,
            env=self.environment(),
        )

    def session(self, profile: str = "bartizan") -> Path:
        """Where the session is kept."""
        return self.home / ".cache" / "bartizan" / "login" / f"{profile}.json"

    def keep_secret(self, profile: str = "bartizan") -> None:
        """Has the server's log searched for what this terminal got."""
        kept = json.loads(self.session(profile).read_text())
        self.server.secrets.update([kept["refresh_token"], kept["secret_access_key"], kept["session_token"], kept["key"]])


class Program:
    """A program that speaks the protocol, with a key of its own."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.endpoint = account.server.endpoint
        # Not made by awscrt, which cannot read again one in 256 of the keys that it writes.
        self._made = ec.generate_private_key(ec.SECP256R1())
        self.key = EC.new_key_from_der_data(self._written(Encoding.DER))
        self.verifier = secrets.token_urlsafe(48)
        self.state = secrets.token_urlsafe(16)

    def _written(self, encoding: Encoding) -> bytes:
        return self._made.private_bytes(encoding, PrivateFormat.TraditionalOpenSSL, NoEncryption())

    def pem(self) -> str:
        return self._written(Encoding.PEM).decode()

    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def fields(self, **changed: str | None) -> dict[str, str]:
        fields: dict[str, str | None] = {
            "response_type": "code",
            "client_id": CLIENT,
            "state": self.state,
            "code_challenge_method": "SHA-256",
            "scope": "openid",
            "redirect_uri": REDIRECT,
            "code_challenge": self.challenge(),
        }
        return {name: value for name, value in (fields | changed).items() if value is not None}

    def page(self, **changed: str | None) -> str:
        return "/v1/authorize?" + urlencode(self.fields(**changed))

    def confirm(self, browser: Plain) -> Reply:
        """Presses the button of the page."""
        return browser.post("/v1/authorize", {"token": browser.get(self.page()).token()} | self.fields())

    def code(self, browser: Plain) -> str:
        reply = self.confirm(browser)
        assert reply.status == 303, reply.text
        address = urlsplit(reply.header("Location"))
        asked = parse_qs(address.query)
        assert asked["state"] == [self.state]
        code = asked["code"][0]
        self.account.server.secrets.add(code)
        return code

    def proof(self, path: str = "/v1/token", endpoint: str | None = None, **more: object) -> str:
        return _build_dpop_header(self.key, (endpoint or self.endpoint) + path, **more)

    def post(self, body: dict | bytes, proof: str | None = None, path: str = "/v1/token", **headers: str) -> Answer:
        sent = {"Content-Type": "application/json", "DPoP": proof or self.proof(path)} | headers
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = send(urllib.request.Request(self.endpoint + path, body, sent, method="POST"))
        found = json.loads(answer.body)
        if answer.status == 200 and found:
            keys = found["accessToken"]
            self.account.server.secrets.update([keys["secretAccessKey"], keys["sessionToken"], found["refreshToken"]])
        return answer

    def of_code(self, code: str, **changed: str) -> dict:
        body = {
            "clientId": CLIENT,
            "grantType": "authorization_code",
            "code": code,
            "codeVerifier": self.verifier,
            "redirectUri": REDIRECT,
        }
        return body | changed

    def of_token(self, token: str) -> dict:
        return {"clientId": CLIENT, "grantType": "refresh_token", "refreshToken": token}
