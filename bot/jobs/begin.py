"""What a process does before its first tick: the clock, what a dead one held, what an older version gave up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from datetime import datetime

from bot.core.address import Address
from bot.jobs import clock
from bot.storage.database import Database
from bot.storage.mail import parked, recovery

log = logging.getLogger(__name__)


async def run(database: Database, *, alone: bool, version: str, admins: Collection[Address], now: datetime) -> None:
    """`alone`: no other process works on this database, so whoever held something is dead."""
    await clock.run(database, admins=admins, now=now)
    await asyncio.to_thread(_begin, database, alone, version, now)


def _begin(database: Database, alone: bool, version: str, now: datetime) -> None:
    with database.write() as session:
        freed = recovery.free_leases(session, now=now) if alone else {}
        again = parked.unpark(session) if parked.is_new_version(session, version) else {}
    if any(freed.values()):
        log.info("what was under way when the last process ended is due now", extra=freed)
    if any(again.values()):
        log.info("a new version tries again what was put aside", extra={**again, "version": version})
