"""A PostgreSQL server of a test's own: in a directory that goes away, over TLS and with a password, as a cluster has one."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from mail_server import Certificate, free_port

HOST = "postgres.databases.svc"
"""The name that its certificate proves."""


def programs() -> Path:
    """Where Debian puts the programs of the newest version that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    assert found, 'these tests need PostgreSQL: install the Debian package "postgresql" (scripts/test does)'
    return found[-1].parent


class Postgres:
    """The server, with a user and a database of the same name. Whoever made it stops it."""

    def __init__(self, user: str, password: str) -> None:
        self.user, self.password, self.port = user, password, free_port()
        self.directory = Path(tempfile.mkdtemp(prefix="btz-pg"))
        self.certificate = Certificate(self.directory / "tls", HOST)
        # PostgreSQL refuses to be root. Who is root runs it as the user that Debian made for it.
        self._drop = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            self._drop = [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
            for place in (self.directory, *self.directory.rglob("*")):
                os.chown(place, owner.pw_uid, owner.pw_gid)
        self.certificate.key.chmod(0o600)
        data = self.directory / "data"
        # What is made here need not survive a power cut.
        words = ["--no-sync", "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8", "--locale=C", "--username=postgres"]
        subprocess.run(self._words("initdb", *words, "--pgdata", data), check=True, capture_output=True, cwd="/")
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(
                f"listen_addresses = '127.0.0.1'\nport = {self.port}\nunix_socket_directories = '{self.directory}'\n"
                f"ssl = on\nssl_cert_file = '{self.certificate.file}'\nssl_key_file = '{self.certificate.key}'\n"
                "shared_buffers = 32MB\n"
            )
        (data / "pg_hba.conf").write_text("local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n")
        # It ends with this process, however that ends.
        self._process = subprocess.Popen(
            self._words("postgres", "-D", data), stdout=subprocess.DEVNULL, stderr=(self.directory / "log").open("w"), cwd="/"
        )
        self._wait_until_it_answers()
        self.sql(f"create role {user} login password '{password}'")
        self.begin_anew()

    def begin_anew(self) -> None:
        """An empty database: whoever brings a master key of their own finds no other's store."""
        self.sql(f"drop database if exists {self.user}")
        self.sql(f"create database {self.user} owner {self.user} encoding 'UTF8' template template0")

    def _words(self, program: str, *words: str | Path) -> list[str | Path]:
        return ["setpriv", *self._drop, "--pdeathsig=QUIT", "--", programs() / program, *words]

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            if self._psql("select 1").returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL does not start:\n{(self.directory / 'log').read_text()}")

    def _psql(self, statement: str) -> subprocess.CompletedProcess[str]:
        words = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "--command", statement]
        place = ["--host", self.directory, f"--port={self.port}", "--username=postgres", "--dbname=postgres"]
        return subprocess.run([programs() / "psql", *place, *words], capture_output=True, text=True, timeout=60)

    def sql(self, statement: str) -> str:
        done = self._psql(statement)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def url(self) -> str:
        """Where clients find it: by the name that its certificate proves, at the address of this machine.

        At such an address nothing would have to be proven, unless it is asked for as it is of any other.
        """
        return f"postgres://{self.user}@{HOST}:{self.port}/{self.user}?hostaddr=127.0.0.1&sslmode=verify-full"

    def settings(self) -> dict[str, str]:
        """Variables of a node over it."""
        return {
            "BARTIZAN_STORE_URL": self.url(),
            "BARTIZAN_STORE_PASSWORD": self.password,
            "BARTIZAN_STORE_CA_FILE": str(self.certificate.file),
        }

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=60)
        shutil.rmtree(self.directory)
