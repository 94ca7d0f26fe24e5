"""`bartizan device`: people set up, resynchronize and remove their own devices at a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bartizan import Account, Phone, Token, decode_qr, step_now
from people import Person, Start, add_device, seed_in
from terminal import qr_picture


# --- Adding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "variables", "is_light"),
    [
        pytest.param([], {}, False, id="with colours"),
        pytest.param([], {"NO_COLOR": "1"}, False, id="without colours"),
        pytest.param([], {"NO_COLOR": "1", "COLORFGBG": "0;15"}, True, id="on a light terminal that says so"),
        pytest.param(["--background", "light"], {}, True, id="on a light terminal"),
    ],
)
def test_what_a_phone_scans_from_the_terminal_is_enabled_with_two_codes(
    person: Person, start: Start, tmp_path: Path, words: list[str], variables: dict[str, str], is_light: bool
) -> None:
    person.extra |= variables
    terminal = start(person, "device", "add", "my-phone", *words)
    shown = terminal.expect("First code:")
    scanned = decode_qr(qr_picture(shown, tmp_path / "screen.pbm", is_light))
    assert scanned.startswith("otpauth://totp/") and f"my-phone@{person.account.id}" in scanned
    assert ("\x1b[38;5;231;48;5;16m" in terminal.raw) == (not variables and not words)

    phone = Phone(scanned.split("secret=")[1].split("&")[0])
    assert phone.seed not in shown, "the seed is shown only to who asks for it"
    terminal.type(phone.code())
    terminal.expect("wait until it shows other digits")
    terminal.type(phone.code())
    terminal.expect("my-phone is enabled for")
    terminal.expect("Its clock keeps time.")
    assert terminal.wait() == 0
    assert [device["SerialNumber"] for device in person.devices()] == [person.account.device_arn("my-phone")]


def test_what_goes_wrong_is_explained_and_can_be_tried_again(person: Person, start: Start) -> None:
    terminal = start(person, "device", "add")
    terminal.expect("First code:")
    terminal.type("s")
    terminal.expect("The seed")
    phone = Phone(seed_in(terminal.expect("First code:")))
    now = step_now()
    terminal.type("12345")
    terminal.expect("That is no code")
    for first, second, words in [
        (phone.code_of(now), phone.code_of(now - 1), "the second is older than the first"),
        (phone.code_of(now - 2), phone.code_of(now), "the app showed 1 more"),
        (phone.code_of(now), phone.wrong_code(), "The first code is right. The second"),
        (phone.wrong_code(), phone.code_of(now), "The second code is right. The first"),
    ]:
        terminal.expect("First code:")
        terminal.type(first)
        terminal.expect("Second code:")
        terminal.type(second)
        terminal.expect(words)
    terminal.expect("First code:")
    terminal.type(phone.code_of(now - 1))
    terminal.expect("Second code:")
    terminal.type(phone.code_of(now - 1))
    terminal.expect("That is the first code once more")
    terminal.expect("Second code:")
    terminal.type(phone.code_of(now))
    terminal.expect("is enabled for")
    assert terminal.wait() == 0
    # None of the wrong ones was a guess at the server.
    checks = [event for event in person.account.server.events(person.account) if event["eventName"] == "EnableMFADevice"]
    assert len(checks) == 1 and "errorCode" not in checks[0]


def test_a_phone_whose_clock_is_days_off_is_told_so(person: Person, start: Start) -> None:
    terminal = start(person, "device", "add")
    terminal.expect("First code:")
    terminal.type("s")
    terminal.expect("The seed")
    phone = Phone(seed_in(terminal.expect("First code:")), drift=-5_760)
    terminal.type(phone.code())
    terminal.expect("Second code:")
    terminal.type(phone.code())
    terminal.expect("2 days behind")
    phone.set_clock(-30)
    for prompt in ("First code:", "Second code:"):
        terminal.expect(prompt)
        terminal.type(phone.code())
    terminal.expect("Its clock is about 1")
    terminal.expect("minutes behind")
    assert terminal.wait() == 0


@pytest.mark.parametrize("how", ["ctrl-c", "ctrl-c between the codes", "q", "end of input"])
def test_a_device_that_is_given_up_is_removed_again(person: Person, start: Start, how: str) -> None:
    terminal = start(person, "device", "add", "my-phone")
    terminal.expect("First code:")
    assert person.spare_devices() == [person.account.device_arn("my-phone")]
    match how:
        case "q":
            terminal.type("q")
        case "end of input":
            terminal.type("\x04")
        case "ctrl-c":
            terminal.interrupt()
        case _:
            terminal.type("123456")
            terminal.expect("Second code:")
            terminal.interrupt()
    terminal.expect("The unfinished device my-phone was removed again.")
    assert terminal.wait() == 130
    assert person.spare_devices() == [] and person.devices() == []


def test_without_a_terminal_nothing_is_made(person: Person) -> None:
    for stdin in ("", "123456\n234567\n"):
        assert "run it at a terminal" in person.refused(2, "device", "add", "my-phone", stdin=stdin)
    assert person.spare_devices() == []


def test_a_second_device_takes_a_code_of_the_first(person: Person, start: Start) -> None:
    phone = add_device(start, person)
    terminal = start(person, "device", "add", "tablet")
    terminal.expect("You have a device already")
    terminal.expect(f"MFA code of {person.name}:")
    terminal.type(phone.wrong_code())
    terminal.expect("did not accept this code")
    terminal.expect(f"MFA code of {person.name}:")
    terminal.type(phone.code())
    terminal.expect("First code:")
    terminal.type("s")
    terminal.expect("The seed")
    tablet = Phone(seed_in(terminal.expect("First code:")))
    terminal.type(tablet.code())
    terminal.expect("Second code:")
    terminal.type(tablet.code())
    terminal.expect("tablet is enabled for")
    assert terminal.wait() == 0
    listed = json.loads(person.done("device", "list", "--format", "json"))
    assert sorted(device["SerialNumber"] for device in listed) == [
        person.account.device_arn(person.name),
        person.account.device_arn("tablet"),
    ]


def test_a_device_without_a_name_gets_a_free_one(person: Person, start: Start) -> None:
    person.account.create_device(person.name)
    add_device(start, person)
    assert [device["SerialNumber"] for device in person.devices()] == [person.account.device_arn(f"{person.name}-2")]


def test_a_name_that_is_taken_and_what_is_not_allowed_are_told(
    person: Person, binary: Path, account: Account, start: Start, tmp_path: Path
) -> None:
    account.create_device("taken")
    terminal = start(person, "device", "add", "taken")
    terminal.expect("there is a device called taken in this account already")
    assert terminal.wait() == 1

    stranger = Person(binary, account, tmp_path / "bob", account.create_user("bob"), "bob")
    terminal = start(stranger, "device", "add")
    terminal.expect("is not authorized to perform: iam:ListMFADevices")
    assert terminal.wait() == 4
    assert account.device_arn("bob") not in person.spare_devices()


def test_a_narrow_window_gets_the_seed(person: Person, start: Start) -> None:
    terminal = start(person, "device", "add", columns=40)
    terminal.expect("This window has 40 columns")
    phone = Phone(seed_in(terminal.expect("First code:")))
    terminal.type(phone.code())
    terminal.expect("Second code:")
    terminal.type(phone.code())
    assert terminal.wait() == 0


# --- Listing, resynchronizing, removing ------------------------------------------------------------------------------


def test_a_list_has_every_sort_of_device(person: Person) -> None:
    assert "You have no MFA device" in person.run("device", "list").stderr
    token = person.account.enable_token(person.name, Token())
    person.enable_another("phone")
    text = person.done("device", "list")
    assert "NAME" in text and f"{token.serial}  hardware token" in text and "phone" in text
    listed = json.loads(person.done("device", "list", "--format", "json"))
    assert {device["Kind"] for device in listed} == {"virtual device", "hardware token"}


def test_a_drifted_phone_is_brought_back_into_step(person: Person, start: Start) -> None:
    serial, phone = person.account.enable_device(person.name, "phone")
    phone.set_clock(40)
    terminal = start(person, "device", "resync")
    terminal.expect("First code:")
    terminal.type(phone.code())
    terminal.expect("Second code:")
    terminal.type(phone.code())
    terminal.expect("phone is in step again. Its clock is about 2")
    terminal.expect("minutes ahead")
    assert terminal.wait() == 0
    person.account.session(serial, phone)


def test_resync_tells_what_a_pair_must_be_and_asks_again(person: Person, start: Start) -> None:
    _, phone = person.account.enable_device(person.name, "phone")
    one, two = phone.code(), phone.code()
    terminal = start(person, "device", "resync", "phone")
    for code, prompt in ((two, "First code:"), (one, "Second code:")):
        terminal.expect(prompt)
        terminal.type(code)
    terminal.expect("one directly after the other, the older first")
    terminal.expect("First code:")
    terminal.type(one)
    terminal.expect("was sent already")
    for prompt in ("First code:", "Second code:"):
        terminal.expect(prompt)
        terminal.type(phone.code())
    terminal.expect("in step again")
    assert terminal.wait() == 0


def test_two_codes_can_be_piped_and_each_pair_works_once(person: Person) -> None:
    _, phone = person.account.enable_device(person.name, "phone")
    pair = "".join(f"{code}\n" for code in phone.pair().values())
    outcome = json.loads(person.done("device", "resync", "--format", "json", stdin=pair))
    assert outcome["SerialNumber"] == person.account.device_arn("phone")
    assert -60 < outcome["ClockOffsetSeconds"] < 90
    assert "one directly after the other" in person.refused(5, "device", "resync", stdin=pair)
    assert "no more" in person.refused(2, "device", "resync", stdin="123456\n")
    assert "six digits" in person.refused(2, "device", "resync", stdin="12345\n")
    for code in pair.split():
        assert code not in person.run("device", "resync", stdin=pair).stderr


def test_which_of_several_devices_is_asked_for(person: Person, start: Start) -> None:
    person.account.enable_device(person.name, "one")
    _, phone = person.enable_another("two")
    assert "several devices" in person.refused(2, "device", "resync", stdin="")
    assert "no device of yours (yours: one, two)" in person.refused(1, "device", "resync", "three", stdin="")
    terminal = start(person, "device", "resync")
    terminal.expect("Which device is out of step?")
    terminal.expect("Number (1 to 2, or q):")
    terminal.type("3")
    terminal.expect("That is none of them.")
    terminal.expect("Number")
    number = "1" if "1  two" in terminal.text else "2"
    terminal.type(number)
    for prompt in ("First code:", "Second code:"):
        terminal.expect(prompt)
        terminal.type(phone.code())
    terminal.expect("two is in step again")
    assert terminal.wait() == 0


def test_removing_asks_first_and_takes_a_code(person: Person, start: Start) -> None:
    phone = add_device(start, person, "my-phone")
    assert "say --yes" in person.refused(2, "device", "remove")
    terminal = start(person, "device", "remove")
    terminal.expect("your only device")
    terminal.type("n")
    terminal.expect("nothing was removed")
    assert terminal.wait() == 130
    assert len(person.devices()) == 1

    terminal = start(person, "device", "remove", "my-phone")
    terminal.expect("[y/N]")
    terminal.type("y")
    terminal.expect("MFA code of my-phone:")
    terminal.type(phone.code())
    terminal.expect("my-phone is removed.")
    assert terminal.wait() == 0
    assert person.devices() == [] and person.spare_devices() == []


def test_a_session_that_is_kept_needs_no_other_code(person: Person, start: Start) -> None:
    _, phone = person.account.enable_device(person.name, "phone")
    person.done("session", "--format", "json", stdin=phone.code())
    terminal = start(person, "device", "add", "tablet")
    before = terminal.expect("First code:")
    assert "MFA code of" not in before and "You have a device already" not in before
    terminal.type("q")
    assert terminal.wait() == 130
    outcome = json.loads(person.done("device", "remove", "--yes", "--format", "json"))
    assert outcome == {"SerialNumber": person.account.device_arn("phone"), "Deleted": True}
    # What was kept of it is not handed out any more.
    assert "no device that shows codes" in person.refused(1, "session", stdin="")


def test_the_ready_policy_is_enough_for_whoever_is_no_administrator(
    account: Account, binary: Path, start: Start, tmp_path: Path
) -> None:
    alice = Person(binary, account, tmp_path / "alice", account.create_user("alice"), "alice")
    account.server.command(
        "policy", "install", "manage-own-mfa-device", "--account", account.id, "--attach-to-user", "alice"
    )
    terminal = start(alice, "device", "add")
    terminal.expect("First code:")
    terminal.type("q")
    terminal.expect("The unfinished device alice stays, because you may not delete devices")
    assert terminal.wait() == 130

    phone = add_device(start, alice)
    assert [device["SerialNumber"] for device in alice.devices()] == [account.device_arn("alice-2")]
    phone.set_clock(25)
    alice.done("device", "resync", stdin="".join(f"{phone.code()}\n" for _ in range(2)))
    outcome = json.loads(alice.done("device", "remove", "--yes", "--format", "json", stdin=phone.code()))
    assert outcome == {"SerialNumber": account.device_arn("alice-2"), "Deleted": False}
    assert alice.devices() == []


def test_a_session_without_mfa_is_told_what_it_lacks(person: Person) -> None:
    person.account.enable_device(person.name, "phone")
    person.keys = person.account.session()
    assert "does not take these credentials" in person.refused(3, "device", "remove", "phone", "--yes")
