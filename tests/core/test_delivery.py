"""What each of Telegram's answers means for the message and its chat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import delivery
from bot.core.chats import ChatGone, ChatMoved, MessageState, Refused, Sent, TryLater, Unauthorized
from bot.core.delivery import Step, back_off, decide

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def _decide(outcome, *, tries: int = 1, jitter: float = 0.0, **options) -> Step:
    return decide(outcome, now=NOON, tries=tries, jitter=jitter, **options)


def test_sent():
    """A delivered message keeps Telegram's id."""
    assert _decide(Sent(5)) == Step(state=MessageState.SENT, message_id=5)


def test_flood_limit_holds_the_chat_as_long_as_told():
    """RetryAfter: exactly as told, this chat only, and not uncertain."""
    step = _decide(TryLater("flood limit", wait=40 * SECOND), tries=9, jitter=1.0)

    assert (step.state, step.due_at, step.hold_chat_until) == (
        MessageState.PENDING,
        NOON + 40 * SECOND,
        NOON + 40 * SECOND,
    )
    assert not step.uncertain


def test_lost_answer_waits_a_minute_at_least():
    """A send that may have arrived is repeated after 60 s, marked; later tries wait longer."""
    step, later = _decide(TryLater("timed out", uncertain=True)), _decide(TryLater("", uncertain=True), tries=9)

    assert (step.due_at, step.uncertain) == (NOON + delivery.UNCERTAIN_WAIT, True)
    assert later.due_at > NOON + 5 * delivery.UNCERTAIN_WAIT


def test_a_certain_end_pauses():
    """Blocked, kicked, deactivated: the chat pauses and the message waits for it."""
    step = _decide(ChatGone("bot was blocked by the user"))

    assert (step.state, step.pause_chat, step.error) == (MessageState.PAUSED, True, "bot was blocked by the user")


@pytest.mark.parametrize(
    ("refusals", "since", "pauses"),
    [
        (0, None, False),
        (2, NOON - 23 * HOUR, False),
        (1, NOON - 48 * HOUR, False),
        (2, NOON - 24 * HOUR, True),
        (9, NOON - 24 * HOUR, True),
        (9, None, False),
    ],
)
def test_a_doubtful_end_pauses_on_lasting_evidence_only(refusals: int, since: datetime | None, pauses: bool):
    """Three refusals over a day; before that the chat waits ten minutes at least, and the refusal counts."""
    step = _decide(ChatGone("chat not found", certain=False), refusals=refusals, refused_since=since)

    assert step.pause_chat == pauses
    if not pauses:
        assert (step.state, step.count_refusal) == (MessageState.PENDING, True)
        assert step.due_at == step.hold_chat_until >= NOON + 10 * timedelta(minutes=1)


def test_a_move_sends_again_at_once_but_not_for_ever():
    """A migrated group gets its message at its new id; endless moves back off."""
    first, tenth = _decide(ChatMoved("-1005")), _decide(ChatMoved("-1005"), tries=10)

    assert (first.moved_to, first.due_at, first.state) == ("-1005", NOON, MessageState.PENDING)
    assert tenth.due_at > NOON


def test_refused():
    """Bad markup is sent again plain; everything else refused is dead with its reason."""
    plain, dead = _decide(Refused("can't parse entities", as_plain=True)), _decide(Refused("message is too long"))

    assert (plain.state, plain.plain, plain.due_at) == (MessageState.PENDING, True, NOON)
    assert (dead.state, dead.error) == (MessageState.DEAD, "message is too long")


def test_a_bad_token_changes_nothing():
    """401 is not the message's fault: it waits as it did."""
    step = _decide(Unauthorized("Unauthorized"))

    assert step == Step(state=MessageState.PENDING, due_at=NOON, error="Unauthorized")


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_back_off_grows_and_ends(tries: int, jitter: float):
    """Five seconds doubled per try, an hour at most, a fifth of jitter on top."""
    wait = back_off(tries, jitter)

    assert delivery.FIRST_WAIT <= wait <= delivery.LONGEST_WAIT * 1.2
    assert back_off(tries + 1, jitter) >= wait
    assert back_off(2, 0.0) == 2 * delivery.FIRST_WAIT
