"""Web sites behind a proxy that asks `/forward-auth`: real nginx and Caddy, configured as the guide tells."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import people
import pytest
from bartizan import Account, Server
from people import Person
from plain import Plain, Reply
from playwright.sync_api import Browser, expect
from proxies import Proxy, Site, is_there
from visitor import Visitor

HTML = {"Accept": "text/html,application/xhtml+xml"}
FORGED = {
    "Remote-User": "root",
    "X-Bartizan-User": "root",
    "X-Bartizan-User-Id": "AIDAFORGED",
    "X-Bartizan-Account": "999999999999",
    "X-Bartizan-Arn": "arn:aws:iam::999999999999:root",
    "X-Bartizan-Mfa": "true",
}
MAY = {"Statement": {"Effect": "Allow", "Action": "bartizan:ForwardAuth", "Resource": "*"}}


class House:
    """A server that trusts the proxy on this machine, the proxy, and the site behind it."""

    def __init__(self, server: Server, proxy: Proxy, account: Account) -> None:
        self.server, self.proxy, self.account = server, proxy, account

    def person(self, name: str = "alice", devices: int = 1, may: bool = True) -> Person:
        person = people.user(self.account, name, devices=devices)
        if may:
            self.account.iam.put_user_policy(UserName=name, PolicyName="site", PolicyDocument=json.dumps(MAY))
        return person


class Tab:
    """A browser: at the site, and at the console, each with cookies of its own."""

    def __init__(self, house: House, network: Callable[[], str]) -> None:
        self.house = house
        self.console = Plain(house.server.endpoint, network())
        self.site = Plain(house.proxy.origin.replace("wiki.localhost", "localhost"), "127.0.0.1")

    def get(self, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> Reply:
        body = "x=1" if method == "POST" else None
        sent = {"Host": self.house.proxy.host} | HTML | (headers or {})
        return self.site.send(method, path, body, sent)

    def sign_in(self, person: Person) -> Reply:
        """Signs in at the console; what is answered to the last step."""
        reply = self.console.give_password(person.account.id, person.name, person.password)
        if person.devices:
            fields = {"SerialNumber": person.serial, "AuthenticationCode": person.phone.code()}
            reply = self.console.submit("/signin/step/code", "/signin/step/code", fields)
        return reply

    def sent_to_the_console(self, path: str = "/page?x=1") -> str:
        """Opens a page, and gives the path at the console to which the browser is sent."""
        reply = self.get(path)
        location = reply.header("Location")
        assert reply.status == 302 and location.startswith(f"{self.house.server.endpoint}/forward-auth/sign-in?"), location
        return location.removeprefix(self.house.server.endpoint)

    def ticket(self, at_console: str) -> str:
        """The path at the site with which the console's page sends a browser back."""
        page = self.console.get(at_console)
        assert page.status == 200, page.text
        address = html.unescape(re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.text)[1])
        assert address.startswith(f"{self.house.proxy.origin}/.bartizan/enter?ticket=")
        return address.removeprefix(self.house.proxy.origin)

    def enter(self, person: Person) -> None:
        """All the way to the page that was asked for."""
        at_console = self.sent_to_the_console()
        assert self.console.get(at_console).header("Location") == "/signin"
        assert self.sign_in(person).header("Location") == at_console
        back = self.get(self.ticket(at_console))
        assert (back.status, back.header("Location")) == (303, f"{self.house.proxy.origin}/page?x=1"), back.text

    def arrived(self, path: str = "/page?x=1", headers: dict[str, str] | None = None) -> dict[str, str]:
        """The headers that reached the site, each once."""
        reply = self.get(path, headers)
        assert reply.status == 200, reply.text
        told = json.loads(reply.text)
        assert told["path"] == path
        names = [name for name, _ in told["headers"]]
        assert len(set(names)) == len(names), names
        return dict(told["headers"])


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def house(request: pytest.FixtureRequest, binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    directory = tmp_path_factory.mktemp(request.param)
    assert is_there(request.param), f"{request.param} is missing: scripts/test console installs it"
    server = Server(binary, directory / "server", {"BARTIZAN_TRUSTED_PROXIES": "127.0.0.1"})
    server.start()
    site = Site()
    proxy = Proxy(request.param, directory / "proxy", urlsplit(server.endpoint).port, site.port)
    try:
        account = server.create_account()
        server.command("service", "register", "wiki", "--account", account.id, "--host", proxy.host)
        yield House(server, proxy, account)
    finally:
        proxy.stop()
        site.stop()
        exit_code = server.stop()
    assert exit_code == 0
    assert server.secrets_in_log() == []
    assert "panicked" not in server.log.read_text(errors="replace")


@pytest.fixture
def tab(house: House, network: Callable[[], str]) -> Tab:
    return Tab(house, network)


@pytest.fixture(scope="module")
def alice(house: House) -> Person:
    return house.person()


def test_signed_in_with_mfa_gets_in_and_the_site_learns_who_it_is(house: House, tab: Tab, alice: Person) -> None:
    tab.enter(alice)
    arrived = tab.arrived()
    assert arrived["remote-user"] == arrived["x-bartizan-user"] == "alice"
    assert arrived["x-bartizan-account"] == house.account.id
    assert arrived["x-bartizan-arn"] == house.account.user_arn("alice")
    assert arrived["x-bartizan-user-id"].startswith("AIDA")
    assert arrived["x-bartizan-mfa"] == "true"
    # What opens the console never reached the site.
    assert tab.console.cookie("session") not in json.dumps(arrived)
    assert tab.get("/api", {"Accept": "application/json"}).status == 200
    assert tab.get("/form", method="POST").status == 200


def test_r29_forged_identity_headers_do_not_arrive(tab: Tab, alice: Person) -> None:
    for forged in FORGED:
        assert tab.get("/page", {forged: FORGED[forged]}).status == 302, "nobody gets in by them"
    tab.enter(alice)
    arrived = tab.arrived(headers=FORGED)
    assert arrived["remote-user"] == "alice"
    assert not set(FORGED.values()) - {"true"} & set(arrived.values()), arrived


def test_without_a_session_pages_lead_to_the_sign_in_and_all_else_is_refused(tab: Tab) -> None:
    tab.sent_to_the_console()
    for headers, method in [
        ({"Accept": "application/json"}, "GET"),
        ({"Sec-Fetch-Mode": "cors"}, "GET"),
        ({}, "POST"),
    ]:
        assert tab.get("/page", headers, method).status == 401, headers
    assert tab.get("/page", {"Cookie": "__Host-bartizan-site=123456789012-AAAA"}).status == 302


def test_signed_in_without_mfa_or_permission_is_refused_in_words(house: House, network: Callable[[], str]) -> None:
    for name, devices, may, words in [("bob", 0, True, "second factor"), ("carol", 1, False, "bartizan:ForwardAuth")]:
        tab, person = Tab(house, network), house.person(name, devices, may)
        at_console = tab.sent_to_the_console()
        tab.sign_in(person)
        refused = tab.console.get(at_console)
        assert refused.status == 403 and words in refused.text, refused.text
        assert tab.get("/page").status == 302, "and the site lets nobody in"
    # Who was let in, and lost the permission since, reads it at the site.
    tab, dora = Tab(house, network), house.person("dora")
    tab.enter(dora)
    house.account.iam.delete_user_policy(UserName="dora", PolicyName="site")
    refused = tab.get("/page")
    assert refused.status == 403 and "bartizan:ForwardAuth" in html.unescape(refused.text)
    assert f"{house.server.endpoint}/console" in refused.text


def test_a_session_that_ended_is_out(house: House, tab: Tab, alice: Person) -> None:
    tab.enter(alice)
    assert tab.get("/page").status == 200
    assert tab.console.submit("/console", "/console/sign-out", {}).status == 303
    assert tab.get("/page").status == 302
    tab.enter(alice)
    house.server.command("sessions", "end", "--account", house.account.id, "--user", "alice")
    assert tab.get("/page").status == 302


def test_r29_the_sign_in_leads_back_to_registered_hosts_alone(house: House, tab: Tab, alice: Person) -> None:
    at_console = tab.sent_to_the_console()
    state = parse_qs(urlsplit(at_console).query)["state"][0]
    tab.sign_in(alice)
    host = house.proxy.host
    for address in [
        "https://evil.example.com/",
        f"http://{host}.evil.example.com/",
        f"http://{host}@evil.example.com/",
        f"http://evil.example.com\\@{host}/",
        f"http://user:x@{host}/",
        f"javascript://{host}/%0aalert(1)",
        f"//{host}/",
        "http://wiki.localhost:1/",
        f"{house.server.endpoint}/console",
        "",
    ]:
        refused = tab.console.get(f"/forward-auth/sign-in?return={quote(address, safe='')}&state={state}")
        assert refused.status == 400 and "refresh" not in refused.text, address
    for wrong in ["", state[:-1], state.upper() + "x", "../" + state]:
        refused = tab.console.get(f"/forward-auth/sign-in?return={quote(house.proxy.origin, safe='')}&state={quote(wrong)}")
        assert refused.status == 400, wrong


def test_r29_a_ticket_is_for_the_browser_that_asked_and_works_once(house: House, tab: Tab, alice: Person, network: Callable[[], str]) -> None:
    at_console = tab.sent_to_the_console()
    tab.sign_in(alice)
    ticket = tab.ticket(at_console)
    other = Tab(house, network)
    other.sent_to_the_console()
    refused = other.get(ticket)
    assert refused.status == 403 and "another browser" in html.unescape(refused.text)
    assert other.get("/page").status == 302
    assert tab.get(ticket).status == 303
    used = Tab(house, network)
    used.site.jar = {name: value for name, value in tab.site.jar.items()}
    assert used.get(ticket).status == 403
    # A prefetch without cookies uses nothing up.
    again = tab.ticket(at_console)
    assert Tab(house, network).get(again).status == 403


@pytest.mark.parametrize(("length", "comes_back"), [(300, True), (850, True), (1_500, False)])
def test_a_long_address_comes_back_or_leads_to_the_first_page(
    house: House, tab: Tab, alice: Person, length: int, comes_back: bool
) -> None:
    path = "/page?x=" + "y" * length
    at_console = tab.sent_to_the_console(path)
    tab.sign_in(alice)
    back = tab.get(tab.ticket(at_console))
    assert (back.status, back.header("Location")) == (303, house.proxy.origin + (path if comes_back else "/"))
    assert tab.get(path).status == 200


def test_r22_nobody_but_a_trusted_proxy_is_answered(house: House, tab: Tab, alice: Person) -> None:
    tab.enter(alice)
    asked = {
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": house.proxy.host,
        "X-Forwarded-Uri": "/page",
        "Cookie": "; ".join(f"{name}={value}" for name, value in tab.site.jar.items()),
    }
    for path in ("/forward-auth", "/forward-auth/check"):
        # From another address of this machine than the trusted one.
        refused = tab.console.get(path, asked)
        assert refused.status == 403 and "trusted_proxies" in refused.text
        assert refused.header("Remote-User") == "", "every header, and nobody in them"
        trusted = Plain(house.server.endpoint, "127.0.0.1").get(path, asked)
        assert (trusted.status, trusted.header("Remote-User")) == (200, "alice")
        elsewhere = Plain(house.server.endpoint, "127.0.0.1").get(path, asked | {"X-Forwarded-Host": "evil.example.com"})
        assert (elsewhere.status, elsewhere.header("Remote-User")) == (403, "")
    # And what a client says of itself goes no further than the proxy.
    tab.get("/page", {"X-Forwarded-Host": "evil.example.com", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Uri": "/other"})
    assert tab.arrived(headers={"X-Forwarded-Host": "evil.example.com"})["remote-user"] == "alice"


def test_a_browser_goes_all_the_way_with_nothing_but_redirects(house: House, browser: Browser) -> None:
    erin = house.person(f"erin-{house.proxy.port}")
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts, locale="en-US")
        context.set_default_timeout(15_000)
        page = context.new_page()
        visitor = Visitor(house.server, page, "en", scripts)
        page.goto(f"{house.proxy.origin}/page?x=1")
        assert page.url.startswith(f"{house.server.endpoint}/signin")
        visitor.fill("account-label", house.account.id)
        visitor.press("next")
        visitor.fill("user-name", erin.name)
        visitor.fill("password", erin.password)
        visitor.press("sign-in")
        visitor.give_code(erin.phone.code())
        page.wait_for_url(f"{house.proxy.origin}/page?x=1")
        expect(page.locator("body")).to_contain_text(house.account.user_arn(erin.name))
        page.goto(f"{house.server.endpoint}/console")
        visitor.is_inside()
        context.close()
