"""Find whatever a crash or a lost queue left behind, from the columns alone, and make it due again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from bot.core.address import Address
from bot.jobs import clock
from bot.storage.chats.saved_queries import forget_old_queries
from bot.storage.database import Database
from bot.storage.mail import inbox, outbox, pace, recovery
from bot.storage.news.delivered import forget_old_deliveries

log = logging.getLogger(__name__)

#: old rows of one kind that go in one sweep: more than come in a minute, and the one writer is free again at once
PORTION = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What was found and made due again."""

    #: enabled feeds without a due time
    feeds: int = 0
    #: untagged entries whose lease ended
    entries: int = 0
    #: chats that want digests but had no due time, or were not woken for a story they want at once
    chats: int = 0
    #: messages whose sender died
    messages: int = 0
    #: times of any kind that lay further ahead than they may
    times: int = 0

    @property
    def nothing(self) -> bool:
        """All was in order."""
        return not any(asdict(self).values())


async def run(database: Database, *, admins: Collection[Address] = (), now: datetime) -> Swept:
    """One sweep; everything it does can be done twice. `admins` are told of a clock that was wrong."""
    times = await clock.run(database, admins=admins, now=now, thorough=True)
    swept = replace(await asyncio.to_thread(_sweep, database, now), times=times)
    if not swept.nothing:
        log.warning("found work left behind", extra=asdict(swept))
    return swept


def _sweep(database: Database, now: datetime) -> Swept:
    with database.write() as session:
        swept = Swept(
            feeds=recovery.due_feeds(session, now=now),
            entries=recovery.free_entries(session, now=now),
            chats=recovery.due_digests(session, now=now) + recovery.wake_for_alerts(session, now=now),
            messages=recovery.free_messages(session, now=now),
        )
        inbox.forget_old_updates(session, now=now)
        forget_old_queries(session, now=now)
        outbox.forget_old_messages(session, now=now, limit=PORTION)
        pace.forget_idle(session, now=now)
        forget_old_deliveries(session, now=now, limit=PORTION)
    return swept
