"""Tell operators once when the bot falls ill, and once when it is well again; what was told is in the database."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from bot.core.address import Address
from bot.core.alarms import WAITED, Alarm, is_disk_low
from bot.jobs import notices
from bot.storage.database import Database
from bot.storage.mail import alarms

log = logging.getLogger(__name__)


async def run(database: Database, *, home: Path, admins: Collection[Address], begun_at: datetime, now: datetime) -> int:
    """Look once; how much changed since operators were told."""
    if now - begun_at < WAITED:
        return 0  # all that came while nothing ran still waits
    return await asyncio.to_thread(_look, database, home, admins, now)


def _look(database: Database, home: Path, admins: Collection[Address], now: datetime) -> int:
    with database.read() as session:
        seen = alarms.seen(session, now=now) | {Alarm.DISK: is_disk_low(shutil.disk_usage(home).free)}
        told = alarms.told(session)
    changes = {alarm: ill for alarm, ill in seen.items() if ill is not None and ill != (alarm in told)}
    if not changes:
        return 0  # nearly always: then nothing takes the writer's turn
    with database.write() as session:
        news = alarms.remember_told(session, changes)
        for alarm, ill in news.items():
            log.log(logging.ERROR if ill else logging.WARNING, "ill" if ill else "well again", extra={"what": alarm})
        if news:
            notices.tell_alarms(session, news, admins=admins, now=now)
    return len(news)
