"""What a send's outcome means for its message and its chat: decided here, carried out in jobs/send.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.chats import ChatGone, ChatMoved, MessageState, Outcome, Refused, Sent, TryLater, Unauthorized

#: a message whose answer was lost goes out again after this long at least
UNCERTAIN_WAIT = timedelta(seconds=60)
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
#: no server asks for longer; a hold that ends later was written by a clock that was wrong
LONGEST_HOLD = timedelta(hours=24)
#: soft refusals ("chat not found") pause a chat only after this many, over at least this long
SOFT_REFUSALS = 3
SOFT_SPAN = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to write down: the message's next state, and what changes for the chat."""

    state: MessageState
    message_id: int | None = None
    due_at: datetime | None = None
    error: str = ""
    uncertain: bool = False
    #: hold everything of this chat until then
    hold_chat_until: datetime | None = None
    pause_chat: bool = False
    count_refusal: bool = False
    #: the chat's new key
    moved_to: str | None = None
    #: send again without markup
    plain: bool = False


def decide(
    outcome: Outcome,
    *,
    now: datetime,
    tries: int,
    jitter: float,
    refusals: int = 0,
    refused_since: datetime | None = None,
) -> Step:
    """Turn an outcome into the next step; `tries` counts this send, `jitter` is 0..1."""
    match outcome:
        case Sent(message_id):
            return Step(state=MessageState.SENT, message_id=message_id)
        case TryLater():
            return _later(outcome, now=now, tries=tries, jitter=jitter)
        case ChatMoved(key):
            # A chat that keeps moving must not keep us busy.
            wait = now if tries <= SOFT_REFUSALS else now + back_off(tries, jitter)
            return Step(state=MessageState.PENDING, due_at=wait, moved_to=key)
        case ChatGone(reason, certain):
            lasting = refusals + 1 >= SOFT_REFUSALS and refused_since is not None and now - refused_since >= SOFT_SPAN
            if certain or lasting:
                return Step(state=MessageState.PAUSED, error=reason, pause_chat=True)
            wait = now + max(back_off(tries, jitter), timedelta(minutes=10))
            return Step(state=MessageState.PENDING, due_at=wait, error=reason, hold_chat_until=wait, count_refusal=True)
        case Refused(reason, as_plain):
            if as_plain:
                return Step(state=MessageState.PENDING, due_at=now, error=reason, plain=True)
            return Step(state=MessageState.DEAD, error=reason)
        case Unauthorized(reason):
            return Step(state=MessageState.PENDING, due_at=now, error=reason)


def back_off(tries: int, jitter: float) -> timedelta:
    """5 s doubled per try up to an hour, lengthened by up to a fifth."""
    wait = min(FIRST_WAIT * (1 << min(max(tries - 1, 0), 10)), LONGEST_WAIT)
    return wait * (1 + 0.2 * jitter)


def _later(outcome: TryLater, *, now: datetime, tries: int, jitter: float) -> Step:
    wait = min(outcome.wait, LONGEST_HOLD) if outcome.wait is not None else back_off(tries, jitter)
    if outcome.uncertain:
        wait = max(wait, UNCERTAIN_WAIT)
    until = now + wait
    return Step(
        state=MessageState.PENDING,
        due_at=until,
        error=outcome.reason,
        uncertain=outcome.uncertain,
        hold_chat_until=until,
    )
