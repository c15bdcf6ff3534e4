"""The sweep: whatever a crash left behind is found from the columns, and nothing else is touched."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.core.types import Preferences
from bot.jobs import sweep
from bot.storage import chats as chat_store
from bot.storage import inbox, outbox, queries
from bot.storage.database import Database
from bot.storage.entries import MAX_ATTEMPTS, claim_untagged
from bot.storage.stream import newest_seq
from bot.storage.subscriptions import subscribe
from bot.storage.tables import ChatRow, EntryRow, FeedRow, InboxRow, OutboxRow, QueryRow
from tests.fakes import NOON, add_chat, add_entry, add_feed, put, tags
from tests.storage.rows import add_story

HOUR = timedelta(hours=1)


async def test_nothing_to_do_is_nothing_done(database: Database):
    """A database in order is left as it is."""
    with database.write() as session:
        feed = add_feed(session)
        add_entry(session, feed, "一")
        add_chat(session)
        put(session, 1)

    swept = await sweep.run(database, now=NOON)

    assert swept.nothing
    assert swept == sweep.Swept()


async def test_feeds_without_a_due_time_are_polled(database: Database):
    """An enabled feed always has a due time; one switched off needs none."""
    with database.write() as session:
        on, off = add_feed(session, "on"), add_feed(session, "off")
        session.execute(update(FeedRow).values(next_poll_at=None))
        session.execute(update(FeedRow).where(FeedRow.id == off).values(enabled=False))

    swept = await sweep.run(database, now=NOON)

    assert swept.feeds == 1
    with database.read() as session:
        assert session.get_one(FeedRow, on).next_poll_at == NOON
        assert session.get_one(FeedRow, off).next_poll_at is None


async def test_entries_of_a_dead_worker_are_free_again(database: Database, caplog: pytest.LogCaptureFixture):
    """An ended lease is taken off and reported; a running one and a parked entry stay."""
    with database.write() as session:
        feed = add_feed(session)
        for title in ("死", "活", "停"):
            add_entry(session, feed, title)
        dead, running, parked = claim_untagged(session, now=NOON)
        session.execute(update(EntryRow).where(EntryRow.id == running).values(tag_lease_until=NOON + 9 * HOUR))
        session.execute(update(EntryRow).where(EntryRow.id == parked).values(attempts=MAX_ATTEMPTS))

    swept = await sweep.run(database, now=NOON + HOUR)

    assert swept.entries == 1
    assert "left behind" in caplog.text
    with database.write() as session:
        assert claim_untagged(session, now=NOON + HOUR) == [dead]


async def test_chats_without_a_due_time_get_one(database: Database):
    """A chat that wants digests gets its next time; paused, instant and unsubscribed chats do not."""
    with database.write() as session:
        daily, paused, instant = (add_chat(session, n).id for n in (1, 2, 3))
        nothing = chat_store.open_chat(session, telegram_id=4, now=NOON).id
        chat_store.pause(session, paused, reason="user", now=NOON)
        chat_store.save_preferences(session, instant, Preferences(mode="instant"), now=NOON)
        session.execute(update(ChatRow).values(next_digest_at=None))
        chat_store.advance(session, instant, alert_due_at=None)

    swept = await sweep.run(database, now=NOON)

    assert swept.chats == 1
    with database.read() as session:
        due = {i: session.get_one(ChatRow, i).next_digest_at for i in (daily, paused, instant, nothing)}
    assert due == {daily: NOON + 6 * HOUR, paused: None, instant: None, nothing: None}


async def test_alerts_that_nobody_woke_are_due(database: Database):
    """Chats that want a story at once and were not woken for it are; those at its end and others are not."""
    with database.write() as session:
        whole = add_chat(session, 1).id
        chat_store.save_preferences(session, whole, Preferences(mode="instant"), now=NOON)
        chat_store.advance(session, whole, alert_due_at=None)
        single = add_chat(session, 2, mode="instant").id
        digest = add_chat(session, 3).id
        add_story(session, add_feed(session))
        there = add_chat(session, 4, mode="instant").id

    swept = await sweep.run(database, now=NOON)

    with database.read() as session:
        due = {i: session.get_one(ChatRow, i).alert_due_at for i in (whole, single, digest, there)}
    assert (swept.chats, due) == (2, {whole: NOON, single: NOON, digest: None, there: None})


async def test_stories_that_nobody_wants_at_once_are_no_work_left_behind(database: Database):
    """Their chats are not woken, nor counted; their place in the stream moves on, that of a paused chat stays."""
    with database.write() as session:
        feed = add_feed(session)
        other = add_chat(session, 1, firm_id="zhipu", mode="instant").id
        mixed = add_chat(session, 2, firm_id="zhipu", mode="instant").id
        subscribe(session, mixed, firm_id="moonshot", topic=None, now=NOON)
        paused = add_chat(session, 3, mode="instant").id
        chat_store.pause(session, paused, reason="user", now=NOON)
        add_story(session, feed)
        add_story(session, feed, "智谱融资的旧闻", tags(firms=["zhipu"]), announce=False)
        newest = newest_seq(session)

    swept = await sweep.run(database, now=NOON)

    with database.read() as session:
        places = [session.get_one(ChatRow, i).alert_cursor for i in (other, mixed, paused)]
        assert [session.get_one(ChatRow, i).alert_due_at for i in (other, mixed, paused)] == [None, None, None]
    assert (swept.nothing, places) == (True, [newest, newest, 0])


async def test_messages_set_aside_for_nothing_wait_again(database: Database):
    """A message paused though its chat is not goes on; one of a paused chat stays; a dead sender's is counted."""
    with database.write() as session:
        free, paused, crashed = (add_chat(session, n).id for n in (1, 2, 3))
        for chat_id in (free, paused, crashed):
            put(session, chat_id, key=f"k{chat_id}")
        chat_store.pause(session, paused, reason="user", now=NOON)
        outbox.claim(session, now=NOON, chat_ids=[crashed])
        session.execute(update(OutboxRow).where(OutboxRow.chat_id == free).values(state="paused"))

    swept = await sweep.run(database, now=NOON + HOUR)

    with database.read() as session:
        states = dict(session.execute(select(OutboxRow.chat_id, OutboxRow.state)).all())
    assert (swept.messages, states) == (2, {free: "pending", paused: "paused", crashed: "sending"})


async def test_old_updates_and_questions_are_forgotten(database: Database):
    """Answered updates and unused questions go after their time; open updates never."""
    with database.write() as session:
        inbox.receive(session, [{"update_id": 1}, {"update_id": 2}], now=NOON)
        inbox.finish(session, 1, now=NOON)
        queries.remember_query(session, "{}", now=NOON)

    await sweep.run(database, now=NOON + inbox.KEPT + HOUR)
    with database.read() as session:
        updates = list(session.scalars(select(InboxRow.update_id)))
        questions = len(session.scalars(select(QueryRow)).all())
    await sweep.run(database, now=NOON + queries.KEPT + HOUR)

    assert (updates, questions) == ([2], 1)
    with database.read() as session:
        assert session.scalars(select(QueryRow)).all() == []


async def test_a_sweep_can_be_done_twice(database: Database):
    """The second sweep of the same moment finds nothing."""
    with database.write() as session:
        add_feed(session)
        add_chat(session)
        session.execute(update(FeedRow).values(next_poll_at=None))
        session.execute(update(ChatRow).values(next_digest_at=None))

    first, second = await sweep.run(database, now=NOON), await sweep.run(database, now=NOON)

    assert (first.nothing, second.nothing) == (False, True)
