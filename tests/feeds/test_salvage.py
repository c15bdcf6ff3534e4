"""The bounds of reading a damaged feed again."""

import time

import pytest

from bot.feeds import salvage
from tests.feeds.test_parse import read
from tests.made_feeds import item, rss

OPEN = item("乙").replace("</title>", "</title><description><![CDATA[没有结束")


def test_an_open_section_that_ends_in_the_next_item_is_told():
    """Well-formed, and the next item would be part of a text."""
    closing = "<item><title>丙</title><description><![CDATA[文]]></description></item>"
    feed = read(rss([item("甲"), OPEN.replace("</item>", ""), closing, item("丁")]))

    assert [entry.title for entry in feed.entries] == ["甲", "乙", "丙", "丁"]
    assert feed.damage == ("not well-formed: an open CDATA section",)


def test_an_article_about_feeds_is_left_as_it_is():
    """A feed's source quoted within a section makes no items of its own."""
    quoted = (
        "<description><![CDATA[写法：<item><title>例</title></item><item><title>例二</title></item>]]></description>"
    )
    feed = read(rss([item("甲", extra=quoted), item("乙")]))

    assert [entry.title for entry in feed.entries] == ["甲", "乙"]
    assert feed.damage == ()


def test_when_time_is_up_the_first_reading_stands(monkeypatch: pytest.MonkeyPatch):
    """What the whole feed gave is kept; nothing raises."""
    monkeypatch.setattr(salvage, "MOST_SECONDS", -1)
    damaged = rss([item("甲"), OPEN, item("丙")])

    assert [entry.title for entry in read(damaged).entries] == ["甲", "乙"]


@pytest.mark.parametrize(
    "head", ["<image><title>x" + "长" * 9000 + "</title></image>", "<image><![CDATA[</image>", "<x:y/><"]
)
def test_a_long_or_damaged_head_costs_no_item(head: str):
    """Parts are read behind the root's tags alone."""
    feed = read(rss([item("甲"), OPEN, item("丙")], channel=head))

    assert [entry.title for entry in feed.entries] == ["甲", "乙", "丙"]


def test_sections_that_never_end_cost_no_time():
    """Thirty thousand of them in a comment, in a feed that is sound: less than a second."""
    start = time.process_time()

    feed = read(rss([item("甲"), item("乙"), f"<!-- {'<![CDATA[' * 30_000} -->"]))

    assert time.process_time() - start < 1
    assert [entry.title for entry in feed.entries] == ["甲", "乙"]
    assert feed.damage == ()
