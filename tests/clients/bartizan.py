"""What the tests act with: a real server, its accounts, a phone that shows codes, and the AWS CLI."""

from __future__ import annotations

import functools
import itertools
import json
import os
import re
import secrets
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

PERIOD = 30
"""How long a code is shown, in seconds."""

AWS_CLI_1 = Path(__file__).parents[2] / ".venv" / "bin" / "aws"
AWS_CLI_2 = Path("/usr/bin/aws")


def clean_environment() -> dict[str, str]:
    """This process's environment, less what would configure a server or a client."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "BARTIZAN_"))}


# --- The server ------------------------------------------------------------------------------------------------------


class Server:
    """One `bartizan serve` on a port of its own, with a data directory of its own."""

    def __init__(
        self, binary: Path, directory: Path, environment: dict[str, str] | None = None, port: int = 0
    ) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.binary = binary
        self.environment = environment or {}
        """Variables that configure it."""
        self.port = port
        self.data = directory / "data"
        self.log = directory / "log.txt"
        self.endpoint = ""
        self.secrets: set[str] = set()
        self._process: subprocess.Popen[bytes] | None = None
        self._accounts = 0

    def start(self, first_account: bool = False) -> None:
        words = [] if first_account else ["--no-first-account"]
        written = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self.binary, "serve", "--data", self.data, "--listen", f"localhost:{self.port}", *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=clean_environment() | self.environment,
            )
        self.endpoint = self._wait_for_endpoint(written)

    def _wait_for_endpoint(self, written: int) -> str:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            printed = self.log.read_text(errors="replace")[written:]
            if ready := re.search(r"^listening on (https?://\S+)$", printed, re.MULTILINE):
                return ready.group(1)
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"the server did not start:\n{self.log.read_text(errors='replace')}")

    def stop(self) -> int:
        """Stops the server as an init system does, and gives its exit code."""
        self._process.terminate()
        return self._process.wait(timeout=30)

    def kill(self) -> None:
        """Ends the server without giving it time for anything."""
        self._process.kill()
        self._process.wait(timeout=30)

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def command(self, *words: str) -> str:
        """Runs an operator's command on this server's data, and gives what it printed."""
        done = subprocess.run(
            [self.binary, *words, "--data", self.data],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            env=clean_environment(),
        )
        if done.returncode != 0:
            raise RuntimeError(f"bartizan {' '.join(words)}: {done.stderr}")
        return done.stdout

    def create_account(self) -> Account:
        self._accounts += 1
        email = f"root-{self._accounts}@example.com"
        words = ("account", "create", "--email", email, "--root-access-key", "--format", "json")
        account = Account(self, json.loads(self.command(*words)))
        for keys in (account.administrator, account.root):
            self.secrets.add(keys.secret)
        self.secrets.update(account.passwords)
        return account

    def operations(self) -> list[dict]:
        """Every operation that the API has: its service and its name."""
        rows = json.loads(self.command("operations", "--format", "json"))
        return [row for row in rows if row["Support"] in ("full", "refused")]

    def events(self, account: Account) -> list[dict]:
        """The audit trail of an account, oldest first."""
        return [json.loads(line) for line in self.command("audit", "--account", account.id).splitlines()]

    def secrets_in_log(self) -> list[str]:
        """Secrets that this server has written to its log; there must be none."""
        log = self.log.read_text(errors="replace")
        return [secret for secret in self.secrets if secret in log]


# --- Accounts and their clients --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Keys:
    """Credentials: an access key, or a session's."""

    id: str
    secret: str
    token: str | None = None

    @classmethod
    def of_session(cls, answer: dict) -> Keys:
        """The credentials that GetSessionToken answered."""
        session = answer["Credentials"]
        return cls(session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])


