"""What each role finds due, and how its chunks are done."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from bot.engine.distributed import Role
from bot.engine.roles import distributed_roles
from bot.feeds.fetch import Fetched, NotModified
from bot.jobs.poll import PollParts
from bot.jobs.tag import TagParts
from bot.storage.database import Database
from bot.storage.news.entries import MAX_ATTEMPTS
from bot.storage.news.feeds import LEASE
from bot.storage.tables import EntryRow, FeedRow
from tests.fakes import FakeReader, add_entry, add_feed
from tests.jobs.test_poll import DirectParser, FakeFetcher
from tests.made_feeds import five


def role(database: Database, name: str, fetcher: FakeFetcher | None = None, at_once: int = 64) -> Role:
    (made,) = distributed_roles(
        [name],
        poll_parts=PollParts(
            database=database, fetcher=fetcher or FakeFetcher({}), parser=DirectParser(), at_once=at_once
        ),
        tag_parts=lambda: TagParts(database=database, reader=FakeReader()),
        digest_parts=None,  # type: ignore[arg-type]
        send_parts=None,
        clock=lambda: datetime.now(UTC),
    )
    return made


def test_no_host_shares_its_key_with_another(database: Database):
    """P3: however many there are, none waits in the queue behind a slow one; and looking claims nothing."""
    now = datetime.now(UTC)
    with database.write() as session:
        for number in range(100):
            add_feed(session, f"h{number}", now=now)
        found = [role(database, "poll").due(session, now) for _ in range(2)]

    assert [len(shards) for shards in found] == [100, 100]


async def test_a_chunk_of_feeds_is_claimed_by_the_job(database: Database):
    """Also what a dead worker had claimed; not what was polled since it was enqueued."""
    now = datetime.now(UTC)
    fetcher = FakeFetcher({f"https://{slug}.example/feed": five() for slug in ("taken", "due")})
    with database.write() as session:
        ids = [add_feed(session, slug, now=now) for slug in ("taken", "done", "due")]
        session.get_one(FeedRow, ids[0]).next_poll_at = now + LEASE
        session.get_one(FeedRow, ids[1]).last_polled_at = now + timedelta(seconds=1)

    await role(database, "poll", fetcher).work(ids, now)

    assert sorted(url for url, *_ in fetcher.asked) == ["https://due.example/feed", "https://taken.example/feed"]


async def test_entries_are_claimed_by_the_job_that_tags_them(database: Database):
    """An attempt is counted when it is made: a backlog that waits in the queue parks nothing."""
    now = datetime.now(UTC)
    with database.write() as session:
        feed = add_feed(session)
        tagging, parked = role(database, "tag"), add_entry(session, feed, "总是失败")
        given_up = {"attempts": MAX_ATTEMPTS, "tag_lease_until": now + timedelta(hours=20)}
        session.execute(update(EntryRow).values(given_up))
        waiting = add_entry(session, feed, "等着")
        due = [tagging.due(session, now) for _ in range(MAX_ATTEMPTS)]

    await tagging.work([], now)

    with database.read() as session:
        rows = session.execute(
            select(EntryRow.id, EntryRow.attempts, EntryRow.tagged_at.is_(None)).order_by(EntryRow.id)
        )
        assert [tuple(row) for row in rows] == [(parked, MAX_ATTEMPTS, True), (waiting, 1, False)]
        assert tagging.due(session, now) == {}
    assert due == [{"all": ()}] * MAX_ATTEMPTS


async def test_the_chunks_of_a_worker_share_its_slots(database: Database):
    """Many chunks of a few feeds each hold no more bodies in memory than one chunk of many."""
    now = datetime.now(UTC)
    under_way = [0, 0]

    class Slow(FakeFetcher):
        async def fetch(self, url: str, **more: str | bool) -> Fetched | NotModified:
            under_way[0] += 1
            under_way[1] = max(under_way)
            await asyncio.sleep(0.02)
            under_way[0] -= 1
            return await super().fetch(url, **more)

    with database.write() as session:
        ids = [add_feed(session, f"f{number}", now=now) for number in range(6)]
    fetcher = Slow({f"https://f{number}.example/feed": five() for number in range(6)})
    polling = role(database, "poll", fetcher, at_once=2)

    for _ in range(3):  # what finds no slot is left, and enqueued again
        due = [i for n, i in enumerate(ids) if f"https://f{n}.example/feed" not in {url for url, *_ in fetcher.asked}]
        await asyncio.gather(*(polling.work(due[start : start + 2], now) for start in (0, 2, 4)))

    assert (under_way, len(fetcher.asked)) == ([0, 2], 6)
