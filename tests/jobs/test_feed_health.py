"""Feeds that are ill for days: their readers are told once, and told when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.core.polling import Ailment, PollRecord
from bot.core.types import PollOutcome
from bot.jobs import feed_health
from bot.storage.chats import chats as chat_store
from bot.storage.database import Database
from bot.storage.news import feed_health as health_store
from bot.storage.news import feeds as feed_store
from bot.storage.tables import ChatFeedRow, FeedRow, OutboxRow
from bot.telegram.address import address_of
from tests.fakes import NOON, add_chat, add_feed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPERATOR = 42


def poll(database: Database, feed_id: int, *, at: datetime, failures: int = 0, new: bool = False) -> None:
    """What a poll that ended so would store."""
    outcome = PollOutcome.FETCH_ERROR if failures else PollOutcome.OK
    news = at if new else None
    record = PollRecord(outcome=outcome, next_poll_at=at + HOUR, failures=failures, last_new_at=news)
    with database.write() as session:
        feed_store.save_poll(session, feed_id, record, now=at)


def heard(database: Database) -> list[tuple[int, str]]:
    with database.read() as session:
        rows = session.execute(select(OutboxRow.chat_id, OutboxRow.text).order_by(OutboxRow.id))
        return [(row.chat_id, " ".join(_ailments(row.text))) for row in rows]


def _ailments(said: str) -> list[str]:
    """The lines of a notice as "title:ailment", without the pointer to /feeds."""
    kinds = {"⚠️": "failing", "💤": "silent", "✅": "well"}
    lines = [line for line in said.splitlines() if line[0] in "⚠💤✅"]
    return [f"{line.split(' ', 1)[1].split('：')[0]}:{kinds[line.split(' ', 1)[0]]}" for line in lines]


async def look(database: Database, at: datetime) -> int:
    return await feed_health.run(database, admins=[address_of(OPERATOR)], now=at)


async def test_a_failing_feed_is_told_once_and_so_is_its_recovery(database: Database):
    """Not after an hour, once after two days, and once when it answers again."""
    with database.write() as session:
        feed, operator = add_feed(session), add_chat(session, OPERATOR).id
        add_chat(session, 7)
    poll(database, feed, at=NOON, failures=1)
    assert await look(database, NOON + HOUR) == 0
    poll(database, feed, at=NOON + 2 * DAY, failures=6)

    assert await look(database, NOON + 2 * DAY) == 1
    assert await look(database, NOON + 3 * DAY) == 0
    poll(database, feed, at=NOON + 4 * DAY, new=True)
    assert await look(database, NOON + 4 * DAY) == 1
    assert await look(database, NOON + 5 * DAY) == 0

    assert heard(database) == [(operator, "KR:failing"), (operator, "KR:well")]


async def test_a_success_between_begins_the_count_anew(database: Database):
    """A feed that answers now and then is not ill."""
    with database.write() as session:
        feed = add_feed(session)
        add_chat(session, OPERATOR)
    for day in range(5):
        poll(database, feed, at=NOON + day * DAY, new=True)
        poll(database, feed, at=NOON + day * DAY + HOUR, failures=1)
        assert await look(database, NOON + day * DAY + 2 * HOUR) == 0

    assert heard(database) == []


async def test_a_silent_feed_that_begins_to_fail_is_not_well(database: Database):
    """What was told stands while nothing better is known."""
    with database.write() as session:
        feed = add_feed(session)
        add_chat(session, OPERATOR)
    poll(database, feed, at=NOON, new=True)
    assert await look(database, NOON + 4 * DAY) == 1
    poll(database, feed, at=NOON + 4 * DAY, failures=1)

    assert await look(database, NOON + 4 * DAY + HOUR) == 0
    assert await look(database, NOON + 6 * DAY) == 1
    assert [text for _, text in heard(database)] == ["KR:silent", "KR:failing"]


async def test_a_chats_own_feed_concerns_those_who_chose_it(database: Database):
    """Not the operators, no paused chat, and no chat that never chose the feed; one message for all of a chat's."""
    with database.write() as session:
        owner, paused = add_chat(session, 7).id, add_chat(session, 8).id
        add_chat(session, OPERATOR)
        feeds = [add_feed(session, slug, owner=owner) for slug in ("a", "b")]
        for feed in feeds:
            session.add_all(ChatFeedRow(chat_id=chat, feed_id=feed, enabled=True) for chat in (owner, paused))
        chat_store.pause(session, paused, reason="user", now=NOON)
    for feed in feeds:
        poll(database, feed, at=NOON, failures=1)

    assert await look(database, NOON + 2 * DAY) == 2
    assert heard(database) == [(owner, "A:failing B:failing")]


async def test_a_feed_that_is_off_concerns_nobody(database: Database):
    """Switched off is no illness."""
    with database.write() as session:
        feed = add_feed(session)
        add_chat(session, OPERATOR)
    poll(database, feed, at=NOON, failures=1)
    with database.write() as session:
        session.execute(update(FeedRow).values(enabled=False))

    assert await look(database, NOON + 9 * DAY) == 0


def test_two_workers_that_look_at_once_tell_it_once(database: Database):
    """What another one told after this one looked is not told again."""
    with database.write() as session:
        feed_id = add_feed(session)
        first = health_store.remember_told(session, feed_id, Ailment.FAILING)
        second = health_store.remember_told(session, feed_id, Ailment.FAILING)

    assert (first, second) == (True, False)


async def test_what_another_worker_told_is_left_alone(database: Database, monkeypatch: pytest.MonkeyPatch):
    """The sweep that comes second writes nothing."""
    with database.write() as session:
        add_chat(session, OPERATOR)
        feed_id = add_feed(session)
    poll(database, feed_id, at=NOON - 3 * DAY, failures=1)
    monkeypatch.setattr(health_store, "remember_told", lambda *_args: False)

    await look(database, NOON)

    assert heard(database) == []
