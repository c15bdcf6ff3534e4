"""Chats: who they are, when they are due, pausing, moving, going."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.core.chats import InUse, Preferences
from bot.core.topics import FUNDING
from bot.storage.chats import chats, labels, subscriptions
from bot.storage.chats.feedback import press
from bot.storage.chats.supergroups import move_chat
from bot.storage.database import Database
from bot.storage.news import feed_owners
from bot.storage.news.conditions import visible_to
from bot.storage.news.delivered import remember_delivered
from bot.storage.news.sequence import next_seq
from bot.storage.news.stories import get_story, load_stories
from bot.storage.news.story_writes import create_story
from bot.storage.tables import (
    ChatFeedRow,
    ChatRow,
    DeliveredRow,
    EntryLabelRow,
    FeedbackRow,
    FeedRow,
    OutboxRow,
    StoryRow,
)
from bot.telegram.address import address_of
from tests.fakes import NOON, add_chat, add_entry, add_feed, put, tags
from tests.storage.rows import stored

HOUR = timedelta(hours=1)


def test_a_new_chat_begins_at_the_end_of_the_stream(database: Database):
    """Opening a chat twice gives one chat, whose cursors stand at the newest story."""
    with database.write() as session:
        next_seq(session)
        first = chats.open_chat(session, address_of(7), title="甲", now=NOON)
        second = chats.open_chat(session, address_of(7), now=NOON + HOUR)
        topic = chats.open_chat(session, address_of(7, 2), kind="supergroup", now=NOON)

        assert (first.id, first.digest_cursor, first.alert_cursor, first.title) == (second.id, 1, 1, "甲")
        assert second.title == "甲"
        assert topic.id != first.id
        assert {c.id for c in chats.chats_of(session, address_of(7))} == {first.id, topic.id}


def test_a_new_title_is_remembered(database: Database):
    """A renamed group shows its new name, cut to what the column takes."""
    with database.write() as session:
        chats.open_chat(session, address_of(7), kind="group", title="旧", now=NOON)
        renamed = chats.open_chat(session, address_of(7), kind="group", title="新" * 300, now=NOON)

        assert renamed.title == "新" * 256


def test_finding_chats(database: Database):
    """By address or by row; None where there is none."""
    with database.write() as session:
        chat = chats.open_chat(session, address_of(7), now=NOON)

        assert chats.find_chat(session, address_of(7)) == chats.get_chat(session, chat.id) == chat
        assert chats.find_chat(session, address_of(7, 1)) is None
        assert chats.get_chat(session, 999) is None


def test_preferences_come_back_as_set(database: Database):
    """Everything set is kept, everything unset stays unset; the next digest moves at once."""
    wishes = Preferences(
        mode="weekly",
        times=(time(8, 30), time(21)),
        weekday=4,
        zone="Asia/Hong_Kong",
        quiet_from=time(23),
        quiet_to=time(7),
        rumours=False,
        min_score=0.7,
        max_stories=10,
        empty_notice=True,
        language="zh-Hant",
        include_words=("+融资", "芯片"),
        exclude_words=("招聘",),
    )
    with database.write() as session:
        chat = chats.open_chat(session, address_of(7), now=NOON)
        chats.save_preferences(session, chat.id, wishes, now=NOON)
        saved = chats.get_chat(session, chat.id)
        chats.save_preferences(session, chat.id, Preferences(rumours=False), now=NOON)
        reset = chats.get_chat(session, chat.id)

    assert saved.preferences == wishes
    assert saved.next_digest_at == datetime(2026, 11, 27, 0, 30, tzinfo=UTC)
    assert reset.preferences == Preferences(rumours=False)
    assert reset.next_digest_at == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_instant_chats_have_no_digest(database: Database):
    """An instant chat is woken by stories, not by the clock."""
    assert chats.due(Preferences(mode="instant"), NOON) is None


def test_who_is_due(database: Database):
    """Due chats come longest waiting first; paused, early and unsubscribed ones do not."""
    with database.write() as session:
        ids = [add_chat(session, n).id for n in range(5)]
        for chat_id, minutes in zip(ids, (3, 1, 2, -1, 0), strict=True):
            chats.advance(session, chat_id, next_digest_at=NOON - timedelta(minutes=minutes))
        chats.pause(session, ids[2], reason="user", now=NOON)
        chats.advance(session, ids[4], next_digest_at=None, alert_due_at=NOON - timedelta(minutes=9))

        assert chats.due_chats(session, now=NOON) == [ids[4], ids[0], ids[1]]
        assert chats.due_chats(session, now=NOON, limit=1) == [ids[4]]
        assert chats.lock_due(session, ids[0], now=NOON).id == ids[0]
        assert chats.lock_due(session, ids[2], now=NOON) is None
        assert chats.lock_due(session, ids[3], now=NOON) is None


def test_putting_off_moves_only_what_is_due(database: Database):
    """A chat's due digest and alert are put off; what lies ahead stays."""
    with database.write() as session:
        chat = add_chat(session)
        chats.advance(session, chat.id, alert_due_at=NOON)
        chats.postpone(session, chat.id, until=NOON + HOUR, now=NOON)

        after = chats.get_chat(session, chat.id)
        assert (after.alert_due_at, after.next_digest_at) == (NOON + HOUR, chat.next_digest_at)


