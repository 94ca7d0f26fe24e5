"""Another master key takes over while a server serves, is killed, and starts anew."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from bartizan import Account, Server, clean_environment
from postgres import Postgres


def keys(server: Server) -> list[tuple[int, str]]:
    return [(key["Generation"], key["State"]) for key in json.loads(server.command("keys", "list", "--format", "json"))]


def test_r4_a_server_that_is_killed_while_it_seals_anew_starts_and_goes_on(own_server: Server) -> None:
    account = own_server.create_account()
    serial, phone = account.enable_device(account.administrator_name, "phone")
    session = account.session(serial, phone)
    for number in range(20):
        account.iam.create_virtual_mfa_device(VirtualMFADeviceName=f"spare{number}")
    assert keys(own_server) == [(1, "Current")]

    for generation in (2, 3, 4):
        words = [own_server.binary, "keys", "rotate", "--data", own_server.data]
        rotation = subprocess.Popen(words, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert b"seals from now on" in rotation.stdout.readline()
        own_server.kill()
        rotation.communicate(timeout=30)
        own_server.start()
        assert keys(own_server)[0] == (generation, "Current")
        # Keys, codes and the session from before all work, whatever was sealed anew by then.
        account.client("sts", session).get_caller_identity()
        account.session(serial, phone)
    own_server.command("verify")
    own_server.command("audit", "verify")
    text = (own_server.data / "master.key").read_text()
    shown = own_server.command("keys", "list")
    secrets = [word for line in text.splitlines() if not line.startswith("#") for word in line.split() if len(word) == 44]
    assert len(secrets) == 4
    assert not [secret for secret in secrets if secret in shown]


def test_r4_requests_are_answered_all_through_rotations(own_server: Server) -> None:
    account = own_server.create_account()
    stop, failures, calls = threading.Event(), [], 0

    def call() -> None:
        nonlocal calls
        number = 0
        while not stop.is_set():
            number += 1
            try:
                account.iam.create_virtual_mfa_device(VirtualMFADeviceName=f"d{number}")
                account.sts.get_session_token()
                account.sts.get_caller_identity()
                calls += 1
            except ClientError as error:
                failures.append(error)
                return

    caller = threading.Thread(target=call)
    caller.start()
    try:
        for _ in range(3):
            own_server.command("keys", "rotate")
    finally:
        stop.set()
        caller.join()
    assert failures == [] and calls > 0
    own_server.command("verify")


def test_r4_a_compromised_key_ends_sessions_and_says_whose_password_must_change(own_server: Server) -> None:
    account = own_server.create_account()
    serial, phone = account.enable_device(account.administrator_name, "phone")
    session = account.session(serial, phone)
    account.client("sts", session).get_caller_identity()
    own_server.command("keys", "rotate", "--compromised")
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        account.client("sts", session).get_caller_identity()
    account.sts.get_caller_identity()
    account.client("sts", account.session(serial, phone)).get_caller_identity()
    profile = account.iam.get_login_profile(UserName=account.administrator_name)
    assert profile["LoginProfile"]["PasswordResetRequired"]
    own_server.command("verify")


def test_keys_are_rotated_in_two_steps_and_without_a_server(own_server: Server) -> None:
    own_server.stop()
    own_server.command("keys", "add")
    assert keys(own_server) == [(2, "Next"), (1, "Current")]
    with pytest.raises(RuntimeError, match="waits to be activated"):
        own_server.command("keys", "add")
    with pytest.raises(RuntimeError, match="activate it"):
        own_server.command("keys", "rotate")
    own_server.command("keys", "activate")
    assert keys(own_server) == [(2, "Current"), (1, "Older")]
    with pytest.raises(RuntimeError, match="no key was added"):
        own_server.command("keys", "activate")
    own_server.start()
    assert keys(own_server)[0] == (2, "Current")


def test_r4_nodes_that_are_handed_keys_at_their_start_go_through_a_rotation(
    binary: Path, tmp_path: Path, database: Postgres
) -> None:
    """As docs/keys.md has it for Kubernetes: keys change in the directory they were made in, and nodes get them as they start."""
    seed = Server(binary, tmp_path / "seed")
    seed.start()
    assert seed.stop() == 0

    def at_the_seed(*words: str) -> str:
        words = [binary, "keys", *words, "--data", seed.data]
        done = subprocess.run(words, env=clean_environment() | database.settings(), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    nodes = [Server(binary, tmp_path / f"node-{number}", database.settings()) for number in range(2)]

    def start(node: Server) -> None:
        """A pod is new: it has what its secret has, and nothing else."""
        if node.is_running():
            assert node.stop() == 0
            shutil.rmtree(node.data)
        node.data.mkdir(mode=0o700)
        shutil.copy(seed.data / "master.key", node.data / "master.key")
        node.start()

    def works_everywhere(account: Account, serial: str, phone) -> None:
        for issuing in nodes:
            account.server = issuing
            session = account.session(serial, phone)
            for node in nodes:
                account.server = node
                account.client("sts", session).get_caller_identity()

    try:
        for node in nodes:
            start(node)
        account = nodes[0].create_account()
        device = account.enable_device(account.administrator_name, "phone")
        works_everywhere(account, *device)

        at_the_seed("add")
        start(nodes[0])
        assert keys(nodes[0]) == [(2, "Next"), (1, "Current")] and keys(nodes[1]) == [(1, "Current")]
        works_everywhere(account, *device)
        start(nodes[1])

        # What the seed sealed anew opens at nodes that go on sealing with the key before, and the other way round.
        assert "key generation 2 seals from now on" in at_the_seed("activate")
        works_everywhere(account, *device)
        start(nodes[0])
        assert keys(nodes[0]) == [(2, "Current"), (1, "Older")] and keys(nodes[1])[0] == (2, "Next")
        works_everywhere(account, *device)
        start(nodes[1])
        works_everywhere(account, *device)
        # The database's passwords were counted there, and keep the pepper of their key.
        assert [key["Passwords"] for key in json.loads(at_the_seed("list", "--format", "json"))] == [0, 2]
        nodes[1].command("verify")
    finally:
        for node in nodes:
            if node.is_running():
                node.stop()
