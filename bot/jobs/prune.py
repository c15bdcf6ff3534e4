"""Drop the texts of entries that have had their time (HUBAO_KEEP): a portion each sweep, or all at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.core.retention import Keep
from bot.storage import free_pages
from bot.storage.database import Database
from bot.storage.news import retention

log = logging.getLogger(__name__)

#: entries looked at in one transaction: some hundredths of a second of the one writer
PORTION = 500
#: pages given back to the disk in one: 8 MB
PAGES = 2_000


async def run(database: Database, keep: Keep, *, now: datetime) -> int:
    """One portion of each kind, from where the last one ended; how many texts went."""
    return await asyncio.to_thread(_portion, database, keep, now)


def _portion(database: Database, keep: Keep, now: datetime) -> int:
    texts = sum(_one(database, keep, kind, before, now) for kind, before in keep.cutoffs(now).items())
    if texts:
        log.info("dropped old texts", extra={"entries": texts})
    free_pages.give_back(database, limit=PAGES)
    return texts


def _one(database: Database, keep: Keep, kind: str, before: datetime, now: datetime) -> int:
    with database.read() as session:
        after = retention.place(session, kind)
        last = retention.old_until(session, after=after, before=before, limit=PORTION)
    if last is None:
        return 0  # nearly always: then nothing takes the writer's turn
    with database.write() as session:
        texts = retention.prune(session, keep, after=after, last=last, now=now)
        retention.move_place(session, kind, last)
    return texts


def everything(database: Database, keep: Keep, *, now: datetime, report: Callable[[str, float], None]) -> int:
    """All that has had its time, with progress; how many texts went. May run beside the bot."""
    cutoffs = keep.cutoffs(now)
    if not cutoffs:
        return 0
    texts, after, before = 0, 0, max(cutoffs.values())
    with database.read() as session:
        end = retention.newest_id(session)
    while (last := _until(database, after, before)) is not None:
        with database.write() as session:
            texts += retention.prune(session, keep, after=after, last=last, now=now)
        after = last
        report("texts", min(after / max(end, 1), 0.99))
    while free_pages.give_back(database, limit=PAGES):
        report("free pages", 0.99)
    report("done", 1.0)
    return texts


def _until(database: Database, after: int, before: datetime) -> int | None:
    with database.read() as session:
        return retention.old_until(session, after=after, before=before, limit=PORTION)