class Account:
    """An account, with its administrator and its root user."""

    def __init__(self, server: Server, created: dict) -> None:
        self.server = server
        self.id: str = created["AccountId"]
        self.email: str = created["RootEmail"]
        administrator, root = created["Administrator"], created["RootAccessKey"]
        self.administrator_name: str = administrator["UserName"]
        self.administrator = Keys(administrator["AccessKeyId"], administrator["SecretAccessKey"])
        self.root = Keys(root["AccessKeyId"], root["SecretAccessKey"])
        self.passwords = [created["RootPassword"], administrator["Password"]]

    @functools.cached_property
    def iam(self):
        """IAM as the administrator."""
        return self.client("iam")

    @functools.cached_property
    def sts(self):
        """STS as the administrator."""
        return self.client("sts")

    def client(self, service: str, keys: Keys | None = None, region: str = "us-east-1", verify: str | None = None):
        """A client that sends whatever it is given, and tries once; it trusts the certificates of `verify`, if there is TLS."""
        keys = keys or self.administrator
        return _boto3_session().client(
            service,
            endpoint_url=self.server.endpoint,
            region_name=region,
            aws_access_key_id=keys.id,
            aws_secret_access_key=keys.secret,
            aws_session_token=keys.token,
            verify=verify,
            config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
        )

    def user_arn(self, name: str) -> str:
        return f"arn:aws:iam::{self.id}:user/{name}"

    def device_arn(self, name: str) -> str:
        return f"arn:aws:iam::{self.id}:mfa/{name}"

    def create_user(self, name: str) -> Keys:
        """A user without permissions, and an access key of the user."""
        self.iam.create_user(UserName=name)
        key = self.iam.create_access_key(UserName=name)["AccessKey"]
        self.server.secrets.add(key["SecretAccessKey"])
        return Keys(key["AccessKeyId"], key["SecretAccessKey"])

    def create_device(self, name: str, drift: int = 0) -> tuple[str, Phone]:
        """A virtual device that nobody has yet: its serial number, and the phone that scanned it."""
        device = self.iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
        seed = device["Base32StringSeed"].decode()
        self.server.secrets.add(seed)
        return device["SerialNumber"], Phone(seed, drift)

    def enable_device(self, user: str, name: str, drift: int = 0) -> tuple[str, Phone]:
        """A virtual device that is enabled for a user."""
        serial, phone = self.create_device(name, drift)
        self.iam.enable_mfa_device(UserName=user, SerialNumber=serial, **phone.pair())
        return serial, phone

    def import_tokens(self, *tokens: Token, shared: bool = False) -> None:
        """Imports hardware tokens, for this account or for whichever is first."""
        lines = ["serial,seed,algorithm,digits,period,counter", *(token.row() for token in tokens)]
        self.server.secrets.update(token.seed for token in tokens)
        file = self.server.data.parent / f"{tokens[0].serial}.csv"
        file.write_text("\n".join(lines) + "\n")
        whose = ["--shared-pool"] if shared else ["--account", self.id]
        try:
            self.server.command("tokens", "import", str(file), *whose)
        finally:
            file.unlink()

    def enable_token(self, user: str, token: Token) -> Token:
        """Imports a token and enables it for a user."""
        self.import_tokens(token)
        self.iam.enable_mfa_device(UserName=user, SerialNumber=token.serial, **token.pair())
        return token

    def session(self, serial: str | None = None, phone: Phone | None = None, keys: Keys | None = None) -> Keys:
        """A session, with MFA if there is a phone."""
        mfa = {"SerialNumber": serial, "TokenCode": phone.code()} if phone else {}
        session = Keys.of_session(self.client("sts", keys).get_session_token(**mfa))
        self.server.secrets.update([session.secret, session.token])
        return session


@functools.cache
def _boto3_session() -> boto3.Session:
    return boto3.Session()


def refusal(call: Callable[..., dict], **parameters: object) -> tuple[int, str, str]:
    """How a call is refused: status, code and message. A call that is not refused fails the test."""
    try:
        answer = call(**parameters)
    except ClientError as error:
        answer = error.response
        return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]
    raise AssertionError(f"not refused, but answered {sorted(answer)}")


# --- The phone -------------------------------------------------------------------------------------------------------


class Phone:
    """An authenticator app. oathtool computes its codes, so nothing of ours checks itself.

    Its clock runs `drift` steps ahead of the real one (behind, if negative). Nobody waits for the next code: the phone's
    clock is set forward a step instead, which to the server looks like a clock that is a little fast.
    """

    def __init__(self, seed: str, drift: int = 0) -> None:
        self.seed = seed
        self.step = step_now() + drift - 2
        """The last step that was shown."""

    def code(self) -> str:
        """The next code."""
        self.step += 1
        return self.code_of(self.step)

    def pair(self) -> dict[str, str]:
        """The next two codes, as parameters."""
        return {"AuthenticationCode1": self.code(), "AuthenticationCode2": self.code()}

    def set_clock(self, drift: int) -> None:
        """Sets the clock so many steps ahead of the real one."""
        self.step = step_now() + drift - 1

    def code_of(self, step: int) -> str:
        return self._codes(step, 1)[0]

    def wrong_code(self) -> str:
        """A code that this phone shows at no time near now."""
        shown = set(self._codes(step_now() - 1500, 3000))
        return next(code for code in ("123456", "234567", "345678", "456789") if code not in shown)

    def _codes(self, first: int, count: int) -> list[str]:
        words = ["oathtool", "--totp", "--base32", f"--now=@{first * PERIOD}", f"--window={count - 1}", "-"]
        shown = subprocess.run(words, input=self.seed, capture_output=True, text=True, check=True, timeout=30)
        return shown.stdout.split()


def step_now() -> int:
    return int(time.time()) // PERIOD


# --- The hardware token ----------------------------------------------------------------------------------------------


