"""The console for who has temporary credentials: a program fetches a token, a browser opens it."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from urllib.parse import quote, urlencode

import people
import pytest
from bartizan import Account, Answer, Keys, send
from plain import Plain
from playwright.sync_api import expect
from visitor import Visitor

READS = {"Statement": {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"}}


def role(account: Account, name: str = "ops", session: str = "carol", keys: Keys | None = None, **more: object) -> Keys:
    """Credentials of AssumeRole, for a role that may read."""
    if keys is None:
        trust = {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": account.id}}}
        account.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
        account.iam.put_role_policy(RoleName=name, PolicyName="reads", PolicyDocument=json.dumps(READS))
    arn = f"arn:aws:iam::{account.id}:role/{name}"
    return known(account, account.client("sts", keys).assume_role(RoleArn=arn, RoleSessionName=session, **more))


def federated(account: Account) -> Keys:
    """Credentials of GetFederationToken, for somebody who may read."""
    return known(account, account.sts.get_federation_token(Name="bob", Policy=json.dumps(READS)))


def known(account: Account, answer: dict) -> Keys:
    keys = Keys.of_session(answer)
    account.server.secrets.update([keys.secret, keys.token])
    return keys


def ask(account: Account, keys: Keys, post: bool = False, **more: str) -> Answer:
    """What a program is answered that asks for a token."""
    session = {"sessionId": keys.id, "sessionKey": keys.secret, "sessionToken": keys.token}
    query = urlencode({"Action": "getSigninToken", "Session": json.dumps(session)} | more)
    address = f"{account.server.endpoint}/federation"
    if post:
        return send(urllib.request.Request(address, query.encode()))
    return send(urllib.request.Request(f"{address}?{query}"))


def token(account: Account, keys: Keys, **more: str) -> str:
    answer = ask(account, keys, **more)
    assert answer.status == 200, answer.body
    found = json.loads(answer.body)["SigninToken"]
    account.server.secrets.add(found)
    return found


def login(signin_token: str, destination: str = "https://console.aws.amazon.com/") -> str:
    query = {"Action": "login", "Issuer": "https://tool.example.com", "Destination": destination}
    return "/federation?" + urlencode(query | {"SigninToken": signin_token})


def named(account: Account, name: str) -> list[dict]:
    return [event for event in account.server.events(account) if event["eventName"] == name]


def test_a_link_opens_the_console_for_a_role_once(visitor: Visitor, account: Account) -> None:
    link = login(token(account, role(account), SessionDuration="3600"))
    visitor.open(link)
    visitor.sees("federation-title")
    expect(visitor.page.get_by_text(f"arn:aws:sts::{account.id}:assumed-role/ops/carol")).to_be_visible()
    visitor.check("federation")
    assert named(account, "ConsoleLogin") == [], "to look at it does nothing"
    visitor.press("open-button")
    visitor.is_inside()
    visitor.follow("menu-account")
    expect(visitor.page.locator(".refused").filter(has_text="assumed-role/ops/carol").first).to_be_visible()
    expect(visitor.page.get_by_text(visitor.say("account-policy-none"))).to_be_visible()
    visitor.open(link)
    expect(visitor.page.get_by_text(visitor.say("federation-over"))).to_be_visible()

    [made], [opened] = named(account, "GetSigninToken"), named(account, "ConsoleLogin")
    assert made["requestParameters"] == {"sessionDuration": 3600}
    assert opened["userIdentity"]["type"] == "AssumedRole"
    assert opened["additionalEventData"]["MFAUsed"] == "No"


def test_a_session_is_replaced_only_by_whoever_is_asked(visitor: Visitor, account: Account) -> None:
    alice = people.user(account)
    visitor.give_password(alice)
    visitor.is_inside()
    destination = f"{account.server.endpoint}/console/account"
    visitor.open(login(token(account, federated(account)), destination))
    expect(visitor.page.get_by_text(visitor.say("federation-replaces", arn=account.user_arn("alice")))).to_be_visible()
    visitor.check("federation-replaces")
    visitor.follow("federation-cancel")
    visitor.is_inside()
    visitor.open_menu("alice")

    visitor.open(login(token(account, federated(account)), destination))
    visitor.press("open-button")
    visitor.sees("account-title")
    assert visitor.path() == "/console/account"
    visitor.open_menu("bob")
    assert named(account, "SignOut")[0]["userIdentity"]["userName"] == "alice", "her session is over"


@pytest.mark.parametrize("post", [False, True], ids=["get", "post"])
def test_what_opens_nothing_is_refused(account: Account, post: bool) -> None:
    ops, bob, plain_session = role(account), federated(account), account.session()
    chained = role(account, session="dave", keys=ops) if _may_chain(account) else None
    for keys, more, status in (
        (ops, {}, 200),
        (ops, {"SessionDuration": "900"}, 200),
        (ops, {"SessionDuration": "43200"}, 200),
        (ops, {"SessionDuration": "899"}, 400),
        (ops, {"SessionDuration": "43201"}, 400),
        (ops, {"SessionDuration": "long"}, 400),
        (bob, {}, 200),
        (bob, {"SessionDuration": "3600"}, 400),
        (chained, {"SessionDuration": "3600"}, 200),
        (chained, {"SessionDuration": "3601"}, 400),
        (plain_session, {}, 403),
        (account.administrator, {}, 400),
        (Keys(account.administrator.id, account.administrator.secret, ops.token), {}, 403),
        (Keys(ops.id, bob.secret, ops.token), {}, 403),
        (Keys(ops.id, ops.secret, bob.token), {}, 403),
        (Keys(bob.id, ops.secret, ops.token), {}, 403),
        (ops, {"Session": "{}"}, 400),
        (ops, {"Session": "[" * 200}, 400),
        (ops, {"Action": "getsignintoken"}, 403 if post else 400),
    ):
        answer = ask(account, keys, post, **more)
        assert answer.status == status, (keys.id, more, answer.body)
        assert answer.headers["content-type"].startswith("application/json" if status == 200 else "text/html")
        for written in (keys.secret, quote(keys.secret), quote(keys.secret, safe="")):
            assert written.encode() not in answer.body


def _may_chain(account: Account) -> bool:
    policy = {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}
    account.iam.put_role_policy(RoleName="ops", PolicyName="chains", PolicyDocument=json.dumps(policy))
    return True


def test_r27_a_link_leads_to_pages_of_the_console_only(plain: Callable[[], Plain], account: Account) -> None:
    keys = role(account)
    for destination, goes in (
        (f"{account.server.endpoint}/console/audit?EventName=x", "/console/audit?EventName=x"),
        ("/console/users", "/console/users"),
        ("https://console.aws.amazon.com/", "/console"),
        (f"{account.server.endpoint}.example.com/console", "/console"),
        (f"{account.server.endpoint}//example.com", "/console"),
        ("//example.com/console", "/console"),
        ("/\\example.com", "/console"),
        ("javascript:alert(1)", "/console"),
        ("", "/console"),
    ):
        browser, found = plain(), token(account, keys)
        page = browser.get(login(found, destination))
        fields = {"Action": "login", "SigninToken": found, "Destination": destination, "token": page.token()}
        reply = browser.post("/federation", fields)
        assert (reply.status, reply.header("Location")) == (303, goes), destination


def test_r27_nobody_is_signed_in_by_a_get_or_by_somebody_elses_form(plain: Callable[[], Plain], account: Account) -> None:
    found = token(account, role(account))
    victim, stranger = plain(), plain()
    page = victim.get(login(found))
    assert "session" not in "".join(page.cookies())
    fields = {"Action": "login", "SigninToken": found, "Destination": ""}
    for form_token, headers in (
        ("", None),
        (stranger.get(login(found)).token(), None),
        (page.token(), {"Origin": "https://evil.example.com"}),
    ):
        assert victim.post("/federation", fields | {"token": form_token}, headers).status == 403
    assert not victim.is_inside()
    assert victim.post("/federation", fields | {"token": page.token()}).status == 303
    assert victim.is_inside()
    again = stranger.post("/federation", fields | {"token": stranger.get("/signin/root").token()})
    assert again.status == 400, "it was used"
    for wrong in ("", "x", "1.2.3", found[:-1], found + "A", "x" * 5000):
        assert stranger.get(login(wrong)).status == 400


def test_r27_a_link_never_has_mfa_or_a_fresh_factor_that_the_credentials_have_not(
    plain: Callable[[], Plain], account: Account
) -> None:
    keys = role(account)
    account.iam.put_role_policy(
        RoleName="ops",
        PolicyName="all",
        PolicyDocument=json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}),
    )
    browser, found = plain(), token(account, keys)
    page = browser.get(login(found))
    browser.post("/federation", {"Action": "login", "SigninToken": found, "token": page.token()})
    page = browser.get("/console/account")
    assert "cannot prove that it is you" in page.text
    reply = browser.post("/console/account/sign-in", {"token": page.token(), "MFARequired": "true"})
    assert reply.status == 200 and "Prove first that it is you" in reply.text
    assert named(account, "UpdateSignInSettings")[0]["errorCode"] == "AccessDenied"


def test_a_session_ends_with_its_credentials_and_with_their_issuers_word(
    plain: Callable[[], Plain], account: Account
) -> None:
    browser, found = plain(), token(account, federated(account))
    page = browser.get(login(found))
    browser.post("/federation", {"Action": "login", "SigninToken": found, "token": page.token()})
    assert browser.is_inside()
    waiting = token(account, federated(account))
    account.server.command("sessions", "end", "--account", account.id, "--user", account.administrator_name)
    assert not browser.is_inside()
    assert plain().get(login(waiting)).status == 400


def test_whom_somebody_vouched_for_has_no_say_over_the_sessions_of_who_did(
    plain: Callable[[], Plain], account: Account
) -> None:
    account.iam.update_login_profile(
        UserName=account.administrator_name, Password=people.PASSWORD, PasswordResetRequired=False
    )
    administrator = people.Person(account, account.administrator_name)
    own, browser = plain(), plain()
    own.sign_in(administrator)
    for _ in range(25):
        found = token(account, federated(account))
        page = browser.get(login(found))
        browser.post("/federation", {"Action": "login", "SigninToken": found, "token": page.token()})
    assert browser.is_inside()
    assert own.is_inside(), "sessions by links push nobody out who signed in with a password"
