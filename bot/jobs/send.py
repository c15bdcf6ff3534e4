"""Send what waits in the outbox: claim (committed), pace, send, settle: one commit a message."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.chats import Message, MessageState, Outcome, Refused, TryLater, Unauthorized
from bot.core.delivery import Step, decide
from bot.core.errors import HubaoError
from bot.core.pace import channel_key, chat_key
from bot.storage.chats import chats as chat_store
from bot.storage.chats.supergroups import move_chat
from bot.storage.database import Database
from bot.storage.mail import outbox, pace

log = logging.getLogger(__name__)

#: a turn further off is not waited for while holding the message: it goes back and is taken again then
PATIENCE = timedelta(seconds=5)
#: while messages are under way, look this often for others that may start
ROUND = 0.25
#: when told to stop, what is under way may finish for so long
GRACE = 10.0
#: seconds between tries to store how a send ended, within the lease
SETTLE_WAITS = (1, 2, 4, 8, 16, 30)
#: a message at which our own code failed this often is given up
MOST_FAULTS = 8


#: between two looks for messages that another process must send
ELSEWHERE_EVERY = timedelta(minutes=1)


class TokenRejectedError(HubaoError):
    """A channel does not accept our token; nothing was lost, the outbox waits."""


class Messenger(Protocol):
    """Whoever carries messages out through one channel."""

    @property
    def channel(self) -> str:
        """The channel of the addresses it serves."""
        ...

    @property
    def overall_gap(self) -> timedelta:
        """Between any two of its messages, over all processes."""
        ...

    def gap(self, message: Message) -> timedelta:
        """Between this message and the chat's next one."""
        ...

    async def send(self, message: Message) -> Outcome:
        """Send one message; every failure is an outcome, not an exception."""
        ...


