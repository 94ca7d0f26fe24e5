"""The manifests in ops/kubernetes fit each other, the image and the binary."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from bartizan import Server, clean_environment
from containers import NOBODY, OPS, as_nobody, ask
from mail_server import Certificate
from postgres import Postgres

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


def fence() -> dict:
    return manifest("Job", "bartizan-fence")["spec"]["template"]["spec"]


@pytest.mark.parametrize("document", manifests(), ids=lambda one: f"{one['kind']}-{one['metadata']['name']}")
def test_kubernetes_takes_each_manifest(document):
    kubernetes_validate.validate(document, "1.31", strict=True)
    assert document["kind"] == "Namespace" or document["metadata"]["namespace"] == "bartizan"


def test_the_kustomization_names_every_manifest_but_the_secrets_and_what_is_applied_by_hand():
    resources = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    there = {file.name for file in KUBERNETES.glob("*.yaml")} - {"kustomization.yaml", "secrets.example.yaml", "fence.yaml"}
    assert set(resources) == there


def test_what_manifests_refer_to_is_there():
    (server,), (copies,) = pod()["containers"], pod()["initContainers"]
    volumes = {volume["name"]: volume for volume in pod()["volumes"]}
    mounted = {mount["name"] for container in (server, copies) for mount in container["volumeMounts"]}
    assert mounted == set(volumes)
    secrets = {one["metadata"]["name"]: one["stringData"] for one in manifests() if one["kind"] == "Secret"}
    for volume in (volume["secret"] for volume in volumes.values() if "secret" in volume):
        assert {item["key"] for item in volume.get("items", [])} <= set(secrets[volume["secretName"]])
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

    pods = [one for one in manifests() if one["kind"] in {"Deployment", "Job"}]
    labels = {one["kind"]: one["spec"]["template"]["metadata"]["labels"].items() for one in pods}
    for one in manifests():
        selector = one.get("spec", {}).get("selector") or one.get("spec", {}).get("podSelector") or {}
        wanted = selector.get("matchLabels", selector)
        whose = "Job" if one["metadata"]["name"] == "bartizan-fence" else "Deployment"
        assert wanted.items() <= labels[whose], one["kind"]
        assert not wanted or not wanted.items() <= labels["Job" if whose == "Deployment" else "Deployment"], one["kind"]
    assert manifest("PodDisruptionBudget")["spec"]["minAvailable"] < manifest("Deployment")["spec"]["replicas"]


@pytest.mark.parametrize("spec", [pod(), fence()], ids=["node", "fence"])
def test_nothing_in_a_pod_has_a_privilege(spec):
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] == NOBODY
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["automountServiceAccountToken"] is False
    for container in spec["containers"] + spec["initContainers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert "memory" in container["resources"]["limits"]


class Pod:
    """What a container of a manifest shows its process: the variables of image and manifest, and the files of its volumes."""

    def __init__(self, binary: Path, directory: Path, spec: dict, database: Postgres, master_key: str) -> None:
        directory.mkdir()
        self.directory, self.spec, self.database = directory, spec, database
        (self.container,) = spec["containers"]
        self.program = directory / "bartizan"
        shutil.copy(binary, self.program)
        certificate = Certificate(directory / "certificate")
        self.secrets = {
            "bartizan-master-key": {"master.key": master_key},
            "bartizan-store": {"password": database.password, "ca.crt": database.certificate.file.read_text()},
            "bartizan-tls": {"tls.crt": certificate.file.read_text(), "tls.key": certificate.key.read_text()},
        }
        for volume in spec["volumes"]:
            self._fill(volume)
        # The image's come first, and the container's own in their place.
        self.environment = image_environment() | {variable["name"]: self._value(variable) for variable in self.container["env"]}
        for container in (*spec.get("initContainers", []), *spec.get("initContainers", [])):  # a pod may run them again
            words = [self._here(word, container) for word in container["command"]]
            subprocess.run(words, check=True, env={"PATH": "/usr/bin:/bin"}, umask=0o022, **as_nobody())

    def _fill(self, volume: dict) -> None:
        place = self.directory / volume["name"]
        place.mkdir()
        if "emptyDir" in volume:
            place.chmod(0o777)  # everybody's, whatever the mask of this process
            return
        if "secret" in volume:
            held, modes = self.secrets[volume["secret"]["secretName"]], volume["secret"]["defaultMode"]
            names = [item["key"] for item in volume["secret"].get("items", [])] or list(held)
            assert all(item["path"] == item["key"] for item in volume["secret"].get("items", []))
        else:
            held, modes = manifest("ConfigMap", volume["configMap"]["name"])["data"], 0o644
            names = list(held)
        for name in names:
            file = place / name
            file.write_text(self._at_home(held[name]))
            # Mounted files are root's, for the pod's group to read.
            file.chmod(modes)
            if os.geteuid() == 0:
                os.chown(file, 0, NOBODY)

    def _value(self, variable: dict) -> str:
        if "value" in variable:
            return self._at_home(self._here(variable["value"], self.container))
        reference = variable["valueFrom"]["secretKeyRef"]
        return self.secrets[reference["name"]][reference["key"]]

    def _here(self, text: str, container: dict) -> str:
        """Where a test has what is mounted."""
        for mount in container["volumeMounts"]:
            text = re.sub(rf"(?<![\w/]){mount['mountPath']}(?=/)", str(self.directory / mount["name"]), text)
        return text

    def _at_home(self, text: str) -> str:
        """What is elsewhere in a cluster, on this machine; and ports that nobody has."""
        text = text.replace("postgres://bartizan@postgres.databases.svc/bartizan", self.database.url())
        text = text.replace("smtp://mail.example.com:587", "smtp://localhost:9")
        return re.sub(r"^((?:.*\")?0\.0\.0\.0):\d+", r"\1:0", self._here(text, self.container), flags=re.MULTILINE)

    def arguments(self) -> list[str]:
        return [self._here(word, self.container) for word in self.container["args"]]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """As `kubectl exec` does it, or the container itself: with its variables, and no others."""
        return subprocess.run([self.program, *words], env=self.environment, capture_output=True, text=True, timeout=120, **as_nobody())

    @contextlib.contextmanager
    def serving(self) -> Iterator[tuple[str, str]]:
        """The container runs: where it listens, and where it is watched."""
        log = self.directory / "log.txt"
        with log.open("w") as written, subprocess.Popen(
            [self.program, *self.arguments()],
            env=self.environment, stdout=subprocess.PIPE, stderr=written, text=True, **as_nobody(),
        ) as process:  # fmt: skip
            try:
                said = [process.stdout.readline() for _ in range(2)]
                assert said[0].startswith("listening on https://0.0.0.0:"), log.read_text()
                yield said[0].split()[-1], said[1].split("http://")[-1].strip()
            finally:
                process.terminate()
                process.wait(timeout=60)
        assert process.returncode == 0, log.read_text()


@pytest.fixture(scope="module")
def master_key(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """As secrets.example.yaml makes one."""
    seed = Server(binary, tmp_path_factory.mktemp("seed"))
    seed.start()
    assert seed.stop() == 0
    return (seed.data / "master.key").read_text()


def image_environment() -> dict[str, str]:
    last = (OPS / "Dockerfile").read_text().split("\nFROM ")[-1]
    return dict(re.findall(r"\b(BARTIZAN_\w+)=(\S+)", last))


def test_every_line_of_the_configuration_counts_and_no_variable_of_image_or_pod_goes_before_it(
    binary, open_directory, database, master_key
):
    node = Pod(binary, open_directory / "pod", pod(), database, master_key)
    shown = node.run("config", "show", *node.arguments()[1:])
    assert shown.returncode == 0, shown.stderr
    sources = dict(re.findall(r"^([a-z_.]+) = .*# (\S+)$", shown.stdout, re.MULTILINE))

    def keys(table: dict, above: str = "") -> list[str]:
        named = [(above + key, value) for key, value in table.items()]
        return [key for name, value in named for key in (keys(value, f"{name}.") if isinstance(value, dict) else [name])]

    written = keys(tomllib.loads(manifest("ConfigMap")["data"]["bartizan.toml"]))
    assert {key: sources[key] for key in written if not sources[key].endswith("/bartizan.toml")} == {}
    assert "store.password is set, and not shown" in shown.stdout


def test_a_stop_and_what_memory_is_for_fit_into_what_a_pod_has(binary, open_directory, database, master_key):
    node = Pod(binary, open_directory / "pod", pod(), database, master_key)
    shown = node.run("config", "show", *node.arguments()[1:]).stdout
    value = {key: int(number) for key, number in re.findall(r"^([a-z_.]+) = (\d+)", shown, re.MULTILINE)}
    needed = value["limits.stop_delay_seconds"] + value["limits.stop_seconds"]
    assert pod()["terminationGracePeriodSeconds"] > needed + 10
    readiness = node.container["readinessProbe"]
    assert value["limits.stop_delay_seconds"] > readiness["periodSeconds"] * readiness["failureThreshold"]

    limits = node.container["resources"]["limits"]
    memory = {"Mi": 1, "Gi": 1024}[limits["memory"][-2:]] * int(limits["memory"][:-2])
    # What docs/operations.md says of each: itself, the two that are set, 19 MiB for each password, 64 KiB for each connection.
    needed = 27 + value["cache_mib"] + value["limits.bodies_mib"] + 19 * int(limits["cpu"]) + value["limits.connections"] // 16
    assert needed <= memory, f"{needed} MiB are not in {memory}"


def test_it_listens_at_the_ports_that_are_asked():
    variables = image_environment() | {one["name"]: one.get("value") for one in pod()["containers"][0]["env"]}
    ports = {port["name"]: port["containerPort"] for port in pod()["containers"][0]["ports"]}
    assert variables["BARTIZAN_LISTEN"] == f"0.0.0.0:{ports['https']}"
    assert variables["BARTIZAN_METRICS_LISTEN"] == f"0.0.0.0:{ports['metrics']}"


def test_a_node_becomes_ready_for_whoever_asks_at_its_address_and_takes_commands(binary, open_directory, database, master_key):
    node = Pod(binary, open_directory / "pod", pod(), database, master_key)
    key = next(node.directory.glob("data/**/master.key"))
    assert key.read_text() == master_key and key.stat().st_mode & 0o777 == 0o600
    with node.serving() as (_, watched):
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            # The kubelet is not on the loopback address that a listener of the pod's own would have.
            elsewhere = f"127.0.0.2:{watched.rsplit(':', 1)[1]}"
            status, answer = ask(elsewhere, node.container[probe]["httpGet"]["path"])
            assert status == 200, answer
        made = node.run("account", "create", "--email", "ops@example.com")
        assert made.returncode == 0, made.stderr
        listed = node.run("account", "list")
        assert listed.returncode == 0 and "ops@example.com" in listed.stdout, listed.stderr
    assert node.run("verify").returncode == 0


def test_the_job_fences_what_the_nodes_served(binary, open_directory, database, master_key):
    node = Pod(binary, open_directory / "node", pod(), database, master_key)
    assert node.run("account", "create", "--email", "fenced@example.com").returncode == 0
    job = Pod(binary, open_directory / "job", fence(), database, master_key)
    fenced = job.run(*job.arguments())
    assert fenced.returncode == 0, fenced.stderr
    assert "A new epoch has begun" in fenced.stdout
    assert node.run("verify").returncode == 0


def test_the_job_is_to_the_database_what_a_node_is():
    (server,), (job,) = pod()["containers"], fence()["containers"]
    assert fence()["initContainers"] == pod()["initContainers"]
    assert job["image"] == server["image"]
    for lists in ("env", "volumeMounts"):
        assert [one for one in job[lists] if one not in server[lists]] == []
    mounted = {mount["name"] for container in fence()["initContainers"] + [job] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in fence()["volumes"]}
    sources = [volume for volume in fence()["volumes"] if "emptyDir" not in volume]
    assert [volume for volume in sources if volume not in pod()["volumes"]] == []
    egress = manifest("NetworkPolicy", "bartizan-fence")["spec"]["egress"]
    assert [rule for rule in egress if rule not in manifest("NetworkPolicy")["spec"]["egress"]] == []
    assert len(egress) == 2 and "ingress" not in manifest("NetworkPolicy", "bartizan-fence")["spec"]
