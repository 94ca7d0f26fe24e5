"""Who guesses learns nothing, runs dry, fills no trail, and locks nobody out."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable

import people
from bartizan import Account, Server
from plain import Plain

NOBODY = "123456789012"


def test_nobody_learns_who_there_is(plain: Callable[[], Plain], account: Account) -> None:
    people.user(account, "alice")
    people.user(account, "carol", devices=1)
    account.iam.create_user(UserName="nopwd")
    answers = {}
    for case, whose, name in [
        ("a wrong password", account.id, "alice"),
        ("a wrong password, with a device", account.id, "carol"),
        ("no password", account.id, "nopwd"),
        ("no such user", account.id, "nobod"),
        ("no such account", NOBODY, "alice"),
        ("no name at all", account.id, "@@@@@"),
        ("root's address", account.id, "root@"),
    ]:
        client = plain()
        reply = client.give_password(whose, name, "Wrong-Password-1")
        names = sorted(header.lower() for header, _ in reply.headers if header.lower() != "date")
        text = reply.words().replace(name, "NAME").replace(whose, "ACCOUNT")
        answers[case] = (reply.status, names, len(reply.body), text, sorted(client.jar))
    expected = answers["a wrong password"]
    assert expected[0] == 200
    for case, answer in answers.items():
        assert answer == expected, case


def test_nobody_learns_which_addresses_are_of_root_users(plain: Callable[[], Plain], account: Account) -> None:
    answers = []
    for email in (account.email, account.email.replace("root", "boot")):
        client = plain()
        asked = client.submit("/signin/root", "/signin/root", {"Email": email})
        refused = client.post(
            "/signin/root/password", {"token": asked.token(), "Email": email, "Password": "Wrong-Password-1"}
        )
        for reply in (asked, refused):
            answers.append((reply.status, len(reply.body), reply.words().replace(email, "EMAIL")))
    assert answers[:2] == answers[2:]


def test_an_accounts_page_is_the_same_whether_or_not_there_is_one(plain: Callable[[], Plain], account: Account) -> None:
    there, not_there = plain().get(f"/signin/{account.id}"), plain().get(f"/signin/{NOBODY}")
    assert there.status == not_there.status == 200
    assert there.words().replace(account.id, "") == not_there.words().replace(NOBODY, "")


def test_r21_all_that_a_stranger_tries_takes_as_long(plain: Callable[[], Plain], server: Server) -> None:
    # What takes longer does so each time; a busy machine does not.
    for attempt in range(3):
        medians = measure(plain, server, f"99999999990{attempt}")
        typical = statistics.median(medians.values())
        # The pages themselves differ by less than a millisecond; a hash that is left out, by all of it.
        if all(abs(median - typical) < max(0.35 * typical, 0.005) for median in medians.values()):
            return
    raise AssertionError(medians)


def measure(plain: Callable[[], Plain], server: Server, nobody: str) -> dict[str, float]:
    """The median time of each sort of attempt, in accounts of which nothing was guessed before."""
    right = server.create_account()
    pending = people.user(right, "alice", devices=1)
    wrong, empty, other = server.create_account(), server.create_account(), server.create_account()
    people.user(wrong, "alice")
    empty.iam.create_user(UserName="alice")
    cases = {
        "right, with MFA pending": (right.id, pending.password),
        "a wrong password": (wrong.id, "Wrong-Password-1"),
        "no password": (empty.id, "Wrong-Password-1"),
        "no such user": (other.id, "Wrong-Password-1"),
        "no such account": (nobody, "Wrong-Password-1"),
    }
    times: dict[str, list[float]] = {case: [] for case in cases}
    clients: dict[str, Plain] = {}
    # Interleaved, so that whatever else the machine does meets all of them; the first round warms caches.
    for turn in range(31):
        for case, (account, password) in cases.items():
            if turn % 8 == 0:
                clients[case] = plain()
            token = clients[case].get(f"/signin/{account}").token()
            fields = {"token": token, "Account": account, "UserName": "alice", "Password": password}
            began = time.perf_counter()
            reply = clients[case].post(f"/signin/{account}", fields)
            took = time.perf_counter() - began
            assert reply.status == (303 if case.startswith("right") else 200), case
            if turn > 0:
                times[case].append(took)
    return {case: statistics.median(taken) for case, taken in times.items()}


def test_r17_a_flood_of_wrong_passwords_leaves_no_event_one_by_one(
    plain: Callable[[], Plain], account: Account
) -> None:
    people.user(account, "alice")
    before = len(account.server.events(account))
    for _ in range(3):
        client = plain()
        for number in range(12):
            client.give_password(account.id, "alice" if number % 2 else f"nobody-{number}", "Wrong-Password-1")
    told = account.server.events(account)[before:]
    # One for each reason and network at most, if a minute has passed meanwhile; never one for each attempt.
    assert len(told) <= 6, told
    for event in told:
        assert "nobody-" not in str(event), "people type passwords there"


def test_r18_guessing_runs_dry_where_it_comes_from_and_a_known_browser_still_gets_in(
    plain: Callable[[], Plain], account: Account
) -> None:
    alice = people.user(account)
    owner = plain()
    owner.sign_in(alice)
    guesser = plain()
    for _ in range(10):
        assert "alert" in guesser.give_password(account.id, "alice", "Wrong-Password-1").text
    # The right password, too: it is not even looked at.
    refused = guesser.give_password(account.id, "alice", alice.password)
    assert refused.status == 200
    assert re.search(r"Wait \d+ seconds? and try again", refused.text), refused.text
    assert guesser.cookie("session") is None
    # Not by forgetting who one is, nor from next door.
    neighbour = Plain(guesser.endpoint, guesser.source.rsplit(".", 1)[0] + ".77")
    assert neighbour.give_password(account.id, "alice", alice.password).status == 200
    # A browser that signed in before gets in from there, and the owner from anywhere else.
    known = Plain(guesser.endpoint, guesser.source)
    known.jar["__Host-bartizan-browser"] = owner.cookie("browser")
    assert known.give_password(account.id, "alice", alice.password).status == 303
    assert plain().give_password(account.id, "alice", alice.password).status == 303


def test_r18_being_known_helps_with_ones_own_name_only(plain: Callable[[], Plain], account: Account) -> None:
    mallory = people.user(account, "mallory")
    alice = people.user(account, "alice")
    client = plain()
    client.sign_in(mallory)
    for _ in range(10):
        client.give_password(account.id, "alice", "Wrong-Password-1")
    assert "Wait" in client.give_password(account.id, "alice", alice.password).text


def test_r19_wrong_codes_are_counted_apart_from_wrong_passwords(plain: Callable[[], Plain], account: Account) -> None:
    alice = people.user(account, devices=1)
    client = plain()
    for _ in range(9):
        client.give_password(account.id, "alice", "Wrong-Password-1")
    # The codes of who knows the password are as good as before.
    client.sign_in(alice)
    failed = [event for event in account.server.events(account) if event["eventName"] == "CheckMfa"]
    assert failed == []
