"""docs/testing.md: every command and snippet in it does what it says."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bartizan import AWS_CLI_1, clean_environment
from test_ephemeral import Ephemeral

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/testing.md").read_text()
FILE = ROOT / "crates/cli/src/seed/file.rs"


def blocks(language: str) -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    return [text for of, text in fenced if of == language]


def block(language: str, holds: str) -> str:
    [found] = [text for text in blocks(language) if holds in text]
    return found


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def place(binary: Path, tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A directory to work in, and an environment in which `bartizan` and `aws` are found. Whatever ran there has ended afterwards."""
    programs, runtime, work = tmp_path / "bin", tmp_path / "run", tmp_path / "work"
    for directory in (programs, runtime, work):
        directory.mkdir()
    (programs / "bartizan").symlink_to(binary)
    (programs / "aws").symlink_to(AWS_CLI_1)
    path = f"{programs}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    yield work, clean_environment() | {"PATH": path, "XDG_RUNTIME_DIR": str(runtime), "AWS_PAGER": "", "HOME": os.environ["HOME"]}
    assert list(runtime.iterdir()) == []


def run(place: tuple[Path, dict[str, str]], *words: str) -> str:
    work, environment = place
    done = subprocess.run(
        words, cwd=work, env=environment, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_commands_of_the_shell_work_one_after_the_other(place):
    script = block("sh", "aws sts get-caller-identity") + "wait $!\n"
    printed = run(place, "bash", "-euo", "pipefail", "-c", script)
    for expected in ('"UserId"', '"UserName": "alice"', '"eventName":"CreateUser"'):
        assert expected in printed


def test_the_commands_about_the_clock_work(place):
    begin = "bartizan serve --ephemeral --listen localhost:0 > env 2> log &\nuntil grep -q '^# listening' env; do sleep 0.1; done\n. ./env\n"
    script = begin + block("sh", "clock advance 90s") + "kill $!; wait $!\n"
    lines = run(place, "bash", "-euo", "pipefail", "-c", script).splitlines()
    assert len(lines) == 3 and lines[0] < lines[1] < lines[2] == "2030-01-01T00:00:00Z"


def test_the_fixture_for_pytest_works(place):
    for text in blocks("python"):
        name = re.match(r"# (\S+)\n", text)[1]
        (place[0] / name).write_text(text)
    assert "1 passed" in run(place, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir=.", ".")


def test_the_fixture_for_node_works(place):
    [text] = blocks("js")
    (place[0] / "bartizan.test.mjs").write_text(text)
    assert re.search(r"pass 1\b", run(place, "node", "--test", "bartizan.test.mjs"))


def test_the_fixture_for_rust_works(place):
    [text] = blocks("rust")
    (place[0] / "bartizan.rs").write_text(text)
    run(place, "rustc", "--edition=2024", "--test", "bartizan.rs", "-o", "tests")
    assert "1 passed" in run(place, "./tests")


def test_the_workflow_tests(place):
    [text] = blocks("yaml")
    workflow = yaml.safe_load(text)
    steps = workflow["jobs"]["test"]["steps"]
    build, test = (next(step for step in steps if step.get("name") == name) for name in ("Build bartizan", "Test"))
    assert 'name = "bartizan-cli"' in (ROOT / "crates/cli/Cargo.toml").read_text() and "-p bartizan-cli" in build["run"]
    assert (ROOT / "Cargo.lock").is_file()
    work, environment = place
    variables = {name: value.replace("7801", str(free_port())) for name, value in test["env"].items()}
    # As GitHub runs a step.
    printed = run((work, environment | variables), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", test["run"] + "wait $!\n")
    assert '"UserName": "alice"' in printed


def test_the_container_would_be_ready_with_the_key_that_was_given(place, binary):
    command = next(text for text in blocks("") if text.startswith("docker run"))
    words = shlex.split(command.replace("\\\n", " "))
    given = dict(words[at + 1].split("=", 1) for at, word in enumerate(words) if word == "-e")
    image = (ROOT / "ops/Dockerfile").read_text()
    of_image = dict(re.findall(r"(BARTIZAN_\w+)=(\S+)", image.split("ENV ")[1].split("USER")[0]))
    assert of_image["BARTIZAN_DATA"] == "/data"
    ports = {"BARTIZAN_LISTEN": f"127.0.0.1:{free_port()}", "BARTIZAN_METRICS_LISTEN": f"127.0.0.1:{free_port()}"}
    work, environment = place
    variables = environment | of_image | given | ports
    serve = words[words.index("bartizan") + 1 :]
    process = subprocess.Popen([binary, *serve], env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=work)
    try:
        check = "until bartizan health; do sleep 0.1; done"
        run((work, variables), "bash", "-c", check)
        keys = {
            "AWS_ENDPOINT_URL": f"http://{ports['BARTIZAN_LISTEN']}",
            "AWS_ACCESS_KEY_ID": given["BARTIZAN_EPHEMERAL_ACCESS_KEY_ID"],
            "AWS_SECRET_ACCESS_KEY": given["BARTIZAN_EPHEMERAL_SECRET_ACCESS_KEY"],
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        assert "123456789012" in run((work, environment | keys), "aws", "sts", "get-caller-identity")
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0


def test_the_seed_file_makes_what_it_says(place, binary, tmp_path):
    (tmp_path / "seed.toml").write_text("".join(blocks("toml")))
    words = shlex.split(block("sh", "--seed"))
    assert words[:5] == ["bartizan", "serve", "--ephemeral", "--listen", "localhost:0"] and words[-2:] == ["--format", "json"]
    server = Ephemeral(binary, tmp_path, "--seed", str(tmp_path / "seed.toml"))
    try:
        iam = server.client("iam")
        assert [role["RoleName"] for role in iam.list_roles()["Roles"]] == ["deployer"]
        assert [user["UserName"] for user in iam.list_users()["Users"]] == ["admin", "alice"]
        assert iam.list_mfa_devices(UserName="alice")["MFADevices"]
    finally:
        assert server.stop() == 0
        server.process.stdout.close()


def test_the_tables_have_every_name_of_a_seed_file_and_no_other():
    source = FILE.read_text().split("fn usual_email")[0]
    # The root of the file is the list of accounts alone.
    names = set(re.findall(r"^    pub (\w+):", source, re.MULTILINE)) - {"accounts"}
    tables = GUIDE.split("## A seed file")[1].split("MFA devices of the root user")[0]
    rows = [line for line in tables.splitlines() if line.startswith("| `")]
    listed = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    named = listed | {"seed"} | set(re.findall(r"`(password|access_key)`", tables))
    assert names <= named and listed <= names
