"""Stories: the stream's order, what a chat sees and wants, answers and counts."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.chats import Chat
from bot.core.facts import Funding
from bot.core.queries import StoryFilter
from bot.core.topics import FUNDING, TALENT_MOVE
from bot.core.types import Change, Stance, Tags
from bot.storage.chats.subscriptions import mute, subscribe
from bot.storage.database import Database
from bot.storage.news import sequence, stories, story_writes
from bot.storage.news.delivered import delivered_revisions, remember_delivered
from bot.storage.news.feed_owners import set_chat_feed
from bot.storage.tables import StoryRow
from tests.fakes import NOON, add_chat, add_entry, add_feed, tags
from tests.storage.rows import add_story, join, stored

DAY = timedelta(days=1)


def _titles(session, chat: Chat, **options) -> list[str]:
    options = {"after_seq": 0, "now": NOON} | options
    return [s.title for s in stories.stories_for_chat(session, chat, **options).stories]


def test_a_story_reads_back_whole(database: Database):
    """Topics, firms, facts, changes and sources come back as they were written."""
    fact = Funding(round="B轮", amount_low=1e9)
    read = Tags(topics={FUNDING: 0.9, TALENT_MOVE: 0.6}, firms=tags(firms=["a", "b"]).firms, facts=(fact,))
    change = Change(kind="stance", before="reported", after="confirmed", at=NOON)
    with database.write() as session:
        feed = add_feed(session)
        story_id = add_story(session, feed, "甲融资", read)
        first = stories.get_story(session, story_id)
        entry = stored(session, add_entry(session, feed, "甲证实融资", published=NOON - DAY))
        told_again = story_writes.join_story(session, first, entry, tags(stance=Stance.CONFIRMED))
        session.execute(StoryRow.__table__.update().values(link="https://example.com/1"))

    with database.read() as session:
        story = stories.get_story(session, story_id)
        assert stories.get_story(session, 999) is None
    assert told_again
    assert (story.topics, story.facts, story.changes) == (dict(read.topics), (fact,), (change,))
    assert [f.id for f in story.firms] == ["a", "b", "moonshot"]
    assert (story.revision, story.seq, story.score) == (1, 2, 0.9)
    assert (story.stance, story.first_seen, story.last_seen) == (Stance.CONFIRMED, NOON, NOON)
    assert [(s.name, s.title, s.stance) for s in story.sources] == [("KR", "甲融资", None)]


def test_loading_keeps_the_order_asked_for(database: Database):
    """Stories come in the order of the ids, also when there are more than one statement takes."""
    with database.write() as session:
        feed = add_feed(session)
        one, two = add_story(session, feed, "一"), add_story(session, feed, "二")

        many = [*range(1000, 2500), two, 999, one]
        assert [s.id for s in stories.load_stories(session, many)] == [two, one]
        assert stories.load_stories(session, []) == []


@pytest.mark.postgres
def test_the_streams_order_is_the_order_of_commits(database_url: str):
    """A reader that saw number n will never see a smaller one appear later."""
    if database_url.startswith("sqlite"):
        pytest.skip("one writer at a time there")
    first, second = Database(database_url), Database(database_url)
    seen: list[int] = []
    with first.write() as session:
        one = sequence.next_seq(session)

        def other() -> None:
            with second.write() as other_session:
                seen.append(sequence.next_seq(other_session))

        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.3)
        waited = not seen
    thread.join(60)
    for database in (first, second):
        database.close()

    assert (waited, one, seen) == (True, 1, [2])


def test_what_a_chat_wants(database: Database):
    """Any firm, any topic, a pair of both; stories without a firm only where any firm is wanted."""
    with database.write() as session:
        feed = add_feed(session)
        add_story(session, feed, "甲融资", tags(firms=["a"]))
        add_story(session, feed, "甲换人", tags(TALENT_MOVE, firms=["a"]))
        add_story(session, feed, "乙融资", tags(firms=["b"]))
        add_story(session, feed, "某公司融资", tags(firms=[]))
        everything = add_chat(session, 1)
        firm = add_chat(session, 2, firm_id="a")
        topic = add_chat(session, 3, topic=FUNDING)
        pair = add_chat(session, 4, firm_id="a", topic=FUNDING)
        nothing = add_chat(session, 5, firm_id="c")

        assert _titles(session, everything) == ["甲融资", "甲换人", "乙融资", "某公司融资"]
        assert _titles(session, firm) == ["甲融资", "甲换人"]
        assert _titles(session, topic) == ["甲融资", "乙融资", "某公司融资"]
        assert _titles(session, pair) == ["甲融资"]
        assert _titles(session, nothing) == []
        assert [s.title for s in stories.matching(session, firm.id, since=NOON, now=NOON)] == ["甲融资", "甲换人"]


def test_the_cursor_and_what_was_told(database: Database):
    """Only stories above the cursor, up to the limit given, not told at this revision, and announced."""
    with database.write() as session:
        feed = add_feed(session)
        chat = add_chat(session)
        ids = [add_story(session, feed, title, tags(firms=[title])) for title in "甲乙丙"]
        add_story(session, feed, "旧闻", tags(firms=["丁"]), announce=False)
        remember_delivered(session, chat.id, stories.load_stories(session, [ids[1]]), now=NOON)
        remember_delivered(session, chat.id, stories.load_stories(session, [ids[1]]), now=NOON)
        remember_delivered(session, chat.id, [], now=NOON)

        assert _titles(session, chat) == ["甲", "丙"]
        assert _titles(session, chat, after_seq=1) == ["丙"]
        assert _titles(session, chat, upto_seq=1) == ["甲"]
        assert delivered_revisions(session, chat.id, ids) == {ids[1]: 0}
        assert delivered_revisions(session, chat.id, []) == {}
        session.execute(StoryRow.__table__.update().where(StoryRow.id == ids[1]).values(revision=1))
        assert _titles(session, chat) == ["甲", "乙", "丙"]


def test_instant_wishes_only(database: Database):
    """With instant_only just the subscriptions marked so count."""
    with database.write() as session:
        feed = add_feed(session)
        chat = add_chat(session, firm_id="a", mode="instant")
        subscribe(session, chat.id, firm_id="b", topic=None, now=NOON)
        add_story(session, feed, "甲", tags(firms=["a"]))
        add_story(session, feed, "乙", tags(firms=["b"]))

        assert _titles(session, chat, instant_only=True) == ["甲"]
        assert _titles(session, chat) == ["甲", "乙"]


def test_a_mute_is_a_silence_not_a_wish(database: Database):
    """While it lasts the firm is silent even under a wider wish; afterwards it brings nothing by itself."""
    with database.write() as session:
        feed = add_feed(session)
        chat = add_chat(session, topic=FUNDING)
        mute(session, chat.id, "a", until=NOON + DAY, now=NOON)
        add_story(session, feed, "甲融资", tags(firms=["a"]))
        add_story(session, feed, "甲换人", tags(TALENT_MOVE, firms=["a"]))
        add_story(session, feed, "甲乙融资", tags(firms=["a", "b"]))

        assert _titles(session, chat) == ["甲乙融资"]
        assert _titles(session, chat, now=NOON + DAY) == ["甲融资", "甲乙融资"]
        mute(session, chat.id, "a", until=None, now=NOON)
        assert _titles(session, chat) == ["甲融资", "甲乙融资"]


def test_feeds_a_chat_sees(database: Database):
    """Shared feeds unless switched off, own feeds only where switched on; one visible source is enough."""
    with database.write() as session:
        owner, other = add_chat(session, 1), add_chat(session, 2)
        shared, own = add_feed(session, "shared"), add_feed(session, "own", owner=owner.id)
        set_chat_feed(session, chat_id=owner.id, feed_id=own, enabled=True)
        add_story(session, shared, "甲", tags(firms=["a"]))
        mine = add_story(session, own, "乙", tags(firms=["b"]))

        assert (_titles(session, owner), _titles(session, other)) == (["甲", "乙"], ["甲"])
        set_chat_feed(session, chat_id=owner.id, feed_id=shared, enabled=False)
        set_chat_feed(session, chat_id=owner.id, feed_id=own, enabled=False)
        assert _titles(session, owner) == []
        set_chat_feed(session, chat_id=other.id, feed_id=own, enabled=True)
        assert _titles(session, other) == ["甲", "乙"]
        assert join(session, mine, shared, "乙融资了", tags(firms=["b"]))
        set_chat_feed(session, chat_id=other.id, feed_id=own, enabled=False)
        assert _titles(session, other) == ["甲", "乙融资了"]


def test_a_repost_that_concerns_nobody_new_moves_nothing(database: Database):
    """Another shared feed with the same reading: the place in the stream stays, the source is added."""
    with database.write() as session:
        one, two = add_feed(session, "one"), add_feed(session, "two")
        story = add_story(session, one)

        moved = [join(session, story, feed, f"转载{n}", tags()) for n, feed in enumerate((two, one, two))]

        assert (moved, sequence.newest_seq(session)) == ([False, False, False], 1)
        assert len(stories.get_story(session, story).sources) == 4


def test_recent_stories(database: Database):
    """What an entry may join: recent, no round-ups, newest first, at most so many."""
    with database.write() as session:
        feed = add_feed(session)
        older = add_story(session, feed, "甲", tags(firms=["a"]), now=NOON - DAY)
        newer = add_story(session, feed, "某", tags(TALENT_MOVE, firms=[]), now=NOON)
        add_story(session, feed, "老", tags(firms=["a"]), now=NOON - 9 * DAY)
        add_story(session, feed, "早报", tags(firms=["a"], is_roundup=True))

        found = list(stories.recent_marks(session, since=NOON - 5 * DAY))

        assert found == [newer, older]
        assert list(stories.recent_marks(session, since=NOON - 5 * DAY, limit=1)) == [newer]


def test_latest_pages(database: Database):
    """Newest first, a page at a time, with the number of all; by topic, firm, time and chat."""
    with database.write() as session:
        feed, other = add_feed(session), add_feed(session, "other")
        chat = add_chat(session)
        for n in range(5):
            read = tags(FUNDING if n % 2 else TALENT_MOVE, firms=[f"f{n}"])
            add_story(session, other if n == 4 else feed, f"第{n}", read, now=NOON + n * DAY)
        set_chat_feed(session, chat_id=chat.id, feed_id=other, enabled=False)

        def page(chat_id: int | None = None, limit: int = 10, offset: int = 0, **wanted) -> tuple[list[str], int]:
            found, total = stories.latest(session, StoryFilter(**wanted), chat_id=chat_id, limit=limit, offset=offset)
            return [s.title for s in found], total

        assert page(limit=2) == (["第4", "第3"], 5)
        assert page(limit=2, offset=4) == (["第0"], 5)
        assert page(topics=(FUNDING,)) == (["第3", "第1"], 2)
        assert page(firms=("f1", "f2")) == (["第2", "第1"], 2)
        assert page(topics=(FUNDING,), firms=("f2",)) == ([], 0)
        assert page(since=NOON + 3 * DAY) == (["第4", "第3"], 2)
        assert page(chat_id=chat.id)[1] == 4


def test_long_names_fit_their_columns(database: Database):
    """A firm outside the lexicon may be called anything."""
    with database.write() as session:
        story = add_story(session, add_feed(session), "甲", tags(firms=["长" * 500]))

        assert stories.get_story(session, story).firms[0].name == "长" * 128
        assert session.scalar(select(StoryRow.id)) == story
