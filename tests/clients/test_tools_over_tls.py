"""Each tool trusts an authority of one's own once it is told so as `docs/tools.md` says, and nobody before."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan import AWS_CLI_1, AWS_CLI_2, Account, Phone, Server, clean_environment
from mail_server import Certificate
from test_sdks import program
from test_tools import TOOLS

WHO = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
BOTO3 = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def tls_server(binary: Path, certificate: Certificate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {"BARTIZAN_TLS_CERTIFICATE": str(certificate.file), "BARTIZAN_TLS_KEY": str(certificate.key)}
    server = Server(binary, tmp_path_factory.mktemp("server"), settings)
    server.start()
    try:
        assert server.endpoint.startswith("https://localhost:")
        yield server
    finally:
        assert server.stop() == 0


@pytest.fixture
def account(tls_server: Server) -> Account:
    """In place of the account of the server without TLS."""
    return tls_server.create_account()


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        pytest.param("AWS_CA_BUNDLE", [AWS_CLI_1, *WHO], id="AWS CLI 1"),
        pytest.param("AWS_CA_BUNDLE", [AWS_CLI_2, "--endpoint-url", "ENDPOINT", *WHO], id="AWS CLI 2"),
        pytest.param("AWS_CA_BUNDLE", [sys.executable, "-c", BOTO3], id="boto3"),
        pytest.param("AWS_CA_BUNDLE", [TOOLS / "cloudsplaining", "download", "--profile", "default"], id="cloudsplaining"),
        pytest.param("AWS_CA_BUNDLE", [TOOLS / "awsumepy", "--auto-refresh", "deployer"], id="awsume"),
        pytest.param("AWS_CA_BUNDLE", [TOOLS / "aws-mfa"], id="aws-mfa"),
        pytest.param("NODE_EXTRA_CA_CERTS", ["js"], id="JavaScript"),
        pytest.param("SSL_CERT_FILE", ["rust"], id="Rust"),
    ],
)
def test_an_authority_of_ones_own(account: Account, certificate: Certificate, tmp_path: Path, variable: str, words: list) -> None:
    words = program(words[0]) if words[0] in ("js", "rust") else words
    iam = account.client("iam", verify=str(certificate.file))
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    serial, phone = device["SerialNumber"], Phone(device["Base32StringSeed"].decode())
    iam.enable_mfa_device(UserName="admin", SerialNumber=serial, **phone.pair())
    code = phone.code()
    statement = f'{{"Effect": "Allow", "Principal": {{"AWS": "{account.user_arn("admin")}"}}, "Action": "sts:AssumeRole"}}'
    trust = f'{{"Version": "2012-10-17", "Statement": [{statement}]}}'
    iam.create_role(RoleName="deployer", AssumeRolePolicyDocument=trust)
    (tmp_path / ".aws").mkdir()
    keys = f"aws_access_key_id = {account.administrator.id}\naws_secret_access_key = {account.administrator.secret}\n"
    (tmp_path / ".aws/credentials").write_text(f"[default]\n{keys}[default-long-term]\n{keys}aws_mfa_device = {serial}\n")
    profile = f"[profile deployer]\nrole_arn = arn:aws:iam::{account.id}:role/deployer\nsource_profile = default\n"
    (tmp_path / ".aws/config").write_text(f"[default]\nregion = us-east-1\n{profile}")
    environment = clean_environment() | {
        "HOME": str(tmp_path),
        "AWS_ENDPOINT_URL": account.server.endpoint,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
    }
    words = [account.server.endpoint if word == "ENDPOINT" else word for word in words]

    def run(more: dict[str, str]) -> subprocess.CompletedProcess[str]:
        # Only aws-mfa asks for a code. It is not spent where nobody trusts the server.
        return subprocess.run(
            words, env=environment | more, cwd=tmp_path, input=f"{code}\n", capture_output=True, text=True, timeout=120
        )

    stranger = run({})
    assert "certificate" in (stranger.stdout + stranger.stderr).lower(), stranger
    trusted = run({variable: str(certificate.file)})
    assert trusted.returncode == 0, trusted.stdout + trusted.stderr
