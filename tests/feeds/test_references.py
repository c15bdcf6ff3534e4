"""The promises of character references: no number ends a parser, whatever its spelling and the feed's charset."""

import time

import pytest

from bot.feeds.discover import feed_links
from bot.feeds.opml import read as read_opml
from bot.feeds.references import mended_references, unescaped
from bot.feeds.text import plain
from tests.feeds.test_parse import read
from tests.made_feeds import atom, item, rss

HUGE = "&#" + "9" * 5000 + ";"


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("&#55357;&#56832;", "😀"),
        ("&#xD83D;&#xDE00;", "😀"),
        ("&#Xd83d;&#56832;", "😀"),
        ("&#055357;&#x00DE00;", "😀"),
        ("&#55357&#56832;", "😀"),
        ("&#55357; &#56832;", "\ufffd \ufffd"),
        ("&#56832;&#55357;", "\ufffd\ufffd"),
        ("&#xD83D;", "\ufffd"),
        ("&#1114112;", "\ufffd"),
        ("&#x110000;", "\ufffd"),
        (HUGE, "\ufffd"),
        ("&#xFFFF;&#65534;", "\ufffd\ufffd"),
        ("&#" + "0" * 5000 + "65;", "&#65;"),
        (
            "&#20013;&#x4E2D;&#1114111;&#60;&amp;#55357;",
            "&#20013;&#x4E2D;&#1114111;&#60;&amp;#55357;",
        ),
        ("<![CDATA[&#55357;]]>&#55357;", "<![CDATA[&#55357;]]>\ufffd"),
        ("&#; &#x; &# 55357;", "&#; &#x; &# 55357;"),
    ],
)
def test_halves_are_joined_and_what_is_no_character_is_replaced(written, mended):
    """Ordinary references and CDATA stay as they are."""
    assert mended_references(written) == mended


def test_every_number_is_a_character_or_replaced():
    """Around every border: exactly the halves, the two non-characters and what lies beyond are replaced."""
    for number in (*range(0xD7F0, 0xE010), *range(0xFFF0, 0x10010), *range(0x10FFF0, 0x110010), *range(1, 200)):
        none = 0xD800 <= number <= 0xDFFF or number in (0xFFFE, 0xFFFF) or number > 0x10FFFF
        for written in (f"&#{number};", f"&#x{number:x};", f"&#X{number:X};"):
            mended = mended_references(written)
            assert (mended == "\ufffd") is none, written
            assert none or unescaped(mended) == unescaped(written)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5hkscs"])
@pytest.mark.parametrize("written", ["&#55357;&#56832;", "&#xD83D;", "&#1114112;", "&#99999999999999999999;", HUGE])
def test_a_reference_costs_no_item(written, encoding):
    """In a title, a description, an attribute, in CDATA and in HTML: eleven items of eleven, the emoji as it is."""
    items = [item(f"第{place}条新闻", guid=f"g{place}") for place in range(7)]
    items.append(f"<item><title>甲{written}乙</title></item>")
    items.append(f"<item><title><![CDATA[丙{written}丁]]></title></item>")
    items.append(item("戊", description=f"<p>己{written}</p>"))
    items.append(f'<item><title>庚</title><enclosure url="https://a.test/{written}"/></item>')

    feed = read(rss(items, head=f'<?xml version="1.0" encoding="{encoding}"?>').encode(encoding, "xmlcharrefreplace"))

    shown = "😀" if "56832" in written else "\ufffd"
    assert [entry.title for entry in feed.entries[7:]] == [f"甲{shown}乙", f"丙{shown}丁", "戊", "庚"]
    assert feed.entries[9].summary == f"己{shown}"
    assert (len(feed.entries), feed.damage) == (11, ())


def test_a_reference_in_an_ill_formed_feed_and_in_atom():
    """The parser for damaged feeds, which raises on them, and Atom's attributes get mended text too."""
    damaged = read(rss([item("甲") + "<br>", "<item><title>乙&#xD83D;</title></item>"]))
    entry = "<entry><title type='html'>丙&amp;#55357;&amp;#56832;</title><link href='https://a.test/&#55357;'/></entry>"

    assert [one.title for one in damaged.entries] == ["甲", "乙\ufffd"]
    assert [one.title for one in read(atom(entry)).entries] == ["丙😀"]


@pytest.mark.parametrize(
    "extension",
    [
        '<gml:Point srsName="urn:EPSG:none"><gml:pos>1 2</gml:pos></gml:Point>',
        "<gml:pos>1 2</gml:pos>",
        '<psc:chapters version="1"><psc:chapter/></psc:chapters>',
        "<pubDate>Fri, 2024/13/15 08:19:53 EDT</pubDate>",
    ],
)
def test_what_feedparser_raises_on_costs_nothing(extension):
    """Places, chapters and dates that feedparser stumbles over: the item comes without them, the others as they are."""
    spaces = 'xmlns:gml="http://www.opengis.net/gml" xmlns:psc="http://podlove.org/simple-chapters"'
    made = rss([item("甲"), item("乙", extra=extension), item("丙")]).replace("<rss", f"<rss {spaces}", 1)

    assert [entry.title for entry in read(made).entries] == ["甲", "乙", "丙"]


def test_pages_and_lists_are_mended_too():
    """A feed's name on a page, a list of another reader, and markup of a chat's own."""
    page = f'<link rel=alternate type="application/rss+xml" title="新{HUGE}闻" href="https://a.test/feed">'
    opml = '<opml><body><outline text="新闻&#55357;&#56832;&#xD83D;" xmlUrl="https://a.test/f"/></body></opml>'

    assert feed_links(page.encode(), base="https://a.test/") == [("新\ufffd闻", "https://a.test/feed")]
    assert read_opml(opml.encode()) == [("新闻😀\ufffd", "https://a.test/f")]
    assert plain(f"甲&#xD83D;&#xDE00;乙{HUGE}", limit=100) == "甲😀乙\ufffd"


@pytest.mark.parametrize(
    "text", ["&#55357;&#56832;" * 60_000, "<![CDATA[&#" * 90_000, "&#" * 500_000, "&#0" + "0" * 10**6]
)
def test_no_text_is_quadratic(text):
    """A megabyte of it takes no more than a second."""
    start = time.process_time()

    mended_references(text)

    assert time.process_time() - start < 1
