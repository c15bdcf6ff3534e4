"""The promises of OPML in and out."""

import pytest

from bot.core.errors import ParseError
from bot.core.types import Feed
from bot.feeds.opml import MOST_BYTES, MOST_FEEDS, read, write

FEEDS = [
    Feed(id=1, slug="a", title='甲 & "乙" <丙>\x08', url="https://a.test/?a=1&b=2", site="https://a.test/"),
    Feed(id=2, slug="b", title="丁", url="http://b.test/"),
]


def test_what_is_written_can_be_read():
    """Export and import give the same feeds."""
    assert read(write(FEEDS)) == [('甲 & "乙" <丙>', "https://a.test/?a=1&b=2"), ("丁", "http://b.test/")]


def test_nested_untitled_and_repeated_outlines():
    """Folders are walked, the text stands in for a title, an address comes once."""
    body = """<opml><body><outline text="夹"><outline text="甲" xmlUrl="https://a.test/"/><outline XMLURL="https://b.test/"/></outline>
    <outline text="甲二" xmlUrl="https://a.test/"/><outline text="空" xmlUrl=" "/></body></opml>"""

    assert read(body.encode()) == [("甲", "https://a.test/"), ("https://b.test/", "https://b.test/")]


def test_gbk_file():
    """An export of an old reader in GBK is read."""
    body = '<?xml version="1.0" encoding="gb2312"?><opml><body><outline text="科技新闻" xmlUrl="https://a.test/"/></body></opml>'

    assert read(body.encode("gbk")) == [("科技新闻", "https://a.test/")]


@pytest.mark.parametrize(
    "body",
    [b"", b"<opml>", b"<rss></rss>", b"words", b"<opml>" + b" " * MOST_BYTES + b"</opml>",
     b'<!DOCTYPE o [<!ENTITY a "b">]><opml><body><outline text="&a;" xmlUrl="https://a.test/"/></body></opml>',
     b'<!DOCTYPE o [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml>&a;</opml>'],
)  # fmt: skip
def test_refused_files(body):
    """Damaged, foreign, huge, and with entity declarations: refused."""
    with pytest.raises(ParseError):
        read(body)


def test_endless_lists_are_cut():
    """At most a thousand feeds come from one file."""
    outlines = "".join(f'<outline xmlUrl="https://a.test/{n}"/>' for n in range(MOST_FEEDS + 5))

    assert len(read(f"<opml><body>{outlines}</body></opml>".encode())) == MOST_FEEDS
