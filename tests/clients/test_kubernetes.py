"""The manifests in ops/kubernetes fit each other, the image and the binary."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from bartizan import Server, clean_environment
from containers import NOBODY, OPS, as_nobody

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
