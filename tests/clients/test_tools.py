"""Tools for AWS, as people install them: awsume, aws-mfa, cloudsplaining."""

from __future__ import annotations

import configparser
import json
import subprocess
from pathlib import Path

import pytest

from bartizan import Account, Keys, Phone, clean_environment

TOOLS = Path(__file__).parents[2] / ".venv-tools" / "bin"

POLICY_OF_EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


class Home:
    """A home directory, with a shell in it that has the tools and the AWS CLI at hand."""

    def __init__(self, account: Account, directory: Path) -> None:
        assert (TOOLS / "awsume").is_file(), "the tools are not installed: run scripts/test clients"
        self.account = account
        self.directory = directory
        (directory / ".aws").mkdir()

    def write(self, file: str, sections: dict[str, dict[str, str]]) -> None:
        written = configparser.ConfigParser(interpolation=None)
        written.read_dict(sections)
        with (self.directory / ".aws" / file).open("w") as opened:
            written.write(opened)

    def read(self, file: str) -> configparser.ConfigParser:
        read = configparser.ConfigParser(interpolation=None)
        read.read(self.directory / ".aws" / file)
        for section in read.sections():
            names = ("aws_secret_access_key", "aws_session_token")
            self.account.server.secrets.update(read[section][name] for name in names if name in read[section])
        return read

    def bash(self, script: str, typed: str = "") -> str:
        """What a script prints that succeeds."""
        done = self._run(script, typed)
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout

    def refused(self, script: str, typed: str = "") -> str:
        """All that a script prints that fails."""
        done = self._run(script, typed)
        assert done.returncode != 0, f"{script}\n{done.stdout}"
        return done.stdout + done.stderr

    def _run(self, script: str, typed: str) -> subprocess.CompletedProcess[str]:
        environment = clean_environment() | {
            "HOME": str(self.directory),
            "PATH": f"{TOOLS}:{Path(__file__).parents[2] / '.venv/bin'}:/usr/bin:/bin",
            "AWS_ENDPOINT_URL": self.account.server.endpoint,
        }
        words = ["bash", "-eu", "-o", "pipefail", "-c", script]
        return subprocess.run(
            words, input=typed, capture_output=True, text=True, timeout=120, cwd=self.directory, env=environment
        )


@pytest.fixture
def home(account: Account, tmp_path: Path) -> Home:
    return Home(account, tmp_path)


@pytest.fixture
def alice(account: Account) -> tuple[Keys, str, Phone]:
    """A user with a device, whom a role trusts that demands MFA."""
    keys = account.create_user("alice")
    serial, phone = account.enable_device("alice", "phone")
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": account.user_arn("alice")},
        "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    }
    account.iam.create_role(
        RoleName="deploy", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )
    return keys, serial, phone


WHO = "aws sts get-caller-identity --query Arn --output text"


# --- awsume ------------------------------------------------------------------------------------------------------------


def test_awsume_takes_a_session_and_a_role_with_a_code(home: Home, alice: tuple[Keys, str, Phone]) -> None:
    keys, serial, phone = alice
    account = home.account
    home.write("credentials", {"alice": {"aws_access_key_id": keys.id, "aws_secret_access_key": keys.secret}})
    role = {"role_arn": f"arn:aws:iam::{account.id}:role/deploy", "source_profile": "alice", "mfa_serial": serial}
    home.write("config", {"profile alice": {"mfa_serial": serial, "region": "eu-west-1"}, "profile deploy": role | {"region": "eu-west-1"}})

    assert "invalid MFA one time pass code" in home.refused(f". awsume alice --mfa-token {phone.wrong_code()}; {WHO}")
    seen = home.bash(f'set +u; . awsume alice --mfa-token {phone.code()}; {WHO}; echo "$AWS_ACCESS_KEY_ID $AWS_REGION"')
    assert seen.splitlines()[0] == account.user_arn("alice")
    assert seen.splitlines()[1].startswith("ASIA") and seen.splitlines()[1].endswith(" eu-west-1")

    # The session with MFA is kept, and the role is assumed with it: no second code.
    seen = home.bash(f"set +u; . awsume deploy --session-name ci; {WHO}")
    assert seen.strip() == f"arn:aws:sts::{account.id}:assumed-role/deploy/ci"


# --- aws-mfa -----------------------------------------------------------------------------------------------------------


def test_aws_mfa_writes_a_profile_with_mfa(home: Home, alice: tuple[Keys, str, Phone]) -> None:
    keys, serial, phone = alice
    home.write(
        "credentials",
        {"default-long-term": {"aws_access_key_id": keys.id, "aws_secret_access_key": keys.secret, "aws_mfa_device": serial}},
    )
    home.write("config", {"default": {"region": "us-east-1"}})
    assert "invalid MFA one time pass code" in home.refused("aws-mfa --duration 3600", phone.wrong_code() + "\n")
    home.bash("aws-mfa --duration 3600", phone.code() + "\n")
    short = home.read("credentials")["default"]
    assert short["aws_access_key_id"].startswith("ASIA")
    assert home.bash(WHO).strip() == home.account.user_arn("alice")
    # Still valid: it asks for no code.
    home.bash("aws-mfa --duration 3600")

    role = f"arn:aws:iam::{home.account.id}:role/deploy"
    home.bash(f"aws-mfa --assume-role {role} --role-session-name ci --short-term-suffix deploy --duration 900", phone.code() + "\n")
    home.read("credentials")
    assert home.bash(f"{WHO} --profile default-deploy --region us-east-1").strip() == f"arn:aws:sts::{home.account.id}:assumed-role/deploy/ci"


# --- cloudsplaining ----------------------------------------------------------------------------------------------------


def test_cloudsplaining_finds_what_is_too_wide(home: Home) -> None:
    account, iam = home.account, home.account.iam
    administrator = account.administrator
    home.write("credentials", {"default": {"aws_access_key_id": administrator.id, "aws_secret_access_key": administrator.secret}})
    home.write("config", {"default": {"region": "us-east-1"}})
    iam.create_group(GroupName="everybody")
    document = json.dumps(POLICY_OF_EVERYTHING)
    arn = iam.create_policy(PolicyName="everything", PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_group_policy(GroupName="everybody", PolicyArn=arn)
    narrow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:GetUser", "Resource": account.user_arn("admin")}]}
    iam.put_group_policy(GroupName="everybody", PolicyName="narrow", PolicyDocument=json.dumps(narrow))

    home.bash("cloudsplaining download --profile default --output .")
    [downloaded] = home.directory.glob("*.json")
    details = json.loads(downloaded.read_text())
    assert [group["GroupName"] for group in details["GroupDetailList"]] == ["everybody"]
    assert "admin" in [user["UserName"] for user in details["UserDetailList"]]

    home.bash(f"cloudsplaining scan --input-file {downloaded.name} --output . --skip-open-report")
    [results] = home.directory.glob("iam-results-*.json")
    found = json.loads(results.read_text())
    [wide] = [policy for policy in found["customer_managed_policies"].values() if policy["PolicyName"] == "everything"]
    assert wide["PrivilegeEscalation"]["findings"]
    [inline] = found["inline_policies"].values()
    assert inline["PolicyName"] == "narrow" and not inline["PrivilegeEscalation"]["findings"]
