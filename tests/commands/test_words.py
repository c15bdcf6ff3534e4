"""What a user means by the words after a command."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.commands.words import number_in, read_words, take_span
from bot.core.types import Topic


@pytest.mark.parametrize(
    ("text", "names", "topics"),
    [
        ("月之暗面 智谱 融资", ("月之暗面", "智谱"), (Topic.FUNDING,)),
        ("智谱 的融资", ("智谱",), (Topic.FUNDING,)),
        ("智谱的融资", ("智谱",), (Topic.FUNDING,)),
        ("智谱融资", ("智谱",), (Topic.FUNDING,)),
        ("投融资", (), (Topic.FUNDING,)),
        ("预训练收缩、人才流动", (), (Topic.PRETRAINING_CUT, Topic.TALENT_MOVE)),
        ("预训练 收缩", (), (Topic.PRETRAINING_CUT,)),
        ("Moonshot Funding", ("Moonshot",), (Topic.FUNDING,)),
        ("", (), ()),
    ],
)
def test_names_and_topics(text: str, names: tuple[str, ...], topics: tuple[Topic, ...]):
    """Topics are recognised with and without spaces; the rest are names, as typed."""
    asked = read_words(text)

    assert (asked.names, asked.topics) == (names, topics)


def test_modes():
    """即时 and 全部 are no names."""
    asked = read_words("全部 即时")

    assert (asked.instant, asked.everything, asked.names) == (True, True, ())


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("3天", 72),
        ("最近 30 天", 720),
        ("12小时", 12),
        ("2周", 336),
        ("1个月", 720),
        ("今天", 24),
        ("9999月", 24 * 3660),
    ],
)
def test_spans(text: str, hours: int):
    """Spans in the ways people write them, bounded to ten years."""
    span, rest = take_span(f"融资 {text}")

    assert span == timedelta(hours=hours)
    assert rest.split() == ["融资"]


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("#12", 12), ("１２", 12), ("²", None), ("", None), ("9" * 16, None), ("-1", None)]
)
def test_numbers(text: str, number: int | None):
    """Only what can be a row of ours is a number: no superscripts, nothing a database would choke on."""
    assert number_in(text) == number
