"""The call of a recovery: what a voice provider, and whoever says to be one, may bring; every way that must fail."""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Callable

import pytest
from recovery import HERE, SUPPORT, Desk, House, Owner, wording
from texts import Texts
from voice_provider import Call, post, signature

PHONE = f"{HERE}/phone"
Desks = Callable[[Owner], Desk]
say = Texts("en")
OVER = wording("en", "call-over")


@pytest.fixture
def caller(owner: Owner, desk: Desks) -> Desk:
    """Somebody whose mailbox is proven."""
    return desk(owner).has_proven_mail()


def callback(house: House, url: str, fields: dict[str, str]) -> tuple[int, str]:
    """What anybody could send who had the provider's token."""
    return post(url, fields, {"X-Twilio-Signature": signature(house.provider.token, url, fields)})


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06}"


def refused(owner: Owner) -> list[str]:
    """What the trail says of callbacks that did not fit."""
    return [event["additionalEventData"]["result"] for event in owner.told("RefuseVoiceCallback")]


def is_right_still(house: House, caller: Desk, call: Call) -> bool:
    """Whether the call itself goes on as if nothing had happened."""
    return house.provider.type(call, caller.digits())[-1][1] == wording("en", "call-right")


def test_r25_a_forged_callback_is_refused(house: House, caller: Desk) -> None:
    call = caller.rung()
    house.provider.answer(call)
    fields = house.provider.fields(call, Digits=caller.digits())
    signed = signature(house.provider.token, call.digits_url, fields)
    for headers in (
        {},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": signature("another token", call.digits_url, fields)},
        {"X-Twilio-Signature": signature(house.provider.token, call.url, fields)},
        {"X-Twilio-Signature": signed[:-4] + "AAA="},
    ):
        assert post(call.digits_url, fields, headers) == (403, "")
    assert post(call.digits_url, fields | {"Digits": "000000"}, {"X-Twilio-Signature": signed}) == (403, "")
    assert post(call.digits_url, fields, {"X-Twilio-Signature": signed}, method="GET")[0] == 405
    assert caller.has_only_mail() and is_right_still(house, caller, call)


def test_r25_a_callback_with_another_nonce_proves_nothing(house: House, caller: Desk) -> None:
    call = caller.rung()
    house.provider.answer(call)
    nonce = call.url.rsplit("/", 1)[1]
    for other in (secrets.token_urlsafe(16), nonce[:-1] + ("A" if nonce[-1] != "A" else "B"), nonce.swapcase()):
        url = call.digits_url.replace(nonce, other)
        status, said = callback(house, url, house.provider.fields(call, Digits=caller.digits()))
        assert status == 200 and OVER in html.unescape(said)
    assert caller.has_only_mail() and is_right_still(house, caller, call)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("CallSid", "CA" + "0" * 32, ["refused: another call"]),
        ("CallSid", "", ["refused: another call"]),
        ("To", "+15005550009", ["refused: another number"]),
    ],
)
def test_r25_a_callback_about_another_call_or_number_proves_nothing(
    house: House, owner: Owner, caller: Desk, field: str, value: str, told: list[str]
) -> None:
    call = caller.rung()
    house.provider.answer(call)
    fields = house.provider.fields(call, Digits=caller.digits()) | {field: value}
    status, said = callback(house, call.digits_url, fields)
    assert status == 200 and OVER in html.unescape(said)
    assert refused(owner) == told
    assert caller.has_only_mail() and is_right_still(house, caller, call)


def test_r25_a_callback_of_another_account_of_the_provider_is_refused(house: House, caller: Desk) -> None:
    call = caller.rung()
    house.provider.answer(call)
    fields = house.provider.fields(call, Digits=caller.digits()) | {"AccountSid": "AC" + "0" * 32}
    assert callback(house, call.digits_url, fields) == (403, "")
    assert caller.has_only_mail() and is_right_still(house, caller, call)