def test_starting_digests_twice_changes_nothing(database: Database):
    """A second subscription keeps the due time and the place in the stream."""
    with database.write() as session:
        chat = add_chat(session)
        next_seq(session)
        chats.start_digests(session, chat.id, now=NOON + 9 * HOUR)
        chats.start_digests(session, 999, now=NOON)

        assert chats.get_chat(session, chat.id) == chat


def test_a_lost_due_time_loses_no_place(database: Database):
    """A chat subscribed for long whose due time was lost starts again where it stood."""
    with database.write() as session:
        chat = add_chat(session)
        next_seq(session)
        chats.advance(session, chat.id, next_digest_at=None)
        chats.start_digests(session, chat.id, now=NOON + HOUR)

        assert chats.get_chat(session, chat.id).digest_cursor == chat.digest_cursor == 0


def test_pause_and_resume(database: Database):
    """Resuming clears the reason and the count of refusals, and looks for alerts at once."""
    with database.write() as session:
        chat = add_chat(session)
        unpaused = chats.resume(session, chat.id, now=NOON)
        chats.pause(session, chat.id, reason="x" * 500, now=NOON)
        row = session.get_one(ChatRow, chat.id, populate_existing=True)
        row.refusals, row.refused_since = 2, NOON
        paused = chats.get_chat(session, chat.id)
        resumed = chats.resume(session, chat.id, now=NOON + HOUR)
        session.flush()
        after = chats.get_chat(session, chat.id)

        assert (unpaused, resumed, chats.resume(session, 999, now=NOON)) == (False, True, False)
        assert (paused.paused_at, paused.pause_reason) == (NOON, "x" * 128)
        assert (after.paused_at, after.pause_reason, after.alert_due_at) == (None, "", NOON + HOUR)
        assert (row.refusals, row.refused_since) == (0, None)


def test_moving_keeps_topics_apart(database: Database):
    """Every forum topic of the group gets the new id and keeps its own settings."""
    with database.write() as session:
        one = add_chat(session, -5, kind="group").id
        two = add_chat(session, -5, kind="group", thread_id=4, topic=FUNDING).id
        move_chat(session, address_of(-5), key="-1005")
        move_chat(session, address_of(-5), key="-1005")  # Telegram says it twice

        moved = {c.id: (c.address.key, c.address.thread, c.kind) for c in chats.chats_of(session, address_of(-1005))}
        assert moved == {one: ("-1005", "", "supergroup"), two: ("-1005", "4", "supergroup")}


def test_a_merge_loses_nothing(database: Database):
    """Wishes, firms, feeds, told stories, corrections and messages of the new row come to the old one."""
    with database.write() as session:
        old, new = add_chat(session, -5, kind="group", firm_id="zhipu"), add_chat(session, -1005, firm_id="zhipu")
        subscriptions.subscribe(session, new.id, firm_id="moonshot", topic=None, now=NOON)
        for chat_id in (old.id, new.id):
            subscriptions.add_chat_firm(session, chat_id, firm_id="own", name="甲", aliases=[])
        subscriptions.add_chat_firm(session, new.id, firm_id="own2", name="乙", aliases=[])
        feed = add_feed(session, "own", owner=new.id)
        feed_owners.set_chat_feed(session, chat_id=new.id, feed_id=feed, enabled=True)
        entry = stored(session, add_entry(session, feed, "甲融资"))
        story = create_story(session, entry, tags())
        remember_delivered(session, new.id, load_stories(session, [story]), now=NOON)
        press(session, chat_id=new.id, user_id=1, story_id=story, verdict="right", now=NOON)
        labels.put_to(session, entry.id, new.id, now=NOON)
        put(session, old.id, key="a")
        put(session, new.id, key="b")
        session.flush()
        move_chat(session, address_of(-5), key="-1005")

    with database.read() as session:
        (chat,) = session.scalars(select(ChatRow))
        assert (chat.id, chat.key) == (old.id, "-1005")
        assert {s.firm_id for s in subscriptions.subscriptions(session, old.id)} == {"zhipu", "moonshot"}
        assert [f.id for f in subscriptions.chat_firms(session)] == ["own", "own2"]
        for table in (ChatFeedRow, DeliveredRow, EntryLabelRow, FeedbackRow, OutboxRow):
            assert set(session.scalars(select(table.chat_id))) == {old.id}
        assert session.get_one(FeedRow, feed).owner_chat_id == old.id
        assert len(session.scalars(select(OutboxRow)).all()) == 2