class ElsewhereWatch:
    """Says it, once for each such channel, when messages wait that this process has no messenger for."""

    def __init__(self) -> None:
        self._next_look: datetime | None = None
        self._said: set[str] = set()

    def look(self, database: Database, channels: Sequence[str], now: datetime) -> None:
        """Count them, at most once a minute."""
        if self._next_look is not None and now < self._next_look <= now + ELSEWHERE_EVERY:
            return
        self._next_look = now + ELSEWHERE_EVERY
        with database.read() as session:
            waiting = outbox.count_elsewhere(session, channels=channels, now=now)
        for channel in waiting.keys() - self._said:
            log.info(
                "messages wait for a channel not served here", extra={"channel": channel, "count": waiting[channel]}
            )
        self._said = set(waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendParts:
    """What this job works with; `clock` and `sleep` are replaced in tests."""

    database: Database
    #: those of this process; what waits for another channel is left to others
    messengers: Sequence[Messenger]
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    jitter: Callable[[], float] = field(default=random.random)
    elsewhere: ElsewhereWatch = field(default_factory=ElsewhereWatch)

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels served here."""
        return tuple(messenger.channel for messenger in self.messengers)

    def messenger_for(self, message: Message) -> Messenger:
        """The one that serves this message's channel."""
        return next(one for one in self.messengers if one.channel == message.address.channel)


async def run(parts: SendParts, *, now: datetime, limit: int = 25, chat_ids: Sequence[int] | None = None) -> int:
    """Send what is due, in order within a chat and `limit` chats at a time; returns how many were taken.

    A chat that must wait, or whose answer is slow, does not hold up the others. When cancelled, what is
    under way is finished first. Raises TokenRejectedError when Telegram refuses the token; the messages
    then wait unsent.
    """
    under_way: set[asyncio.Task[None]] = set()
    gates = {messenger.channel: _Gate(parts, messenger.overall_gap) for messenger in parts.messengers}
    taken = 0
    await asyncio.to_thread(parts.elsewhere.look, parts.database, parts.channels, now)
    try:
        while True:
            messages = await asyncio.to_thread(_claim, parts, now, limit - len(under_way), chat_ids)
            taken += len(messages)
            under_way |= {
                asyncio.create_task(_send_one(parts, message, gates[message.address.channel])) for message in messages
            }
            if not under_way:
                return taken
            done, under_way = await asyncio.wait(under_way, timeout=ROUND)
            _raise_first(done)
            now = parts.clock()
    finally:
        await _finish(under_way)


async def _finish(under_way: set[asyncio.Task[None]]) -> None:
    """A send that is cut off may have arrived and would be sent again: let it end."""
    if not under_way:
        return
    done, late = await asyncio.wait(under_way, timeout=GRACE)
    for task in late:
        task.cancel()
    with suppress(Exception):  # each is in the log; the first error is on its way already
        _raise_first(done)


def _raise_first(done: set[asyncio.Task[None]]) -> None:
    errors = [error for task in done if (error := task.exception()) is not None]
    for error in errors:
        log.error("send failed", exc_info=error)
    for error in sorted(errors, key=lambda e: not isinstance(e, TokenRejectedError)):
        raise error


def _claim(parts: SendParts, now: datetime, limit: int, chat_ids: Sequence[int] | None) -> list[Message]:
    if limit <= 0:
        return []
    with parts.database.read() as session:
        if not outbox.is_any_due(session, channels=parts.channels, now=now):
            return []  # asked every second: looking costs others nothing, a turn as the writer does
    with parts.database.write() as session:
        return outbox.claim(session, channels=parts.channels, now=now, limit=limit, chat_ids=chat_ids)


class _Gate:
    """Keeps two sends through one channel apart: booked turns that come late must not go out all at once."""

    def __init__(self, parts: SendParts, gap: timedelta) -> None:
        self._parts, self._gap, self._lock = parts, gap, asyncio.Lock()
        self._free_at = parts.clock()

    async def walk_through(self) -> None:
        """Wait until the gap after the last one is over."""
        async with self._lock:
            # No longer than the gap, even if the clock was set back meanwhile.
            wait = min(self._free_at - self._parts.clock(), self._gap)
            if wait > timedelta(0):
                await self._parts.sleep(wait.total_seconds())
            self._free_at = self._parts.clock() + self._gap


async def _send_one(parts: SendParts, message: Message, gate: _Gate) -> None:
    messenger = parts.messenger_for(message)
    if _is_paced(messenger, message):
        if not await _wait_for_turn(parts, messenger, message):
            return
        await gate.walk_through()
    outcome = await _outcome(messenger, message)
    await _settle_surely(parts, message, outcome)
    if isinstance(outcome, Unauthorized):
        raise TokenRejectedError(
            f"Telegram rejects the bot token ({outcome.reason}): set TELEGRAM_BOT_TOKEN to the token @BotFather gave"
        )


def _is_paced(messenger: Messenger, message: Message) -> bool:
    return messenger.gap(message) > timedelta(0)


async def _wait_for_turn(parts: SendParts, messenger: Messenger, message: Message) -> bool:
    """Wait for the chat's turn, then for the channel's; False: too far off, the message went back untried."""
    keys = [
        (chat_key(message.address), messenger.gap(message)),
        (channel_key(messenger.channel), messenger.overall_gap),
    ]
    while keys:
        now = parts.clock()
        # By the same look at the clock: it may be set back meanwhile.
        wait = await asyncio.to_thread(_reserve, parts.database, keys, now) - now
        if wait > PATIENCE:
            await asyncio.to_thread(_release, parts.database, message, parts.clock() + wait)
            return False
        await parts.sleep(max(wait.total_seconds(), 0))
    return True


async def _outcome(messenger: Messenger, message: Message) -> Outcome:
    """What the messenger says; a fault of ours becomes an outcome too, so that it stops no other message."""
    try:
        outcome = await messenger.send(message)
    except Exception as error:
        log.exception("sending failed unexpectedly", extra={"message_id": message.id})
        reason = f"unexpected {type(error).__name__}"
        return Refused(reason) if message.tries >= MOST_FAULTS else TryLater(reason, uncertain=True)
    if isinstance(outcome, Refused) and outcome.as_plain and not message.part.html:
        return Refused(outcome.reason)  # it was plain already
    return outcome


def _reserve(database: Database, keys: list[tuple[str, timedelta]], now: datetime) -> datetime:
    """Book keys (taking them off the list) as long as they are free now; when the last one's turn is.

    The channel's turn is booked only when the chat's has come: a chat that waits leaves no hole for the others.
    """
    start = now
    with database.write() as session:
        while keys and start <= now:
            key, gap = keys[0]
            start = pace.reserve(session, key, gap, now=now, within=PATIENCE)
            if start - now <= PATIENCE:
                keys.pop(0)
    return start


def _release(database: Database, message: Message, until: datetime) -> None:
    with database.write() as session:
        outbox.release(session, message, until=until)


async def _settle_surely(parts: SendParts, message: Message, outcome: Outcome) -> None:
    """A database that is away for a moment must not make a message that arrived be sent again."""
    for wait in SETTLE_WAITS:
        try:
            await asyncio.to_thread(_settle, parts, message, outcome)
        except Exception:
            log.warning("outcome not stored, trying again", exc_info=True, extra={"message_id": message.id})
            await parts.sleep(wait)
        else:
            return
    await asyncio.to_thread(_settle, parts, message, outcome)


def _settle(parts: SendParts, message: Message, outcome: Outcome) -> None:
    now = parts.clock()
    with parts.database.write() as session:
        count, since = outbox.refusals(session, message.chat_id)
        step = decide(outcome, now=now, tries=message.tries, jitter=parts.jitter(), refusals=count, refused_since=since)
        chat_id = outbox.settle(session, message, step, now=now)
        if step.moved_to is not None:
            move_chat(session, message.address, key=step.moved_to)
        if step.pause_chat and chat_id is not None:
            chat_store.pause(session, chat_id, reason=step.error, now=now)
        messenger = parts.messenger_for(message)
        if _is_paced(messenger, message):
            # Counted from the answer: waiting for the channel's turn must not bring two sends of a chat together.
            pace.hold(session, chat_key(message.address), until=now + messenger.gap(message), now=now)
    _note(message, step)


def _note(message: Message, step: Step) -> None:
    facts = {"message_id": message.id, "chat_id": message.chat_id, "state": step.state.value, "reason": step.error}
    if step.state is MessageState.SENT:
        log.info("sent", extra=facts)
    elif step.state is MessageState.DEAD:
        log.error("the channel will never take this message", extra=facts)
    else:
        log.warning("not sent", extra=facts | {"uncertain": step.uncertain})
