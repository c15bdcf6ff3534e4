"""Full-text search: the same answers on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.core.types import StoredEntry, Story
from bot.storage.database import Database
from bot.storage.news.feed_owners import add_user_feed
from bot.storage.news.search import search
from bot.storage.news.stories import visible_story
from tests.fakes import NOON, add_chat, add_entry, add_feed, tags
from tests.storage.rows import add_story, join, stored

DAY = timedelta(days=1)

#: title -> the words cut from it; the same list on both databases
TEXTS = {
    "kimi": "月之暗面 完成 b 轮 融资 kimi",
    "zhipu": "智谱 gpt 4 o 融资 3.5 亿",
    "dots": "01.ai 零一万物 v2.5",
    "plus": "c++ 人才 a+ 轮",
    "hyphen": "gpt-4o 上线",
    "under": "deep_seek 开源",
    "accent": "café 融资",
    "slash": "ai/ml 招聘",
    "kana": "ソフトバンク 出资",
}
QUESTIONS = {
    ("月之暗面",): {"kimi"},
    ("融资",): {"kimi", "zhipu", "accent"},
    ("融资", "智谱"): {"zhipu"},
    ("融资", "招聘"): set(),
    ("月",): set(),
    ("b", "轮"): {"kimi"},
    ("3.5",): {"zhipu"},
    ("01.ai",): {"dots"},
    ("v2.5",): {"dots"},
    ("gpt-4o",): {"hyphen"},
    ("deep_seek",): {"under"},
    ("café",): {"accent"},
    ("cafe",): set(),
    ("ai/ml",): {"slash"},
    ("ソフトバンク",): {"kana"},
    ("零一万物", "v2.5"): {"dots"},
    ('"',): set(),
    ("'", "融资"): {"kimi", "zhipu", "accent"},
    ("融资*",): {"kimi", "zhipu", "accent"},
    ("+",): set(),
    ("NEAR",): set(),
    ("&", "|", "!"): set(),
}


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as session:
        feed = add_feed(session)
        for n, (name, tokens) in enumerate(TEXTS.items()):
            add_story(session, feed, name, tags(firms=[name]), tokens=tokens, now=NOON + n * DAY)
    return database


def find(session: Session, words: Sequence[str], **options: Any) -> tuple[list[Story | StoredEntry], int]:
    """The page and the total."""
    found = search(session, words, **options)
    return found.page, found.total


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_both_databases_find_the_same(filled: Database, words: tuple[str, ...]):
    """Whole words, all of them, in any language; signs that mean something to a database mean nothing here."""
    with filled.read() as session:
        found, total = find(session, words, chat_id=0, limit=99)

    assert {story.title for story in found} == QUESTIONS[words]
    assert total == len(found)


def test_no_words_find_nothing(filled: Database):
    """An empty question is no question."""
    with filled.read() as session:
        assert find(session, [], chat_id=0) == ([], 0)


def test_newest_first_and_in_pages(filled: Database):
    """A page is a part of the whole list, newest first."""
    with filled.read() as session:
        first, total = find(session, ["融资"], chat_id=0, limit=2)
        rest, _ = find(session, ["融资"], chat_id=0, limit=2, offset=2)
        recent, _ = find(session, ["融资"], chat_id=0, since=NOON + DAY)

    assert ([s.title for s in first], [s.title for s in rest], total) == (["accent", "zhipu"], ["kimi"], 3)
    assert [s.title for s in recent] == ["accent", "zhipu"]


def test_a_story_counts_once_and_a_lone_entry_stands_for_itself(database: Database):
    """Five entries of one story are one hit; an entry without a story is found too."""
    with database.write() as session:
        feed = add_feed(session)
        story = add_story(session, feed, "甲融资", tokens="甲 融资")
        for n in range(3):
            join(session, story, feed, f"甲融资{n}", tags(), tokens="甲 融资")
        lone = add_entry(session, feed, "甲在招人")
        from bot.storage.news.entries import Tags, save_tags

        save_tags(session, lone, Tags(), tokens="甲 招人", story_id=None, now=NOON)
        expected = stored(session, lone)

    with database.read() as session:
        found, total = find(session, ["甲"], chat_id=0)

    assert (total, found[0], found[1].id) == (2, expected, story)


def test_private_feeds_stay_private(database: Database):
    """Another chat's own feed is neither found nor shown as a source; its owner sees it."""
    with database.write() as session:
        owner, stranger = add_chat(session), add_chat(session, telegram_id=77)
        private = add_user_feed(session, url="https://own.example/feed", chat_id=owner.id, now=NOON)
        number = add_story(session, private.id, "智谱完成融资", tags(), tokens="智谱 融资")

        found = {chat.id: find(session, ["智谱"], chat_id=chat.id)[1] for chat in (owner, stranger)}
        seen = {chat.id: visible_story(session, number, chat_id=chat.id) for chat in (owner, stranger)}

    assert found == {owner.id: 1, stranger.id: 0}
    assert seen[owner.id] is not None
    assert seen[stranger.id] is None