@pytest.mark.parametrize(
    ("old_pause", "new_pause", "paused", "states"),
    [
        (None, None, False, {"pending"}),
        ("blocked", None, False, {"pending"}),
        ("user", None, True, {"paused"}),
        (None, "blocked", False, {"pending"}),
        ("blocked", "blocked", True, {"paused"}),
    ],
)
def test_a_merge_agrees_on_the_pause(database: Database, old_pause, new_pause, paused: bool, states: set[str]):
    """The user's own pause stays; a block of the old id is over when the new one can be reached."""
    with database.write() as session:
        old, new = add_chat(session, -5).id, add_chat(session, -1005).id
        put(session, old, key="a")
        put(session, new, key="b")
        for chat_id, reason in ((old, old_pause), (new, new_pause)):
            if reason:
                chats.pause(session, chat_id, reason=reason, now=NOON)
        move_chat(session, address_of(-5), key="-1005")

    with database.read() as session:
        (chat,) = session.scalars(select(ChatRow))
        assert (chat.paused_at is not None) == paused
        assert set(session.scalars(select(OutboxRow.state))) == states


def test_a_deleted_chats_feed_is_not_given_to_everyone(database: Database):
    """A private feed goes to another chat that has it, or goes with its chat; nobody else ever sees it."""
    with database.write() as session:
        owner, friend, stranger = (add_chat(session, n).id for n in (1, 2, 3))
        alone, shared = add_feed(session, "alone", owner=owner), add_feed(session, "shared", owner=owner)
        for chat_id, feed in ((owner, alone), (owner, shared), (friend, shared)):
            feed_owners.set_chat_feed(session, chat_id=chat_id, feed_id=feed, enabled=True)
        for feed in (alone, shared):
            create_story_of(session, feed)
        chats.delete_chat(session, owner)

    with database.read() as session:
        feeds = {row.slug: row.owner_chat_id for row in session.scalars(select(FeedRow))}
        assert feeds == {"shared": friend}
        assert session.scalars(select(StoryRow.id).where(visible_to(stranger))).all() == []
        assert len(session.scalars(select(StoryRow.id).where(visible_to(friend))).all()) == 1
        assert chats.get_chat(session, owner) is None


def create_story_of(session, feed: int) -> None:
    entry_id = add_entry(session, feed, f"第 {feed} 家融资")
    story = create_story(session, stored(session, entry_id), tags())
    from bot.storage.news.entries import save_tags

    save_tags(session, entry_id, tags(), tokens="", story_id=story, now=NOON)
    assert get_story(session, story) is not None


def test_the_channel_in_use(database: Database):
    """Which chat is set up from another is kept until that one turns elsewhere."""
    used = InUse(chat_id=2, until=NOON)
    with database.write() as session:
        chat = add_chat(session)
        chats.use_chat(session, chat.id, used)
    with database.write() as session:
        kept = chats.get_chat(session, chat.id)
        chats.use_chat(session, chat.id, None)
    with database.read() as session:
        after = chats.get_chat(session, chat.id)

    assert (chat.in_use, kept.in_use, after.in_use) == (None, used, None)


def test_alerts_wake_those_being_served_too(database: Database):
    """A chat whose alert is due already is marked again, so that a story committed meanwhile is not missed."""
    with database.write() as session:
        chat = add_chat(session, mode="instant")
        chats.advance(session, chat.id, alert_due_at=NOON - HOUR)
        story = create_story(session, stored(session, add_entry(session, add_feed(session), "甲")), tags())
        chats.mark_alerts_due(session, [story], now=NOON)
        chats.mark_alerts_due(session, [], now=NOON + HOUR)
        woken = chats.get_chat(session, chat.id).alert_due_at
        chats.advance(session, chat.id, alert_due_at=NOON + 9 * HOUR)
        chats.mark_alerts_due(session, [story], now=NOON)
        held = chats.get_chat(session, chat.id).alert_due_at

    assert (woken, held) == (NOON, NOON + 9 * HOUR)
