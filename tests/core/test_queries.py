"""What users asked, as it is kept for buttons: the text that is stored, and what earlier versions stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.queries import (
    Announcement,
    FeedOffer,
    QuestionQuery,
    SavedQuery,
    SearchQuery,
    StoryFilter,
    StoryList,
    from_json,
    minutes_of,
    stories_of,
    to_json,
)
from bot.core.spans import Span
from bot.core.topics import FUNDING

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
#: what stands in databases already: the key below a button is made of this text
STORED: dict[str, SavedQuery] = {
    '{"firms": [], "topics": []}': StoryFilter(),
    '{"begun": true, "firms": ["zhipu"], "since": "2026-11-24T12:00:00+00:00", "topics": ["funding"], "until": null}': (
        StoryFilter(firms=("zhipu",), topics=(FUNDING,), since=NOON, by_first_seen=True)
    ),
    '{"ids": [3, 1]}': StoryList((3, 1)),
    '{"text": "智谱 融资", "words": ["智谱", "融资"]}': SearchQuery(terms=("智谱", "融资"), typed="智谱 融资"),
    '{"ask": "谁离开了智谱？", "at": "2026-11-24T12:00:00+00:00"}': QuestionQuery("谁离开了智谱？", NOON),
    '{"feed": "https://a.example/feed", "page": 5}': FeedOffer("https://a.example/feed", 5),
    '{"at": "2026-11-24T12:00:00+00:00", "broadcast": "今晚维护"}': Announcement("今晚维护", NOON),
}


@pytest.mark.parametrize("text", STORED)
def test_stored_as_before(text: str):
    """Buttons below answers of last month go on working."""
    assert to_json(STORED[text]) == text
    assert from_json(text, now=NOON) == STORED[text]


def test_hours_of_an_earlier_version():
    """It kept how far back, counted from the press."""
    day = StoryFilter(firms=("zhipu",), since=NOON - timedelta(hours=24))

    assert from_json('{"firms": ["zhipu"], "topics": [], "hours": 24}', now=NOON) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "1",
        "null",
        "{}",
        '{"ask": "谁"}',
        '{"firms": [], "topics": ["gone"]}',
        '{"feed": "x", "page": "y"}',
        '{"firms": "zhipu", "topics": []}',
        '{"words": "融资", "text": "融资"}',
        '{"ids": "31"}',
    ],
)
def test_what_is_no_query(text: str):
    """Its button is answered as one that is too old."""
    assert from_json(text, now=NOON) is None


def test_what_many_ask_in_one_minute_is_kept_once():
    """Seconds and zones make no other query."""
    span = Span(NOON + timedelta(seconds=7), None, "days", 1)

    assert minutes_of(span) == (NOON, None)
    assert stories_of(["zhipu"], [], span) == StoryFilter(firms=("zhipu",), since=NOON)
    assert stories_of(["zhipu"]) == StoryFilter(firms=("zhipu",))
