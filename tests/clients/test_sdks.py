"""A device's life by the AWS SDKs for JavaScript and Rust: programs in tests/sdk-js and tests/sdk-rust, which print what they saw."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

import pytest

from bartizan import Account, clean_environment

ROOT = Path(__file__).parents[2]


def program(sdk: str) -> list[str | Path]:
    if sdk == "js":
        assert (ROOT / "tests/sdk-js/node_modules").is_dir(), "the SDK is not installed: run scripts/test clients"
        return ["node", ROOT / "tests/sdk-js/life.mjs"]
    built = ROOT / "target/sdk-rust/debug/bartizan-sdk-rust"
    assert built.is_file(), f"{built} is not built: run scripts/test clients"
    return [built]


@pytest.mark.parametrize("sdk", ["js", "rust"])
def test_a_devices_life(account: Account, sdk: str, tmp_path: Path) -> None:
    environment = clean_environment() | {
        "HOME": str(tmp_path),
        "AWS_ENDPOINT_URL": account.server.endpoint,
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": account.administrator.id,
        "AWS_SECRET_ACCESS_KEY": account.administrator.secret,
    }
    done = subprocess.run(program(sdk), env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    saw = json.loads(done.stdout)

    serial = account.device_arn(sdk)
    assert (saw["serial"], saw["devices"], saw["png"]) == (serial, [serial], "PNG")
    assert saw["administrator"] == account.user_arn("admin")
    assert saw["caller"] == account.user_arn("alice")
    assert 43_000 < saw["expires"] - time.time() <= 43_200

    # Errors arrive as the types that the SDK has for them, with status and text.
    twice, again, unauthorized, gone = (saw[name] for name in ("twice", "again", "unauthorized", "gone"))
    assert saw["typed"] if sdk == "rust" else twice["type"] == "InvalidAuthenticationCodeException"
    assert (twice["status"], twice["message"]) == (403, "Authentication code for device is not valid.")
    assert (again["name"], again["status"]) == ("AccessDenied", 403)
    assert again["message"].startswith("MultiFactorAuthentication failed with invalid MFA one time pass code.")
    assert unauthorized["name"] == "AccessDenied" and "is not authorized to perform: iam:ListUsers" in unauthorized["message"]
    assert gone["status"] == 404 and serial in gone["message"]
    if sdk == "js":
        assert gone["type"] == "NoSuchEntityException"
