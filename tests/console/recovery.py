"""Recovering: a server that sends mails and has calls placed, owners with a mailbox and a telephone, and desks where they sit."""

from __future__ import annotations

import html
import itertools
import queue
import re
import time
import urllib.parse
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import people
from bartizan import PERIOD, Account, Phone, Server
from clock import Clock
from mail_server import Mailbox, free_port, links_in, text_of
from people import NEW_PASSWORD, Person
from plain import Plain, Reply
from texts import Texts
from voice_provider import Call, VoiceProvider

HERE = "/signin/step/alternative"
DEVICES = "/console/credentials/mfa"
SENDER = "no-reply@id.example.com"
SUPPORT = "the help desk, +1 202 555 0100"
WORDINGS = Path(__file__).parents[2] / "crates" / "reach" / "locales"
CONTACT = {
    "FullName": "Jane Doe",
    "AddressLine1": "1 Any Street",
    "City": "Anytown",
    "PostalCode": "12345",
    "CountryCode": "DE",
}


@cache
def wording(language: str, id: str) -> str:
    """What mails and calls say."""
    text = "".join(path.read_text() for path in (WORDINGS / language).glob("*.ftl"))
    return dict(re.findall(r"^([a-z0-9-]+) = (\S.*)$", text, re.MULTILINE))[id]


class Letter:
    """A mail of a recovery."""

    def __init__(self, mail: EmailMessage) -> None:
        self.mail = mail
        [self.link] = [link for link in links_in(mail) if "/signin/recovery/mail?" in link]
        self.path = "/" + self.link.split("/", 3)[3]
        self.token = urllib.parse.parse_qs(urllib.parse.urlsplit(self.link).query)["token"][0]
        [code] = re.findall(r"^\s*(\d{4}[ -]?\d{4})\s*$", text_of(mail), re.MULTILINE)
        self.shown = code
        """The code as it is shown."""
        self.code = re.sub(r"\D", "", code)

    def wrong(self) -> str:
        """A code that is not this one."""
        return f"{(int(self.code) + 1) % 10**8:08}"


