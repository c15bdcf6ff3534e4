"""The sweep: whatever a crash left behind is found from the columns, and nothing else is touched."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.event import listen

from bot.core.chats import Preferences
from bot.core.queries import StoryList
from bot.jobs import sweep
from bot.storage.chats import chats as chat_store
from bot.storage.chats import saved_queries
from bot.storage.chats.subscriptions import subscribe
from bot.storage.database import Database
from bot.storage.mail import broadcast, inbox, outbox, pace
from bot.storage.mail.audit import audit
from bot.storage.news import delivered
from bot.storage.news.delivered import remember_delivered
from bot.storage.news.entries import MAX_ATTEMPTS, claim_untagged
from bot.storage.news.sequence import newest_seq
from bot.storage.news.stories import load_stories, stories_for_chat
from bot.storage.tables import (
    ChatRow,
    DeliveredRow,
    EntryRow,
    FeedRow,
    InboxRow,
    OutboxRow,
    PaceRow,
    QueryRow,
    StoryRow,
    SubscriptionRow,
)
from bot.telegram.address import address_of
from tests.fakes import NOON, add_chat, add_entry, add_feed, elsewhere, part, put, tags
from tests.storage.rows import add_story

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


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
        session.execute(update(EntryRow).where(EntryRow.id == running).values(tag_lease_until=NOON + HOUR + MINUTE))
        given_up = {"attempts": MAX_ATTEMPTS, "tag_lease_until": NOON + 20 * HOUR}
        session.execute(update(EntryRow).where(EntryRow.id == parked).values(given_up))

    swept = await sweep.run(database, now=NOON + HOUR)

    assert swept.entries == 1
    assert "left behind" in caplog.text
    with database.write() as session:
        assert claim_untagged(session, now=NOON + HOUR) == [dead]


async def test_chats_without_a_due_time_get_one(database: Database):
    """A chat that wants digests gets its next time; paused, instant and unsubscribed chats do not."""
    with database.write() as session:
        daily, paused, instant = (add_chat(session, n).id for n in (1, 2, 3))
        nothing = chat_store.open_chat(session, address_of(4), now=NOON).id
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


async def test_a_wish_made_during_the_sweep_loses_no_story(database: Database):
    """A chat that asks for alerts in the middle of it keeps its place before the story that it wants."""
    with database.write() as session:
        chat_id = add_chat(session).id
        add_story(session, add_feed(session))
    asked: list[bool] = []

    def ask(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        first = statement.startswith("UPDATE chats") and "alert_cursor" in statement and not asked
        if first and not database.is_sqlite:  # there, nobody else writes meanwhile
            asked.append(True)
            elsewhere(wish)

    def wish() -> None:
        with database.write() as other:
            other.execute(update(SubscriptionRow).values(mode="instant"))

    listen(database.engine, "after_cursor_execute", ask)
    await sweep.run(database, now=NOON)

    with database.read() as session:
        assert session.get_one(ChatRow, chat_id).alert_cursor == 0


async def test_messages_set_aside_for_nothing_wait_again(database: Database):
    """A message paused though its chat is not goes on; one of a paused chat stays; a dead sender's is counted."""
    with database.write() as session:
        free, paused, crashed = (add_chat(session, n).id for n in (1, 2, 3))
        for chat_id in (free, paused, crashed):
            put(session, chat_id, key=f"k{chat_id}")
        chat_store.pause(session, paused, reason="user", now=NOON)
        outbox.claim(session, channels=["telegram"], now=NOON, chat_ids=[crashed])
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
        saved_queries.remember_query(session, StoryList(()), now=NOON)

    await sweep.run(database, now=NOON + inbox.KEPT + HOUR)
    with database.read() as session:
        updates = list(session.scalars(select(InboxRow.update_id)))
        questions = len(session.scalars(select(QueryRow)).all())
    await sweep.run(database, now=NOON + saved_queries.KEPT + HOUR)

    assert (updates, questions) == ([2], 1)
    with database.read() as session:
        assert session.scalars(select(QueryRow)).all() == []


async def test_messages_that_ended_long_ago_go(database: Database, monkeypatch: pytest.MonkeyPatch):
    """Sent and refused ones after their time, a portion in each sweep; what waits, and what was sent late, stays."""
    with database.write() as session:
        chat_id = add_chat(session).id
        for state in ("sent", "dead", "sending", "pending", "late"):
            outbox.put(session, chat_id=chat_id, kind="alert", dedup_key=state, parts=[part()], due_at=NOON, now=NOON)
            values = {"state": state, "sent_at": NOON if state == "sent" else None}
            if state == "late":
                values = {"state": "sent", "sent_at": NOON + outbox.KEPT}
            session.execute(update(OutboxRow).where(OutboxRow.dedup_key == state).values(values))
    left = []

    monkeypatch.setattr(sweep, "PORTION", 1)
    for after in (outbox.KEPT - HOUR, outbox.KEPT + HOUR, outbox.KEPT + 2 * HOUR, outbox.KEPT + 3 * HOUR):
        await sweep.run(database, now=NOON + after)
        with database.read() as session:
            left.append(set(session.scalars(select(OutboxRow.dedup_key))))

    assert [len(keys) for keys in left] == [5, 4, 3, 3]
    assert left[-1] == {"sending", "pending", "late"}


