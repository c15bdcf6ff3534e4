"""What is said of feeds: their state, their first poll, their illness."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.polling import Ailment
from bot.core.types import Feed, PollOutcome
from bot.render.feeds import first_poll_notice, gone_notice, health, health_notice
from tests.fakes import NOON

URL = "https://a.example/feed.xml"


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"enabled": False}, "⏹ 停用"),
        ({}, "… 还没读过"),
        ({"last_polled_at": NOON}, "✅ 还没有内容"),
        ({"last_polled_at": NOON, "last_new_at": NOON}, "✅ 最近 11月24日 12:00"),
        ({"last_polled_at": NOON, "last_new_at": NOON.replace(year=2024)}, "💤 久无新内容 · 最近 2024年11月24日 12:00"),
        (
            {"last_polled_at": NOON, "failures": 3, "last_outcome": PollOutcome.FETCH_ERROR, "next_poll_at": NOON},
            "⚠️ 连不上，已失败 3 次，11月24日 12:00 再试",
        ),
        (
            {"last_polled_at": NOON, "last_new_at": NOON - timedelta(days=90), "rhythm": timedelta(hours=1)},
            "💤 久无新内容 · 最近 8月26日 12:00",
        ),
    ],
)
def test_health_in_words(values: dict[str, object], state: str):
    """What a user reads beside a feed."""
    feed = Feed(id=1, slug="a", title="A", url=URL, **values)  # type: ignore[arg-type]

    assert health(feed, now=NOON, zone="Asia/Shanghai") == state


def test_what_the_first_poll_tells():
    """With a sample; empty; or why it failed and how to take it back."""
    feed = Feed(id=3, slug="a", title="<A>", url=URL)

    fine = first_poll_notice(feed, PollOutcome.OK, ["一", "二", "三", "四"], count=9)
    empty = first_poll_notice(feed, PollOutcome.OK, [], count=0)
    bad = first_poll_notice(feed, PollOutcome.REFUSED, [], count=0)

    assert fine.text == "✅ <A> 可以用，读到 9 条，最近的是：\n• 一\n• 二\n• 三"
    assert "&lt;A&gt;" in fine.html
    assert "现在没有内容" in empty.text
    assert "不是公网地址" in bad.text
    assert "/removefeed 3" in bad.text
    assert "永久下线" in gone_notice(feed).text


def test_what_is_said_of_feeds_that_are_ill():
    """A line a feed: how long and what; and that it is over."""
    feed = Feed(id=1, slug="a", title="甲", url="https://a.example/")
    failing = replace(feed, failing_since=NOON - timedelta(days=2), last_outcome=PollOutcome.FETCH_ERROR)
    silent = replace(feed, title="乙", last_new_at=NOON - timedelta(days=9))
    changes = [(failing, Ailment.FAILING), (silent, Ailment.SILENT), (replace(feed, title="丙"), Ailment.NONE)]

    said = health_notice(changes, now=NOON).text.splitlines()

    assert said[:3] == ["⚠️ 甲：连不上，已有 2 天", "💤 乙：9 天没有新内容", "✅ 丙：已恢复正常"]
    assert "/feeds" in said[3]
    assert health_notice(changes[2:], now=NOON).text == "✅ 丙：已恢复正常"
