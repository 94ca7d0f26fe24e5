"""What lies in ops/ and docs/operations.md fits the binary: alerts, dashboard, unit, image and manifests."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from bartizan import Server, clean_environment

ROOT = Path(__file__).parents[2]
OPS = ROOT / "ops"
NOBODY = 65532
"""The user of the image and of the manifests."""

FAMILY = re.compile(r"\b(?:bartizan|process)_[a-z0-9_]+\b")
SELECTOR = re.compile(r"\b((?:bartizan|process)_[a-z0-9_]+)\{([^}]*)\}")
MATCHER = re.compile(r'(\w+)\s*(=~|=)\s*"([^"]*)"')


def ask(address: str, path: str) -> tuple[int, str]:
    """What the listener for metrics and health answers."""
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    head, body = answer.split("\r\n\r\n", 1)
    return int(head.split()[1]), body


def watch_address(server: Server) -> str:
    printed = server.log.read_text(errors="replace")
    return re.findall(r"^metrics and health on http://(\S+)$", printed, re.MULTILINE)[-1]


@pytest.fixture(scope="module")
def page(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The figures of a server after some traffic."""
    server = Server(binary, tmp_path_factory.mktemp("watched"), {"BARTIZAN_METRICS_LISTEN": "127.0.0.1:0"})
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
        yield text
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


def alert_expressions() -> list[str]:
    groups = yaml.safe_load((OPS / "alerts.yml").read_text())["groups"]
    return [rule["expr"] for group in groups for rule in group["rules"]]


@pytest.mark.parametrize("expressions", [dashboard_expressions, alert_expressions])
def test_every_figure_that_is_looked_at_is_exported_with_the_labels_that_are_asked_for(page, expressions):
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


def test_a_rate_is_taken_of_what_only_grows(page):
    known = families(page)
    for expression in dashboard_expressions() + alert_expressions():
        for name in re.findall(r"(?:rate|increase)\((\w+)", expression):
            assert known[family_of(name, known)] in {"counter", "histogram"}, f"{name} in {expression}"


def test_the_guide_explains_exactly_the_figures_that_there_are(page):
    guide = (ROOT / "docs" / "operations.md").read_text()
    table = guide.split("### What each figure means")[1].split("\nOutcomes:")[0]
    explained = {name for line in table.splitlines() if line.startswith("|") for name in FAMILY.findall(line.split("|")[1])}
    assert explained == set(families(page))
    for label in ("outcome", "result"):
        for value in set(re.findall(rf'\b{label}="([a-z_]+)"', page)):
            assert f"`{value}`" in guide or value in {"right", "stored", "over_limit", "put_off", "unreachable", "placed"}, value


