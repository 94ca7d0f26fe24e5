"""`bartizan serve --ephemeral`: a server that forgets, its clock, and what it begins with."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

from bartizan import Phone, Server, clean_environment, send

ACCOUNT = "123456789012"
KEY = "AKIARZPUZDIKCERDGRCV"
SECRET = "made/up+for=tests"
SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


class Ephemeral:
    """A server that forgets, in a directory for runtime files of its own."""

    def __init__(
        self, binary: Path, place: Path, *words: str, environment: dict[str, str] | None = None, stdin: str | None = None
    ) -> None:
        self.binary, self.place = binary, place
        self.runtime, self.work = place / "run", place / "work"
        self.runtime.mkdir(exist_ok=True)
        self.work.mkdir(exist_ok=True)
        self.log = place / "log.txt"
        self.environment = clean_environment() | {"XDG_RUNTIME_DIR": str(self.runtime)} | (environment or {})
        self.process = subprocess.Popen(
            [binary, "serve", "--ephemeral", "--listen", "localhost:0", "--format", "json", *words],
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.log.open("ab"),
            cwd=self.work,
            env=self.environment,
            text=True,
        )
        if stdin:
            self.process.stdin.write(stdin)
            self.process.stdin.close()
        self.printed = self.process.stdout.readline()

    @property
    def said(self) -> dict:
        assert self.printed, self.log.read_text()
        return json.loads(self.printed)

    def client(self, service: str, keys: dict | None = None, token: str | None = None):
        keys = keys or self.said["Accounts"][0]["Administrator"]
        return boto3.client(
            service,
            endpoint_url=self.said["Endpoint"],
            region_name="us-east-1",
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
        )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command at this server."""
        environment = self.environment | {"BARTIZAN_DATA": self.said["Data"]}
        return subprocess.run([self.binary, *words], env=environment, capture_output=True, text=True, timeout=60)

    def command(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def seconds(self) -> int:
        return json.loads(self.command("clock", "show", "--format", "json"))["Seconds"]

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=30)


@pytest.fixture
def start(binary: Path, tmp_path: Path) -> Iterator[Callable[..., Ephemeral]]:
    started: list[Ephemeral] = []

    def start(*words: str, **more) -> Ephemeral:
        started.append(Ephemeral(binary, tmp_path, *words, **more))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.stop()
        server.process.stdout.close()


def code_of(call: Callable[..., object], **parameters: object) -> str:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return refused.value.response["Error"]["Code"]


def test_it_serves_what_it_prints_and_leaves_nothing(start):
    server = start()
    identity = server.client("sts").get_caller_identity()
    assert identity["Account"] == server.said["Accounts"][0]["AccountId"]
    data = Path(server.said["Data"])
    assert data.parent == server.runtime and data.stat().st_mode & 0o777 == 0o700
    assert (data / "admin.sock").stat().st_mode & 0o777 == 0o600
    # No store, and no key that would open one.
    assert sorted(path.name for path in data.iterdir()) == ["admin.sock", "bartizan.lock", "outbox"]
    assert "EPHEMERAL" in server.log.read_text()
    assert server.command("account", "list", "--format", "json").count("AccountId") == 1
    server.command("verify")
    assert server.stop() == 0
    assert list(server.runtime.iterdir()) == list(server.work.iterdir()) == []


def test_pages_of_the_console_say_that_it_forgets(start, server: Server):
    says = "This server is for tests: it forgets everything when it stops."
    page = send(urllib.request.Request(f"{start().said['Endpoint']}/signin"))
    assert page.status == 200 and says in page.body.decode()
    assert says not in send(urllib.request.Request(f"{server.endpoint}/signin")).body.decode()


def test_what_one_left_that_was_killed_the_next_one_removes(start):
    killed, running = start(), start()
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.process.wait()
    third = start()
    left = {path for path in third.runtime.iterdir()}
    assert left == {Path(running.said["Data"]), Path(third.said["Data"])}
    assert running.client("sts").get_caller_identity()


