"""What every answer carries: headers against framing, sniffing, caching and leaking; cookies that stay with their host."""

from __future__ import annotations

import re
from collections.abc import Callable

import people
from bartizan import Account
from plain import Plain, Reply

ALWAYS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def directives(reply: Reply) -> dict[str, str]:
    policy = reply.header("content-security-policy") or ""
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


def test_every_page_has_them_whatever_its_status(plain: Callable[[], Plain], account: Account) -> None:
    signed_in = plain()
    signed_in.sign_in(people.user(account))
    client = plain()
    for who, method, path, body, status in [
        (client, "GET", "/signin", None, 200),
        (client, "HEAD", "/signin", None, 200),
        (client, "GET", "/signin/root", None, 200),
        (client, "GET", f"/signin/{account.id}", None, 200),
        (client, "GET", "/signin/step/code", None, 303),
        (client, "GET", "/console", None, 303),
        (client, "GET", "/console/users", None, 303),
        (client, "GET", "/signin/no/such/page", None, 404),
        (client, "GET", "/static/none.css", None, 404),
        (client, "PUT", "/signin", None, 405),
        (client, "DELETE", "/console", None, 405),
        (client, "OPTIONS", "/signin", None, 405),
        (client, "POST", "/signin/root", "Email=a%40b", 403),
        (client, "GET", "/signin?a=1&a=2", None, None),
        (client, "GET", "/signin?%ff", None, None),
        (client, "POST", "/signin/root", "%ff=%zz", None),
        (signed_in, "GET", "/console", None, 200),
        (signed_in, "GET", "/console/prove", None, 200),
        (signed_in, "GET", "/console/no/such/page", None, 404),
        (signed_in, "POST", "/console/sign-out", "", 403),
    ]:
        reply = who.send(method, path, body)
        case = f"{method} {path}: {reply.status}"
        assert reply.status == status or (status is None and reply.status < 500), case
        found = {name: reply.header(name) for name in ALWAYS}
        assert found == ALWAYS, case
        policy = directives(reply)
        assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'", case
        assert policy["form-action"] == "'self'" and policy["base-uri"] == "'none'", case
        assert all("unsafe" not in sources and "*" not in sources for sources in policy.values()), case
        assert reply.header("access-control-allow-origin") is None, case
        assert reply.header("server") is None, case
        if method == "HEAD":
            assert reply.body == b"", case
    # More than any form holds is not even read to its end.
    assert client.send("POST", "/signin/root", "token=" + "x" * 300_000).status == 413


def test_files_are_kept_and_pages_have_nothing_inline(plain: Callable[[], Plain]) -> None:
    client = plain()
    page = client.get("/signin")
    assert not re.search(r"<script(?! src=)| style=| on[a-z]+=|javascript:", page.text, re.IGNORECASE)
    assert not re.search(r'(?:src|href|action)="(?!/|#)', page.text), "something from elsewhere"
    for path in re.findall(r'"(/static/[^"]+)"', page.text):
        file = client.get(path)
        assert file.status == 200, path
        assert "immutable" in file.header("cache-control"), path
        assert file.header("x-content-type-options") == "nosniff", path
        assert "__Host-bartizan-visit" not in file.cookies(), path


def test_cookies_belong_to_this_host_and_no_script_reads_them(plain: Callable[[], Plain], account: Account) -> None:
    client = plain()
    alice = people.user(account, devices=1)
    seen: dict[str, str] = {}
    seen |= client.get("/signin?lang=fr").cookies()
    seen |= client.give_password(account.id, "alice", alice.password).cookies()
    fields = {"SerialNumber": alice.serial, "AuthenticationCode": alice.phone.code()}
    seen |= client.submit("/signin/step/code", "/signin/step/code", fields).cookies()
    words = ("visit", "language", "remembered", "signing-in", "session", "browser")
    assert set(seen) == {f"__Host-bartizan-{word}" for word in words}
    for name, cookie in seen.items():
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"path=/", "httponly", "samesite=lax", "secure"} <= attributes, cookie
        assert not any(attribute.startswith("domain") for attribute in attributes), cookie
        if name.endswith(("session", "visit")):
            assert not any(attribute.startswith(("max-age", "expires")) for attribute in attributes), cookie
        # None of them shows a name, an address, a password or a code.
        assert "alice" not in cookie and alice.password not in cookie, cookie
    assert "Max-Age=0" in seen["__Host-bartizan-signing-in"], "it is taken away when it has done its work"


def test_r7_no_page_and_no_redirect_repeats_a_secret(plain: Callable[[], Plain], account: Account) -> None:
    client = plain()
    alice = people.user(account, devices=1)
    replies = [
        client.give_password(account.id, "alice", "Wrong-Password-1"),
        client.give_root_password(account.email, "Wrong-Password-1"),
        client.give_password(account.id, "alice", alice.password),
        client.submit(
            "/signin/step/code",
            "/signin/step/code",
            {"SerialNumber": alice.serial, "AuthenticationCode": "314159"},
        ),
    ]
    for reply in replies:
        everything = reply.text + str(reply.headers)
        for secret in ("Wrong-Password-1", alice.password, "314159"):
            assert secret not in everything
