"""The sample feeds: well-formed, fresh, varied, and read right by the real parser."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.server import SAMPLES, Sample, render
from bot.feeds.parse import ParsedFeed, parse

NOW = datetime(2026, 11, 24, 1, 30, 5, tzinfo=UTC)
COUNTS = {"kuaixun": 22, "tongxin": 17, "touzi": 18, "shendu": 12, "moxing": 18, "luntan": 19}
EACH = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.slug)


def read(sample: Sample) -> ParsedFeed:
    return parse(render(sample, now=NOW), {"content-type": "application/xml"}, now=NOW, url="http://127.0.0.1/")


def named(slug: str) -> ParsedFeed:
    return read(next(sample for sample in SAMPLES if sample.slug == f"demo-{slug}"))


@EACH
def test_every_feed_is_well_formed_and_has_its_entries(sample: Sample):
    """A strict XML reader takes it and counts what we wrote; no placeholder is left."""
    body = render(sample, now=NOW)

    root = ET.fromstring(re.sub(r"<\?xml.*?\?>", "", body.decode(sample.encoding), count=1))
    items = root.findall("channel/item") + root.findall("{http://www.w3.org/2005/Atom}entry")

    assert len(items) == COUNTS[sample.file.removesuffix(".xml")]
    assert b"{{" not in body


@EACH
def test_every_feed_says_that_it_is_a_sample(sample: Sample):
    """Nobody shall take an invented publisher for a real one."""
    text = render(sample, now=NOW).decode(sample.encoding)

    assert sample.title.startswith("样例")
    assert re.search(r"<(?:description|subtitle)>.*演示.*样例.*虚构", text)


@EACH
def test_the_parser_reads_every_feed_without_damage(sample: Sample):
    """The real parser gets title, link and text of every entry and has nothing to complain about."""
    feed = read(sample)

    assert (feed.title, feed.damage) == (sample.title, ())
    assert len(feed.entries) == COUNTS[sample.file.removesuffix(".xml")]
    assert len({entry.key for entry in feed.entries}) == len(feed.entries)
    assert all(entry.title and entry.link and (entry.summary or entry.text) for entry in feed.entries)


@EACH
def test_nearly_all_entries_are_news_of_today(sample: Sample):
    """A new feed announces only what is younger than a day, so most of ours is younger than 20 hours."""
    dates = [entry.published for entry in read(sample).entries if entry.published]

    fresh = [date for date in dates if timedelta(0) < NOW - date <= timedelta(hours=20)]

    assert len(fresh) >= 0.85 * len(dates)
    assert max(dates) <= NOW


def test_there_are_enough_feeds_and_entries():
    """At least 5 feeds with 85 entries, in RSS and in Atom."""
    texts = [render(sample, now=NOW) for sample in SAMPLES]

    assert len(SAMPLES) >= 5
    assert sum(COUNTS.values()) >= 85
    assert {b"<rss" in text for text in texts} == {True, False}


def test_the_gb2312_feed_is_really_in_that_charset():
    """Declared gb2312, no UTF-8, and with characters that only its successors know, as such sites send it."""
    sample = next(sample for sample in SAMPLES if sample.slug == "demo-tongxin")
    body = render(sample, now=NOW)

    assert body.startswith(b'<?xml version="1.0" encoding="gb2312"?>')
    for too_narrow in ("utf-8", "gb2312"):
        with pytest.raises(UnicodeDecodeError):
            body.decode(too_narrow)
    assert any("镕" in entry.title and "喆" in entry.summary for entry in read(sample).entries)


def test_full_text_comes_with_its_feed():
    """The long-form feed carries articles, the others short news."""
    longest = sorted((len(entry.text) for entry in named("shendu").entries), reverse=True)

    assert longest[2] > 600
    assert not any(entry.text for entry in named("kuaixun").entries)


def test_hard_shapes_are_among_them():
    """One entry without guid, one without date, HTML, traditional characters, a repost with its source."""
    gb, touzi = (next(one for one in SAMPLES if one.file == file) for file in ("tongxin.xml", "touzi.xml"))
    root = ET.fromstring(re.sub(r"<\?xml.*?\?>", "", render(gb, now=NOW).decode("gbk"), count=1))
    forum = named("luntan").entries

    assert [item.find("guid") is None for item in root.findall("channel/item")].count(True) == 1
    assert [entry.published is None for entry in forum].count(True) == 1
    assert sum("来源：" in entry.summary + entry.text for entry in forum) >= 5
    assert "&lt;table&gt;" in render(touzi, now=NOW).decode()
    assert any("智譜" in entry.title for entry in named("moxing").entries)


@pytest.mark.parametrize(
    ("words", "feeds"),
    [
        (("月之暗面|Kimi", "5亿美元"), 4),
        (("阶跃星辰", "50多?亿"), 4),
        (("零一万物", "预训练|超大模型"), 5),
        (("姚顺雨", "腾讯"), 5),
        (("银河通用", "11亿"), 2),
        (("阿里", "DeepSeek", "否认|没有投|未投资|假消息"), 3),
    ],
)
def test_one_event_is_told_in_several_feeds_in_different_words(words: tuple[str, ...], feeds: int):
    """Reposts are there to be grouped, and no two titles of one event are the same."""
    told = [
        (sample.slug, entry.title)
        for sample in SAMPLES
        for entry in read(sample).entries
        if all(re.search(word, f"{entry.title} {entry.summary}") for word in words)
    ]

    assert len({slug for slug, _ in told}) >= feeds
    assert len({title for _, title in told}) == len(told)


@pytest.mark.parametrize(
    ("rumour", "outcome"),
    [
        ("传阿里拟以10亿美元入股DeepSeek", "颜乔：阿里投资DeepSeek是假消息"),
        ("消息称OpenAI研究员姚顺雨将加入腾讯", "腾讯官宣：姚顺雨出任首席AI科学家"),
        (r"\[爆料\] 零一万物预训练团队可能要并入阿里", "零一万物认了"),
    ],
)
def test_a_rumour_comes_before_its_denial_or_confirmation(rumour: str, outcome: str):
    """Time runs from the rumour to what became of it."""
    entries = [entry for sample in SAMPLES for entry in read(sample).entries if entry.published]

    dates = [next(e.published for e in entries if re.search(words, e.title)) for words in (rumour, outcome)]

    assert dates == sorted(dates)
    assert dates[0] != dates[1]