class House:
    """A server with a mail server, a voice provider and a clock of its own."""

    _numbers = itertools.count(4_915_110_000_001)

    def __init__(self, binary: Path, directory: Path, **environment: str) -> None:
        self.mailbox, self.provider, self.clock = Mailbox(), VoiceProvider(), Clock(directory)
        port = free_port()
        set_up = self.clock.environment() | self.provider.environment()
        set_up |= {
            "BARTIZAN_PUBLIC_URL": f"http://localhost:{port}",
            "BARTIZAN_MAIL_SMTP_URL": self.mailbox.url,
            "BARTIZAN_MAIL_FROM": SENDER,
            "BARTIZAN_SUPPORT_CONTACT": SUPPORT,
        }
        self.server = Server(binary, directory, set_up | environment, port)
        self.server.secrets.update([self.provider.token, NEW_PASSWORD])
        self._mails: list[EmailMessage] = []
        self._calls: list[Call] = []

    def __enter__(self) -> House:
        self.mailbox.start()
        self.provider.__enter__()
        self.server.start()
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        try:
            stopped = self.server.stop() if self.server.is_running() else 0
        finally:
            self.provider.__exit__()
            self.mailbox.stop()
        if failure is None:
            log = self.server.log.read_text(errors="replace")
            assert (stopped, self.server.secrets_in_log(), "panicked" in log) == (0, [], False)

    def wait(self, seconds: int) -> None:
        """So much time passes."""
        self.clock.forward(seconds)

    def owner(self, client: Plain, language: str = "en", phone: bool = True) -> Owner:
        """The root user of a new account, who has a device, and a telephone that recovers."""
        account = self.server.create_account()
        number = f"+{next(self._numbers)}" if phone else None
        root = make_root(client, account, number, self.clock.ahead // PERIOD)
        return Owner(self, account, root, number, language)

    def mail(self, to: str, subject: str, language: str = "en", timeout: float = 30) -> EmailMessage:
        """The next mail to an address that is about this."""
        wanted, deadline = wording(language, subject), time.monotonic() + timeout
        while True:
            for mail in self._mails:
                if (mail["To"], mail["Subject"]) == (to, wanted):
                    self._mails.remove(mail)
                    return mail
            try:
                self._mails.append(self.mailbox.next(max(0.01, deadline - time.monotonic())))
            except queue.Empty:
                came = [(mail["To"], mail["Subject"]) for mail in self._mails]
                raise AssertionError(f"no mail to {to}: {wanted}; but {came}") from None

    def mails_to(self, to: str) -> list[str]:
        """What came for an address and was not looked at."""
        while not self.mailbox.is_empty():
            self._mails.append(self.mailbox.next())
        return [mail["Subject"] for mail in self._mails if mail["To"] == to]

    def letter(self, to: str, language: str = "en") -> Letter:
        letter = Letter(self.mail(to, "recovery-link-subject", language))
        self.server.secrets.update([letter.token, letter.code])
        return letter

    def forget_calls(self, to: str) -> None:
        """Nobody picked them up."""
        while self.provider.has_calls():
            self._calls.append(self.provider.next())
        self._calls = [call for call in self._calls if call.to != to]

    def call(self, to: str, timeout: float = 30) -> Call:
        """The next call to a number."""
        deadline = time.monotonic() + timeout
        while True:
            for call in self._calls:
                if call.to == to:
                    self._calls.remove(call)
                    return call
            self._calls.append(self.provider.next(max(0.01, deadline - time.monotonic())))


class Owner:
    """The root user of an account, with a mailbox and a telephone."""

    def __init__(self, house: House, account: Account, person: Person, number: str | None, language: str) -> None:
        self.house, self.account, self.person, self.number = house, account, person, number
        self.language = language

    def told(self, name: str, refused: bool = False) -> list[dict]:
        """What the trail tells of."""
        events = self.house.server.events(self.account)
        return [event for event in events if event["eventName"] == name and ("errorCode" in event) == refused]

    def letter(self) -> Letter:
        return self.house.letter(self.account.email, self.language)

    def call(self) -> Call:
        return self.house.call(self.number)

    def code(self) -> str:
        """The next code of the device, which goes by the server's clock."""
        phone = self.person.phone
        phone.step = max(phone.step, int(time.time() + self.house.clock.ahead) // PERIOD - 2)
        return phone.code()


class Desk:
    """A browser in which somebody recovers, reduced to what it sends."""

    say = Texts("en")

    def __init__(self, owner: Owner, client: Plain) -> None:
        self.owner, self.client = owner, client

    def post(self, path: str, fields: dict[str, str] | None = None) -> Reply:
        """Sends a form of a page, whether or not that page is shown to this browser."""
        return self.client.post(path, {"token": self.client.get("/signin/root").token()} | (fields or {}))

    def begin(self, password: str | None = None) -> Reply:
        person = self.owner.person
        if not self.client.cookie("signing-in"):
            self.client.give_root_password(person.name, person.password)
        return self.post(HERE, {"Password": password or person.password})

    def has_begun(self) -> Desk:
        reply = self.begin()
        assert reply.header("Location") == f"{HERE}/mail", reply.text
        return self

    def send(self) -> Reply:
        return self.post(f"{HERE}/mail/send")

    def letter(self) -> Letter:
        reply = self.send()
        assert reply.header("Location") == f"{HERE}/mail?sent", reply.text
        return self.owner.letter()

    def type_code(self, code: str) -> Reply:
        return self.post(f"{HERE}/mail/code", {"MailCode": code})

    def press_link(self, token: str) -> Reply:
        """The button of the page that a link leads to."""
        return self.post("/signin/recovery/mail", {"LinkToken": token})

    def has_proven_mail(self) -> Desk:
        reply = self.type_code(self.has_begun().letter().code)
        assert reply.header("Location") == f"{HERE}/phone", reply.text
        return self

    def ring(self) -> Reply:
        return self.post(f"{HERE}/phone/call")

    def rung(self) -> Call:
        """Has the phone called; nobody picks up what rang before."""
        self.owner.house.forget_calls(self.owner.number)
        reply = self.ring()
        assert reply.header("Location") == f"{HERE}/phone", reply.text
        return self.owner.call()

    def digits(self) -> str | None:
        """What the page says to type."""
        shown = re.search(r'class="digits"><strong>(\d{6})</strong>', self.phone_page())
        return shown[1] if shown else None

    def phone_page(self) -> str:
        return html.unescape(self.client.get(f"{HERE}/phone").text)

    def has_proven_phone(self) -> Desk:
        self.has_proven_mail()
        call = self.rung()
        self.owner.house.provider.answer(call)
        assert self.owner.house.provider.type(call, self.digits())[-1][1] == wording("en", "call-right")
        return self

    def finish(self) -> Reply:
        return self.post(f"{HERE}/finish")

    def has_recovered(self) -> Desk:
        reply = self.has_proven_phone().finish()
        assert reply.header("Location") == DEVICES, reply.text
        return self

    def has_only_mail(self) -> bool:
        """Whether the mailbox is proven and the phone is not."""
        return self.say("alternative-step-phone") in self.phone_page() and not self.is_inside()

    def is_inside(self) -> bool:
        return self.client.get(DEVICES).status == 200

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits for what happens beside this desk."""
        deadline = time.monotonic() + 30
        while not holds():
            assert time.monotonic() < deadline, self.phone_page()
            time.sleep(0.05)


def make_root(client: Plain, account: Account, number: str | None, ahead: int = 0) -> Person:
    """The root user after the first sign-in: another password, a device, and a telephone."""
    root = people.root(account)
    account.server.secrets.add(NEW_PASSWORD)
    client.give_root_password(root.name, root.password)
    typed = {"NewPassword": NEW_PASSWORD, "Repeated": NEW_PASSWORD}
    client.submit("/signin/step/password", "/signin/step/password", typed)
    assert client.is_inside()
    if number:
        set_phone(client, number)
        # A first number is called after some days only, unless support vouches for it.
        waive(account, "--phone", number)
    root.password = NEW_PASSWORD
    root.devices.append((account.device_arn("roots"), assign(client, account, "roots", ahead)))
    return root


def set_phone(client: Plain, number: str) -> None:
    """In a session with a fresh factor."""
    reply = client.submit("/console/account", "/console/account/contact", CONTACT | {"PhoneNumber": number})
    assert reply.header("Location") == "/console/account?done=contact", reply.text


def waive(account: Account, *named: str) -> None:
    """Support says that what was changed, and is named, may recover at once."""
    account.server.command("support", "waive-cooling-off", "--account", account.id, *named, "--reason", "called back")


def assign(client: Plain, account: Account, name: str, ahead: int = 0) -> Phone:
    """A virtual device for whoever is signed in, by the wizard."""
    wizard = f"{DEVICES}/assign"
    shown = client.submit(wizard, wizard, {"kind": "virtual", "VirtualMFADeviceName": name})
    pending = re.search(r'name="Pending" value="([^"]+)"', shown.text)
    assert pending, shown.text
    seed = "".join(re.findall(r"<span>([A-Z2-7]+)</span>", shown.text))
    assert len(seed) == 64
    account.server.secrets.add(seed)
    device = Phone(seed, ahead)
    typed = {"token": shown.token(), "step": "codes", "Pending": pending[1]} | device.pair()
    reply = client.post(wizard, typed)
    assert reply.status in (200, 303), reply.text
    return device
