"""P3 on 300 odd feeds and 5,000 seeded mutants of them: what is broken costs its item, and nothing raises."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from bot.core.errors import NotAFeedError
from bot.feeds.parse import ParsedFeed, parse
from tests.feeds.odd_feeds import SNIPPETS, broken_bytes, broken_item, odd_feed

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FEEDS = 300
#: of 5,000 mutants: those with one broken item, and those broken anywhere, head and end included
BROKEN_ITEMS, BROKEN_BYTES = 4_000, 1_000
#: what is made in one test, so that a failure names its seeds and two workers share the work
PORTION = 500


def read(body: bytes) -> ParsedFeed:
    return parse(body, {"content-type": "text/xml"}, now=NOW, url="https://odd.test/feed")


def test_odd_feeds_are_read_whole():
    """Whatever the format, the charset, the dates, the extensions: each item comes with its title, undamaged."""
    for seed in range(FEEDS):
        made = odd_feed(seed)

        feed = read(made.body)

        assert [entry.title for entry in feed.entries] == list(made.titles), seed
        assert feed.damage == (), seed


@pytest.mark.parametrize("first", range(0, BROKEN_ITEMS, PORTION))
def test_a_broken_item_costs_that_item(first):
    """Of k items, one of them broken, the k - 1 others come as they are."""
    for seed in range(first, first + PORTION):
        made, place = broken_item(odd_feed(seed % FEEDS), Random(seed))

        feed = read(made.body)

        titles = {entry.title for entry in feed.entries}
        assert set(made.titles[:place] + made.titles[place + 1 :]) <= titles, seed
        assert len({entry.key for entry in feed.entries}) >= len(made.items) - 1, seed


@pytest.mark.parametrize("first", range(0, BROKEN_BYTES, PORTION))
def test_broken_bytes_raise_nothing(first):
    """Broken anywhere, a feed is read or is said to be none; feedparser's errors do not come through."""
    refused = 0
    for seed in range(first, first + PORTION):
        try:
            read(broken_bytes(odd_feed(seed % FEEDS), Random(seed)))
        except NotAFeedError:
            refused += 1

    assert refused < PORTION // 10  # UTF-16 that lost a byte is no feed


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(len(SNIPPETS)))
def test_what_chokes_parsers_costs_no_item_before_or_after(snippet):
    """Each of the snippets, in the middle of three items' own item, in RSS, RDF and Atom."""
    for seed in (0, 1, 2, 8, 17):
        made = odd_feed(seed)
        item = made.items[1].replace("</", f"{snippet}</", 1)
        body = (made.head + "\n".join((made.items[0], item, *made.items[2:])) + made.tail).encode("utf-8", "replace")

        titles = [entry.title for entry in read(body).entries]

        assert {made.titles[0], *made.titles[2:]} <= set(titles), seed
