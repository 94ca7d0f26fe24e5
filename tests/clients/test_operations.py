"""What lies in ops/ and docs/operations.md fits the binary: alerts, dashboard, unit and image."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from bartizan import Server, clean_environment
from containers import NOBODY, OPS, ROOT, as_nobody, ask, watch_address
from postgres import Postgres

FAMILY = re.compile(r"\b(?:bartizan|process)_[a-z0-9_]+\b")
SELECTOR = re.compile(r"\b((?:bartizan|process)_[a-z0-9_]+)\{([^}]*)\}")
MATCHER = re.compile(r'(\w+)\s*(=~|=)\s*"([^"]*)"')


@pytest.fixture(scope="module")
def page(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The figures of a server after some traffic."""
    return figures(binary, tmp_path_factory.mktemp("watched"), {})


@pytest.fixture(scope="module")
def database_page(binary: Path, tmp_path_factory: pytest.TempPathFactory, database: Postgres) -> str:
    """The same of a node over PostgreSQL."""
    database.begin_anew()
    return figures(binary, tmp_path_factory.mktemp("node"), database.settings())


def figures(binary: Path, directory: Path, environment: dict[str, str]) -> str:
    server = Server(binary, directory, {"BARTIZAN_METRICS_LISTEN": "127.0.0.1:0"} | environment)
    server.start()
    try:
        account = server.create_account()
        keys = account.create_user("anna")
        account.iam.list_users()
        serial, phone = account.enable_device("anna", "anna")
        account.session(serial, phone, keys)
        with socket.create_connection(("127.0.0.1", int(server.endpoint.rsplit(":", 1)[1]))) as browser:
            browser.sendall(b"GET /signin HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            browser.recv(64)
        status, text = ask(watch_address(server), "/metrics")
        assert status == 200
        return text
    finally:
        server.stop()


def families(page: str) -> dict[str, str]:
    """The families on a page, and their types."""
    return dict(re.findall(r"^# TYPE (\S+) (\S+)$", page, re.MULTILINE))


def family_of(name: str, known: dict[str, str]) -> str:
    """A histogram's rows have suffixes."""
    base = re.sub(r"_(bucket|sum|count)$", "", name)
    return base if known.get(base) == "histogram" else name


def dashboard_expressions() -> list[str]:
    dashboard = json.loads((OPS / "grafana-dashboard.json").read_text())
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]


