"""Tell those who read a feed that it has been ill for days, and that it is well again: once each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.core.polling import Ailment
from bot.core.types import Feed
from bot.storage.database import Database
from bot.storage.news import feed_health

log = logging.getLogger(__name__)

#: told inside the transaction: session, chat, feeds with their ailments, now
Notice = Callable[[Session, int, Sequence[tuple[Feed, Ailment]], datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NurseParts:
    """What this job needs."""

    database: Database
    on_change: Notice
    #: Telegram users who hear of the shipped feeds
    admins: Collection[int] = ()


async def run(parts: NurseParts, *, now: datetime) -> int:
    """Write one message to each chat concerned; how many feeds changed."""
    return await asyncio.to_thread(_tell, parts, now)


def _tell(parts: NurseParts, now: datetime) -> int:
    with parts.database.read() as session:
        if not feed_health.changed(session, now=now):
            return 0  # nearly always: then nothing takes the writer's turn
    with parts.database.write() as session:
        changes = feed_health.changed(session, now=now)
        of_chat: dict[int, list[tuple[Feed, Ailment]]] = {}
        for feed, ailment in changes:
            if not feed_health.remember_told(session, feed.id, ailment):
                continue
            log.warning("feed's health changed", extra={"feed": feed.slug, "ailment": ailment.value or "well again"})
            for chat_id in feed_health.readers(session, feed, admins=parts.admins):
                of_chat.setdefault(chat_id, []).append((feed, ailment))
        for chat_id, news in of_chat.items():
            parts.on_change(session, chat_id, news, now)
    return len(changes)
