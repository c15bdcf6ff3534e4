"""The poll job: due feeds to new entries, one transaction a feed."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.address import Address
from bot.core.types import Feed, PollOutcome
from bot.jobs.being_read import BeingRead
from bot.jobs.network import NetworkWatch
from bot.jobs.poll_save import PollResult, result_of, save
from bot.jobs.read_feed import FeedFetcher, FeedParser, Reading, read_feed
from bot.storage.database import Database
from bot.storage.news import feeds as store
from bot.storage.news import outage

log = logging.getLogger(__name__)

#: while feeds are being read, seconds between two looks for others that are due
ROUND = 1.0
#: feeds saved at once: when many end together, commands must not stand in line for the database behind them all
SAVING = 4


def _jitter() -> float:
    return random.uniform(0.1, 0.2)  # noqa: S311  # spreads load; nothing secret


@dataclass(frozen=True, slots=True, kw_only=True)
class PollParts:
    """What polling needs."""

    database: Database
    fetcher: FeedFetcher
    parser: FeedParser
    #: of a new feed's entries only younger ones are news
    announce_age: timedelta = timedelta(days=1)
    #: bodies held in memory at once
    at_once: int = 64
    jitter: Callable[[], float] = _jitter
    #: asked before every claim of a long round; without it time passes from the beginning
    clock: Callable[[], datetime] | None = None
    saving: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SAVING))
    #: where those who run the bot hear of the shipped feeds
    admins: Collection[Address] = ()
    network: NetworkWatch = field(default_factory=NetworkWatch)


async def run(parts: PollParts, *, now: datetime, limit: int = 100, everything: bool = False) -> list[PollResult]:
    """Poll up to ``limit`` feeds that are due, or every one; returns all results."""
    if everything:
        return await poll_feeds(parts, await _claimed(parts, now=now, everything=True), now=now)
    return [result async for results in rounds(parts, now=now, limit=limit) for result in results]


async def rounds(parts: PollParts, *, now: datetime, limit: int | None = None) -> AsyncIterator[list[PollResult]]:
    """Poll what is due and what falls due meanwhile, ``limit`` feeds in all; each round's results as it ends.

    Claims are small for each host and chat, and go on while slow feeds are being read: those delay only their own.
    """
    loop = asyncio.get_running_loop()
    start, at, left = loop.time(), now, limit
    being_read = BeingRead(parts.at_once)
    under_way: set[asyncio.Task[list[PollResult]]] = set()
    try:
        while True:
            free = being_read.shares.free
            room = free if left is None else min(free, left)
            feeds = await _claimed(parts, now=at, limit=room, being_read=being_read)
            if feeds:
                left = None if left is None else left - len(feeds)
                being_read.begin(feeds)
                under_way.add(asyncio.create_task(poll_feeds(parts, feeds, now=at, being_read=being_read)))
            if not under_way:
                return
            done, under_way = await asyncio.wait(under_way, timeout=ROUND, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                yield task.result()
            # A round may never end: it must not go on with a time that was wrong when it began.
            at = parts.clock() if parts.clock else now + timedelta(seconds=loop.time() - start)
    except Exception:
        # Let what is being read end: cut off, its feeds would wait until their leases do.
        await asyncio.gather(*under_way, return_exceptions=True)
        raise
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def poll_feeds(
    parts: PollParts,
    feeds: Sequence[Feed],
    *,
    now: datetime,
    being_read: BeingRead | None = None,
) -> list[PollResult]:
    """Poll these feeds at the same time. A failed feed is a result like any other; a read one leaves ``being_read``."""
    slots = asyncio.Semaphore(parts.at_once)  # who claims within shares never waits here

    async def read_and_save(feed: Feed) -> Reading | PollResult:
        try:
            async with slots:
                reading = await read_feed(feed, fetcher=parts.fetcher, parser=parts.parser, now=now)
        finally:
            if being_read is not None:
                being_read.end(feed)
        return reading if reading.unreachable else await _saved(parts, reading, now=now)

    first = await asyncio.gather(*(read_and_save(feed) for feed in feeds))
    # Whether a dead connection is the feed's fault or ours shows only when all are read.
    dead = [item.feed for item in first if isinstance(item, Reading)]
    down = bool(dead) and await asyncio.to_thread(_network_is_down, parts, dead, now)
    if down:
        parts.network.look(down=True)
    return [
        await _saved(parts, item, now=now, network_down=down) if isinstance(item, Reading) else item for item in first
    ]


def _network_is_down(parts: PollParts, unreachable: Sequence[Feed], now: datetime) -> bool:
    with parts.database.read() as session:
        return outage.is_down(session, unreachable, now=now)


async def _claimed(
    parts: PollParts, *, now: datetime, limit: int = 0, everything: bool = False, being_read: BeingRead | None = None
) -> list[Feed]:
    busy, shares = (dict(being_read.hosts), being_read.shares.copy()) if being_read else (None, None)

    def claim() -> list[Feed]:
        with parts.database.write() as session:
            return store.claim_due(session, now=now, limit=limit, everything=everything, busy=busy, shares=shares)

    return await asyncio.to_thread(claim) if limit > 0 or everything else []


async def _saved(parts: PollParts, reading: Reading, *, now: datetime, network_down: bool = False) -> PollResult:
    try:
        async with parts.saving:
            result = await asyncio.to_thread(_save, parts, reading, now=now, network_down=network_down)
    except Exception as error:  # nothing is lost: without the ETag the next poll reads it again
        log.exception("poll not stored", extra={"feed": reading.feed.slug})
        return result_of(reading, outcome=PollOutcome.FETCH_ERROR, detail=f"not stored: {type(error).__name__}")
    if reading.answered:
        parts.network.look(down=False)
    facts = {"feed": result.feed.slug, "outcome": result.outcome.value, "detail": result.detail}
    # Of a network that is down, the caller speaks once, not every feed for itself.
    log.log(logging.WARNING if reading.failed and not network_down else logging.DEBUG, "polled", extra=facts)
    return result


def _save(parts: PollParts, reading: Reading, *, now: datetime, network_down: bool) -> PollResult:
    with parts.database.write() as session:
        return save(
            session,
            reading,
            now=now,
            jitter=parts.jitter(),
            announce_age=parts.announce_age,
            admins=parts.admins,
            network_down=network_down,
        )
