"""How the owner of an account is reached: `aws account`, by boto3 and both AWS CLIs, as they come."""

from __future__ import annotations

import json

import pytest

from bartizan import Account, Cli, refusal

OWNER = {
    "FullName": "Jane Doe",
    "AddressLine1": "1 Any Street",
    "City": "Anytown",
    "StateOrRegion": "WA",
    "PostalCode": "12345",
    "CountryCode": "US",
    "PhoneNumber": "+1 (202) 555-0123",
    "CompanyName": "Example",
    "WebsiteUrl": "https://example.com",
}
SECURITY = {
    "AlternateContactType": "SECURITY",
    "Name": "Sam",
    "Title": "CISO",
    "EmailAddress": "sam@example.com",
    "PhoneNumber": "+49 151 1",
}


def test_boto3_sets_and_reads_every_contact(account: Account) -> None:
    client = account.client("account")
    assert refusal(client.get_contact_information)[:2] == (404, "ResourceNotFoundException")
    client.put_contact_information(ContactInformation=OWNER)
    assert client.get_contact_information(AccountId=account.id)["ContactInformation"] == OWNER
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_alternate_contact(AlternateContactType="SECURITY")
    client.put_alternate_contact(**SECURITY)
    assert client.get_alternate_contact(AlternateContactType="SECURITY")["AlternateContact"] == SECURITY
    client.delete_alternate_contact(AlternateContactType="SECURITY")
    assert refusal(client.delete_alternate_contact, AlternateContactType="SECURITY")[:2] == (404, "ResourceNotFoundException")


def test_boto3_reads_what_is_wrong_with_which_field(account: Account) -> None:
    client = account.client("account")
    with pytest.raises(client.exceptions.ValidationException) as refused:
        client.put_contact_information(ContactInformation=OWNER | {"CountryCode": "us", "City": ""})
    answer = refused.value.response
    assert answer["reason"] == "fieldValidationFailed"
    assert [field["name"] for field in answer["fieldList"]] == ["contactInformation.city", "contactInformation.countryCode"]


def test_the_root_email_is_asked_for_confirmed_and_recovers_once_it_has_settled(account: Account) -> None:
    client = account.client("account", account.root)
    new = f"new-{account.id}@example.org"
    assert client.start_primary_email_update(AccountId=account.id, PrimaryEmail=new)["Status"] == "PENDING"
    assert client.get_primary_email(AccountId=account.id)["PrimaryEmail"] == account.email
    wrong = refusal(client.accept_primary_email_update, AccountId=account.id, PrimaryEmail="x@example.org", Otp="123456")
    assert wrong[:2] == (404, "ResourceNotFoundException")
    # Of a million codes, one is right.
    wrong = refusal(client.accept_primary_email_update, AccountId=account.id, PrimaryEmail=new, Otp="123456")
    assert wrong[:2] == (400, "ValidationException")

    server = account.server
    assert new in server.command("account", "confirm-email", "--account", account.id)
    assert client.get_primary_email(AccountId=account.id)["PrimaryEmail"] == new
    reason = "she showed her passport"
    waive = ["support", "waive-cooling-off", "--account", account.id]
    named = ["--email", new]
    for words, complaint in (
        (["--reason", reason], "--email"),
        (["--reason", reason, "--email", account.email], "not the one that was named"),
        (["--reason", reason, *named, "--phone", "+4915112345678"], "not the one that was named"),
        (["--reason", " ", *named], "say why"),
    ):
        with pytest.raises(RuntimeError, match=complaint):
            server.command(*waive, *words)
    waived = server.command(*waive, *named, "--reason", reason)
    assert "from now on the account is recovered with the e-mail n…@e….org" in waived
    events = [event for event in server.events(account) if event["eventName"] == "WaiveContactCoolingOff"]
    told = {"reason": reason, "primaryEmail": "n…@e….org", "phoneNumber": None}
    assert [event["requestParameters"] for event in events] == [told]
    with pytest.raises(RuntimeError, match="a short while ago"):
        server.command(*waive, *named, "--reason", reason)
    trail = json.dumps(server.events(account))
    assert new not in trail and account.email not in trail


@pytest.mark.parametrize("version", ["cli", "debians_cli"])
def test_the_aws_cli_works_unmodified(request: pytest.FixtureRequest, version: str) -> None:
    cli: Cli = request.getfixturevalue(version)
    owner = {name: value for name, value in OWNER.items() if name != "WebsiteUrl"}
    refused = cli.refused("account", "get-contact-information")
    assert "An error occurred (ResourceNotFoundException) when calling the GetContactInformation operation" in refused
    assert cli("account", "put-contact-information", "--contact-information", json.dumps(owner)) == {}
    assert cli("account", "get-contact-information") == {"ContactInformation": owner}
    words = [
        *("--alternate-contact-type", "SECURITY", "--name", "Sam", "--title", "CISO"),
        *("--email-address", "sam@example.com", "--phone-number", "+49 151 1"),
    ]
    assert cli("account", "put-alternate-contact", *words) == {}
    which = ("--alternate-contact-type", "SECURITY")
    assert cli("account", "get-alternate-contact", *which) == {"AlternateContact": SECURITY}
    assert cli("account", "delete-alternate-contact", *which) == {}
    assert "ResourceNotFoundException" in cli.refused("account", "get-alternate-contact", *which)
    elsewhere = cli.refused("account", "get-contact-information", "--account-id", "999999999999")
    assert "(AccessDeniedException)" in elsewhere


def test_the_first_aws_cli_knows_the_root_email_too(cli: Cli) -> None:
    account = cli.account
    words = ("--account-id", account.id)
    assert cli("account", "get-primary-email", *words) == {"PrimaryEmail": account.email}
    new = ("--primary-email", f"cli-{account.id}@example.org")
    assert cli("account", "start-primary-email-update", *words, *new) == {"Status": "PENDING"}
    refused = cli.refused("account", "accept-primary-email-update", *words, *new, "--otp", "123456")
    assert "(ValidationException)" in refused
