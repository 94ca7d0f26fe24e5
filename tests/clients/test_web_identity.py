"""Tokens of providers of OpenID Connect: unmodified SDKs that bring one, keys that the operator gives, and keys that are fetched."""

from __future__ import annotations

import base64
import datetime
import http.server
import json
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from bartizan import Account, Server, refusal
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CLIENT = "sts.amazonaws.com"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Provider:
    """A provider with one RSA key. Another library than the server's signs, so nothing of ours checks itself."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def keys(self) -> str:
        numbers = self.key.public_key().public_numbers()
        n, e = (encoded(number.to_bytes((number.bit_length() + 7) // 8)) for number in (numbers.n, numbers.e))
        return json.dumps({"keys": [{"kty": "RSA", "kid": "one", "alg": "RS256", "use": "sig", "n": n, "e": e}]})

    def token(self, **claims: object) -> str:
        now = int(time.time())
        said = {"iss": self.url, "sub": "repo:x/y", "aud": CLIENT, "iat": now, "exp": now + 600} | claims
        parts = [json.dumps(part).encode() for part in ({"alg": "RS256", "kid": "one"}, said)]
        signed = ".".join(encoded(part) for part in parts)
        signature = self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{encoded(signature)}"


def known(account: Account, provider: Provider) -> str:
    """Makes the provider known, and a role that trusts one subject of it: the role's ARN."""
    arn = account.iam.create_open_id_connect_provider(Url=provider.url, ClientIDList=[CLIENT])["OpenIDConnectProviderArn"]
    host = provider.url.removeprefix("https://")
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Federated": arn},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{host}:sub": "repo:x/y", f"{host}:aud": CLIENT}},
        },
    }
    return account.iam.create_role(RoleName="ci", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]


def sts(server: Server):
    """STS without any credentials."""
    config = Config(signature_version="unsigned", retries={"total_max_attempts": 1})
    return boto3.Session().client("sts", endpoint_url=server.endpoint, region_name="us-east-1", config=config)


def assume(server: Server, role: str, token: str) -> dict:
    return sts(server).assume_role_with_web_identity(RoleArn=role, RoleSessionName="work", WebIdentityToken=token)


def test_an_unmodified_sdk_finds_role_and_token_by_itself(
    server: Server, account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Provider("https://login.example.com/tenant")
    role = known(account, provider)
    (tmp_path / "keys.json").write_text(provider.keys())
    words = ("oidc", "keys", "set", "--account", account.id, provider.url)
    assert "gave keys to" in server.command(*words, str(tmp_path / "keys.json"))
    token_file = tmp_path / "token"
    token_file.write_text(provider.token())
    for name, value in {
        "AWS_ROLE_ARN": role,
        "AWS_ROLE_SESSION_NAME": "pod",
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(token_file),
        "AWS_ENDPOINT_URL_STS": server.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
    }.items():
        monkeypatch.setenv(name, value)
    for _ in range(2):  # the same file is read again by each process
        caller = boto3.Session(region_name="us-east-1").client("sts").get_caller_identity()
        assert caller["Arn"] == f"arn:aws:sts::{account.id}:assumed-role/ci/pod"

    issued = [event for event in server.events(account) if event["eventName"] == "AssumeRoleWithWebIdentity"]
    assert [event["userIdentity"]["type"] for event in issued] == ["WebIdentityUser"] * 2
    assert issued[0]["userIdentity"]["userName"] == "repo:x/y"
    assert provider.token().split(".")[1][:40] not in json.dumps(issued)


def test_what_the_role_does_not_trust_and_what_nobody_signed_is_refused(
    server: Server, account: Account, tmp_path: Path
) -> None:
    provider = Provider("https://login.example.com/refused")
    role = known(account, provider)
    keys = tmp_path / "keys.json"
    keys.write_text(provider.keys())
    server.command("oidc", "keys", "set", "--account", account.id, provider.url, str(keys))
    answer = assume(server, role, provider.token())
    assert (answer["SubjectFromWebIdentityToken"], answer["Audience"]) == ("repo:x/y", CLIENT)
    denied = (403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
    assert refusal(assume, server=server, role=role, token=provider.token(sub="repo:x/z")) == denied
    assert refusal(assume, server=server, role=role.replace("/ci", "/nobody"), token=provider.token()) == denied
    for token, code in [
        (Provider(provider.url).token(), "InvalidIdentityToken"),
        (provider.token(aud="somebody"), "InvalidIdentityToken"),
        (provider.token(exp=int(time.time()) - 600), "ExpiredTokenException"),
    ]:
        assert refusal(assume, server=server, role=role, token=token)[:2] == (400, code)
    assert "RS256 one" in server.command("oidc", "keys", "show", "--account", account.id, provider.url)
    server.command("oidc", "keys", "remove", "--account", account.id, provider.url)
    assert refusal(assume, server=server, role=role, token=provider.token())[:2] == (400, "InvalidIdentityToken")


def test_keys_that_hold_a_secret_or_are_none_are_not_taken(server: Server, account: Account, tmp_path: Path) -> None:
    provider = Provider("https://login.example.com/secret")
    known(account, provider)
    keys = tmp_path / "keys.json"
    words = ("oidc", "keys", "set", "--account", account.id, provider.url, str(keys))
    for text, why in [
        ("{}", "it is no JSON Web Key Set"),
        (provider.keys().replace('"use"', '"d": "AQAB", "use"'), "there is a private key or a shared secret in it"),
    ]:
        keys.write_text(text)
        with pytest.raises(RuntimeError, match=why):
            server.command(*words)
    keys.write_text(provider.keys())
    with pytest.raises(RuntimeError, match="knows no provider https://login.example.com/unknown"):
        server.command(*words[:-2], "https://login.example.com/unknown", str(keys))


@pytest.fixture
def published(tmp_path: Path) -> Iterator[tuple[Provider, Path, list[str]]]:
    """A provider that publishes its keys over https on loopback, the certificate to trust, and what it was asked for."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, private = tmp_path / "ca.pem", tmp_path / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = provider.keys()
            if self.path == "/.well-known/openid-configuration":
                body = json.dumps({"issuer": provider.url, "jwks_uri": f"{provider.url}/keys"})
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    listener.socket = context.wrap_socket(listener.socket, server_side=True)
    provider = Provider(f"https://localhost:{listener.server_port}")
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider, pem, asked
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


@pytest.mark.parametrize("networks", ["127.0.0.0/8, ::1", ""])
def test_r24_keys_are_fetched_once_and_only_from_where_it_is_allowed(
    binary: Path, tmp_path: Path, published: tuple[Provider, Path, list[str]], networks: str
) -> None:
    provider, authority, asked = published
    settings = {
        "BARTIZAN_OIDC_FETCH_KEYS": "true",
        "BARTIZAN_OIDC_CA_FILE": str(authority),
        "BARTIZAN_OIDC_NETWORKS": networks,
        "BARTIZAN_OIDC_SINGLE_USE": provider.url,
    }
    server = Server(binary, tmp_path / "server", settings)
    server.start()
    try:
        account = server.create_account()
        role = known(account, provider)
        if not networks:
            refused = refusal(assume, server=server, role=role, token=provider.token())
            assert refused[:2] == (400, "IDPCommunicationError")
            assert asked == []
            return
        tokens = [provider.token(jti=str(number)) for number in range(3)]
        for token in tokens:
            assume(server, role, token)
        assert asked == ["/.well-known/openid-configuration", "/keys"]
        assert refusal(assume, server=server, role=role, token=tokens[0])[:2] == (403, "IDPRejectedClaim")
    finally:
        server.stop()
