"""Looking back for a firm that a chat has just added: the same hits on both databases."""

from __future__ import annotations

from datetime import timedelta

from bot.core.queries import StoryFilter
from bot.core.topics import FUNDING, TALENT_MOVE
from bot.core.types import FirmRef
from bot.storage.database import Database
from bot.storage.news.backfill import entries_naming, name_firm
from bot.storage.news.entries import save_tags
from bot.storage.news.stories import get_story, latest
from bot.storage.tables import StoryTagRow
from tests.fakes import NOON, add_entry, add_feed, firm, tags
from tests.storage.rows import add_story

DAY = timedelta(days=1)
OWN = "own-1"


def test_entries_of_stories_that_hold_all_words_of_a_name(database: Database):
    """Newest first, each once, within the span and the bound; what tells no story is left out."""
    with database.write() as session:
        feed = add_feed(session)
        for n, tokens in enumerate(["星河 智能 融资", "星河 融资", "galaxy ai 融资", "星河 智能 galaxy ai"]):
            add_story(session, feed, f"第{n}", tokens=tokens, now=NOON + n * DAY)
        save_tags(session, add_entry(session, feed, "闲谈"), tags(), tokens="星河 智能", story_id=None, now=NOON)

        names = [["星河", "智能"], ["galaxy", "ai"], ["&"], []]
        found = entries_naming(session, names, since=NOON, limit=9)
        recent = entries_naming(session, names, since=NOON + DAY, limit=9)
        newest = entries_naming(session, names, since=NOON, limit=1)

    assert [hit.title for hit in found] == ["第3", "第2", "第0"]
    assert [hit.title for hit in recent] == ["第3", "第2"]
    assert [hit.title for hit in newest] == ["第3"]


def test_a_story_becomes_the_firms(database: Database):
    """In all its topics, once; a story of no firm is then one of this firm."""
    with database.write() as session:
        feed = add_feed(session)
        number = add_story(session, feed, read=tags(FUNDING, TALENT_MOVE, firms=[]))
        story = get_story(session, number)
        assert story is not None

        assert name_firm(session, story, FirmRef(OWN, "星河"))
        assert name_firm(session, story, FirmRef(OWN, "星河"))
        found, total = latest(session, StoryFilter(firms=(OWN,)))
        rows = session.query(StoryTagRow).count()

    assert ([s.id for s in found], total, rows) == ([number], 1, 2)
    assert found[0].firms == (FirmRef(OWN, "星河"),)


def test_a_story_told_of_others_stays_theirs(database: Database):
    """A firm that is only mentioned beside the one it is told of is not named, as with new entries."""
    with database.write() as session:
        story = get_story(session, add_story(session, add_feed(session), read=tags(firms=["moonshot"])))
        assert story is not None

        assert not name_firm(session, story, firm(OWN, salience=0.2))
        assert latest(session, StoryFilter(firms=(OWN,))) == ([], 0)
