"""CloudTrail's LookupEvents, as the AWS CLI and boto3 ask it."""

from __future__ import annotations

import datetime
import json

import pytest

from bartizan import Account, Cli, Keys, refusal


@pytest.fixture
def lived_in(account: Account) -> Account:
    """An account in which a few things have happened."""
    for name in ("alice", "bob", "carol"):
        account.iam.create_user(UserName=name)
    account.iam.create_group(GroupName="staff")
    account.iam.delete_user(UserName="bob")
    return account


def test_what_happened_is_found_by_attribute_and_time(lived_in: Account):
    trail = lived_in.client("cloudtrail")
    found = trail.lookup_events(LookupAttributes=[{"AttributeKey": "ResourceName", "AttributeValue": "bob"}])["Events"]
    assert [event["EventName"] for event in found] == ["DeleteUser", "CreateUser"]
    [first, _] = found
    whole = json.loads(first["CloudTrailEvent"])
    assert (first["EventId"], first["EventSource"]) == (whole["eventID"], "iam.amazonaws.com")
    assert (first["Username"], first["AccessKeyId"]) == ("admin", lived_in.administrator.id)
    assert first["Resources"] == [{"ResourceType": "AWS::IAM::User", "ResourceName": "bob"}]
    age = datetime.datetime.now(datetime.timezone.utc) - first["EventTime"]
    assert datetime.timedelta(0) <= age < datetime.timedelta(minutes=1)
    assert trail.lookup_events(EndTime=first["EventTime"] - datetime.timedelta(days=1))["Events"] == []
    assert len(trail.lookup_events(StartTime=first["EventTime"] - datetime.timedelta(hours=1))["Events"]) >= 5
    # Of this account alone.
    assert {json.loads(event["CloudTrailEvent"])["recipientAccountId"] for event in trail.lookup_events()["Events"]} == {lived_in.id}


def test_whatever_else_an_account_has_is_found_by_its_name_too(account: Account):
    provider = account.iam.create_open_id_connect_provider(Url="https://login.example.com")["OpenIDConnectProviderArn"]
    account.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=provider)
    account.iam.create_instance_profile(InstanceProfileName="web")
    for name, kind, events in [
        (provider, "AWS::IAM::OIDCProvider", ["DeleteOpenIDConnectProvider"]),
        ("web", "AWS::IAM::InstanceProfile", ["CreateInstanceProfile"]),
    ]:
        wanted = [{"AttributeKey": "ResourceName", "AttributeValue": name}]
        found = account.client("cloudtrail").lookup_events(LookupAttributes=wanted)["Events"]
        assert set(events) <= {event["EventName"] for event in found}
        assert {"ResourceType": kind, "ResourceName": name} in found[0]["Resources"]


def test_boto3_pages_through_the_trail(lived_in: Account):
    trail = lived_in.client("cloudtrail")
    whole = [event["EventId"] for event in trail.lookup_events()["Events"]]
    pages = list(trail.get_paginator("lookup_events").paginate(PaginationConfig={"PageSize": 2}))
    assert len(pages) >= 3 and all(len(page["Events"]) <= 2 for page in pages)
    assert [event["EventId"] for page in pages for event in page["Events"]] == whole


def test_the_aws_cli_shows_it(lived_in: Account, cli: Cli):
    attribute = "AttributeKey=EventName,AttributeValue=CreateUser"
    found = cli("cloudtrail", "lookup-events", "--lookup-attributes", attribute, "--max-items", "2")
    assert [event["Resources"][0]["ResourceName"] for event in found["Events"]] == ["carol", "bob"]
    rest = cli("cloudtrail", "lookup-events", "--lookup-attributes", attribute, "--starting-token", found["NextToken"])
    assert [event["Resources"][0]["ResourceName"] for event in rest["Events"]] == ["alice"]
    refused = cli.refused("cloudtrail", "lookup-events", "--start-time", "2026-01-02", "--end-time", "2026-01-01")
    assert "(InvalidTimeRangeException)" in refused


def test_policies_decide_who_reads_it(lived_in: Account):
    key = lived_in.iam.create_access_key(UserName="alice")["AccessKey"]
    alice = lived_in.client("cloudtrail", Keys(key["AccessKeyId"], key["SecretAccessKey"]))
    status, code, message = refusal(alice.lookup_events)
    assert (status, code) == (403, "AccessDeniedException") and "cloudtrail:LookupEvents" in message
    lived_in.iam.attach_user_policy(UserName="alice", PolicyArn="arn:aws:iam::aws:policy/SecurityAudit")
    assert alice.lookup_events(MaxResults=1)["Events"]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"MaxResults": 51}, "InvalidMaxResultsException"),
        ({"NextToken": "forged"}, "InvalidNextTokenException"),
        ({"EventCategory": "data"}, "InvalidEventCategoryException"),
        ({"LookupAttributes": [{"AttributeKey": "Colour", "AttributeValue": "red"}]}, "InvalidLookupAttributesException"),
        ({"StartTime": 2, "EndTime": 1}, "InvalidTimeRangeException"),
    ],
)
def test_what_is_not_in_order_is_refused_by_name(account: Account, parameters: dict, code: str):
    assert refusal(account.client("cloudtrail").lookup_events, **parameters)[:2] == (400, code)
