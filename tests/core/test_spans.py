"""Times as people say them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.spans import take_when
from bot.texts.chinese import Texts

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
    ],
)
def test_spans(text: str, since: str, until: str, words: str):
    """In the chat's own zone; calendar words begin at midnight, counted ones now."""
    span, rest = take_when(text, now=NOON, zone=SHANGHAI)

    assert span is not None
    assert f"{span.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" == since
    assert (f"{span.until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if span.until else "") == until
    assert Texts().when(span.name, span.count) == words
    assert rest in text
    assert words not in rest


@pytest.mark.parametrize("text", ["谁离开了智谱", "", "GLM-4 怎么样", "一家公司", "13月"])
def test_no_time_named(text: str):
    """The sentence stays whole."""
    assert take_when(text, now=NOON, zone=SHANGHAI) == (None, text)
