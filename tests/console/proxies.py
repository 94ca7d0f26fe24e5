"""nginx and Caddy in front of a web site, configured as docs/authorize.md tells: the configurations are read from there."""

from __future__ import annotations

import http.server
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "authorize.md"
NGINX = Path("/usr/sbin/nginx")
CADDY = Path("/usr/bin/caddy")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def of_guide(name: str) -> str:
    """The block of the guide that stands behind `<!-- tested: NAME -->`."""
    return re.search(rf"<!-- tested: {name} -->\n+```[a-z]*\n(.*?)```", GUIDE.read_text(), re.DOTALL)[1]


class Site:
    """A web site that answers with what reached it, and knows nothing of signing in."""

    def __init__(self) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.dumps({"path": self.path, "headers": [[name.lower(), value] for name, value in self.headers.items()]})
                self.send_response(200)
                self.send_header("Content-Type", "text/html" if self.path.startswith("/page") else "application/json")
                self.end_headers()
                self.wfile.write(body.encode())

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Proxy:
    """A proxy that this process started; it is stopped by its process id."""

    def __init__(self, kind: str, directory: Path, bartizan_port: int, site_port: int) -> None:
        self.port = free_port()
        self.host = f"wiki.localhost:{self.port}"
        self.origin = f"http://{self.host}"
        directory.mkdir(parents=True, exist_ok=True)
        ports = {"wiki.example.com": self.host, "127.0.0.1:7800": f"127.0.0.1:{bartizan_port}", "127.0.0.1:3000": f"127.0.0.1:{site_port}"}
        text = of_guide(kind)
        command = getattr(self, f"_{kind}")(directory, text)
        for file in directory.glob("*.conf"):
            told = file.read_text()
            for name, port in ports.items():
                told = told.replace(name, port)
            file.write_text(told)
        self.log = directory / "log.txt"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=directory)
        self._wait()

    def _nginx(self, directory: Path, text: str) -> list[str]:
        # What of the guide is about TLS and port belongs to a machine; here the port is free and the scheme is http.
        text = re.sub(r"listen 443 ssl;", f"listen 127.0.0.1:{self.port};", text)
        text = re.sub(r"^ *ssl_certificate(_key)? .*\n", "", text, flags=re.MULTILINE)
        text = text.replace("server_name wiki.example.com;", "server_name wiki.localhost;")
        paths = "".join(
            f"  {name}_temp_path {directory}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        # Else its workers run as somebody who may not enter the directories of tests.
        user = "user root;\n" if os.geteuid() == 0 else ""
        (directory / "nginx.conf").write_text(
            f"{user}daemon off;\nworker_processes 1;\npid {directory}/nginx.pid;\nerror_log stderr warn;\nevents {{}}\n"
            f"http {{\n  access_log off;\n{paths}{text}}}\n"
        )
        return [str(NGINX), "-p", str(directory), "-c", str(directory / "nginx.conf")]

    def _caddy(self, directory: Path, text: str) -> list[str]:
        text = text.replace("wiki.example.com {", f"http://wiki.localhost:{self.port} {{\n\tbind 127.0.0.1")
        (directory / "caddy.conf").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + text)
        return [str(CADDY), "run", "--config", str(directory / "caddy.conf"), "--adapter", "caddyfile"]

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"the proxy did not start:\n{self.log.read_text(errors='replace')}")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=10)


def is_there(kind: str) -> bool:
    return shutil.which(str({"nginx": NGINX, "caddy": CADDY}[kind])) is not None
