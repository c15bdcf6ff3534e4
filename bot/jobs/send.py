"""Send what waits in the outbox: claim (committed), pace, send, settle: one commit a message."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.core.delivery import Step, decide
from bot.core.errors import HubaoError
from bot.core.types import Message, MessageState, Outcome, Unauthorized
from bot.storage import chats as chat_store
from bot.storage import outbox, pace
from bot.storage.database import Database

log = logging.getLogger(__name__)

#: 25 a second over all, about one a second in a chat, 18 a minute in a group or channel
OVERALL_GAP = timedelta(seconds=1 / 25)
CHAT_GAP = timedelta(seconds=1.05)
GROUP_GAP = timedelta(seconds=60 / 18)


class TokenRejectedError(HubaoError):
    """Telegram does not accept the bot token; nothing was lost, the outbox waits."""


class Messenger(Protocol):
    """Whoever carries a message out: Telegram, or the terminal."""

    async def send(self, message: Message) -> Outcome:
        """Send one message; every failure is an outcome, not an exception."""
        ...


def wall_clock() -> datetime:
    """The time now, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendParts:
    """What this job works with; `clock` and `sleep` are replaced in tests."""

    database: Database
    messenger: Messenger
    clock: Callable[[], datetime] = wall_clock
    jitter: Callable[[], float] = field(default=random.random)
    paced: bool = True


async def run(parts: SendParts, *, now: datetime, limit: int = 25, chat_ids: Sequence[int] | None = None) -> int:
    """Send the first waiting message of up to `limit` chats; returns how many were taken.

    Raises TokenRejectedError when Telegram refuses the token; the messages then wait unsent.
    """
    messages = await asyncio.to_thread(_claim, parts.database, now, limit, chat_ids)
    results = await asyncio.gather(*(_send_one(parts, m) for m in messages), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return len(messages)


def _claim(database: Database, now: datetime, limit: int, chat_ids: Sequence[int] | None) -> list[Message]:
    with database.write() as session:
        return outbox.claim(session, now=now, limit=limit, chat_ids=chat_ids)


async def _send_one(parts: SendParts, message: Message) -> None:
    if parts.paced:
        start = await asyncio.to_thread(_reserve, parts.database, message, parts.clock())
        wait = (start - parts.clock()).total_seconds()
        if wait > outbox.LEASE.total_seconds() / 3:
            # Too far off to sit on the lease; nothing was tried yet.
            await asyncio.to_thread(_release, parts.database, message, start)
            return
        await asyncio.sleep(max(wait, 0))
    outcome = await parts.messenger.send(message)
    await asyncio.to_thread(_settle, parts, message, outcome)
    if isinstance(outcome, Unauthorized):
        raise TokenRejectedError(
            f"Telegram rejects the bot token ({outcome.reason}): set TELEGRAM_BOT_TOKEN to the token @BotFather gave"
        )


def _reserve(database: Database, message: Message, now: datetime) -> datetime:
    gap = CHAT_GAP if message.chat_kind == "private" else GROUP_GAP
    # Forum topics share their group's limit, so the key is Telegram's id.
    with database.write() as session:
        return pace.reserve(session, {"bot": OVERALL_GAP, f"chat:{message.telegram_id}": gap}, now=now)


def _release(database: Database, message: Message, until: datetime) -> None:
    with database.write() as session:
        outbox.release(session, message, until=until)


def _settle(parts: SendParts, message: Message, outcome: Outcome) -> None:
    now = parts.clock()
    with parts.database.write() as session:
        count, since = outbox.refusals(session, message.chat_id)
        step = decide(outcome, now=now, tries=message.tries, jitter=parts.jitter(), refusals=count, refused_since=since)
        outbox.settle(session, message, step, now=now)
        if step.hold_all_until is not None:
            pace.hold(session, "bot", until=step.hold_all_until, now=now)
        if step.moved_to is not None:
            chat_store.move_chat(session, old_id=message.telegram_id, new_id=step.moved_to)
        if step.pause_chat:
            chat_store.pause(session, message.chat_id, reason=step.error, now=now)
    _note(message, step)


def _note(message: Message, step: Step) -> None:
    facts = {"message_id": message.id, "chat_id": message.chat_id, "state": step.state.value, "reason": step.error}
    if step.state is MessageState.SENT:
        log.info("sent", extra=facts)
    elif step.state is MessageState.DEAD:
        log.error("Telegram will never take this message", extra=facts)
    else:
        log.warning("not sent", extra=facts | {"uncertain": step.uncertain})
