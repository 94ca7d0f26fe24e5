"""The credential report, as scanners read it."""

from __future__ import annotations

import base64
import csv
import datetime
import io
import time

from bartizan import Account, Cli, Server, refusal


def made(account: Account) -> dict:
    """A report that is complete, by a client that knows the server's present address."""
    iam, deadline = account.client("iam"), time.monotonic() + 30
    while iam.generate_credential_report()["State"] != "COMPLETE":
        assert time.monotonic() < deadline, "the report is not complete"
        time.sleep(0.1)
    return iam.get_credential_report()


def rows(report: dict) -> dict[str, dict[str, str]]:
    """The rows of a report, by user."""
    return {row["user"]: row for row in csv.DictReader(io.StringIO(report["Content"].decode(), newline=""))}


def test_a_scanner_reads_who_has_a_device_and_which_keys_are_used(account: Account) -> None:
    assert refusal(account.iam.get_credential_report)[:2] == (410, "ReportNotPresent")
    alice = account.create_user("alice")
    account.enable_device("alice", "phone")
    account.client("sts", alice, region="ap-south-1").get_caller_identity()
    account.iam.create_user(UserName="lovelace,ada", Path="/sci\"ence/")

    started = account.iam.generate_credential_report()
    assert started["State"] == "STARTED"
    assert started["Description"] == "No report exists. Starting a new report generation task"
    report = made(account)
    assert report["ReportFormat"] == "text/csv"
    assert datetime.datetime.now(datetime.UTC) - report["GeneratedTime"] < datetime.timedelta(minutes=2)

    users = rows(report)
    assert list(users) == ["<root_account>", account.administrator_name, "alice", "lovelace,ada"]
    assert users["<root_account>"]["password_enabled"] == "not_supported"
    assert users["<root_account>"]["mfa_active"] == "false"
    assert users[account.administrator_name]["password_enabled"] == "true"
    assert users["alice"]["arn"] == account.user_arn("alice")
    assert (users["alice"]["password_enabled"], users["alice"]["password_last_used"]) == ("false", "N/A")
    assert users["alice"]["mfa_active"] == "true"
    assert users["alice"]["access_key_1_active"] == "true"
    assert users["alice"]["access_key_1_last_used_region"] == "ap-south-1"
    assert users["alice"]["access_key_1_last_used_service"] == "sts"
    assert users["alice"]["access_key_2_active"] == "false"
    assert users["lovelace,ada"]["arn"] == account.user_arn('sci"ence/lovelace,ada')


def test_the_aws_cli_reads_the_same_report(account: Account, cli: Cli) -> None:
    report = made(account)
    assert cli("iam", "generate-credential-report") == {"State": "COMPLETE"}
    read = cli("iam", "get-credential-report", "--query", "[Content, ReportFormat]")
    # The AWS CLI shows bytes in base64; boto3 has them decoded.
    assert read == [base64.b64encode(report["Content"]).decode(), "text/csv"]


def test_a_report_that_was_started_survives_a_kill(own_server: Server) -> None:
    account = own_server.create_account()
    account.create_user("alice")
    assert account.iam.generate_credential_report()["State"] == "STARTED"
    own_server.kill()
    own_server.start()
    # Also if the job was killed in the middle: who owns the data directory takes its claim back.
    report = made(account)
    assert "alice" in rows(report)
    own_server.kill()
    own_server.start()
    assert account.client("iam").get_credential_report()["Content"] == report["Content"], "what is complete stays"
