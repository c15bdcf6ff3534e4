"""Tell those who read a feed that it has been ill for days, and that it is well again: once each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from datetime import datetime

from bot.core.address import Address
from bot.core.polling import Ailment
from bot.core.types import Feed
from bot.jobs import notices
from bot.storage.database import Database
from bot.storage.news import feed_health

log = logging.getLogger(__name__)


async def run(database: Database, *, admins: Collection[Address], now: datetime) -> int:
    """Write one message to each chat concerned, of shipped feeds to those who run the bot; how many feeds changed."""
    return await asyncio.to_thread(_tell, database, admins, now)


def _tell(database: Database, admins: Collection[Address], now: datetime) -> int:
    with database.read() as session:
        if not feed_health.changed(session, now=now):
            return 0  # nearly always: then nothing takes the writer's turn
    with database.write() as session:
        changes = feed_health.changed(session, now=now)
        of_chat: dict[int, list[tuple[Feed, Ailment]]] = {}
        for feed, ailment in changes:
            if not feed_health.remember_told(session, feed.id, ailment):
                continue
            log.warning("feed's health changed", extra={"feed": feed.slug, "ailment": ailment.value or "well again"})
            for chat_id in feed_health.readers(session, feed, admins=admins):
                of_chat.setdefault(chat_id, []).append((feed, ailment))
        for chat_id, news in of_chat.items():
            notices.tell_health(session, chat_id, news, now=now)
    return len(changes)
