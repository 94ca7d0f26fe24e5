"""A device's whole life by the AWS CLI, as the README shows it."""

from __future__ import annotations

import re
from pathlib import Path

from bartizan import Cli, Keys, Phone, decode_qr, step_now

UTC_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)"


def create_device(cli: Cli, name: str, method: str, outfile: Path) -> str:
    """Creates a device and gives its serial number; QR code or seed is in the file."""
    words = ("--virtual-mfa-device-name", name, "--outfile", str(outfile), "--bootstrap-method", method)
    created = cli("iam", "create-virtual-mfa-device", *words)
    assert created == {"VirtualMFADevice": {"SerialNumber": cli.account.device_arn(name)}}
    return created["VirtualMFADevice"]["SerialNumber"]


def device_whose_seed_is_saved(cli: Cli, name: str) -> tuple[str, Phone]:
    seed = cli.home / f"{name}.txt"
    serial = create_device(cli, name, "Base32StringSeed", seed)
    cli.account.server.secrets.add(seed.read_text())
    return serial, Phone(seed.read_text())


def enable(cli: Cli, user: str, serial: str, phone: Phone) -> None:
    words = ("--authentication-code1", phone.code(), "--authentication-code2", phone.code())
    assert cli("iam", "enable-mfa-device", "--user-name", user, "--serial-number", serial, *words) == {}


def test_a_phone_scans_the_qr_code_and_is_enabled(cli: Cli) -> None:
    account = cli.account
    png = cli.home / "qr.png"
    serial = create_device(cli, "phone", "QRCodePNG", png)

    uri = decode_qr(png)
    expected = (
        rf"otpauth://totp/(?P<issuer>[^:/?]+):phone@{account.id}"
        r"\?secret=(?P<seed>[A-Z2-7]{64})&issuer=(?P=issuer)"
    )
    scanned = re.fullmatch(expected, uri)
    assert scanned, f"the QR code holds {uri[:40]}…"
    account.server.secrets.add(scanned["seed"])

    enable(cli, account.administrator_name, serial, Phone(scanned["seed"]))
    [device] = cli("iam", "list-mfa-devices")["MFADevices"]
    assert device["SerialNumber"] == serial


def test_the_seed_is_shown_as_a_text_of_64_letters(cli: Cli) -> None:
    seed = cli.home / "seed.txt"
    create_device(cli, "typed", "Base32StringSeed", seed)
    assert re.fullmatch(r"[A-Z2-7]{64}", seed.read_text())