class Token:
    """A hardware token, whose codes oathtool computes: by time, or by a counter if it has one.

    Nobody waits for its next code: its clock is set forward, as the phone's is.
    """

    _made = itertools.count(1)

    def __init__(
        self,
        algorithm: str = "sha1",
        digits: int = 6,
        period: int = 30,
        counter: int | None = None,
        drift: int = 0,
        serial: str | None = None,
    ) -> None:
        self.serial = serial or f"GAHT{os.getpid() % 10_000:04}{next(Token._made):04}"
        self.seed = secrets.token_hex(32)
        self.algorithm, self.digits, self.period, self.counter = algorithm, digits, period, counter
        self.step = self._now() + drift - 2 if counter is None else counter - 1
        """The last step or counter value that was shown."""

    def _now(self) -> int:
        return int(time.time()) // self.period

    def row(self) -> str:
        """Its line in a seed file."""
        counter = "" if self.counter is None else self.counter
        period = self.period if self.counter is None else ""
        return f"{self.serial},{self.seed},{self.algorithm.upper()},{self.digits},{period},{counter}"

    def shown(self) -> str:
        """All the digits of the next code."""
        self.step += 1
        return self.shown_at(self.step)

    def code(self) -> str:
        """The next code, as it is typed: the last six digits."""
        return self.shown()[-6:]

    def pair(self) -> dict[str, str]:
        """The next two codes, as parameters."""
        return {"AuthenticationCode1": self.code(), "AuthenticationCode2": self.code()}

    def set_clock(self, drift: int) -> None:
        """Sets the clock so many steps ahead of the real one."""
        self.step = self._now() + drift - 1

    def press(self, times: int) -> None:
        """Presses the button, and nobody types what it shows."""
        self.step += times

    def shown_at(self, step: int) -> str:
        if self.counter is None:
            how = [f"--totp={self.algorithm}", f"--time-step-size={self.period}s", f"--now=@{step * self.period}"]
        else:
            how = [f"--counter={step}"]
        words = ["oathtool", *how, f"--digits={self.digits}", "-"]
        done = subprocess.run(words, input=self.seed, capture_output=True, text=True, check=True, timeout=30)
        return done.stdout.strip()


def decode_qr(png: Path) -> str:
    """What a phone's camera reads."""
    words = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", png]
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=30).stdout.strip()


# --- The AWS CLI -----------------------------------------------------------------------------------------------------


class Cli:
    """The AWS CLI as a person uses it: credentials and endpoint in the environment, words on the line."""

    def __init__(self, program: Path, account: Account, home: Path, keys: Keys | None = None) -> None:
        self.program = program
        self.account = account
        self.home = home
        self.keys = keys or account.administrator

    def with_keys(self, keys: Keys) -> Cli:
        """The same with other credentials."""
        return Cli(self.program, self.account, self.home, keys)

    def __call__(self, *words: str) -> dict:
        """What a command that succeeds prints."""
        done = self._run(words)
        assert done.returncode == 0, f"aws {' '.join(words)}\n{done.stderr}"
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def refused(self, *words: str) -> str:
        """What a command that fails prints."""
        done = self._run(words)
        assert done.returncode != 0, f"not refused: aws {' '.join(words)}\n{done.stdout}"
        return done.stderr.strip("\n")

    def _run(self, words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        environment = clean_environment() | {
            "HOME": str(self.home),
            "AWS_ACCESS_KEY_ID": self.keys.id,
            "AWS_SECRET_ACCESS_KEY": self.keys.secret,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
        }
        if self.keys.token:
            environment["AWS_SESSION_TOKEN"] = self.keys.token
        endpoint = self.account.server.endpoint
        command = [self.program, "--output", "json"]
        if self.program == AWS_CLI_2:  # Debian's is too old for AWS_ENDPOINT_URL
            command += ["--endpoint-url", endpoint]
        else:
            environment["AWS_ENDPOINT_URL"] = endpoint
        return subprocess.run(
            [*command, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            cwd=self.home,
            env=environment,
        )


# --- Requests that no client would send ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """An answer over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes

    def text_of(self, name: str) -> str | None:
        """The text of the first element of this name."""
        for element in ElementTree.fromstring(self.body).iter():
            if element.tag.rpartition("}")[2] == name:
                return element.text
        return None


def send(request: urllib.request.Request) -> Answer:
    try:
        response = urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, headers, response.read())


def signed_post(
    account: Account,
    body: bytes,
    headers: dict[str, str] | None = None,
    service: str = "iam",
    unsigned: dict[str, str] | None = None,
) -> Answer:
    """Posts these very bytes, well signed by the administrator; `unsigned` headers are added afterwards."""
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"} | (headers or {})
    signed = AWSRequest("POST", account.server.endpoint + "/", headers=headers, data=body)
    keys = account.administrator
    SigV4Auth(Credentials(keys.id, keys.secret), service, "us-east-1").add_auth(signed)
    sent = dict(signed.headers.items()) | (unsigned or {})
    return send(urllib.request.Request(signed.url, body, sent, method="POST"))
