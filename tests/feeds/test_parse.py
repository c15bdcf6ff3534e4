"""The promises of parsing: what a feed says becomes entries, and nothing it says does harm."""

from __future__ import annotations

import io
import pickle
import sys
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from bot.core.errors import NotAFeedError, ParseError
from bot.feeds import parse as module
from bot.feeds.parse import parse
from tests.made_feeds import atom, five, item, rss

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


def read(text: str | bytes, content_type: str = "text/xml", url: str = "https://site.test/feed"):
    body = text.encode() if isinstance(text, str) else text
    return parse(body, {"content-type": content_type}, now=NOW, url=url)


def test_rss_entry_whole():
    """Every field of an RSS item arrives, cleaned."""
    feed = read(
        rss(
            [
                item(
                    "<b>智谱</b>融资 &amp; 更多", guid="g1", link="/p/1", date="2025-03-01 12:00",
                    description="<p>一段</p><script>x()</script><p>又一段</p>",
                    extra='<author>记者</author><content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">'
                    "&lt;p&gt;全文&lt;/p&gt;</content:encoded>",
                )
            ],
            channel="<ttl>45</ttl>",
        )
    )  # fmt: skip

    entry = feed.entries[0]
    assert (feed.title, feed.site, feed.ttl) == ("测试来源", "https://site.test/", timedelta(minutes=45))
    assert (entry.title, entry.guid, entry.link) == ("智谱融资 & 更多", "g1", "https://site.test/p/1")
    assert (entry.summary, entry.text, entry.author) == ("一段\n又一段", "全文", "记者")
    assert entry.published == datetime(2025, 3, 1, 4, tzinfo=UTC)
    assert entry.published_raw == "2025-03-01 12:00"
    assert (feed.seen, feed.damage, feed.notes) == (1, (), ())


def test_atom_entry_whole():
    """Atom works the same."""
    feed = read(
        atom(
            "<entry><id>urn:1</id><title>消息</title><link href='https://atom.test/1'/><updated>2024-10-23T10:00:00Z</updated>"
            "<author><name>甲</name></author><content type='html'>&lt;p&gt;正文&lt;/p&gt;</content></entry>"
        )
    )

    entry = feed.entries[0]
    assert (feed.title, feed.site) == ("原子来源", "https://atom.test/")
    assert (entry.guid, entry.link, entry.author, entry.text, entry.summary) == (
        "urn:1",
        "https://atom.test/1",
        "甲",
        "正文",
        "正文",
    )
    assert entry.published == datetime(2024, 10, 23, 10, tzinfo=UTC)


def test_long_description_is_the_full_text():
    """A forum's feed that puts the whole post into the description gives text and a short summary."""
    entry = read(rss([item("题", guid="1", description="长文。" * 400)])).entries[0]

    assert len(entry.text) == 1200
    assert len(entry.summary) == module.LONG


def test_untitled_item_takes_its_text():
    """A micro-blog's item is titled by its beginning; an item with nothing is dropped and told."""
    feed = read(rss([item("", guid="1", description="没有标题的一条消息"), item("", guid="2")]))

    assert [entry.title for entry in feed.entries] == ["没有标题的一条消息"]
    assert feed.damage == ("1 empty items dropped",)
    assert feed.seen == 2


def test_fields_are_bounded():
    """No field is longer than its bound, whatever the feed sends."""
    entry = read(
        rss([item("题" * 9000, guid="g" * 9000, link="https://a.test/" + "x" * 9000, description="文" * 90_000)])
    ).entries[0]

    assert len(entry.title) <= module.TITLE
    assert len(entry.guid) <= module.GUID
    assert entry.link == ""
    assert len(entry.text) <= module.TEXT
    assert len(entry.summary) <= module.SUMMARY


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_only_web_links_come_through(link):
    """Other schemes are dropped; the entry stays."""
    entry = read(rss([item("题", link=link)])).entries[0]

    assert entry.link == ""


def test_guid_that_is_the_link():
    """A permalink guid stands in for a missing link."""
    assert read(rss([item("题", guid="https://a.test/1")])).entries[0].link == "https://a.test/1"


def test_guid_and_link_that_all_items_share_identify_nothing():
    """Three items with one guid and one link are three entries; a true duplicate is one key."""
    feed = read(
        rss(
            [item("甲", guid="x", link="https://a.test/"), item("乙", guid="x", link="https://a.test/"),
             item("丙", guid="x", link="https://a.test/"), item("丙", guid="x", link="https://a.test/")]
        )
    )  # fmt: skip

    assert len({entry.key for entry in feed.entries}) == 3


def test_empty_link_is_no_link():
    """An empty link element does not become the site's address."""
    feed = read(
        rss(["<item><title>甲</title><link></link><guid></guid></item>", "<item><title>乙</title><link></link></item>"])
    )

    assert [entry.link for entry in feed.entries] == ["", ""]
    assert len({entry.key for entry in feed.entries}) == 2


def test_gb2312_and_dates_without_zone():
    """The charset is ours to decide, and a zone-less date is Shanghai's."""
    text = rss([item("朱镕基 陶喆", date="2025-03-01 12:00")], head='<?xml version="1.0" encoding="gb2312"?>')

    feed = read(text.encode("gb18030"))

    assert (feed.entries[0].title, feed.encoding) == ("朱镕基 陶喆", "gb18030")
    assert feed.entries[0].published == datetime(2025, 3, 1, 4, tzinfo=UTC)


