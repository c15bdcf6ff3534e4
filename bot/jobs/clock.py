"""Notice that the clock was wrong, put right what it wrote ahead of time, and tell who runs the bot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.core.address import Address
from bot.core.clock import SKEW
from bot.jobs import notices
from bot.storage.database import Database
from bot.storage.mail import clock_faults

log = logging.getLogger(__name__)

#: how often to look: what waits for a time that is wrong waits no longer
EVERY = 5.0
#: the time is written down this often; a clock that ran ahead for less than that leaves little to mend
REMEMBERED = timedelta(seconds=15)
_NOTHING = timedelta(0)


async def run(database: Database, *, admins: Collection[Address], now: datetime, thorough: bool = False) -> int:
    """Look once; how many times were put right. `thorough`: look at chats' own times too, even if all seems well."""
    return await asyncio.to_thread(_look, database, admins, now, thorough)


def _look(database: Database, admins: Collection[Address], now: datetime, thorough: bool) -> int:
    with database.read() as session:
        newest = clock_faults.newest_time(session)
        known = newest is not None and now - REMEMBERED < newest <= now + SKEW
        if known and not thorough and not clock_faults.is_any(session, now=now):
            return 0  # nearly always: then nothing takes the writer's turn
    with database.write() as session:
        newest = clock_faults.newest_time(session)  # another worker may just have mended it
        ahead = max(newest - now, _NOTHING) if newest else _NOTHING
        found = clock_faults.mend(session, now=now, ahead=ahead)
        clock_faults.remember_time(session, now)
        if found or ahead > SKEW:
            _tell(session, found, ahead, admins, now)
    return sum(found.values())


def _tell(
    session: Session, found: dict[str, int], ahead: timedelta, admins: Collection[Address], now: datetime
) -> None:
    facts = {**found, "seconds_ahead": int(ahead.total_seconds())}
    log.warning("the clock was wrong: times that lay too far ahead are put right", extra=facts)
    notices.tell_clock(session, sum(found.values()), admins=admins, now=now)
