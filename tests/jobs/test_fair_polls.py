"""What one chat's feeds cost, others do not wait for (P3): the attacks of many slow hosts."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.core.types import Feed
from bot.engine.roles import distributed_roles
from bot.feeds.bill import bill
from bot.feeds.fetch import Fetched, NotModified
from bot.jobs import poll as module
from bot.jobs.poll import PollParts, poll_feeds, run
from bot.storage.database import Database
from bot.storage.news.feeds import list_feeds
from bot.storage.tables import FeedRow
from tests.fakes import add_chat, add_feed
from tests.jobs.test_poll import DirectParser, FakeFetcher, until
from tests.made_feeds import five

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
SLOW, SHARED = 300, 100
#: how many slow feeds so many chats can have read at once, of 48 slots that chats may have
HELD = {1: 10, 6: 37}


class SlowHosts(FakeFetcher):
    """Hosts that never end their answer, beside good ones."""

    def __init__(self) -> None:
        super().__init__({})
        self.held = 0

    async def fetch(self, url: str, *, etag: str = "", last_modified: str = "", **_more: bool) -> Fetched | NotModified:
        if "//slow" in url:
            self.held += 1
            await asyncio.Event().wait()
        return Fetched(url=url, body=five().encode())


def attack(database: Database, chats: int) -> list[int]:
    """Feeds on slow hosts, long due, of so many chats; the catalogue's, just due, and one of another chat's."""
    with database.write() as session:
        owners = [add_chat(session, telegram_id=number + 1).id for number in range(chats + 1)]
        slow = [
            add_feed(session, f"slow{n}", owner=owners[n % chats], now=NOW - timedelta(hours=1)) for n in range(SLOW)
        ]
        shared = [add_feed(session, f"shared{n}", now=NOW) for n in range(SHARED)]
        return [*slow, *shared, add_feed(session, "other", owner=owners[-1], now=NOW)]


def polled(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).where(FeedRow.last_polled_at.is_not(None))) or 0


@pytest.mark.parametrize("chats", [1, 6])
async def test_many_slow_hosts_delay_only_their_chats(database: Database, monkeypatch, chats: int):
    """All shared news, and another chat's, is read while not one of the slow hosts has answered."""
    monkeypatch.setattr(module, "ROUND", 0.01)
    attack(database, chats)
    fetcher = SlowHosts()

    parts = PollParts(database=database, fetcher=fetcher, parser=DirectParser())

    reading = asyncio.create_task(run(parts, now=NOW, limit=1_000))
    await until(lambda: polled(database) == SHARED + 1)
    reading.cancel()
    with suppress(asyncio.CancelledError):
        await reading

    assert 10 <= fetcher.held <= HELD[chats]


@pytest.mark.parametrize("chats", [1, 6])
async def test_a_worker_leaves_what_has_no_slot(database: Database, chats: int):
    """Of chunks that a worker is given in a row, those of the slow hosts end at once beyond their share."""
    ids = attack(database, chats)
    fetcher = SlowHosts()
    parts = PollParts(database=database, fetcher=fetcher, parser=DirectParser())
    (role,) = distributed_roles(
        ["poll"], poll_parts=parts, tag_parts=None, digest_parts=None, send_parts=None, clock=lambda: NOW
    )  # type: ignore[arg-type]  # the other roles' parts
    waiting, slots = iter(ids), range(role.at_once)

    async def work_off() -> None:
        for feed_id in waiting:
            await role.work([feed_id], NOW)

    workers = [asyncio.create_task(work_off()) for _ in slots]
    await until(lambda: polled(database) == SHARED + 1)
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)

    assert 10 <= fetcher.held <= HELD[chats]


@pytest.mark.parametrize(("interval", "minutes"), [(None, [48, 48, 97, 193, 360, 360]), (20, [20] * 6)])
async def test_a_slow_feed_backs_off_although_it_succeeds(database: Database, interval: int | None, minutes: list[int]):
    """It ends in second 29, every time: its wait doubles from the third time on, until it is fast.

    It is no failure, and an interval that the operator set is kept.
    """

    class Slow(FakeFetcher):
        seconds = 29.0

        async def fetch(self, url: str, **more: str | bool) -> Fetched | NotModified:
            bill().server_seconds += self.seconds
            return Fetched(url=url, body=five().encode())

    with database.write() as session:
        row = session.get_one(FeedRow, add_feed(session, now=NOW))
        row.interval = timedelta(minutes=interval) if interval else None
        row.rhythm, row.last_new_at = timedelta(minutes=10), NOW - timedelta(minutes=1)
    fetcher, waits = Slow({}), []

    async def wait(now: datetime) -> int:
        parts = PollParts(database=database, fetcher=fetcher, parser=DirectParser(), jitter=lambda: 0.0)
        await poll_feeds(parts, await asyncio.to_thread(the_feed, database), now=now)
        (feed,) = the_feed(database)
        assert feed.failures == 0
        return round((feed.next_poll_at - now).total_seconds() / 60)

    now = NOW
    for _ in minutes:
        waits.append(await wait(now))
        now += timedelta(minutes=waits[-1])
    Slow.seconds = 0.5

    assert waits == minutes
    assert await wait(now) <= 360
    assert the_feed(database)[0].costly_polls == 0


def the_feed(database: Database) -> list[Feed]:
    with database.read() as session:
        return list_feeds(session)