def test_damage_and_notes_are_told():
    """Replaced bytes are damage; a wrong declaration and dropped controls are notes."""
    bad = five().encode().replace("融资".encode(), b"\xff\xe8\x9e\x8d\xe8\xb5\x84", 1)
    wrong = five(head='<?xml version="1.0" encoding="gbk"?>').replace("离职", "离\x08职&#8;")

    assert read(bad).damage == ("1 bytes replaced",)
    assert read(wrong).notes == ("declared gb18030", "control characters dropped")
    assert read(wrong).damage == ()
    assert read(wrong).entries[1].title == "月之暗面技术负责人离职"


def test_ill_formed_feed_is_read_and_told():
    """One unclosed tag costs the feed its "ok", not its entries."""
    feed = read(five().replace("</item>", "<br></item>", 1))

    assert len(feed.entries) == 5
    assert feed.damage[0].startswith("not well-formed")


def test_truncated_feed_keeps_the_whole_items():
    """Cut within the last item: the others come, the half one waits for the next poll."""
    text = five()

    feed = read(text[: text.rindex("<guid>")])

    assert len(feed.entries) == 4
    assert "cut off within the last item" in feed.damage


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \n ",
        b"<html><body>login</body></html>",
        b"<!DOCTYPE html><html></html>",
        b"<!-- x -->\n<!doctype HTML><p>",
        b"plain words",
        b"%PDF-1.4",
        b"\x89PNG\r\n",
        b"\0" * 50,
        b'{"items": 3}',
        b"<svg></svg>",
        b"/etc/passwd",
        b"/dev/zero",
    ],
)
def test_not_a_feed(body):
    """What holds nothing of a feed is said to be none."""
    with pytest.raises(NotAFeedError):
        read(body)


def test_empty_channel_is_a_feed():
    """A feed with nothing in it is fine."""
    assert read(rss([])).entries == ()


def test_body_that_is_a_path_is_never_opened(tmp_path):
    """A body that names a file, a device or an address opens nothing."""
    secret = tmp_path / "secret.xml"
    secret.write_text(five(), encoding="utf-8")
    opened: list[str] = []
    watching = True  # an audit hook cannot be taken away again
    sys.addaudithook(lambda event, args: opened.append(str(args[0])) if watching and event == "open" else None)

    for body in (str(secret), "/dev/zero", secret.as_uri(), "http://127.0.0.1:9/"):
        with pytest.raises(NotAFeedError):
            read(body)
    watching = False

    assert not [name for name in opened if "secret" in name or "zero" in name]


def test_entities_do_not_explode():
    """A billion laughs end quickly, and an external entity stays unread."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = (
        rss([item("题", guid="1")])
        .replace("题", "&l9;")
        .replace("<rss", f'<!DOCTYPE rss [<!ENTITY l0 "lol"><!ENTITY x SYSTEM "file:///etc/passwd">{laughs}]><rss', 1)
    )

    entries = read(text).entries

    assert all(len(entry.title) <= module.TITLE for entry in entries)
    assert not any("root:" in entry.title for entry in entries)


def test_feedparser_that_raises_is_a_parse_error(monkeypatch):
    """feedparser's own exceptions stay behind this door."""

    def broken(*_args: object, **_options: object) -> None:
        raise TypeError("georss")

    monkeypatch.setattr(feedparser, "parse", broken)

    with pytest.raises(ParseError, match="georss"):
        read(five())


def test_feedparser_is_asked_safely(monkeypatch):
    """It gets a stream, and neither sanitises nor resolves."""
    seen = {}

    def watch(source: object, **options: object) -> object:
        seen.update(options, source=source)
        return real(source, **options)

    real = feedparser.parse
    monkeypatch.setattr(feedparser, "parse", watch)
    read(five())

    assert isinstance(seen["source"], io.BytesIO)
    assert (seen["sanitize_html"], seen["resolve_relative_uris"]) == (False, False)


def test_oversized_feed_keeps_the_newest_500():
    """Of 3,000 items the newest 500 come, and the feed is told as degraded."""
    items = [
        item(f"t{n}", guid=f"g{n}", date=f"2025-01-0{1 + n // 1440} {n // 60 % 24:02}:{n % 60:02}") for n in range(3000)
    ]

    feed = read(rss(items))

    assert len(feed.entries) == 500
    assert feed.entries[-1].title == "t2999"
    assert feed.damage == ("2500 older items left out",)


@pytest.mark.parametrize(
    ("channel", "ttl"),
    [
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>9999999999</ttl>", timedelta(days=1)),
        (f"<sy:updatePeriod {SY}>hourly</sy:updatePeriod>", timedelta(hours=1)),
        (
            f"<sy:updatePeriod {SY}>daily</sy:updatePeriod><sy:updateFrequency {SY}>4</sy:updateFrequency>",
            timedelta(hours=6),
        ),
    ],
)
def test_ttl(channel, ttl):
    """The feed's own wish, in RSS or in the syndication module."""
    assert read(rss([], channel=channel)).ttl == ttl


def test_a_page_tells_its_feeds():
    """The refusal carries them, also out of the worker process."""
    page = b'<!doctype html><link rel=alternate type="application/rss+xml" title="All" href="/feed"><p>'

    with pytest.raises(NotAFeedError) as caught:
        parse(page, {}, now=NOW, url="https://a.test/")

    assert pickle.loads(pickle.dumps(caught.value)).links == (("All", "https://a.test/feed"),)