def test_panels_of_the_dashboard_are_beside_each_other_and_not_upon():
    panels = json.loads((OPS / "grafana-dashboard.json").read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: dict[tuple[int, int], str] = {}
    for panel in panels:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24, panel["title"]
        for y in range(place["y"], place["y"] + place["h"]):
            for x in range(place["x"], place["x"] + place["w"]):
                assert (x, y) not in taken, f"{panel['title']} is upon {taken[x, y]}"
                taken[x, y] = panel["title"]
    # A row holds what is below it until the next: panels stand in the order in which they are seen.
    places = [(panel["gridPos"]["y"], panel["gridPos"]["x"]) for panel in panels]
    assert places == sorted(places)


def alert_expressions() -> list[str]:
    groups = yaml.safe_load((OPS / "alerts.yml").read_text())["groups"]
    return [rule["expr"] for group in groups for rule in group["rules"]]


@pytest.mark.parametrize("expressions", [dashboard_expressions, alert_expressions])
def test_every_figure_that_is_looked_at_is_exported_with_the_labels_that_are_asked_for(page, database_page, expressions):
    page += database_page
    known, asked = families(page), expressions()
    assert len(asked) > 20
    named = {name for expression in asked for name in FAMILY.findall(expression)}
    missing = {name for name in named if family_of(name, known) not in known}
    assert not missing, missing
    for expression in asked:
        for name, matchers in SELECTOR.findall(expression):
            for label, how, value in MATCHER.findall(matchers):
                if label in {"job", "instance"}:
                    continue  # the collector's own
                for wanted in value.split("|") if how == "=~" else [value]:
                    row = re.compile(rf'^{name}\{{[^}}]*\b{label}="{re.escape(wanted)}"', re.MULTILINE)
                    assert row.search(page), f'{name}{{{label}="{wanted}"}} in {expression}'
        for by in re.findall(r"by \(([^)]*)\)", expression):
            for label in (label.strip() for label in by.split(",")):
                assert label in {"instance", "job", "le"} or f'{label}="' in page, f"{label} in {expression}"


def test_a_rate_is_taken_of_what_only_grows(page, database_page):
    known = families(page + database_page)
    for expression in dashboard_expressions() + alert_expressions():
        for name in re.findall(r"(?:rate|increase)\((\w+)", expression):
            assert known[family_of(name, known)] in {"counter", "histogram"}, f"{name} in {expression}"


def test_the_guide_explains_exactly_the_figures_that_there_are(page):
    common, _ = tables_of_figures()
    assert {name for row in common for name in FAMILY.findall(row[0])} == set(families(page))


def test_the_guide_says_what_each_label_of_each_figure_means(page):
    guide = (ROOT / "docs" / "operations.md").read_text()
    said = guide.split("\nWhat the labels say:\n")[1].split("\nWith PostgreSQL")[0].split("\n- ")[1:]
    explained = {name: set(re.findall("`([a-z_]+)`", text)) for text in said for name in FAMILY.findall(text)}
    shown: dict[str, set[str]] = {}
    for name, labels in re.findall(r"^(bartizan_\w+)\{(.*)\} ", page, re.MULTILINE):
        shown.setdefault(name, set()).update(re.findall(r'\b(?:outcome|result|way|why)="([a-z_]+)"', labels))
    told_apart = {name: values for name, values in shown.items() if values}
    assert set(told_apart) == set(explained)
    assert {name: values - explained[name] for name, values in told_apart.items() if values - explained[name]} == {}


def tables_of_figures() -> tuple[list[list[str]], list[list[str]]]:
    """The rows of the guide's two tables: of every server, and of one over PostgreSQL."""
    guide = (ROOT / "docs" / "operations.md").read_text()
    common, postgres = guide.split("### What each figure means")[1].split("\nWith PostgreSQL there are these")

    def rows(text: str) -> list[list[str]]:
        return [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| `")]

    return rows(common), rows(postgres.split("\n\n[")[0])


def test_figures_of_the_database_are_explained_shown_and_those_that_are_worth_it_alert(page, database_page):
    _, rows = tables_of_figures()
    explained = {name for row in rows for name in FAMILY.findall(row[0])}
    assert explained == set(families(database_page)) - set(families(page))
    shown = " ".join(dashboard_expressions())
    assert [name for name in explained if name not in FAMILY.findall(shown)] == []
    alerting = FAMILY.findall(" ".join(alert_expressions()))
    worth_it = [FAMILY.findall(names) for names, _, why in rows if why]
    assert len(worth_it) > 4
    assert [names for names in worth_it if not set(names) & set(alerting)] == []


def test_prometheus_reads_alerts_and_figures(page, database_page):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: scripts/test installs Debian's package prometheus")
    checked = subprocess.run([promtool, "check", "rules", OPS / "alerts.yml"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    for text in (page, database_page):
        checked = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr


# --- systemd ---------------------------------------------------------------------------------------------------------


def systemd_analyze(*words: str | Path) -> subprocess.CompletedProcess[str]:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed")
    return subprocess.run([analyze, *words], capture_output=True, text=True, timeout=60)


def test_systemd_takes_the_unit_and_finds_it_closed(binary, tmp_path):
    unit = (OPS / "bartizan.service").read_text()
    # Everything that is offered to be uncommented is a line that systemd knows, too.
    uncommented = re.sub(r"^#(?=(LoadCredential|Environment)=)", "", unit, flags=re.MULTILINE)
    assert uncommented != unit
    for number, text in enumerate((unit, uncommented)):
        path = tmp_path / f"bartizan-{number}.service"
        path.write_text(text.replace("/usr/local/bin/bartizan", str(binary)))
        verified = systemd_analyze("verify", path)
        complaints = [line for line in verified.stderr.splitlines() if path.name in line]
        assert verified.returncode == 0 and complaints == [], verified.stderr
    rated = systemd_analyze("security", "--offline=true", "--threshold=15", "--no-pager", tmp_path / "bartizan-0.service")
    assert rated.returncode == 0, f"more open than 1.5 of 10:\n{rated.stdout}"


SYSTEMD_RUN = """\
#!{python}
# What systemd-run does with these options: credentials are there, the variables are those that were set, the user is the service's.
import os, pathlib, sys
words, unit, variables, properties = sys.argv[1:], "", {{}}, []
while words and words[0].startswith("-"):
    word = words.pop(0)
    if word.startswith("--unit="):
        unit = word.removeprefix("--unit=")
    elif word == "-E":
        name, value = words.pop(0).split("=", 1)
        variables[name] = value
    elif word == "-p":
        properties.append(words.pop(0))
    else:
        assert word in ("--quiet", "--pipe", "--wait", "--collect"), word
root = pathlib.Path("{root}")
for credential in (one.split("=", 1)[1] for one in properties if one.startswith("LoadCredential=")):
    name, source = credential.split(":")
    held = root / "run/credentials" / (unit + ".service") / name
    held.parent.mkdir(parents=True, exist_ok=True)
    held.write_bytes(pathlib.Path(source).read_bytes())
    held.chmod(0o644)
lines = [*properties, *(f"Environment={{name}}={{value}}" for name, value in variables.items()), "ExecStart=" + " ".join(words)]
(root / "alone.service").write_text("\\n".join(["[Service]", "Type=oneshot", *lines, ""]))
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({nobody})
    os.setuid({nobody})
os.execve(words[0], words, variables)
"""


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_what_the_guide_says_to_run_while_the_service_is_stopped_runs(binary, open_directory, database, engine):
    root, guide = open_directory, (ROOT / "docs" / "operations.md").read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
    block = "".join(text for text in blocks if "alone" in text)
    assert block.count("systemd-run") == 1 and block.count("\nalone ") == 4
    if engine == "sqlite":
        block = "".join(line for line in block.splitlines(keepends=True) if "store-password" not in line)
    for place in ("/var/lib/bartizan", "/etc/bartizan", "/run/credentials", "/usr/local/bin", "/backups"):
        block = block.replace(place, f"{root}{place}")
    settings, data = root / "etc/bartizan", root / "var/lib/bartizan"
    for place in (settings, data.parent, root / "usr/local/bin", root / "backups"):
        place.mkdir(parents=True)
    shutil.copy(binary, root / "usr/local/bin/bartizan")
    store = f'[store]\nurl = "{database.url()}"\nca_file = "{settings}/ca.pem"\n' if engine == "postgres" else ""
    (settings / "bartizan.toml").write_text(store)
    (settings / "ca.pem").write_text(database.certificate.file.read_text())
    (settings / "store-password").write_text(database.password)
    tools = root / "tools"
    tools.mkdir()
    for name, text in (
        ("systemd-run", SYSTEMD_RUN.format(python=sys.executable, root=root, nobody=NOBODY)),
        ("systemctl", "#!/bin/sh\n"),
    ):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)

    # The store of a service that is stopped: its user's, and nobody else's.
    node = {"BARTIZAN_DATA": str(data), "BARTIZAN_CONFIG": str(settings / "bartizan.toml")}
    if engine == "postgres":
        database.begin_anew()
        node["BARTIZAN_STORE_PASSWORD"] = database.password
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(data, NOBODY, NOBODY)
    made = [root / "usr/local/bin/bartizan", "account", "create", "--email", f"{engine}@example.com"]
    subprocess.run(made, env=node, check=True, capture_output=True, **as_nobody())

    lines = [line for line in block.splitlines() if engine == "sqlite" or "restore" not in line]
    words = ["bash", "-euo", "pipefail", "-c", "\n".join(lines)]
    done = subprocess.run(words, env={"PATH": f"{tools}:/usr/bin:/bin"}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "the store is whole" in done.stdout
    # By the fence, and by the restore.
    assert done.stdout.count("new epoch") == (2 if engine == "sqlite" else 1), done.stdout

    unit, alone = (OPS / "bartizan.service").read_text(), (root / "alone.service").read_text()
    for setting in ("DynamicUser=yes", "StateDirectory=bartizan", "StateDirectoryMode=0700", "UMask=0077"):
        assert f"\n{setting}\n" in unit and f"\n{setting}\n" in alone
    # A user that exists while a service runs is called as the service, unless it is told otherwise.
    assert "\nUser=" not in unit and "\nUser=bartizan\n" in alone
    verified = systemd_analyze("verify", root / "alone.service")
    assert verified.returncode == 0 and "alone.service" not in verified.stderr, verified.stderr


def test_the_variables_of_unit_and_image_are_settings(binary, tmp_path):
    unit = re.findall(r"^#?Environment=(BARTIZAN_\w+)=", (OPS / "bartizan.service").read_text(), re.MULTILINE)
    image = re.findall(r"\b(BARTIZAN_\w+)=", (OPS / "Dockerfile").read_text())
    shown = subprocess.run(
        [binary, "--data", tmp_path / "data", "config", "show"], env=clean_environment(), capture_output=True, text=True
    ).stdout
    keys = re.findall(r"^(?:# )?([a-z_.]+)(?: = | is not set)", shown, re.MULTILINE)
    known = {"BARTIZAN_" + key.replace(".", "_").upper() for key in keys}
    if "store.url" not in keys:
        known.add("BARTIZAN_STORE_PASSWORD_FILE")  # comes with the other engine
    assert set(unit + image) - known == set()
    assert len(unit) >= 4 and len(image) >= 4


def test_the_service_manager_is_told_when_it_serves_and_when_it_stops(binary, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(30)
        server = Server(binary, tmp_path, {"NOTIFY_SOCKET": str(tmp_path / "notify")})
        server.start()
        assert manager.recv(4096).split(b"\n")[0] == b"READY=1"
        assert server.stop() == 0
        assert manager.recv(4096).split(b"\n")[0] == b"STOPPING=1"


# --- Containers ------------------------------------------------------------------------------------------------------


def let_in(path: str) -> bool:
    """Whether Dockerfile.dockerignore sends a file to the builder: of the lines that fit it, or a directory above it, the last counts."""
    above = [str(part) for part in (Path(path), *Path(path).parents)][:-1]
    sent = True
    for line in (OPS / "Dockerfile.dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!")
        # No character of a pattern but * means more than itself; a * stays within a directory.
        assert re.fullmatch(r"[\w./*-]*", pattern) or line.startswith("#"), f"this test does not know how to read {line}"
        fits = re.compile(re.escape(pattern).replace(r"\*", "[^/]*"))
        if line and not line.startswith("#") and any(fits.fullmatch(part) for part in above):
            sent = line.startswith("!")
    return sent


def test_the_builder_gets_all_that_the_build_reads_and_no_key():
    needed = {"Cargo.toml", "Cargo.lock", ".cargo/config.toml"}
    members = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["members"]
    for member in (place for pattern in members for place in sorted(ROOT.glob(pattern))):
        # Cargo reads all manifests, and wants the sources that they name to be there, also where it builds none of them.
        manifest = tomllib.loads((member / "Cargo.toml").read_text())
        targets = [target["path"] for kind in ("bin", "test", "bench", "example") for target in manifest.get(kind, [])]
        places = [member / "Cargo.toml", *(member / target for target in targets), *member.glob("src/*.rs"), *member.glob("build.rs")]
        needed |= {str(place.relative_to(ROOT)) for place in places}
    for source in ROOT.glob("crates/**/*.rs"):
        needed.add(str(source.relative_to(ROOT)))
        for read in re.findall(r"include_(?:str|bytes)!\(\s*(?:concat!\(\s*)?\"([^\"]+)\"", source.read_text()):
            place = os.path.normpath(source.parent / read)
            needed.add(os.path.relpath(place, ROOT))
    for settings in ROOT.glob("crates/**/askama.toml"):
        for place in tomllib.loads(settings.read_text())["general"]["dirs"]:
            needed.add(os.path.relpath(os.path.normpath(settings.parent / place), ROOT))
    outside = {path for path in needed if not path.startswith("crates/")}
    assert len(outside) > 8, "no source includes anything from elsewhere any more"
    assert [path for path in sorted(needed) if not let_in(path)] == []
    for path in ("bartizan-data/master.key", "master.key", "docs/master.key", "target/debug/bartizan", ".git/config"):
        assert not let_in(path), path



def copy_into(root: Path, file: Path) -> None:
    place = root / file.relative_to("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, place)


def test_the_binary_runs_in_a_root_directory_that_holds_only_what_the_image_has(binary, open_directory):
    image = (OPS / "Dockerfile").read_text()
    last = image.split("\nFROM ")[-1]
    copied = re.findall(r"^COPY --from=build (?:--\S+ )*(\S+) (\S+)$", last, re.MULTILINE)
    assert copied == [("/out/bartizan", "/usr/local/bin/bartizan"), ("/out/data", "/data")]
    assert "\nUSER 65532:65532\n" in last and 'CMD ["/usr/local/bin/bartizan", "health"]' in last

    # The base image has the C library and certificates of authorities.
    root = open_directory
    libraries = subprocess.run(["ldd", binary], capture_output=True, text=True, check=True).stdout
    allowed = re.compile(r"/(libc|libm|libgcc_s|libdl|libpthread|librt|ld-linux-\S+)\.so\.")
    for library in re.findall(r"(/\S+) \(0x", libraries):
        assert allowed.search(library), f"the base image has no {library}"
        copy_into(root, Path(library))
    program = root / "usr/local/bin/bartizan"
    program.parent.mkdir(parents=True)
    shutil.copy(binary, program)
    data = root / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(data, NOBODY, NOBODY)

    said = dict(re.findall(r"\b(BARTIZAN_\w+)=(\S+)", last))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = said | {
        "BARTIZAN_LISTEN": "0.0.0.0:0",
        "BARTIZAN_INSECURE_HTTP": "true",
        "BARTIZAN_METRICS_LISTEN": f"127.0.0.1:{port}",
    }
    if os.geteuid() == 0:
        inside = ["/usr/sbin/chroot", "--userspec=65532:65532", root]
    else:
        inside = ["/usr/bin/unshare", "--map-root-user", "--root", root]
    refused = subprocess.run([*inside, "/usr/local/bin/bartizan", "serve"], env=said, capture_output=True, text=True, timeout=60)
    assert refused.returncode == 2 and "--insecure-http" in refused.stderr, "plain HTTP must be asked for"

    with subprocess.Popen(
        [*inside, "/usr/local/bin/bartizan", "serve"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as serving:
        try:
            assert serving.stdout.readline().startswith("listening on http://0.0.0.0:")
            assert serving.stdout.readline().startswith("metrics and health on ")
            healthy = subprocess.run(
                [*inside, "/usr/local/bin/bartizan", "health"], env=environment, capture_output=True, text=True, timeout=60
            )
            assert healthy.returncode == 0, healthy.stderr
            assert (data / "first-account.txt").stat().st_mode & 0o777 == 0o600
        finally:
            serving.terminate()
            logged = serving.stderr.read()
        assert serving.wait(timeout=60) == 0
    assert all(json.loads(line)["level"] != "ERROR" for line in logged.splitlines() if line.startswith("{")), logged
    asked_in_vain = subprocess.run([*inside, "/usr/local/bin/bartizan", "health"], env=environment, capture_output=True, timeout=60)
    assert asked_in_vain.returncode == 1