def test_account_and_keys_are_those_that_were_given(start):
    variables = {"BARTIZAN_EPHEMERAL_ACCESS_KEY_ID": KEY, "BARTIZAN_EPHEMERAL_SECRET_ACCESS_KEY": SECRET}
    server = start("--account-id", ACCOUNT, "--root-email", "boss@example.com", environment=variables)
    [account] = server.said["Accounts"]
    assert (account["AccountId"], account["RootEmail"]) == (ACCOUNT, "boss@example.com")
    assert server.client("sts", {"AccessKeyId": KEY, "SecretAccessKey": SECRET}).get_caller_identity()["Account"] == ACCOUNT
    keys = server.client("iam").list_access_keys(UserName="admin")["AccessKeyMetadata"]
    assert [key["AccessKeyId"] for key in keys] == [KEY]
    # The key of the root user, who made all this, is gone.
    assert server.client("iam").get_account_summary()["SummaryMap"]["AccountAccessKeysPresent"] == 0
    # Commands have the same variables around them.
    assert server.command("clock", "show")


def test_lines_for_a_shell_are_read_by_one(binary, tmp_path):
    words = [binary, "serve", "--ephemeral", "--listen", "localhost:0"]
    environment = clean_environment() | {"XDG_RUNTIME_DIR": str(tmp_path)}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd=tmp_path, text=True)
    try:
        lines = ""
        for line in process.stdout:
            lines += line
            if line.startswith("# listening on"):
                break
        script = f'AWS_SESSION_TOKEN=old\neval "$LINES_OF_IT"\n"{binary}" account list --format json; env'
        shell = environment | {"LINES_OF_IT": lines}
        done = subprocess.run(["sh", "-ec", script], env=shell, capture_output=True, text=True, check=True)
        account = re.search(r'"AccountId": "(\d+)"', done.stdout)[1]
        assert f"EPHEMERAL_ACCOUNT_ID={account}" in done.stdout
        for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION", "BARTIZAN_DATA"):
            assert re.search(f"^{name}=.+", done.stdout, re.MULTILINE)
        assert not re.search("^AWS_SESSION_TOKEN=", done.stdout, re.MULTILINE)
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0
        process.stdout.close()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--ephemeral", "--data", "here"), "data is set (from --data on the command line)"),
        (("--ephemeral", "--store", "postgres://iam@db/iam"), "store.url is set"),
        (("--ephemeral", "--listen", "0.0.0.0:0"), "--insecure-http"),
        (("--ephemeral", "--account-id", "12"), "twelve digits"),
        (("--ephemeral", "--clock", "noon"), "2026-11-30T12:00:00Z"),
        (("--ephemeral", "--seed", "missing.toml"), "cannot read the seed file missing.toml"),
        (("--seed", "missing.toml"), "is for `bartizan serve --ephemeral` alone"),
        (("--clock-stopped",), "is for `bartizan serve --ephemeral` alone"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_made(binary, tmp_path, words, says):
    environment = clean_environment() | {"XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run([binary, "serve", *words], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and says in done.stderr, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_sessions_end_and_reports_age_as_the_clock_says(start):
    server = start()
    iam, sts = server.client("iam"), server.client("sts")
    session = sts.get_session_token(DurationSeconds=900)["Credentials"]
    in_session = server.client("sts", session)
    assert in_session.get_caller_identity()
    server.command("clock", "advance", "14m")
    assert in_session.get_caller_identity()
    before = server.seconds()
    server.command("clock", "advance", "90s")
    assert 90 <= server.seconds() - before < 100
    assert code_of(in_session.get_caller_identity) == "ExpiredToken"
    # Nobody waited for anything, and requests are signed by the real clock all the while.
    iam.generate_credential_report()
    server.command("clock", "advance", "1s")
    assert b"admin" in iam.get_credential_report()["Content"]
    server.command("clock", "advance", "5h")
    assert code_of(iam.get_credential_report) == "ReportExpired"
    server.command("audit", "verify")
    kept = server.command("audit", "--account", server.said["Accounts"][0]["AccountId"])
    assert kept


def test_codes_drift_and_throttling_go_by_the_clock(start, tmp_path):
    seed = tmp_path / "seed.toml"
    seed.write_text(
        f"[[accounts]]\nid = '{ACCOUNT}'\n[[accounts.users]]\nname = 'alice'\nattach = ['arn:aws:iam::aws:policy/IAMFullAccess']\n"
        f"access_keys = [{{}}]\nmfa = [{{ name = 'phone', seed = '{SEED}' }}]\n"
    )
    server = start("--seed", str(seed), "--clock", "2030-01-01T00:00:00Z", "--clock-stopped")
    [alice] = server.said["Accounts"][0]["Users"]
    [device] = alice["MFADevices"]
    sts, phone = server.client("sts", alice["AccessKeys"][0]), Phone(SEED)

    def session(seconds: int) -> dict:
        phone.step = server.seconds() // 30 + seconds // 30 - 1
        return sts.get_session_token(SerialNumber=device["SerialNumber"], TokenCode=phone.code())

    assert server.command("clock", "show") == "2030-01-01T00:00:00Z\n"
    time.sleep(1.1)
    assert server.command("clock", "show") == "2030-01-01T00:00:00Z\n"
    assert session(0)["Credentials"]["Expiration"].year == 2030
    assert code_of(session, seconds=0) == "AccessDenied"
    server.command("clock", "advance", "30s")
    assert session(0)
    # Ten minutes wrong, the phone is resynchronized; and five wrong codes cost time.
    server.command("clock", "advance", "1h")
    assert code_of(session, seconds=600) == "AccessDenied"
    phone.step = server.seconds() // 30 + 20
    server.client("iam").resync_mfa_device(UserName="alice", SerialNumber=device["SerialNumber"], **phone.pair())
    server.command("clock", "advance", "90s")
    assert session(600)
    for _ in range(6):
        code_of(sts.get_session_token, SerialNumber=device["SerialNumber"], TokenCode=phone.wrong_code())
    phone.step = server.seconds() // 30 + 21
    assert code_of(sts.get_session_token, SerialNumber=device["SerialNumber"], TokenCode=phone.code()) != ""
    server.command("clock", "advance", "15m")
    assert session(600)


def test_r30_a_clock_is_set_forward_in_ephemeral_mode_alone(start, server: Server):
    ephemeral = start("--clock", "2030-01-01T00:00:00Z", "--clock-stopped")
    assert ephemeral.command("clock", "set", "2030-01-02") == "2030-01-02T00:00:00Z\n"
    back = ephemeral.run("clock", "set", "2030-01-01")
    assert back.returncode == 1 and "forward only" in back.stderr
    assert ephemeral.run("clock", "advance", "-5s").returncode == 2
    assert ephemeral.run("clock", "set", "9999-06-01").returncode == 1
    assert ephemeral.command("clock", "show") == "2030-01-02T00:00:00Z\n"
    for words in (("show",), ("advance", "1s"), ("set", "2040-01-01")):
        with pytest.raises(RuntimeError, match="goes by the system's clock"):
            server.command("clock", *words)
    ephemeral.stop()
    gone = ephemeral.run("clock", "show")
    assert gone.returncode == 1 and "no server runs" in gone.stderr


SEEDED = f"""
[[accounts]]
id = "{ACCOUNT}"
email = "boss@example.com"
alias = "seeded"

[accounts.root]
password = "Root-Password-1"

[accounts.administrator]
password = "Admin-Password-1"
access_key = {{ id = "{KEY}", secret = "{SECRET}" }}

[[accounts.policies]]
name = "readers"
document = '{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"iam:Get*","Resource":"*"}}}}'

[[accounts.groups]]
name = "staff"
attach = ["readers"]

[[accounts.users]]
name = "alice"
path = "/people/"
password = "Alice-Password-1"
groups = ["staff"]
tags = {{ team = "blue" }}
boundary = "arn:aws:iam::aws:policy/AdministratorAccess"
access_keys = [{{}}]

[accounts.users.inline.own]
Version = "2012-10-17"
Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "*" }}]

[[accounts.users.mfa]]
name = "phone"
seed = "{SEED}"

[[accounts.roles]]
name = "deployer"
max_session = 7200
attach = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
trust = {{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = "arn:aws:iam::210987654321:user/bob" }} }}] }}

[[accounts]]
id = "210987654321"
email = "other@example.com"

[[accounts.users]]
name = "bob"
attach = ["arn:aws:iam::aws:policy/AdministratorAccess"]
access_keys = [{{}}]
"""


@pytest.mark.parametrize("by_stdin", [False, True])
def test_a_seed_file_makes_accounts_that_work(start, tmp_path, by_stdin):
    (tmp_path / "seed.toml").write_text(SEEDED)
    server = start("--seed", "-", stdin=SEEDED) if by_stdin else start("--seed", str(tmp_path / "seed.toml"))
    first, second = server.said["Accounts"]
    assert (first["AccountId"], second["AccountId"]) == (ACCOUNT, "210987654321")
    assert (first["RootPassword"], first["Administrator"]["Password"]) == ("Root-Password-1", "Admin-Password-1")
    iam = server.client("iam", {"AccessKeyId": KEY, "SecretAccessKey": SECRET})
    alice = iam.get_user(UserName="alice")["User"]
    assert alice["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/people/alice"
    assert alice["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert alice["PermissionsBoundary"]["PermissionsBoundaryArn"].endswith("AdministratorAccess")
    assert [group["GroupName"] for group in iam.list_groups_for_user(UserName="alice")["Groups"]] == ["staff"]
    assert iam.list_account_aliases()["AccountAliases"] == ["seeded"]
    assert not iam.get_login_profile(UserName="alice")["LoginProfile"]["PasswordResetRequired"]
    assert not iam.get_login_profile(UserName="admin")["LoginProfile"]["PasswordResetRequired"]
    # The phone whose seed was given shows a code that works at once.
    [made] = first["Users"]
    phone, serial = Phone(SEED), f"arn:aws:iam::{ACCOUNT}:mfa/phone"
    assert made["MFADevices"] == [{"SerialNumber": serial, "Base32StringSeed": SEED}]
    keys = made["AccessKeys"][0]
    session = server.client("sts", keys).get_session_token(SerialNumber=serial, TokenCode=phone.code())["Credentials"]
    assert server.client("iam", session).get_user(UserName="alice")
    # Who is trusted from another account, and only who is.
    role = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/deployer", "RoleSessionName": "test"}
    bob = second["Users"][0]["AccessKeys"][0]
    assert server.client("sts", bob).assume_role(**role, DurationSeconds=7200)
    assert code_of(server.client("sts", keys).assume_role, **role) == "AccessDenied"
    server.command("verify")
    server.command("audit", "verify")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[accounts]]\nnmae = 'x'", "line 2: unknown field `nmae`"),
        ("[[accounts]]\nid = '12'", "line 1, accounts[0]: id: the number of an account is twelve digits"),
        (f"[[accounts]]\nid = '{ACCOUNT}'\n[[accounts]]\nid = '{ACCOUNT}'\nemail = 'b@example.com'", "line 3, accounts[1]: the account"),
        ("[[accounts]]\n[[accounts]]", "line 2, accounts[1]: another account has that root e-mail"),
        ("[[accounts]]\n\n[[accounts.users]]\nname = 'not a name'", "line 3, accounts[0].users[0]: "),
        ("[[accounts]]\n[[accounts.users]]\nname = 'a'\nattach = ['nothing']", "nothing is no ARN"),
        ("[[accounts]]\n[[accounts.users]]\nname = 'a'\ngroups = ['nobody']", "AddUserToGroup: "),
        ("[[accounts]]\n[[accounts.users]]\nname = 'a'\nmfa = [{ name = 'p', seed = 'MFRA' }]", "sixteen characters"),
        (f"[[accounts]]\nid = '000000000007'\n[[accounts.users]]\nname = 'a'\naccess_keys = [{{ id = '{KEY}', secret = 'hunter2hunter2' }}]", "names the account 123456789012"),
        ("[[accounts]]\n[[accounts.roles]]\nname = 'r'\ntrust = '{}'", "accounts[0].roles[0]: CreateRole: "),
        ("[[accounts]]\n[[accounts.policies]]\nname = 'p'\ndocument = { Version = 'never' }", "accounts[0].policies[0]: CreatePolicy: "),
    ],
)
def test_r8_a_seed_file_that_is_wrong_starts_nothing_and_shows_no_secret(start, tmp_path, text, says):
    (tmp_path / "seed.toml").write_text(text)
    server = start("--seed", str(tmp_path / "seed.toml"))
    assert server.process.wait(timeout=30) == 2 and server.printed == ""
    log = server.log.read_text()
    assert says in log and "seed.toml" in log and "hunter2" not in log, log
    assert list(server.runtime.iterdir()) == []
