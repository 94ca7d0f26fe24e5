"""Forms are sent by who was shown them, sessions are new at each sign-in, and nothing leads elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import people
import pytest
from bartizan import Account
from plain import Plain


def fields(account: Account, token: str | None) -> dict[str, str]:
    typed = {"Account": account.id, "UserName": "alice", "Password": people.PASSWORD}
    return typed if token is None else typed | {"token": token}


def test_a_form_needs_the_token_of_its_own_browser(plain: Callable[[], Plain], account: Account) -> None:
    people.user(account)
    ours, theirs = plain(), plain()
    page = f"/signin/{account.id}"
    token, other = ours.get(page).token(), theirs.get(page).token()
    for which, given in [("none", None), ("empty", ""), ("made up", "AAAA"), ("of another browser", other)]:
        reply = ours.post(page, fields(account, given))
        assert reply.status == 403, which
        assert ours.cookie("session") is None, which
    # The right token without the browser's cookie, and with another's.
    stranger = plain()
    assert stranger.post(page, fields(account, token)).status == 403
    assert theirs.post(page, fields(account, token)).status == 403
    assert people.signed_in(account.server, account) == []
    assert ours.post(page, fields(account, token)).status == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "ENDPOINT.evil.example"}, 403),
        ({"Origin": "http://localhost"}, 403),
        ({"Origin": None}, 403),
        ({"Origin": None, "Referer": "ENDPOINT/signin"}, 403),
        ({"Origin": None, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": None, "Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
        ({"Origin": None, "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "ENDPOINT"}, 303),
    ],
)
def test_a_form_comes_from_a_page_of_ours(
    plain: Callable[[], Plain], account: Account, headers: dict[str, str | None], status: int
) -> None:
    people.user(account)
    client = plain()
    page = f"/signin/{account.id}"
    given = {name: value and value.replace("ENDPOINT", client.endpoint) for name, value in headers.items()}
    assert client.post(page, fields(account, client.get(page).token()), given).status == status


def test_a_token_of_before_the_sign_in_works_no_more_after_it(plain: Callable[[], Plain], account: Account) -> None:
    client = plain()
    before = client.get("/signin/root").token()
    client.sign_in(people.user(account))
    assert client.post("/console/sign-out", {"token": before}).status == 403
    assert client.is_inside()
    inside = client.get("/console").token()
    client.post("/console/sign-out", {"token": inside})
    assert not client.is_inside()
    assert client.post("/signin/root", {"token": inside, "Email": "a@example.com"}).status == 403


def test_nothing_is_changed_by_a_get(plain: Callable[[], Plain], account: Account) -> None:
    client = plain()
    client.sign_in(people.user(account))
    token = client.get("/console").token()
    assert client.get(f"/console/sign-out?token={token}").status == 404
    assert client.is_inside()
    # Nor is a form read from the address.
    assert client.post(f"/console/sign-out?token={token}", {}).status == 403
    assert client.is_inside()


def test_a_session_that_was_planted_is_not_the_session_after(plain: Callable[[], Plain], account: Account) -> None:
    alice = people.user(account)
    account.iam.create_user(UserName="mallory")
    account.iam.create_login_profile(UserName="mallory", Password=people.PASSWORD)
    attacker, victim = plain(), plain()
    attacker.sign_in(people.Person(account, "mallory"))
    # What the attacker's browser has is put into the victim's, before the sign-in.
    planted = dict(attacker.jar)
    victim.jar = dict(planted)
    victim.sign_in(alice)
    for word in ("session", "visit"):
        assert victim.cookie(word) != planted[f"__Host-bartizan-{word}"], word
    assert "alice" in victim.get("/console").text
    assert "alice" not in attacker.get("/console").text
    # A session that nobody has is nobody's, also after a sign-in beside it.
    other = plain()
    other.jar["__Host-bartizan-session"] = f"{account.id}.{account.id}.0123456789abcdef." + "A" * 43
    other.sign_in(alice)
    assert other.cookie("session") != f"{account.id}.{account.id}.0123456789abcdef." + "A" * 43


def test_each_sign_in_is_another_session(plain: Callable[[], Plain], account: Account) -> None:
    alice = people.user(account)
    client = plain()
    client.sign_in(alice)
    first = client.cookie("session")
    client.sign_in(alice)
    assert client.cookie("session") != first


def test_r28_proving_again_gives_the_session_another_name_and_secret(
    plain: Callable[[], Plain], account: Account
) -> None:
    for name, devices in [("alice", 0), ("bob", 1)]:
        person = people.user(account, name, devices)
        client = plain()
        client.sign_in(person)
        before = client.cookie("session")
        proof = (
            {"SerialNumber": person.serial, "AuthenticationCode": person.phone.code()}
            if devices
            else {"Password": person.password}
        )
        for wrong in ({}, dict.fromkeys(proof, "123456")):
            assert client.submit("/console/prove", "/console/prove", {"next": "/console"} | wrong).status == 200
            assert client.cookie("session") == before
        if devices:
            # After a wrong code nothing is looked at for a moment; the password is as good as before.
            continue
        reply = client.submit("/console/prove", "/console/prove", {"next": "/console/prove"} | proof)
        assert (reply.status, reply.header("Location")) == (303, "/console/prove"), reply.text
        after = client.cookie("session")
        assert after != before
        assert client.is_inside()
        stolen = plain()
        stolen.jar["__Host-bartizan-session"] = before
        assert not stolen.is_inside(), "what was stolen before is worth nothing after"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/console",
        "/\\evil.example",
        "/console//evil.example",
        "/console/../..//evil.example",
        "/console\r\nLocation: https://evil.example",
        "javascript:alert(1)",
        "/signin",
    ],
)
def test_nothing_leads_to_another_site(plain: Callable[[], Plain], account: Account, elsewhere: str) -> None:
    client = plain()
    client.sign_in(people.user(account))
    shown = client.get(f"/console/prove?next={quote(elsewhere, safe='')}")
    leads = re.findall(r'(?:href|action|src)="([^"]*)"', shown.text)
    assert all(re.match(r"/(?![/\\\\])|#", lead) for lead in leads), leads
    assert re.search(r'name="next" value="([^"]*)"', shown.text)[1] == "/console"
    sent = {"next": elsewhere, "Password": people.PASSWORD}
    reply = client.submit("/console/prove", "/console/prove", sent)
    assert reply.status == 303
    location = reply.header("Location")
    assert location.startswith("/console") and "//" not in location and "\\" not in location
    assert "evil" not in location
    # The account's page is a path of ours, whatever is typed for an account.
    found = plain().get(f"/signin?account={quote(elsewhere, safe='')}")
    assert (found.header("Location") or "/signin").startswith("/signin")
    assert "evil.example" not in (found.header("Location") or "")


def test_r22_what_a_client_calls_the_server_changes_nothing(plain: Callable[[], Plain], account: Account) -> None:
    people.user(account)
    client = plain()
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    page = f"/signin/{account.id}"
    for path in ("/signin", page, "/console", "/signin/no/such/page"):
        reply = client.get(path, evil)
        assert "evil.example" not in reply.text + str(reply.headers), path
        assert (reply.header("Location") or "/").startswith("/"), path
    token = client.get(page, evil).token()
    refused = client.post(page, fields(account, token), evil | {"Origin": "http://evil.example"})
    assert refused.status == 403
    assert "evil.example" not in refused.text
    assert client.endpoint in refused.text, "it says where the server is"
    reply = client.post(page, fields(account, token), evil)
    assert (reply.status, reply.header("Location")) == (303, "/console")
