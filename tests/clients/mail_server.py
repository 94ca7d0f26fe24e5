"""A real mail server (aiosmtpd) on this machine, for tests: it takes mails, refuses them, or is away."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ipaddress
import queue
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "bartizan", "the password of the mail server"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Certificate:
    """A certificate for localhost that nobody vouches for but itself."""

    def __init__(self, directory: Path, name: str = "localhost") -> None:
        directory.mkdir(parents=True, exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.datetime.now(datetime.UTC)
        names = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(hours=1))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(key, hashes.SHA256())
        )
        self.file, self.key = directory / "certificate.pem", directory / "key.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        self.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context


class Mailbox:
    """The mail server. `answers` are what it says to the next recipients instead of taking them."""

    def __init__(self, security: str = "plain", certificate: Certificate | None = None, auth: bool = False) -> None:
        self.port = free_port()
        self.security, self.certificate, self.auth = security, certificate, auth
        self.answers: list[str] = []
        self.asked = 0
        """How often a recipient was named."""
        self.encrypted: list[bool] = []
        """Whether each mail came over TLS."""
        self._held: threading.Event | None = None
        """Rings when a mail came that is not answered."""
        self._mails: queue.Queue[EmailMessage] = queue.Queue()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        scheme = {"plain": "smtp+plain", "starttls": "smtp", "tls": "smtps"}[self.security]
        return f"{scheme}://localhost:{self.port}"

    def start(self) -> None:
        more: dict[str, object] = {}
        if self.security == "starttls":
            more |= {"tls_context": self.certificate.context(), "require_starttls": True}
        if self.security == "tls":
            more |= {"ssl_context": self.certificate.context()}
        if self.auth:
            more |= {
                "auth_required": True,
                "authenticator": self._authenticate,
                "auth_require_tls": self.security == "starttls",
            }
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **more)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> Mailbox:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @contextlib.contextmanager
    def holding(self) -> Iterator[threading.Event]:
        """Takes mails and does not say so, for a while. Gives what rings when one came."""
        self._held = threading.Event()
        try:
            yield self._held
        finally:
            self._held = None

    def next(self, timeout: float = 30) -> EmailMessage:
        """The next mail that comes."""
        return self._mails.get(timeout=timeout)

    def is_empty(self) -> bool:
        return self._mails.empty()

    @staticmethod
    def _authenticate(_server, _session, _envelope, mechanism: str, login: object) -> AuthResult:
        right = isinstance(login, LoginPassword) and (login.login, login.password) == (
            USER.encode(),
            PASSWORD.encode(),
        )
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(self, _server, _session, envelope, address: str, _options) -> str:
        self.asked += 1
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, session, envelope) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        mail["X-Envelope-From"], mail["X-Envelope-To"] = envelope.mail_from, ", ".join(envelope.rcpt_tos)
        self.encrypted.append(session.ssl is not None or self.security == "tls")
        self._mails.put(mail)
        if held := self._held:
            held.set()
            while self._held is held:
                await asyncio.sleep(0.02)
        return "250 OK"


def text_of(mail: EmailMessage) -> str:
    """The part for those who read no HTML."""
    return mail.get_body(preferencelist=("plain",)).get_content().replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    return mail.get_body(preferencelist=("html",)).get_content()


def links_in(mail: EmailMessage) -> list[str]:
    return re.findall(r"^https?://\S+$", text_of(mail), re.MULTILINE)
