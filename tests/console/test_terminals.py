"""Signing in from a terminal: `bartizan login`, and whoever else speaks the protocol of `aws login`."""

from __future__ import annotations

import concurrent.futures
import datetime
import hashlib
import http.server
import json
import os
import signal
import stat
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import people
import pytest
import test_federation as links
from bartizan import Account, send
from people import Person
from plain import Plain
from playwright.sync_api import expect
from terminal import CLIENT, REDIRECT, Program, Terminal
from visitor import Visitor

WITH_MFA = {
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "iam:ListUsers",
            "Resource": "*",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        }
    ]
}


def worker(account: Account, devices: int = 1) -> Person:
    """A user who may sign in from a terminal, and list users with MFA."""
    alice = people.user(account, devices=devices)
    account.server.command(
        "policy", "install", "sign-in-at-terminals", "--account", account.id, "--attach-to-user", alice.name
    )
    account.iam.put_user_policy(UserName=alice.name, PolicyName="mfa", PolicyDocument=json.dumps(WITH_MFA))
    return alice


@pytest.fixture
def terminal(account: Account, tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(account.server, tmp_path / "home")
    yield terminal
    terminal.give_up()


@pytest.fixture
def program(account: Account) -> Program:
    return Program(account)


def named(account: Account, name: str) -> list[dict]:
    return [event for event in account.server.events(account) if event["eventName"] == name]


def refused(answer) -> tuple[int, str, str]:
    """Status, kind and code of an error."""
    return answer.status, answer.headers["x-amzn-errortype"], json.loads(answer.body)["error"]


# --- bartizan login --------------------------------------------------------------------------------------------------


def test_a_terminal_is_signed_in_by_a_browser(visitor: Visitor, account: Account, terminal: Terminal) -> None:
    alice = worker(account)
    page, code = terminal.begin()
    visitor.open(page)
    visitor.sees("start-title")
    visitor.fill("account-label", account.id)
    visitor.press("next")
    visitor.fill("user-name", alice.name)
    visitor.fill("password", alice.password)
    visitor.press("sign-in")
    visitor.give_code(alice.phone.code())
    visitor.sees("terminal-title")
    expect(visitor.page.get_by_text(code, exact=True)).to_be_visible()
    expect(visitor.page.get_by_text(account.user_arn("alice"))).to_be_visible()
    visitor.check("terminal")
    assert named(account, "AuthorizeOAuth2Access") == [], "to look at it does nothing"
    visitor.press("terminal-button")
    expect(visitor.page.get_by_text("go on in the terminal")).to_be_visible()
    done = terminal.ended()
    assert done.returncode == 0, done.stderr
    assert "aws --profile bartizan" in done.stdout
    terminal.keep_secret()

    who = json.loads(terminal.aws("sts", "get-caller-identity").stdout)
    assert who["Arn"] == account.user_arn("alice")
    listed = terminal.aws("iam", "list-users")
    assert listed.returncode == 0, f"a policy sees the MFA: {listed.stderr}"
    [issued] = named(account, "CreateOAuth2Token")
    assert issued["userIdentity"]["sessionContext"]["attributes"]["mfaAuthenticated"] == "true"
    assert issued["eventSource"] == "signin.amazonaws.com"

    visitor.requested.clear()
    visitor.open("/console/credentials")
    visitor.sees_section("terminals-section")
    visitor.check("terminals")
    section = visitor.page.locator("section", has=visitor.page.locator("#terminals"))
    expect(section.get_by_text("bartizan/")).to_be_visible()
    section.get_by_role("button").click()
    visitor.is_told("terminals-ended")
    spoil(terminal)
    assert_signed_out(terminal)


def spoil(terminal: Terminal, seconds: int = 60, **more: str) -> None:
    """Has the credentials end soon, so that the next use renews them."""
    kept = json.loads(terminal.session().read_text())
    terminal.session().write_text(json.dumps(kept | {"expires": int(time.time()) + seconds} | more))


def assert_signed_out(terminal: Terminal) -> None:
    refused = terminal.run("login", "--credential-process", "--profile", "bartizan")
    assert refused.returncode == 3, refused.stderr
    assert "run: bartizan login --profile bartizan" in refused.stderr
    assert not terminal.session().exists()
    assert terminal.aws("sts", "get-caller-identity").returncode != 0


def press(browser: Plain, terminal: Terminal, *words: str) -> None:
    """Signs a terminal in, by a browser in which somebody is signed in."""
    page, _ = terminal.begin(*words)
    allow(browser, page)


def allow(browser: Plain, page: str) -> None:
    """Presses the button of a page that a terminal asked to open."""
    shown = browser.get(page)
    fields = dict(urllib.parse.parse_qsl(page.partition("?")[2]))
    reply = browser.post("/v1/authorize", {"token": shown.token()} | fields)
    assert reply.status == 303, reply.text
    assert send(urllib.request.Request(reply.header("Location"))).status == 200


@pytest.fixture
def signed_in(plain: Callable[[], Plain], account: Account) -> Plain:
    """A browser in which alice is signed in, with MFA."""
    browser = plain()
    browser.sign_in(worker(account))
    return browser


def test_files_of_a_terminal_are_private_and_others_profiles_stay(signed_in: Plain, terminal: Terminal) -> None:
    aws = terminal.home / ".aws"
    aws.mkdir()
    mine = "# mine\r\n[default]\nregion=eu-west-1   \n\n[profile work]\n; é\nendpoint_url = http://old.example:1\noutput = json"
    (aws / "config").write_bytes(mine.encode())
    (aws / "credentials").write_text("[other]\naws_access_key_id = AKIAOTHER\n")
    press(signed_in, terminal, "--profile", "work", "--format", "json")
    done = terminal.ended()
    assert done.returncode == 0, done.stderr
    terminal.keep_secret("work")
    said = json.loads(done.stdout)
    assert said["Profile"] == "work" and said["ConfigFile"] == str(aws / "config")
    kept = json.loads(terminal.session("work").read_text())
    for secret in (kept["refresh_token"], kept["secret_access_key"], kept["session_token"], kept["key"]):
        assert secret not in done.stdout + done.stderr
    process = f'"{terminal.server.binary}" login --credential-process --profile work'
    assert (aws / "config").read_bytes().decode() == mine.replace(
        "endpoint_url = http://old.example:1", f"endpoint_url = {terminal.server.endpoint}"
    ).replace("[profile work]\n", f"[profile work]\ncredential_process = {process}\nregion = us-east-1\n")
    assert (aws / "credentials").read_text() == "[other]\naws_access_key_id = AKIAOTHER\n"
    for file in (aws / "config", terminal.session("work")):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert stat.S_IMODE(terminal.session().parent.stat().st_mode) == 0o700
    assert terminal.aws("sts", "get-caller-identity", profile="work").returncode == 0

    # Again, the profile knows where: nothing of it is written twice.
    before = (aws / "config").read_bytes()
    press(signed_in, terminal, "--profile", "work")
    assert terminal.ended().returncode == 0
    terminal.keep_secret("work")
    assert (aws / "config").read_bytes() == before


def test_what_is_written_to_profiles_while_the_browser_is_open_stays(signed_in: Plain, terminal: Terminal) -> None:
    config = terminal.home / ".aws" / "config"
    config.parent.mkdir()
    config.write_text("[profile old]\nregion = eu-west-1\n")
    page, _ = terminal.begin("--profile", "work")
    config.write_text("[profile new]\nregion = eu-west-2\n")
    allow(signed_in, page)
    assert terminal.ended().returncode == 0
    terminal.keep_secret("work")
    written = config.read_text()
    assert written.startswith("[profile new]\nregion = eu-west-2\n\n[profile work]\n") and "old" not in written

    page, _ = terminal.begin("--profile", "late")
    theirs = written + "\n[profile late]\nrole_arn = arn:aws:iam::1:role/x\n"
    config.write_text(theirs)
    allow(signed_in, page)
    done = terminal.ended()
    assert done.returncode == 1 and "from elsewhere (role_arn)" in done.stderr
    assert config.read_text() == theirs


def test_certificates_to_trust_are_named_in_the_profile_and_known_again(signed_in: Plain, terminal: Terminal) -> None:
    bundle = (terminal.home / "ca.pem").resolve()
    bundle.write_text("")
    for words in (("--ca-file", "ca.pem"), ()):
        press(signed_in, terminal, *words)
        done = terminal.ended()
        assert done.returncode == 0, done.stderr
        terminal.keep_secret()
        assert f"\nca_bundle = {bundle}\n" in (terminal.home / ".aws" / "config").read_text()
        assert json.loads(terminal.session().read_text())["ca_file"] == str(bundle)


def test_credentials_are_renewed_once_whoever_asks_at_the_same_time(signed_in: Plain, terminal: Terminal) -> None:
    press(signed_in, terminal)
    assert terminal.ended().returncode == 0
    words = ("login", "--credential-process", "--profile", "bartizan")
    first = json.loads(terminal.run(*words).stdout)
    assert json.loads(terminal.run(*words).stdout) == first, "they hold for a while"
    spoil(terminal)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = [json.loads(done.stdout) for done in pool.map(lambda _: terminal.run(*words), range(4))]
    terminal.keep_secret()
    assert {answer["AccessKeyId"] for answer in answers} == {answers[0]["AccessKeyId"]} != {first["AccessKeyId"]}
    assert set(first) == {"Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}

    stolen = terminal.session().read_text()
    spoil(terminal)
    assert terminal.run(*words).returncode == 0
    terminal.session().write_text(stolen)
    spoil(terminal)
    assert_signed_out(terminal)


def test_a_renewal_that_is_interrupted_is_kept(signed_in: Plain, terminal: Terminal) -> None:
    press(signed_in, terminal)
    assert terminal.ended().returncode == 0
    terminal.keep_secret()
    asked, answering = threading.Event(), threading.Event()

    class Slow(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.set()
            answering.wait(20)
            keys = {"accessKeyId": "ASIANEW", "secretAccessKey": "s", "sessionToken": "t"}
            body = json.dumps({"accessToken": keys, "refreshToken": "next", "expiresIn": 900}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Slow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        spoil(terminal, endpoint=f"http://127.0.0.1:{server.server_port}")
        words = [terminal.server.binary, "login", "--credential-process", "--profile", "bartizan"]
        process = subprocess.Popen(words, env=terminal.environment(), stdout=subprocess.PIPE, text=True)
        assert asked.wait(20)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process.send_signal(number)
        time.sleep(0.2)
        answering.set()
        out, _ = process.communicate(timeout=20)
        server.shutdown()
    assert process.returncode == 0
    assert json.loads(out)["AccessKeyId"] == "ASIANEW"
    assert json.loads(terminal.session().read_text())["refresh_token"] == "next"


def test_credentials_that_hold_are_given_while_the_server_does_not_answer(
    signed_in: Plain, terminal: Terminal
) -> None:
    press(signed_in, terminal)
    assert terminal.ended().returncode == 0
    terminal.keep_secret()
    kept = json.loads(terminal.session().read_text())
    for seconds, code in ((120, 0), (59, 1)):
        spoil(terminal, seconds, endpoint="http://127.0.0.1:1")
        done = terminal.run("login", "--credential-process", "--profile", "bartizan")
        assert done.returncode == code, done.stderr
        assert (kept["access_key_id"] in done.stdout) == (code == 0)
        assert json.loads(terminal.session().read_text())["refresh_token"] == kept["refresh_token"]


def test_logging_out_ends_the_session_at_the_server(signed_in: Plain, account: Account, terminal: Terminal) -> None:
    press(signed_in, terminal)
    assert terminal.ended().returncode == 0
    kept = terminal.session().read_text()
    done = terminal.run("logout")
    assert done.returncode == 0 and "Signed out" in done.stdout, done.stderr
    assert len(named(account, "RevokeOAuth2Token")) == 1
    assert_signed_out(terminal)
    terminal.session().write_text(kept)
    spoil(terminal)
    assert_signed_out(terminal)
    assert "Nobody is signed in" in terminal.run("logout").stdout


def test_what_is_refused_says_why(signed_in: Plain, account: Account, terminal: Terminal) -> None:
    page, _ = terminal.begin()
    assert 'error=access_denied' in signed_in.get(page).text
    asked = dict(urllib.parse.parse_qsl(page.partition("?")[2]))
    callback = asked["redirect_uri"]
    for wrong in ("?code=x&state=wrong", "?code=x", ""):
        assert send(urllib.request.Request(callback + wrong)).status == 400, "it goes on waiting"
    send(urllib.request.Request(f"{callback}?error=access_denied&state={asked['state']}"))
    done = terminal.ended()
    assert (done.returncode, done.stdout) == (3, "") and "refused in the browser" in done.stderr

    aws = terminal.home / ".aws"
    aws.mkdir()
    (aws / "credentials").write_text("[keys]\naws_access_key_id = AKIAOTHER\n")
    (aws / "config").write_text("[profile role]\nrole_arn = arn:aws:iam::1:role/x\n")
    for words, code, says in (
        (("login", "--profile", "keys"), 1, "has keys of its own"),
        (("login", "--profile", "role"), 1, "from elsewhere (role_arn)"),
        (("login", "--profile", "a b"), 2, "a profile's name"),
        (("login", "--endpoint", "http://id.example.com"), 2, "in the clear"),
        (("login", "--endpoint", "id.example.com"), 2, "must be https://"),
        (("login", "--credential-process", "--endpoint", "http://localhost:1"), 2, "cannot be used with"),
        (("login", "--credential-process", "--profile", "nobody"), 3, "nobody is signed in"),
    ):
        done = terminal.run(*words)
        assert (done.returncode, done.stdout) == (code, ""), (words, done.stderr)
        assert says in done.stderr, (words, done.stderr)
    assert "credential_process" in terminal.run("login", "--help").stdout


# --- The page --------------------------------------------------------------------------------------------------------


def test_r26_a_get_completes_nothing(signed_in: Plain, account: Account, program: Program) -> None:
    for _ in range(2):
        reply = signed_in.get(program.page())
        assert reply.status == 200 and reply.header("Location") is None
    assert named(account, "AuthorizeOAuth2Access") == []
    assert program.confirm(signed_in).status == 303


def test_r27_a_request_whose_answer_would_go_elsewhere_is_shown_and_goes_nowhere(
    signed_in: Plain, plain: Callable[[], Plain], program: Program
) -> None:
    for browser in (signed_in, plain()):
        for changed in (
            {"redirect_uri": "http://localhost:49152/oauth/callback"},
            {"redirect_uri": "http://127.0.0.1.evil.example:49152/oauth/callback"},
            {"redirect_uri": "http://127.0.0.1:49152/oauth/callback/.."},
            {"redirect_uri": "https://evil.example/oauth/callback"},
            {"redirect_uri": None},
            {"code_challenge_method": "plain"},
            {"code_challenge": None},
            {"state": None},
            {"client_id": "arn:aws:signin:::devtools/cross-device"},
            {"client_id": "https://evil.example"},
            {"response_type": "token"},
        ):
            reply = browser.get(program.page(**changed))
            assert (reply.status, reply.header("Location")) == (400, None), changed
    token = signed_in.get(program.page()).token()
    reply = signed_in.post("/v1/authorize", program.fields(redirect_uri="http://localhost:1/x") | {"token": token})
    assert (reply.status, reply.header("Location")) == (400, None)


def test_r27_only_the_browser_that_was_shown_the_page_confirms(
    signed_in: Plain, plain: Callable[[], Plain], account: Account, program: Program
) -> None:
    stranger = plain()
    page = signed_in.get(program.page())
    for token, headers in (
        ("", None),
        (stranger.get("/signin/root").token(), None),
        (page.token(), {"Origin": "https://evil.example"}),
    ):
        assert signed_in.post("/v1/authorize", program.fields() | {"token": token}, headers).status == 403
    policy = page.header("Content-Security-Policy")
    assert "form-action 'self' http://127.0.0.1:49152;" in policy and "frame-ancestors 'none'" in policy
    assert "http:;" in signed_in.get(program.page(redirect_uri="http://[::1]:1/oauth/callback")).header(
        "Content-Security-Policy"
    )
    assert named(account, "AuthorizeOAuth2Access") == []


def test_r27_whoever_has_to_sign_in_first_comes_back_to_the_page_and_nowhere_else(
    plain: Callable[[], Plain], account: Account, program: Program
) -> None:
    alice = worker(account, devices=0)
    browser = plain()
    asked = browser.get(program.page())
    assert (asked.status, asked.header("Location")) == (303, "/signin")
    reply = browser.give_password(account.id, alice.name, alice.password)
    assert reply.header("Location").startswith("/v1/authorize?"), reply.text
    assert "__Host-bartizan-wanted" not in browser.jar
    assert program.challenge()[:4] in browser.get(reply.header("Location")).text
    for wrong in ("", "x", "aHR0cHM6Ly9ldmlsLmV4YW1wbGU", "L2NvbnNvbGU"):
        other = plain()
        other.jar["__Host-bartizan-wanted"] = wrong
        assert other.give_password(account.id, alice.name, alice.password).header("Location") == "/console", wrong


def way_back(program: Program) -> str:
    """A link that tells the program that there is nothing for it, as HTML has it."""
    return f'href="{REDIRECT}?error=access_denied&#38;state={program.state}"'


def test_a_session_by_temporary_credentials_says_that_it_cannot_be_lent(
    plain: Callable[[], Plain], account: Account, program: Program
) -> None:
    browser, found = plain(), links.token(account, links.role(account))
    page = browser.get(links.login(found))
    browser.post("/federation", {"Action": "login", "SigninToken": found, "token": page.token()})
    reply = browser.get(program.page())
    assert reply.status == 403 and "cannot be lent" in reply.text
    assert way_back(program) in reply.text


def test_a_user_without_the_permission_reads_why_and_root_needs_none(
    plain: Callable[[], Plain], account: Account, program: Program
) -> None:
    browser = plain()
    browser.sign_in(people.user(account))
    reply = program.confirm(browser)
    assert reply.status == 403 and "signin:AuthorizeOAuth2Access" in reply.text
    assert way_back(program) in reply.text, "the program is told"
    assert named(account, "AuthorizeOAuth2Access")[0]["errorCode"] == "AccessDenied"

    root = plain()
    root.give_root_password(account.email, account.passwords[0])
    new = {"NewPassword": people.NEW_PASSWORD, "Repeated": people.NEW_PASSWORD}
    root.submit("/signin/step/password", "/signin/step/password", new)
    assert root.is_inside()
    answer = program.post(program.of_code(program.code(root)))
    keys = json.loads(answer.body)["accessToken"]
    sts = boto3.client(
        "sts",
        endpoint_url=account.server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"],
        aws_session_token=keys["sessionToken"],
    )
    assert sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{account.id}:root"


# --- The protocol ----------------------------------------------------------------------------------------------------


def test_r27_what_is_asked_for_wrongly_is_refused(signed_in: Plain, account: Account, program: Program) -> None:
    code = program.code(signed_in)
    good, now = program.of_code(code), int(time.time())
    other = Program(account)
    invalid, denied = (400, "ValidationException", "invalid_request"), (403, "AccessDeniedException", "AUTHCODE_EXPIRED")
    head, claims, signature = program.proof().split(".")
    none = "eyJhbGciOiJub25lIiwidHlwIjoiZHBvcCtqd3QifQ"
    for body, proof, wanted in (
        (good, "", invalid),
        (good, "x", invalid),
        (good, f"{none}.{claims}.", invalid),
        (good, f"{none}.{claims}.{signature}", invalid),
        (good, f"{head}.{claims}.{signature[:-4]}AAAA", invalid),
        (good, program.proof(path="/v1/revoke"), invalid),
        (good, program.proof(endpoint=program.endpoint.replace("localhost", "127.0.0.1")), invalid),
        (good, program.proof(ts=now - 301), invalid),
        (good, program.proof(ts=now + 330), invalid),
        (program.of_code(code, codeVerifier="w" * 64), None, denied),
        (program.of_code(code, codeVerifier="w"), None, invalid),
        (program.of_code(code, redirectUri=REDIRECT.replace("49152", "49153")), None, denied),
        (program.of_code(code, clientId="arn:aws:signin:::devtools/cross-device"), None, invalid),
        (program.of_code(code[:-1]), None, denied),
        (program.of_code("x" * 500), None, denied),
        (program.of_token("x"), None, (403, "AccessDeniedException", "TOKEN_EXPIRED")),
        ({"clientId": CLIENT, "grantType": "client_credentials"}, None, invalid),
        (b"[" * 9_000, None, invalid),
        (b"", None, invalid),
    ):
        proof = program.proof() if proof is None else proof
        assert refused(program.post(body, proof or " ")) == wanted, (body, proof)
    for headers in ({"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "text/plain"}):
        assert refused(program.post(good, **headers)) == invalid
    assert refused(program.post(good, path="/v1/token?x-amz-client-auth-method=iam", proof=program.proof())) == invalid
    assert send(urllib.request.Request(f"{program.endpoint}/v1/token")).status == 405

    proof = program.proof()
    first = program.post(good, proof)
    assert first.status == 200, first.body
    token = json.loads(first.body)
    assert token["tokenType"] == "aws_sigv4" and token["expiresIn"] == 900 and token["idToken"].count(".") == 2
    assert refused(program.post(good)) == denied, "the code was used"
    assert refused(program.post(program.of_token(token["refreshToken"]), proof)) == invalid, "the proof was used"
    ended = (403, "AccessDeniedException", "TOKEN_EXPIRED")
    stolen = other.post(program.of_token(token["refreshToken"]))
    assert refused(stolen) == ended, "another key"
    second = program.post(program.of_token(token["refreshToken"]))
    assert second.status == 200 and "idToken" not in json.loads(second.body)
    assert refused(program.post(program.of_token(token["refreshToken"]))) == ended, "it was used"
    assert refused(program.post(program.of_token(json.loads(second.body)["refreshToken"]))) == ended, "all ended"


def test_r22_the_host_of_a_request_says_nothing(signed_in: Plain, program: Program) -> None:
    code = program.code(signed_in)
    proof = program.proof(endpoint="http://evil.example")
    answer = program.post(program.of_code(code), proof, Host="evil.example")
    assert refused(answer)[0] == 400 and program.endpoint in json.loads(answer.body)["message"]
    assert program.post(program.of_code(code), Host="evil.example").status == 200


def test_aws_clients_renew_by_themselves(
    signed_in: Plain, account: Account, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """botocore's own login provider, with a session as `aws login` keeps it."""
    answer = json.loads(program.post(program.of_code(program.code(signed_in))).body)
    arn = account.user_arn("alice")
    cache = tmp_path / "cache"
    cache.mkdir()
    kept = cache / f"{hashlib.sha256(arn.encode()).hexdigest()}.json"
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=1)
    session = {
        "accessToken": answer["accessToken"] | {"accountId": account.id, "expiresAt": f"{soon:%Y-%m-%dT%H:%M:%SZ}"},
        "tokenType": answer["tokenType"],
        "clientId": CLIENT,
        "refreshToken": answer["refreshToken"],
        "idToken": answer["idToken"],
        "dpopKey": program.pem(),
    }
    kept.write_text(json.dumps(session))
    config = tmp_path / "config"
    config.write_text(
        f"[profile web]\nlogin_session = {arn}\nregion = us-east-1\nendpoint_url = {account.server.endpoint}\n"
    )
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_LOGIN_CACHE_DIRECTORY", str(cache))
    assert boto3.Session(profile_name="web").client("sts").get_caller_identity()["Arn"] == arn
    renewed = json.loads(kept.read_text())
    account.server.secrets.update([renewed["refreshToken"], renewed["accessToken"]["secretAccessKey"]])
    assert renewed["accessToken"]["accessKeyId"] != answer["accessToken"]["accessKeyId"]
    assert len(named(account, "CreateOAuth2Token")) == 2
    # The session of the console ends, and with it what hangs on it.
    account.server.command("sessions", "end", "--account", account.id, "--user", "alice")
    kept.write_text(json.dumps(renewed | {"accessToken": renewed["accessToken"] | {"expiresAt": "2026-01-01T00:00:00Z"}}))
    with pytest.raises(Exception, match="(?i)log ?in"):
        boto3.Session(profile_name="web").client("sts").get_caller_identity()
