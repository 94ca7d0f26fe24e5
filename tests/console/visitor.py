"""A person at a browser, who reads labels and presses what is written on buttons."""

from __future__ import annotations

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, Response, expect

from bartizan import Server
from people import Person
from texts import Texts, own

PICTURES = Path(__file__).parents[2] / "target" / "console-screenshots"
WIDTHS = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
NARROW = {"width": 360, "height": 740}
LARGEST_PAGE = 60 * 1024
"""With its style sheet."""

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Visitor:
    """One browser, with its cookies, in one language."""

    def __init__(self, server: Server, page: Page, language: str, scripts: bool) -> None:
        self.server = server
        self.page = page
        self.context = page.context
        self.language = language
        self.scripts = scripts
        self.say = Texts(language)
        self.requested: list[str] = []
        self._document: Response | None = None
        self._style = 0
        self.context.on("request", self._request)
        self.context.on("response", self._note)

    def leave(self) -> None:
        """Whoever comes next has this window."""
        self.context.remove_listener("request", self._request)
        self.context.remove_listener("response", self._note)
        for page in self.context.pages:
            if page != self.page:
                page.close()

    def _request(self, request: Request) -> None:
        self.requested.append(request.url)

    def _note(self, response: Response) -> None:
        if response.request.resource_type == "document" and response.status != 303:
            self._document = response

    # --- What a person does ------------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        self.page.goto(self.server.endpoint + path)

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(self.say(label), exact=True).fill(value)

    def choose(self, label: str) -> None:
        self.page.get_by_role("radio", name=label).check()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=self.say(button), exact=True).click()

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=self.say(link), exact=True).click()

    def open_menu(self, name: str) -> None:
        """The user's menu, top right. It opens without scripts."""
        self.page.locator("summary", has_text=name).first.click()

    # --- What a person sees ------------------------------------------------------------------------------------------

    def sees(self, heading: str) -> None:
        """Whether this page's title is there."""
        expect(self.page.get_by_role("heading", name=self.say(heading), exact=True, level=1)).to_be_visible()

    def sees_section(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", name=self.say(heading), exact=True, level=2)).to_be_visible()

    def is_told(self, text: str, **values: str) -> None:
        """Whether a sentence is there, as an alert or a notice that a screen reader speaks."""
        spoken = self.page.locator("[role=alert], [role=status]")
        expect(spoken.filter(has_text=self.say(text, **values))).to_be_visible()

    def is_told_at(self, label: str, text: str) -> None:
        """Whether a field is marked as wrong, and says why."""
        field = self.page.get_by_label(self.say(label), exact=True)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(self.say(text))

    def offers(self, link: str) -> None:
        expect(self.page.get_by_role("link", name=self.say(link), exact=True)).to_be_visible()

    def holds(self, label: str, value: str) -> None:
        """What a field holds."""
        expect(self.page.get_by_label(self.say(label), exact=True)).to_have_value(value)

    def path(self) -> str:
        return self.page.url.removeprefix(self.server.endpoint)

    def check(self, name: str) -> None:
        """Whatever holds for every page: no barrier, small, nothing from elsewhere, readable on a phone; and its picture."""
        assert all(url.startswith(self.server.endpoint) for url in self.requested), self.requested
        self._is_small()
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        self._is_translated()
        if self.scripts:
            # The same templates in every language: one of them tells.
            if self.language == "en":
                results = Axe().run(self.page, options=RULES)
                assert results.violations_count == 0, f"{name}: {results.generate_report()}"
            self.page.set_viewport_size(NARROW)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= NARROW["width"], f"{name} is {wide} pixels wide"
            self._take_pictures(name)

    def _is_small(self) -> None:
        body = self._document.body()
        style = re.search(rb'rel="stylesheet" href="([^"]+)"', body)[1].decode()
        if not self._style:
            self._style = len(self.context.request.get(self.server.endpoint + style).body())
        assert len(body) + self._style <= LARGEST_PAGE, f"{len(body)} and {self._style} bytes"
        assert b"<script" not in body.lower() or b"<script src=" in body.lower(), "a script in the page"
        assert b" style=" not in body, "a style in the page"

    def _is_translated(self) -> None:
        """A text that is missing is shown as its name."""
        shown = self.page.locator("body").inner_text()
        left = set(own("en")) & set(re.findall(r"^[a-z]+(?:-[a-z0-9]+)+$", shown, re.MULTILINE))
        assert left == set(), f"not translated: {left}"

    def _take_pictures(self, name: str) -> None:
        directory = PICTURES / self.language
        directory.mkdir(parents=True, exist_ok=True)
        for width, size in WIDTHS.items():
            self.page.set_viewport_size(size)
            self.page.screenshot(path=directory / f"{name}-{width}.png", full_page=True)
        self.page.set_viewport_size(WIDTHS["desktop"])

    # --- What many tests begin with ----------------------------------------------------------------------------------

    def give_password(self, person: Person, password: str | None = None) -> None:
        """From the main page, by way of the account's own, to what comes after the password."""
        self.open("/signin?different")
        self.fill("account-label", person.account.id)
        self.press("next")
        self.fill("user-name", person.name)
        self.fill("password", password or person.password)
        self.press("sign-in")

    def give_root_password(self, person: Person, password: str | None = None) -> None:
        self.open("/signin/root")
        self.fill("root-email", person.name)
        self.press("next")
        self.fill("password", password or person.password)
        self.press("sign-in")

    def give_code(self, code: str) -> None:
        self.fill("mfa-code", code)
        self.press("sign-in")

    def is_inside(self) -> None:
        self.sees("dashboard-title")
        assert self.path() == "/console"
