"""A small object store that asks Bartizan who may read and write, with boto3 as its client: `POST /authorize` (rule R29)."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
import urllib.request
from collections.abc import Iterator

import boto3
import pytest
from bartizan import Account, Answer, Keys, Server, send
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

READS_WITH_MFA = {
    "Statement": [
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": "arn:aws:s3:::photos/*",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        }
    ]
}


class ObjectStore:
    """Objects in memory. It knows no key and no policy: it describes each request, and does what it is told."""

    ACTIONS = {"GET": "s3:GetObject", "PUT": "s3:PutObject"}

    def __init__(self, endpoint: str) -> None:
        self.bartizan = endpoint
        self.keys: Keys | None = None
        self.objects: dict[str, bytes] = {}
        self.answers: list[dict] = []
        store = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_request(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                path, _, query = self.path.partition("?")
                answer = store.ask(self.command, path, query, self.headers.items(), body)
                if not answer.get("Allowed"):
                    return self.reply(403, f"<Error><Code>AccessDenied</Code><Message>{answer.get('Reason', '')}</Message></Error>".encode())
                if self.command == "PUT":
                    store.objects[path] = body
                    return self.reply(200, b"")
                return self.reply(200, store.objects[path]) if path in store.objects else self.reply(404, b"<Error><Code>NoSuchKey</Code></Error>")

            do_GET = do_PUT = handle_request

            def reply(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_port
        self.host = f"localhost:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def ask(self, method: str, path: str, query: str, headers: list[tuple[str, str]], body: bytes) -> dict:
        question = {
            "Service": "store",
            "SignedRequest": {
                "Method": method,
                "Path": path,
                "Query": query,
                "Headers": [{"Name": name, "Value": value} for name, value in headers],
                "BodySha256": hashlib.sha256(body).hexdigest(),
            },
            "Action": self.ACTIONS[method],
            "Resource": "arn:aws:s3:::" + path.lstrip("/"),
            "SourceIp": "127.0.0.1",
        }
        answer = self.post(self.keys, question)
        told = json.loads(answer.body)
        self.answers.append(told)
        return told

    def post(self, keys: Keys, question: dict) -> Answer:
        data = json.dumps(question).encode()
        request = AWSRequest("POST", f"{self.bartizan}/authorize", headers={"Content-Type": "application/json"}, data=data)
        SigV4Auth(Credentials(keys.id, keys.secret, keys.token), "bartizan", "us-east-1").add_auth(request)
        return send(urllib.request.Request(request.url, data, dict(request.headers.items()), method="POST"))

    def client(self, keys: Keys, host: str | None = None):
        return boto3.client(
            "s3",
            endpoint_url=f"http://{host or self.host}",
            region_name="us-east-1",
            aws_access_key_id=keys.id,
            aws_secret_access_key=keys.secret,
            aws_session_token=keys.token,
            config=Config(
                retries={"total_max_attempts": 1}, signature_version="s3v4", s3={"addressing_style": "path"}, proxies={}
            ),
        )


@pytest.fixture
def store(server: Server, account: Account) -> Iterator[ObjectStore]:
    store = ObjectStore(server.endpoint)
    try:
        store.keys = account.create_user("gateway")
        may = {"Statement": {"Effect": "Allow", "Action": "bartizan:Authorize", "Resource": f"arn:aws:bartizan::{account.id}:service/store"}}
        account.iam.put_user_policy(UserName="gateway", PolicyName="may", PolicyDocument=json.dumps(may))
        register(server, account, store)
        yield store
    finally:
        store.stop()


def register(server: Server, account: Account, store: ObjectStore, *more: str) -> None:
    words = ("service", "register", "store", "--account", account.id, "--host", store.host, "--signing-service", "s3", *more)
    server.command(*words)


def refused(call, **parameters: object) -> tuple[int, str]:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response["ResponseMetadata"]["HTTPStatusCode"], caught.value.response["Error"].get("Message", "")


CAT = {"Bucket": "photos", "Key": "a cat (1)/été+~.jpg"}


def test_a_session_with_mfa_reads_and_writes_and_a_key_does_not(account: Account, store: ObjectStore) -> None:
    alice = account.create_user("alice")
    account.iam.put_user_policy(UserName="alice", PolicyName="photos", PolicyDocument=json.dumps(READS_WITH_MFA))
    serial, phone = account.enable_device("alice", "phone")
    session = account.session(serial, phone, alice)

    client = store.client(session)
    client.put_object(**CAT, Body=b"meow")
    assert client.get_object(**CAT)["Body"].read() == b"meow"
    told = store.answers[-1]
    assert told["Caller"]["Arn"] == account.user_arn("alice") and told["Session"]["MfaAuthenticated"] is True
    assert told["Decision"]["MatchedStatement"]["Policy"] == f"{account.user_arn('alice')}/photos"

    for who, keys in [("a key", alice), ("a session without MFA", account.session(keys=alice))]:
        assert refused(store.client(keys).get_object, **CAT)[0] == 403, who
        assert store.answers[-1]["Authenticated"] is True and store.answers[-1]["Decision"]["Verdict"] == "implicitDeny", who
    assert refused(client.get_object, Bucket="others", Key="x")[0] == 403

    account.iam.update_access_key(UserName="alice", AccessKeyId=alice.id, Status="Inactive")
    assert refused(store.client(alice).get_object, **CAT) == (403, "UnknownCredentials")
    used = account.iam.get_access_key_last_used(AccessKeyId=alice.id)["AccessKeyLastUsed"]
    assert used["ServiceName"] == "s3"


def test_presigned_addresses_of_s3_are_taken_where_unsigned_bodies_are(server: Server, account: Account, store: ObjectStore) -> None:
    client = store.client(account.administrator)
    client.put_object(**CAT, Body=b"meow")
    address = client.generate_presigned_url("get_object", Params=CAT, ExpiresIn=300)
    assert send(urllib.request.Request(address)).status == 403
    register(server, account, store, "--unsigned-bodies")
    answer = send(urllib.request.Request(address))
    assert (answer.status, answer.body) == (200, b"meow")
    assert store.answers[-1]["Proof"]["Presigned"] is True and store.answers[-1]["Proof"]["BodySigned"] is False
    assert send(urllib.request.Request(address.replace("photos", "others"))).status == 403
    assert client.get_object(**CAT)["Body"].read() == b"meow"


def test_r29_a_request_to_another_service_is_not_replayed_here(server: Server, account: Account, store: ObjectStore) -> None:
    other = ObjectStore(server.endpoint)
    try:
        server.command("service", "register", "other", "--account", account.id, "--host", other.host, "--signing-service", "s3")
        seen: list[tuple] = []
        other.ask = lambda *request: seen.append(request) or {"Allowed": False}
        refused(other.client(account.administrator).get_object, **CAT)
        # The other service hands what it got to ours, which asks about it in good faith.
        assert store.ask(*seen[0])["Reason"] == "WrongHost"
        method, path, query, headers, body = seen[0]
        headers = [(name, store.host if name.lower() == "host" else value) for name, value in headers]
        assert store.ask(method, path, query, headers, body)["Reason"] == "SignatureDoesNotMatch"
    finally:
        other.stop()


def test_what_is_registered_is_listed_and_removed(server: Server, account: Account, other_account: Account, store: ObjectStore) -> None:
    register(server, account, store, "--accounts", other_account.id)
    listed = json.loads(server.command("service", "list", "--account", account.id, "--format", "json"))
    assert [(row["ServiceName"], row["Hosts"], row["Accounts"]) for row in listed] == [("store", [store.host], [other_account.id])]
    assert store.host in server.command("service", "list")
    with pytest.raises(RuntimeError, match="a host is one service's"):
        server.command("service", "register", "thief", "--account", other_account.id, "--host", store.host)
    with pytest.raises(RuntimeError, match="there is no account"):
        register(server, account, store, "--accounts", "000000000001")
    with pytest.raises(RuntimeError, match="what clients of this server sign for"):
        server.command("service", "register", "iam", "--account", account.id, "--host", "x.example.com", "--signing-service", "iam")
    assert "registered so already" in server.command(
        "service", "register", "store", "--account", account.id, "--host", store.host, "--signing-service", "s3", "--accounts", other_account.id
    )
    server.command("service", "remove", "store", "--account", account.id)
    answer = store.post(store.keys, {"Service": "store", "Action": "s3:GetObject", "Resource": "*"})
    assert answer.status == 404
    names = [event["eventName"] for event in server.events(account) if event["eventSource"] == "bartizan"]
    assert names[-3:] == ["RegisterService", "RegisterService", "RemoveService"]