def test_a_devices_whole_life(cli: Cli) -> None:
    account, user = cli.account, cli.account.administrator_name
    serial, phone = device_whose_seed_is_saved(cli, "phone")
    of_the_device = ("--serial-number", serial)
    of_the_user = ("--user-name", user, *of_the_device)

    # Nobody has it yet.
    assert cli("iam", "list-virtual-mfa-devices") == {"VirtualMFADevices": [{"SerialNumber": serial}]}
    assert cli("iam", "list-mfa-devices", "--user-name", user) == {"MFADevices": []}

    # Enabled.
    enable(cli, user, serial, phone)
    [device] = cli("iam", "list-mfa-devices", "--user-name", user)["MFADevices"]
    assert (device["UserName"], device["SerialNumber"]) == (user, serial)
    assert re.fullmatch(UTC_MOMENT, device["EnableDate"])
    [device] = cli("iam", "list-virtual-mfa-devices", "--assignment-status", "Assigned")["VirtualMFADevices"]
    assert sorted(device) == ["EnableDate", "SerialNumber", "User"]
    assert device["User"]["Arn"] == account.user_arn(user)
    unassigned = cli("iam", "list-virtual-mfa-devices", "--assignment-status", "Unassigned")
    assert unassigned == {"VirtualMFADevices": []}

    # A session with a code, and work with it.
    answer = cli("sts", "get-session-token", *of_the_device, "--token-code", phone.code())
    session = cli.with_keys(Keys.of_session(answer))
    account.server.secrets.update([session.keys.secret, session.keys.token])
    assert session.keys.id.startswith("ASIA")
    identity = session("sts", "get-caller-identity")
    assert (identity["Account"], identity["Arn"]) == (account.id, account.user_arn(user))
    session("iam", "create-user", "--user-name", "made-with-mfa")
    assert "made-with-mfa" in [listed["UserName"] for listed in cli("iam", "list-users")["Users"]]

    # Without MFA the same user may not touch a device of his own any more, with it he may.
    refused = cli.refused("iam", "deactivate-mfa-device", *of_the_user)
    assert "(AccessDenied)" in refused
    assert "please ensure that you are authenticated with an MFA device that is enabled for this user" in refused

    # The phone's clock is an hour fast now: its codes are refused until it is resynchronized.
    phone.set_clock(drift=120)
    refused = cli.refused("sts", "get-session-token", *of_the_device, "--token-code", phone.code())
    assert refused.endswith("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
    pair = ("--authentication-code1", phone.code(), "--authentication-code2", phone.code())
    assert cli("iam", "resync-mfa-device", *of_the_user, *pair) == {}
    cli("sts", "get-session-token", *of_the_device, "--token-code", phone.code())

    # Tags.
    cli("iam", "tag-mfa-device", *of_the_device, "--tags", "Key=Colour,Value=blue", "Key=Owner,Value=")
    tags = cli("iam", "list-mfa-device-tags", *of_the_device)
    assert tags == {"Tags": [{"Key": "Colour", "Value": "blue"}, {"Key": "Owner", "Value": ""}]}
    cli("iam", "untag-mfa-device", *of_the_device, "--tag-keys", "Owner")
    assert cli("iam", "list-mfa-device-tags", *of_the_device) == {"Tags": [{"Key": "Colour", "Value": "blue"}]}

    # The end.
    refused = cli.refused("iam", "delete-virtual-mfa-device", *of_the_device)
    assert "(DeleteConflict)" in refused and refused.endswith("MFA VirtualDevice in use. Must deactivate first.")
    assert session("iam", "deactivate-mfa-device", *of_the_user) == {}
    assert cli("iam", "delete-virtual-mfa-device", *of_the_device) == {}
    assert cli("iam", "list-virtual-mfa-devices") == {"VirtualMFADevices": []}


def test_codes_may_be_given_with_hyphens_before_the_number(cli: Cli) -> None:
    user = cli.account.administrator_name
    serial, phone = device_whose_seed_is_saved(cli, "phone")
    of_the_user = ("--user-name", user, "--serial-number", serial)
    hyphenated = lambda: ("--authentication-code-1", phone.code(), "--authentication-code-2", phone.code())

    assert cli("iam", "enable-mfa-device", *of_the_user, *hyphenated()) == {}
    assert cli("iam", "resync-mfa-device", *of_the_user, *hyphenated()) == {}


def test_the_other_version_of_the_cli_does_the_same(debians_cli: Cli) -> None:
    cli, user = debians_cli, debians_cli.account.administrator_name
    serial, phone = device_whose_seed_is_saved(cli, "phone")
    enable(cli, user, serial, phone)

    answer = cli("sts", "get-session-token", "--serial-number", serial, "--token-code", phone.code())
    session = cli.with_keys(Keys.of_session(answer))
    assert [device["SerialNumber"] for device in session("iam", "list-mfa-devices")["MFADevices"]] == [serial]

    phone.set_clock(drift=120)
    pair = ("--authentication-code1", phone.code(), "--authentication-code2", phone.code())
    cli("iam", "resync-mfa-device", "--user-name", user, "--serial-number", serial, *pair)
    session("iam", "deactivate-mfa-device", "--user-name", user, "--serial-number", serial)
    cli("iam", "delete-virtual-mfa-device", "--serial-number", serial)
    assert cli("iam", "list-virtual-mfa-devices") == {"VirtualMFADevices": []}


def test_wrong_codes_are_refused_in_awss_words(cli: Cli) -> None:
    user = cli.account.administrator_name
    serial, phone = device_whose_seed_is_saved(cli, "phone")
    code = phone.code_of(step_now())
    words = ("--authentication-code1", code, "--authentication-code2", code)
    refused = cli.refused("iam", "enable-mfa-device", "--user-name", user, "--serial-number", serial, *words)
    assert refused == (
        "An error occurred (InvalidAuthenticationCode) when calling the EnableMFADevice operation: "
        "Authentication code for device is not valid."
    )
