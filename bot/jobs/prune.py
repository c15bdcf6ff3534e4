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
#: how far what is newly old was looked at, and how far this round has come
_OLD, _ROUND = "pruned", "pruned_round"


async def run(database: Database, keep: Keep, *, now: datetime) -> int:
    """A portion of what has just become old, and one of all entries, round after round; how many texts went."""
    return await asyncio.to_thread(_portions, database, keep, now)


def _portions(database: Database, keep: Keep, now: datetime) -> int:
    texts = _newly_old(database, keep, now) + _passed_by(database, keep, now) if keep.cutoffs(now) else 0
    if texts:
        log.info("dropped old texts", extra={"entries": texts})
    free_pages.give_back(database, limit=PAGES)
    return texts


def _newly_old(database: Database, keep: Keep, now: datetime) -> int:
    with database.read() as session:
        after = retention.place(session, _OLD)
        upto = retention.newest_old(session, before=max(keep.cutoffs(now).values()))
        last = retention.next_portion(session, after=after, upto=upto, limit=PORTION)
    if last is None:
        return 0
    with database.write() as session:
        retention.move_place(session, _OLD, last)
        return retention.prune(session, keep, after=after, last=last, now=now)


def _passed_by(database: Database, keep: Keep, now: datetime) -> int:
    """What is old but was not to go when it became so: told in a story, not read yet, corrected, seen in the future."""
    with database.read() as session:
        after = retention.place(session, _ROUND)
        last = retention.next_portion(session, after=after, limit=PORTION)
    with database.write() as session:
        retention.move_place(session, _ROUND, last or 0)
        return 0 if last is None else retention.prune(session, keep, after=after, last=last, now=now)


def everything(database: Database, keep: Keep, *, now: datetime, report: Callable[[str, float], None]) -> int:
    """All that has had its time, with progress; how many texts went. May run beside the bot."""
    if not keep.cutoffs(now):
        return 0
    texts, after = 0, 0
    with database.read() as session:
        end = retention.newest_id(session)
    while (last := _next(database, after)) is not None:
        with database.write() as session:
            texts += retention.prune(session, keep, after=after, last=last, now=now)
        after = last
        report("texts", min(after / max(end, 1), 0.99))
    while free_pages.give_back(database, limit=PAGES):
        report("free pages", 0.99)
    report("done", 1.0)
    return texts


def _next(database: Database, after: int) -> int | None:
    with database.read() as session:
        return retention.next_portion(session, after=after, limit=PORTION)