def test_r25_only_what_was_gathered_counts(house: House, caller: Desk) -> None:
    call = caller.rung()
    house.provider.answer(call)
    fields = house.provider.fields(call, SpeechResult=caller.digits(), digits=caller.digits())
    status, said = callback(house, call.digits_url, fields)
    assert status == 200 and wording("en", "call-ask-again") in html.unescape(said)
    # Nor do digits count that come with another callback.
    for url in (call.url, call.status_url):
        callback(house, url, house.provider.fields(call, CallStatus="in-progress", Digits=caller.digits()))
    assert caller.has_only_mail() and is_right_still(house, caller, call)


def test_r25_a_callback_that_is_sent_twice_does_nothing_the_second_time(
    house: House, owner: Owner, caller: Desk
) -> None:
    call = caller.rung()
    house.provider.answer(call)
    digits = caller.digits()
    assert house.provider.type(call, digits)[-1][1] == wording("en", "call-right")
    fields = house.provider.fields(call, CallStatus="in-progress", Digits=digits)
    for url in (f"{call.url}/digits", call.url):
        status, said = callback(house, url, fields)
        assert status == 200 and OVER in html.unescape(said)
    assert len(owner.told("ConfirmRecoveryCall")) == 1
    assert caller.finish().status == 303 and caller.is_inside()
    # And after the end, also for who began anew.
    status, said = callback(house, f"{call.url}/digits", fields)
    assert status == 200 and OVER in html.unescape(said)
    assert len(owner.told("ConfirmRecoveryCall")) == 1 and len(owner.told("FinishRecovery")) == 1


def test_r25_a_call_has_three_tries_and_another_has_other_digits(house: House, owner: Owner, caller: Desk) -> None:
    call = caller.rung()
    house.provider.answer(call)
    digits = caller.digits()
    said = [house.provider.type(call, wrong(digits))[-1][1] for _ in range(3)]
    assert said == [wording("en", "call-ask-again")] * 2 + [OVER] and call.is_over
    status, heard = callback(house, f"{call.url}/digits", house.provider.fields(call, Digits=digits))
    assert status == 200 and OVER in html.unescape(heard)
    assert say("alternative-call-ended") in caller.phone_page() and caller.digits() is None
    assert len(owner.told("ConfirmRecoveryCall")) == 3 and caller.has_only_mail()
    owner.house.wait(31)
    second = caller.rung()
    house.provider.answer(second)
    assert second.url != call.url and is_right_still(house, caller, second)


def test_another_call_makes_the_one_before_void(house: House, owner: Owner, caller: Desk) -> None:
    first = caller.rung()
    digits = caller.digits()
    assert re.search(r"You can be called again in \d+ seconds\.", caller.ring().text)
    assert len(owner.told("CallRecoveryPhone")) == 1
    house.wait(31)
    second = caller.rung()
    assert house.provider.answer(first)[-1][1] == OVER
    house.provider.answer(second)
    status, said = callback(house, f"{first.url}/digits", house.provider.fields(first, Digits=digits))
    assert status == 200 and OVER in html.unescape(said)
    assert caller.has_only_mail() and is_right_still(house, caller, second)


@pytest.mark.parametrize("status", ["no-answer", "busy", "failed", "canceled", "completed"])
def test_who_is_not_reached_is_told_what_to_do(house: House, caller: Desk, status: str) -> None:
    house.provider.hang_up(caller.rung(), status)
    page = caller.phone_page()
    for text in ("alternative-call-ended", "alternative-no-call", "alternative-start-over"):
        assert say(text) in page
    assert SUPPORT in page and caller.digits() is None


def test_a_provider_that_places_no_call_is_told_of(house: House, caller: Desk) -> None:
    house.provider.refuses = 400, {"code": 21211, "message": "Invalid 'To' Phone Number"}
    try:
        assert caller.ring().status == 303
        caller.until(lambda: say("alternative-call-failed") in caller.phone_page())
    finally:
        house.provider.refuses = None
    assert SUPPORT in caller.phone_page() and caller.digits() is None
    house.wait(31)
    call = caller.rung()
    house.provider.answer(call)
    assert is_right_still(house, caller, call)