async def test_the_pace_of_idle_chats_is_forgotten(database: Database):
    """A row a chat, also of one that made us forget it; one that is held stays."""
    with database.write() as session:
        pace.hold(session, "chat:7", until=NOON, now=NOON)
        pace.hold(session, "chat:8", until=NOON + 2 * pace.KEPT, now=NOON)

    await sweep.run(database, now=NOON + pace.KEPT + HOUR)

    with database.read() as session:
        assert session.scalars(select(PaceRow.key)).all() == ["chat:8"]


async def test_a_broadcast_is_kept_as_long_as_its_button(database: Database):
    """P2: pressed again after two months it reaches nobody twice; with its button it goes."""
    with database.write() as session:
        add_chat(session)
        key = saved_queries.remember_query(session, StoryList(()), now=NOON)
        broadcast.put_for_all(session, [part()], key=key, now=NOON + HOUR)
        session.execute(update(OutboxRow).values(state="sent", sent_at=NOON + HOUR))

    await sweep.run(database, now=NOON + 2 * outbox.KEPT)
    with database.write() as session:
        pressed = saved_queries.recall_query(session, key, now=NOON)
        broadcast.put_for_all(session, [part()], key=key, now=NOON + 2 * outbox.KEPT)
        again = outbox.counts(session)
    await sweep.run(database, now=NOON + saved_queries.KEPT + 2 * HOUR)

    assert (pressed, again) == (StoryList(()), {"sent": 1})
    with database.read() as session:
        assert (saved_queries.recall_query(session, key, now=NOON), outbox.counts(session)) == (None, {})


async def test_what_was_told_of_ended_stories_goes_where_it_cannot_come_again(database: Database):
    """P2: a chat that was paused for months is not told its last alerts again; the others' rows make room."""
    with database.write() as session:
        feed = add_feed(session)
        daily, instant, paused = (add_chat(session, n).id for n in (1, 2, 3))
        chat_store.save_preferences(session, instant, Preferences(mode="instant"), now=NOON)
        ended, alive = add_story(session, feed), add_story(session, feed, "智谱融资", tags(firms=["zhipu"]))
        session.execute(update(StoryRow).where(StoryRow.id == alive).values(last_seen=NOON + 2 * HOUR))
        for chat_id in (daily, instant, paused):
            remember_delivered(session, chat_id, load_stories(session, [ended, alive]), now=NOON)
        chat_store.advance(session, daily, digest_cursor=newest_seq(session))
        chat_store.advance(session, instant, alert_cursor=newest_seq(session))
        chat_store.pause(session, paused, reason="user", now=NOON)

    await sweep.run(database, now=NOON + delivered.KEPT - HOUR)
    with database.read() as session:
        before = len(session.scalars(select(DeliveredRow.story_id)).all())
    await sweep.run(database, now=NOON + delivered.KEPT + HOUR)

    with database.read() as session:
        after = session.execute(select(DeliveredRow.chat_id, DeliveredRow.story_id)).all()
        chat = chat_store.get_chat(session, paused)
        assert chat is not None
        assert stories_for_chat(session, chat, after_seq=0, now=NOON + delivered.KEPT + HOUR).stories == []
    assert before == 6
    assert set(after) == {(daily, alive), (instant, alive), (paused, ended), (paused, alive)}


async def test_old_messages_that_went_are_not_counted_as_lost(database: Database):
    """A chat that was told something two months ago, and nothing since, has lost nothing."""
    with database.write() as session:
        chat_id, story = add_chat(session).id, add_story(session, add_feed(session))
        remember_delivered(session, chat_id, load_stories(session, [story]), now=NOON)
        outbox.put(session, chat_id=chat_id, kind="alert", dedup_key="k", parts=[part()], due_at=NOON, now=NOON)
        session.execute(update(OutboxRow).values(state="sent", sent_at=NOON))
    later = NOON + 2 * outbox.KEPT

    await sweep.run(database, now=later)

    with database.read() as session:
        books = audit(session, now=later)
    assert (books["messages sent"], books["told"], books["lost"]) == (0, 1, 0)


async def test_a_sweep_can_be_done_twice(database: Database):
    """The second sweep of the same moment finds nothing."""
    with database.write() as session:
        add_feed(session)
        add_chat(session)
        session.execute(update(FeedRow).values(next_poll_at=None))
        session.execute(update(ChatRow).values(next_digest_at=None))

    first, second = await sweep.run(database, now=NOON), await sweep.run(database, now=NOON)

    assert (first.nothing, second.nothing) == (False, True)