def test_a_very_common_word_is_looked_up_in_the_newest_entries(database: Database, monkeypatch: pytest.MonkeyPatch):
    """A word in more entries than one question reads finds the newest of them, and the total says how many."""
    monkeypatch.setattr("bot.storage.news.search.MOST_HITS", 3)
    with database.write() as session:
        feed = add_feed(session)
        ids = [add_story(session, feed, f"第{n}轮", tokens="融资", now=NOON + n * DAY) for n in range(5)]

        found, total = find(session, ["融资"], chat_id=0, limit=2)
        rest, _ = find(session, ["融资"], chat_id=0, limit=2, offset=2)

    assert [story.id for story in (*found, *rest)] == ids[:1:-1]
    assert total == 3


def test_where_the_looking_ends_is_said(database: Database, monkeypatch: pytest.MonkeyPatch):
    """On every page, also a page behind the last, and where hidden feeds tell some; not where all were counted."""
    monkeypatch.setattr("bot.storage.news.search.MOST_HITS", 4)
    with database.write() as session:
        chat = add_chat(session)
        feed, hidden = add_feed(session), add_feed(session, "own", owner=add_chat(session, 77).id)
        for n in range(3):
            add_story(session, feed, f"第{n}轮", tokens="融资", now=NOON + n * DAY)
        whole = search(session, ["融资"], chat_id=chat.id)
        add_story(session, hidden, "密", tokens="融资", now=NOON + 3 * DAY)
        add_story(session, feed, "第4轮", tokens="融资", now=NOON + 4 * DAY)
        pages = [search(session, ["融资"], chat_id=chat.id, limit=2, offset=offset) for offset in (0, 2, 4)]

    assert (whole.total, whole.cut) == (3, False)
    assert [(page.total, page.cut) for page in pages] == [(3, True)] * 3
    assert [[story.title for story in page.page] for page in pages] == [["第4轮", "第2轮"], ["第1轮"], []]


def test_a_span_leaves_out_what_was_seen_before_it(database: Database):
    """`since` counts only what was seen since then, and nothing at all after the newest entry."""
    with database.write() as session:
        feed = add_feed(session)
        ids = [add_story(session, feed, f"第{n}轮", tokens="融资", now=NOON + n * DAY) for n in range(4)]

        found, total = find(session, ["融资"], chat_id=0, since=NOON + 2 * DAY)
        none = find(session, ["融资"], chat_id=0, since=NOON + 9 * DAY)

    assert ([story.id for story in found], total) == ([ids[3], ids[2]], 2)
    assert none == ([], 0)


def test_a_span_that_ended_has_its_own_newest_entries(database: Database, monkeypatch: pytest.MonkeyPatch):
    """However much was told after it."""
    monkeypatch.setattr("bot.storage.news.search.MOST_HITS", 2)
    with database.write() as session:
        feed = add_feed(session)
        ids = [add_story(session, feed, f"第{n}轮", tokens="融资", now=NOON + n * DAY) for n in range(6)]

        found, total = find(session, ["融资"], chat_id=0, since=NOON, until=NOON + 2 * DAY)

    assert ([story.id for story in found], total) == ([ids[1], ids[0]], 2)
