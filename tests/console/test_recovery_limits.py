"""What bounds recoveries: their time, what they may cost in a day, and what else happens at the same moment."""

from __future__ import annotations

import html
import threading
from collections.abc import Callable

from plain import Plain, Reply
from recovery import DEVICES, HERE, Desk, House, Owner, wording
from texts import Texts

MAIL, PHONE, OVER = f"{HERE}/mail", f"{HERE}/phone", "/signin/root?ended"
QUARTER, DAY = 15 * 60, 24 * 3_600
Desks = Callable[[Owner], Desk]
say = Texts("en")


def says(reply: Reply, id: str) -> bool:
    return say(id) in html.unescape(reply.text)


def leads(reply: Reply) -> str | None:
    return reply.header("Location")


def another(desk: Desk) -> Desk:
    """The same party again, at a browser that was never here."""
    return Desk(desk.owner, Plain(desk.client.endpoint, desk.client.source))


def test_both_factors_later_than_fifteen_minutes_are_too_late(house: House, owner: Owner, desk: Desks) -> None:
    reading, calling, proven = desk(owner), desk(owner), desk(owner)
    proven.has_proven_phone()
    calling.has_proven_mail()
    letter = reading.has_begun().letter()
    call = calling.rung()
    house.provider.answer(call)
    digits = calling.digits()
    house.wait(QUARTER)
    assert leads(reading.type_code(letter.code)) == OVER
    assert says(reading.press_link(letter.token), "alternative-elsewhere")
    assert house.provider.type(call, digits)[-1][1] == wording("en", "call-over")
    [told] = owner.told("RefuseVoiceCallback")
    assert told["additionalEventData"]["result"] == "refused: too late"
    assert leads(calling.finish()) == leads(proven.finish()) == OVER
    assert not any(each.is_inside() for each in (reading, calling, proven))
    assert owner.told("FinishRecovery") == []


def test_the_rest_of_a_sign_in_has_ten_minutes(house: House, owner: Owner, desk: Desks) -> None:
    slow = desk(owner)
    slow.client.give_root_password(owner.person.name, owner.person.password)
    assert slow.client.get(HERE).status == 200
    house.wait(601)
    assert leads(slow.begin()).startswith("/signin")
    assert owner.told("BeginRecovery") == []
    # A recovery outlives the sign-in that it began in.
    owners = desk(owner).has_begun()
    house.wait(601)
    assert leads(owners.type_code(owners.letter().code)) == PHONE


def test_r16_a_network_has_its_share_of_mails_an_account_the_rest_and_both_have_them_again_the_next_day(
    own_house: House, desk: Desks, network: Callable[[], str]
) -> None:
    owner = own_house.owner(Plain(own_house.server.endpoint, network()))
    thieves = [desk(owner) for _ in range(5)]

    def flood(thief: Desk) -> list[int]:
        """Five mails of a recovery, a minute after one another, and one more."""
        thief = another(thief).has_begun()
        answers = []
        for _ in range(6):
            answers.append(thief.send().status)
            own_house.wait(61)
        return answers

    for thief in thieves[:4]:
        assert [flood(thief).count(303) for _ in range(3)] == [5, 5, 5]
        refused = another(thief).has_begun().send()
        assert says(refused, "alternative-spent-today")
    # Sixty came; another network finds nothing left, and the page says whom to ask.
    refused = thieves[4].has_begun().send()
    assert says(refused, "alternative-spent-today") and "202 555 0100" in html.unescape(refused.text)
    assert own_house.mails_to(owner.account.email).count(wording("en", "recovery-link-subject")) <= 60
    assert len(owner.told("SendRecoveryMail")) == 60
    own_house.wait(DAY)
    assert leads(another(thieves[0]).has_begun().send()) == f"{MAIL}?sent"


def test_r16_a_phone_rings_ten_times_a_day_for_a_network_and_twenty_for_all(
    own_house: House, desk: Desks, network: Callable[[], str]
) -> None:
    owner = own_house.owner(Plain(own_house.server.endpoint, network()))
    known = desk(owner).has_recovered()
    known.client.jar = {name: value for name, value in known.client.jar.items() if name.endswith("-browser")}

    def flood(thief: Desk) -> list[int]:
        """Somebody who reads the mail and lets the phone ring."""
        thief = another(thief).has_proven_mail()
        answers = []
        for _ in range(6):
            answers.append(thief.ring().status)
            own_house.wait(31)
        return answers

    for thief in (desk(owner), desk(owner)):
        assert [flood(thief).count(303) for _ in range(2)] == [5, 5]
        assert says(another(thief).has_proven_mail().ring(), "alternative-spent-today")
    assert says(desk(owner).has_proven_mail().ring(), "alternative-spent-today")
    # A browser that signed in before has a budget of its own: nobody keeps the owner out.
    assert known.has_recovered().is_inside()
    own_house.wait(DAY)
    assert desk(owner).has_recovered().is_inside()


def test_only_failures_count_so_an_owner_comes_in_like_this_day_by_day(house: House, owner: Owner, desk: Desks) -> None:
    first = desk(owner)
    for _ in range(12):
        again = another(first).has_recovered()
        assert again.is_inside()
    assert len(owner.told("FinishRecovery")) == 12
    # Nothing was removed by it.
    assert again.client.get(DEVICES).text.count('name="SerialNumber"') == 1


def test_of_two_windows_that_race_for_the_last_step_one_wins(owner: Owner, desk: Desks) -> None:
    left = desk(owner).has_proven_phone()
    token = {"token": left.client.get("/signin/root").token()}
    start, replies = threading.Barrier(8), []

    def press(client: Plain) -> None:
        start.wait()
        replies.append(client.post(f"{HERE}/finish", token))

    windows = [Plain(left.client.endpoint, left.client.source) for _ in range(8)]
    for window in windows:
        window.jar = dict(left.client.jar)
    threads = [threading.Thread(target=press, args=(window,)) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(leads(reply) for reply in replies) == sorted([DEVICES] + [OVER] * 7)
    assert sum(window.get(DEVICES).status == 200 for window in windows) == 1
    assert len(owner.told("FinishRecovery")) == 1


def test_another_password_ends_what_was_begun_with_the_one_before(house: House, owner: Owner, desk: Desks) -> None:
    """What the mail says to do, to who is told that somebody knows the password."""
    thief, owners = desk(owner).has_proven_phone(), desk(owner).has_recovered()
    new = "Other-Battery-4"
    house.server.secrets.add(new)
    typed = {"OldPassword": owner.person.password, "NewPassword": new, "Repeated": new}
    reply = owners.client.submit("/console/credentials", "/console/credentials/password", typed)
    assert reply.status == 303, reply.text
    assert leads(thief.finish()) == OVER and not thief.is_inside()
    assert leads(thief.client.get(HERE)).startswith("/signin")