def test_prometheus_reads_alerts_and_figures(page):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: scripts/test installs Debian's package prometheus")
    checked = subprocess.run([promtool, "check", "rules", OPS / "alerts.yml"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    checked = subprocess.run([promtool, "check", "metrics"], input=page, capture_output=True, text=True)
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



def as_nobody() -> dict:
    """How a process is started as the user of the image, where that can be."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that another user can enter."""
    directory = Path(tempfile.mkdtemp(prefix="bartizan-ops-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


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


# --- Kubernetes ------------------------------------------------------------------------------------------------------

KUBERNETES = OPS / "kubernetes"


def manifests() -> list[dict]:
    files = sorted(KUBERNETES.glob("*.yaml"))
    documents = [document for file in files for document in yaml.safe_load_all(file.read_text())]
    return [document for document in documents if document["kind"] != "Kustomization"]


def manifest(kind: str, name: str = "bartizan") -> dict:
    (found,) = [one for one in manifests() if one["kind"] == kind and one["metadata"]["name"] == name]
    return found


def pod() -> dict:
    return manifest("Deployment")["spec"]["template"]["spec"]


@pytest.mark.parametrize("document", manifests(), ids=lambda one: f"{one['kind']}-{one['metadata']['name']}")
def test_kubernetes_takes_each_manifest(document):
    kubernetes_validate.validate(document, "1.31", strict=True)
    assert document["kind"] == "Namespace" or document["metadata"]["namespace"] == "bartizan"


def test_the_kustomization_names_every_manifest_but_the_secrets():
    resources = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    there = {file.name for file in KUBERNETES.glob("*.yaml")} - {"kustomization.yaml", "secrets.example.yaml"}
    assert set(resources) == there


def test_what_manifests_refer_to_is_there():
    (server,), (copies,) = pod()["containers"], pod()["initContainers"]
    volumes = {volume["name"]: volume for volume in pod()["volumes"]}
    mounted = {mount["name"] for container in (server, copies) for mount in container["volumeMounts"]}
    assert mounted == set(volumes)
    secrets = {one["metadata"]["name"]: one["stringData"] for one in manifests() if one["kind"] == "Secret"}
    assert {volume["secret"]["secretName"] for volume in volumes.values() if "secret" in volume} <= set(secrets)
    (password,) = [variable for variable in server["env"] if variable["name"] == "BARTIZAN_STORE_PASSWORD"]
    reference = password["valueFrom"]["secretKeyRef"]
    assert reference["key"] in secrets[reference["name"]]
    assert "master.key" in secrets["bartizan-master-key"]
    # The server does not see the mounted key, only the copy that it accepts.
    assert "master-key" not in {mount["name"] for mount in server["volumeMounts"]}

    ports = {port["name"]: port["containerPort"] for port in server["ports"]}
    for probe, path in (("startupProbe", "/healthz"), ("livenessProbe", "/healthz"), ("readinessProbe", "/readyz")):
        assert server[probe]["httpGet"] == {"path": path, "port": "metrics"}
    for service in (one for one in manifests() if one["kind"] == "Service"):
        assert all(port["targetPort"] in ports for port in service["spec"]["ports"])
    allowed = {port["port"] for rule in manifest("NetworkPolicy")["spec"]["ingress"] for port in rule["ports"]}
    assert allowed == set(ports.values())
    (to_figures,) = [rule for rule in manifest("NetworkPolicy")["spec"]["ingress"] if rule["ports"][0]["port"] == ports["metrics"]]
    assert to_figures["from"], "figures are not for everybody"

    labels = manifest("Deployment")["spec"]["template"]["metadata"]["labels"].items()
    for one in manifests():
        selector = one.get("spec", {}).get("selector") or one.get("spec", {}).get("podSelector") or {}
        wanted = selector.get("matchLabels", selector)
        assert wanted.items() <= labels, one["kind"]
    assert manifest("PodDisruptionBudget")["spec"]["minAvailable"] < manifest("Deployment")["spec"]["replicas"]


def test_nothing_in_a_pod_has_a_privilege():
    assert pod()["securityContext"]["runAsNonRoot"] is True
    assert pod()["securityContext"]["runAsUser"] == NOBODY
    assert pod()["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod()["automountServiceAccountToken"] is False
    for container in pod()["containers"] + pod()["initContainers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert "memory" in container["resources"]["limits"]


def test_the_configuration_of_the_pods_is_one_and_a_stop_fits_into_its_time(binary, tmp_path):
    text = manifest("ConfigMap")["data"]["bartizan.toml"]
    shown = subprocess.run([binary, "config", "show"], env=clean_environment(), cwd=tmp_path, capture_output=True, text=True).stdout
    if "store.url" not in shown:
        # Comes with the other engine.
        text = re.sub(r"\[store\]\n(?:[^\[\n].*\n|\n)*", "", text)
    (tmp_path / "bartizan.toml").write_text(text)
    shown = subprocess.run(
        [binary, "config", "show", "--config", tmp_path / "bartizan.toml"], env=clean_environment(), capture_output=True, text=True
    )
    assert shown.returncode == 0, shown.stderr
    value = {key: int(number) for key, number in re.findall(r"^([a-z_.]+) = (\d+)", shown.stdout, re.MULTILINE)}
    needed = value["limits.stop_delay_seconds"] + value["limits.stop_seconds"]
    assert pod()["terminationGracePeriodSeconds"] > needed + 10
    readiness = pod()["containers"][0]["readinessProbe"]
    assert value["limits.stop_delay_seconds"] > readiness["periodSeconds"] * readiness["failureThreshold"]
    listen = dict(re.findall(r'^(listen|metrics\.listen) = "\S+:(\d+)"', shown.stdout, re.MULTILINE))
    ports = [str(port["containerPort"]) for port in pod()["containers"][0]["ports"]]
    assert [listen["listen"], listen["metrics.listen"]] == ports


def test_a_server_takes_the_master_key_that_the_init_container_puts_there(binary, open_directory):
    """A secret is mounted as root's, for the pod's group to read; a volume is everybody's to write."""
    mounted, volume = open_directory / "master-key", open_directory / "data"
    mounted.mkdir()
    volume.mkdir()
    volume.chmod(0o777)
    seed = Server(binary, open_directory / "seed")
    seed.start()
    assert seed.stop() == 0
    key = mounted / "master.key"
    shutil.copy(seed.data / "master.key", key)
    key.chmod(0o440)
    if os.geteuid() == 0:
        os.chown(key, 0, NOBODY)
    program = open_directory / "bartizan"
    shutil.copy(binary, program)

    (container,) = pod()["initContainers"]
    for mount in container["volumeMounts"]:
        assert mount["mountPath"] in {"/data", "/master-key"}
    words = [word.replace("/master-key/", f"{mounted}/").replace("/data/", f"{volume}/") for word in container["command"]]
    for _ in range(2):  # a pod may run it again
        subprocess.run(words, check=True, env={"PATH": "/usr/bin:/bin"}, umask=0o022, **as_nobody())
    (data,) = [variable["value"] for variable in pod()["containers"][0]["env"] if variable["name"] == "BARTIZAN_DATA"]
    data = volume / Path(data).relative_to("/data")
    assert (data / "master.key").read_text() == key.read_text()

    with subprocess.Popen(
        [program, "serve", "--no-first-account", "--listen", "127.0.0.1:0"],
        env={"BARTIZAN_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **as_nobody(),
    ) as serving:
        listening = serving.stdout.readline()
        serving.terminate()
        complaint = serving.stderr.read()
        assert listening.startswith("listening on "), complaint
