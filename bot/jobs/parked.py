"""Tell who runs the bot, once, of entries and commands that failed too often and were put aside."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from datetime import datetime

from bot.core.address import Address
from bot.jobs import notices
from bot.storage.database import Database
from bot.storage.mail import parked

log = logging.getLogger(__name__)


async def run(database: Database, *, admins: Collection[Address], now: datetime) -> int:
    """Look once; how much was put aside since the last look."""
    return await asyncio.to_thread(_look, database, admins, now)


def _look(database: Database, admins: Collection[Address], now: datetime) -> int:
    with database.read() as session:
        if parked.newly_parked(session, now=now).nothing:
            return 0  # nearly always: then nothing takes the writer's turn
    with database.write() as session:
        found = parked.remember_told(session, now=now)
        if found.nothing:
            return 0
        facts = {"entries": list(found.entries), "updates": list(found.updates)}
        log.error("failed too often, put aside; tried again every day and after an upgrade", extra=facts)
        notices.tell_parked(session, found.entries, found.updates, admins=admins, now=now)
    return len(found.entries) + len(found.updates)
