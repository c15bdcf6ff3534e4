"""Times as people say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.spans import take_span
from bot.texts.chinese import Texts
from bot.texts.english import English
from tests.classifier.knowledge import matcher

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: Tuesday 24 November 2026, noon in Shanghai
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "since", "until", "words"),
    [
        ("今年融了几轮", "2026-01-01 00:00", "", "今年"),
        ("今年以来融了几轮", "2026-01-01 00:00", "", "今年"),
        ("去年谁走了", "2025-01-01 00:00", "2026-01-01 00:00", "去年"),
        ("今天有什么", "2026-11-24 00:00", "2026-11-25 00:00", "今天"),
        ("昨天有什么", "2026-11-23 00:00", "2026-11-24 00:00", "昨天"),
        ("本周有哪些", "2026-11-23 00:00", "", "本周"),
        ("这个星期有哪些", "2026-11-23 00:00", "", "本周"),
        ("上周有哪些", "2026-11-16 00:00", "2026-11-23 00:00", "上周"),
        ("这个月有哪些", "2026-11-01 00:00", "", "本月"),
        ("上个月有哪些", "2026-10-01 00:00", "2026-11-01 00:00", "上个月"),
        ("10月有哪些", "2026-10-01 00:00", "2026-11-01 00:00", "10月"),
        ("12月份有哪些", "2025-12-01 00:00", "2026-01-01 00:00", "12月"),
        ("最近谁走了", "2026-10-25 12:00", "", "近 30 天"),
        ("最近7天谁走了", "2026-11-17 12:00", "", "近 7 天"),
        ("最近三个月谁走了", "2026-08-26 12:00", "", "近 3 个月"),
        ("过去两周谁走了", "2026-11-10 12:00", "", "近 2 周"),
        ("半年内谁走了", "2026-05-26 00:00", "", "近半年"),
        ("近一年谁走了", "2025-11-24 12:00", "", "近 1 年"),
        ("9999天谁走了", "2016-11-16 12:00", "", "近 9999 天"),
        ("30 天谁走了", "2026-10-25 12:00", "", "近 30 天"),
        ("半天内谁走了", "2026-11-24 00:00", "", "近半天"),
        ("12小时", "2026-11-24 00:00", "", "近 12 小时"),
        ("2星期", "2026-11-10 12:00", "", "近 2 周"),
        ("十二个月", "2025-11-29 12:00", "", "近 12 个月"),
        ("7日内", "2026-11-17 12:00", "", "近 7 天"),
        ("1年", "2025-11-24 12:00", "", "近 1 年"),
        ("9 月有哪些", "2026-09-01 00:00", "2026-10-01 00:00", "9月"),
        ("去年3月有哪些", "2025-03-01 00:00", "2025-04-01 00:00", "2025年3月"),
        ("2024年12月融资", "2024-12-01 00:00", "2025-01-01 00:00", "2024年12月"),
        ("2024年融资", "2024-01-01 00:00", "2025-01-01 00:00", "2024年"),
    ],
)
def test_spans(text: str, since: str, until: str, words: str):
    """In the chat's own zone; calendar words begin at midnight, counted ones now."""
    span, rest = take_span(text, now=NOON, zone=SHANGHAI)

    assert span is not None
    assert f"{span.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" == since
    assert (f"{span.until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if span.until else "") == until
    assert Texts().when(span.name, span.count) == words
    assert rest in text
    assert words not in rest


@pytest.mark.parametrize(
    ("text", "since", "until", "words"),
    [
        ("in the last 7 days", "2026-11-17 12:00", "", "last 7 days"),
        ("3d", "2026-11-21 12:00", "", "last 3 days"),
        ("1 year", "2025-11-24 12:00", "", "last 1 year"),
        ("past month", "2026-10-25 12:00", "", "last 1 month"),
        ("24h", "2026-11-23 12:00", "", "last 24 hours"),
        ("Today", "2026-11-24 00:00", "2026-11-25 00:00", "today"),
        ("yesterday", "2026-11-23 00:00", "2026-11-24 00:00", "yesterday"),
        ("this week", "2026-11-23 00:00", "", "this week"),
        ("last week", "2026-11-16 00:00", "2026-11-23 00:00", "last week"),
        ("in the last month", "2026-10-01 00:00", "2026-11-01 00:00", "last month"),
        ("last year", "2025-01-01 00:00", "2026-01-01 00:00", "last year"),
        ("去年3月", "2025-03-01 00:00", "2025-04-01 00:00", "March 2025"),
        ("3月", "2026-03-01 00:00", "2026-04-01 00:00", "March"),
        ("recently", "2026-10-25 12:00", "", "last 30 days"),
    ],
)
def test_english_spans(text: str, since: str, until: str, words: str):
    """The same calendar, in English words and as an English sentence says it."""
    span, rest = take_span(f"Zhipu {text} funding", now=NOON, zone=SHANGHAI)

    assert span is not None
    assert f"{span.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" == since
    assert (f"{span.until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if span.until else "") == until
    assert English().during(span.name, span.count) == words
    assert rest.split() == ["Zhipu", "funding"]


@pytest.mark.parametrize(
    ("text", "length"),
    [("3天", timedelta(days=3)), ("半年", timedelta(days=182.5)), ("最近", timedelta(days=30)), ("0天", timedelta(0)),
     ("本周", None), ("去年", None), ("10月", None), ("today", None)],
)  # fmt: skip
def test_only_what_is_counted_has_a_length(text: str, length: timedelta | None):
    """It can be laid forward too, where a span of the calendar has its place."""
    span, _ = take_span(text, now=NOON, zone=SHANGHAI)

    assert span is not None
    assert span.length == length


@pytest.mark.parametrize(
    "text", ["360 月之暗面", "360 周鸿祎", "360周鸿祎", "智谱 360 天眼查", "GLM-4 月之暗面", "九天"]
)
def test_numbers_that_are_names(text: str):
    """What looks like a unit begins the next name."""
    assert take_span(text, now=NOON, zone=SHANGHAI) == (None, text)


def test_no_firm_is_a_time():
    """Nothing that the lexicon knows is taken for a span, alone or after a number or another name."""
    eaten = [
        text
        for firm in matcher().firms.values()
        for name in (firm.name, *firm.aliases, *firm.products, *firm.people)
        for text in (name, f"360 {name}", f"01 {name} 融资")
        if take_span(text, now=NOON, zone=SHANGHAI) != (None, text)
    ]

    assert eaten == []


@pytest.mark.parametrize(
    "text",
    ["谁离开了智谱", "", "GLM-4 怎么样", "一家公司", "13月", "11月24日", "2024年11月24日", "3日谁走了", "GPT-4 yes",
     "9999月", "-1天", "4 hobbies", "5m"],
)  # fmt: skip
def test_no_time_named(text: str):
    """The sentence stays whole."""
    assert take_span(text, now=NOON, zone=SHANGHAI) == (None, text)
