"""Is it the feeds, or our network? Told over time, by all workers together, and forgiven when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.core.errors import FetchError, HostPausedError, RefusedError
from bot.core.polling import SHORTEST
from bot.core.types import Feed
from bot.feeds.fetch import NotModified
from bot.jobs.network import NetworkWatch
from bot.jobs.poll import PollParts, poll_feeds, run
from bot.storage.database import Database
from bot.storage.tables import FeedRow
from tests.jobs.test_poll import HOUR, NOW, feed, parts, url_of

pytestmark = pytest.mark.one_database

MINUTE = timedelta(minutes=1)
SLUGS = "abcdefgh"
DEAD = FetchError("u", "no route to host", unreachable=True)
FINE = NotModified(url="u")


def net(database: Database, slugs: str = SLUGS, *, up: bool) -> PollParts:
    """A process of its own that polls these feeds: what it knows of others stands in the database."""
    return parts(database, dict.fromkeys(slugs, FINE if up else DEAD))


async def poll_one_by_one(database: Database, slugs: str, *, up: bool, now=NOW) -> None:
    """Feeds fall due a minute apart, and each is read by another worker."""
    for n, slug in enumerate(slugs):
        await poll_feeds(net(database, slugs, up=up), [feed(database, slug)], now=now + n * MINUTE)


def all_feeds(database: Database) -> list[Feed]:
    return [feed(database, slug) for slug in SLUGS]


@pytest.mark.both_databases
async def test_an_outage_is_known_though_feeds_fall_due_one_by_one(database: Database, caplog):
    """Hours without a network: after its first minutes no feed is blamed, all are tried again, and it is said once."""
    await poll_one_by_one(database, SLUGS, up=True)
    with database.write() as session:
        for n, slug in enumerate(SLUGS):
            due = NOW + HOUR + n * MINUTE
            session.execute(update(FeedRow).where(FeedRow.slug == slug).values(next_poll_at=due))
    down = net(database, up=False)

    for minutes in range(0, 4 * 60, 2):
        await run(down, now=NOW + HOUR + minutes * MINUTE)
    end = NOW + 5 * HOUR
    blamed = [one.slug for one in all_feeds(database) if one.failures]
    back = net(database, up=True)
    for minutes in range(0, 12, 2):
        await run(back, now=end + minutes * MINUTE)

    assert blamed == ["a"]
    assert [one.failures for one in all_feeds(database)] == [0] * len(SLUGS)
    assert all(one.last_polled_at >= end for one in all_feeds(database))
    assert sum("no feed can be reached" in record.message for record in caplog.records) == 1


@pytest.mark.both_databases
async def test_workers_know_it_together(database: Database):
    """Chunks of single feeds in as many processes: the second unreachable host shows it, the next answer ends it."""
    await poll_one_by_one(database, "abc", up=True)

    await poll_one_by_one(database, "abc", up=False, now=NOW + HOUR)
    during = [feed(database, slug) for slug in "abc"]
    back = NOW + HOUR + 10 * MINUTE
    await poll_one_by_one(database, "c", up=True, now=back)
    after = [feed(database, slug) for slug in "abc"]

    assert [one.failures for one in during] == [1, 0, 0]
    assert during[0].next_poll_at > back + SHORTEST
    assert [one.failures for one in after] == [0, 0, 0]
    assert (after[0].failing_since, after[0].next_poll_at) == (None, back + SHORTEST)


async def test_two_dead_feeds_are_no_outage(database: Database):
    """Hosts that are silent while others answer back off, however often they fail one after the other."""
    await poll_one_by_one(database, "abc", up=True)
    counts = []

    for hours in range(1, 6):
        await poll_one_by_one(database, "ab", up=False, now=NOW + hours * HOUR)
        await poll_one_by_one(database, "c", up=True, now=NOW + hours * HOUR + 30 * MINUTE)
        counts.append([feed(database, slug).failures for slug in "abc"])

    # At first it might have been the network: the answer of the third showed that it was not.
    assert counts == [[0, 0, 0], [1, 1, 0], [2, 2, 0], [3, 3, 0], [4, 4, 0]]


async def test_what_failed_before_the_outage_is_not_forgiven(database: Database):
    """An answer after an outage says nothing of a feed that was dead before it."""
    await poll_one_by_one(database, "abcd", up=True)
    await poll_one_by_one(database, "a", up=False, now=NOW + HOUR)
    await poll_one_by_one(database, "d", up=True, now=NOW + HOUR + MINUTE)

    await poll_one_by_one(database, "abc", up=False, now=NOW + 2 * HOUR)
    await poll_one_by_one(database, "d", up=True, now=NOW + 3 * HOUR)

    assert [feed(database, slug).failures for slug in "abcd"] == [2, 0, 0, 0]
    assert feed(database, "a").failing_since == NOW + HOUR


async def test_one_host_is_no_network(database: Database):
    """Two feeds of one server that is down back off."""
    setup = net(database, "a", up=False)
    with database.write() as session:
        session.add(FeedRow(slug="twin", title="twin", url=url_of("a") + "/2", created_at=NOW, next_poll_at=NOW))
    setup.fetcher.answers[url_of("a") + "/2"] = DEAD

    await run(setup, now=NOW)

    assert [feed(database, slug).failures for slug in ("a", "twin")] == [1, 1]


@pytest.mark.parametrize(
    "unasked", [HostPausedError("u", retry_after=HOUR, host="c.test:443"), RefusedError("u", "not a public address")]
)
async def test_who_was_not_asked_proves_nothing(database: Database, unasked: Exception):
    """A host left alone and an address refused are no answers."""
    setup = parts(database, {"a": DEAD, "b": DEAD, "c": unasked})

    await run(setup, now=NOW)

    assert [feed(database, slug).failures for slug in "ab"] == [0, 0]
    with database.read() as session:
        row = session.scalars(select(FeedRow).where(FeedRow.slug == "c")).one()
        assert (row.answered_at, row.unreachable_since) == (None, None)


def test_a_network_that_is_down_is_said_once(caplog: pytest.LogCaptureFixture):
    """Once that it is down, once that it is back."""
    watch = NetworkWatch()

    for down in (False, True, True, False, False):
        watch.look(down=down)

    assert ["can be reached again" in record.message for record in caplog.records] == [False, True]
