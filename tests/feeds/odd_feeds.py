"""Odd feeds made from a seed: every format, charset and habit that a feed reader meets, and mutants of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from random import Random

FIRMS = ("松烟智能", "青崖科技", "惊雾科技", "半夏大模型", "折光动力")
DEEDS = ("完成新一轮融资", "首席科学家离职", "收缩预训练团队", "任命新任总裁", "否认裁员传闻", "发布年度报告")
DATES = (
    "Wed, 23 Oct 2024 10:00:00 +0800", "2024-10-23T10:00:00Z", "2024-10-23 10:00", "2024年10月23日 10:00", "昨天 10:00",
    "Wed, 32 Foo 2024 99:99:99 ZZT", "2024-W43-3", "0000-00-00", "1729648800", "Mi, 23. Okt 2024", "", "25 Oct 99999",
    "Fri, 2024/13/15 08:19:53 EDT", "20241023T100000+9999", "2024-10-23T10:00:00.123456789123456789Z", "-24", "--10",
)  # fmt: skip
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "georss": "http://www.georss.org/georss",
    "gml": "http://www.opengis.net/gml",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "psc": "http://podlove.org/simple-chapters",
}
EXTRAS = (
    "<dc:creator>记者甲</dc:creator>", "<dc:date>2024-10-23</dc:date>", "<georss:point>45.25 -71.9</georss:point>",
    "<content:encoded><![CDATA[<p>正文&nbsp;<b>一段</b></p>]]></content:encoded>",
    "<slash:comments>many</slash:comments>",
    '<media:content url="https://odd.test/a.jpg" fileSize="x" type="image/jpeg"/>',
    "<itunes:duration>-1</itunes:duration>",
    '<media:group><media:thumbnail url="/t.png" width="wide"/></media:group>', "<category/>", "<guid/>",
    '<enclosure url="/a.mp3" length="long" type="audio/mpeg"/>', "<source url='https://other.test/'>别处</source>",
    '<georss:where><gml:Point srsName="urn:EPSG:4326"><gml:pos>1 2</gml:pos></gml:Point></georss:where>',
    '<psc:chapters version="1"><psc:chapter start="00:00:00" title="始"/></psc:chapters>', "<comments> </comments>",
)  # fmt: skip
ENCODINGS = (
    ("utf-8", "utf-8"), ("utf-8", ""), ("utf-8-sig", "gbk"), ("utf-16", "utf-16"), ("gb18030", "gb2312"),
    ("gb18030", "GBK"), ("utf-8", "gb2312"), ("big5hkscs", "big5"), ("utf-16-le", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OddFeed:
    """A feed in pieces, so that one item can be broken."""

    head: str
    items: tuple[str, ...]
    titles: tuple[str, ...]
    tail: str
    encoding: str

    @property
    def body(self) -> bytes:
        """The feed as a server sends it."""
        return (self.head + "\n".join(self.items) + self.tail).encode(self.encoding, "xmlcharrefreplace")


_CHANNEL = "<title>测试来源</title><link>https://odd.test/</link><description>说明</description>"
_FEED = '<title>测试来源</title><link href="https://odd.test/"/><id>urn:odd</id>'
#: how a feed begins, what its items are called, how it ends
_SHELLS = (
    ('<rss version="0.91"{spaces}><channel>' + _CHANNEL, "item", "</channel></rss>"),
    ('<rss version="0.92"{spaces}>\n<channel>' + _CHANNEL + "<ttl>soon</ttl>", "item", "</channel></rss>\n"),
    ('<rss version="2.0"{spaces}><channel>' + _CHANNEL + "<image><width>w</width></image>", "item", "</channel></rss>"),
    ('<rss{spaces}><channel><!-- no version -->' + _CHANNEL, "item", "\n</channel>\n</rss>"),
    (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"{spaces}>'
        '<channel rdf:about="https://odd.test/">' + _CHANNEL + "<items/></channel>",
        "item",
        "</rdf:RDF>",
    ),
    (
        '<rdf:RDF xmlns="http://my.netscape.com/rdf/simple/0.9/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"{spaces}><channel>' + _CHANNEL + "</channel>",
        "item",
        "</rdf:RDF>",
    ),
    ('<feed xmlns="http://www.w3.org/2005/Atom"{spaces}>' + _FEED, "entry", "</feed>"),
    ('<feed version="0.3" xmlns="http://purl.org/atom/ns#"{spaces}>' + _FEED, "entry", "</feed>"),
    (
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"{spaces}><a:title>测试来源</a:title><a:id>urn:odd</a:id>',
        "a:entry",
        "</a:feed>",
    ),
)  # fmt: skip


def odd_feed(seed: int) -> OddFeed:
    """The feed of that seed; no two titles of it are alike."""
    rng = Random(seed)
    encoding, declared = rng.choice(ENCODINGS)
    head, name, tail = rng.choice(_SHELLS)
    used = [prefix for prefix in NAMESPACES if rng.random() < 0.7]
    spaces = "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in used)
    extras = [extra for extra in EXTRAS if _prefixes(extra) <= set(used)]
    declaration = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    titles = tuple(f"{rng.choice(FIRMS)}{rng.choice(DEEDS)}{seed}号{place}" for place in range(rng.randint(3, 6)))
    return OddFeed(
        head=declaration + head.format(spaces=spaces),
        items=tuple(_item(name, title, extras, rng) for title in titles),
        titles=titles,
        tail=tail,
        encoding=encoding,
    )


def _prefixes(markup: str) -> set[str]:
    return set(re.findall(r"</?(\w+):", markup))


def _item(name: str, title: str, extras: list[str], rng: Random) -> str:
    prefix = name.removesuffix("entry").removesuffix("item")
    dated, body = ("updated", "summary") if "entry" in name else ("pubDate", "description")
    address = f"https://odd.test/{rng.randrange(10**9)}"
    link = f'<{prefix}link href="{address}"/>' if "entry" in name else f"<link>{address}</link>"
    parts = [
        f"<{prefix}title>{_written(title, rng)}</{prefix}title>",
        link * (rng.random() < 0.9),
        f"<{prefix}{dated}>{rng.choice(DATES)}</{prefix}{dated}>" * (rng.random() < 0.8),
        f"<{prefix}{body}>{_written('<p>' + title + ' &amp; 其他</p>', rng)}</{prefix}{body}>" * (rng.random() < 0.8),
        *rng.sample(extras, min(len(extras), rng.randint(0, 3))),
    ]
    rng.shuffle(parts)
    return f"<{name}>{''.join(parts)}</{name}>"


def _written(text: str, rng: Random) -> str:
    ways = (
        f"<![CDATA[{text}]]>",
        escape(text),
        f"\n  {escape(text)}\t",
        "".join(f"&#{ord(char)};" for char in text),
        "".join(f"&#x{ord(char):X};" for char in text),
    )
    return rng.choice(ways)


#: what is written into an item: all that was seen to end or to starve a parser, and what might
SNIPPETS = (
    "&#55357;&#56832;", "&#xD83D;&#xDE00;", "&#xD83D;", "&#56832;", "&#1114112;", "&#x110000;", "&#" + "9" * 30 + ";",
    "&#" + "9" * 5000 + ";", "&#xFFFF;", "&#0;", "&#8;", "&#x;", "&#;", "&#xZZ;", "&#55357&#56832", "&nbsp;", "&odd;",
    "&", "<![CDATA[", "]]>", "<!--", "-->", "<", ">", '"', "'", "<b>", "</b>", "</", "<br>", "<?php echo 1 ?>", "<?",
    "<!DOCTYPE x>", "<!ENTITY x 'y'>", "\x00", "\x08", "\ufffe", "\U0001f600", "</title>", "<title>", "</channel>",
    "<a href='x>", "<p title=\"y>", '<gml:Point srsName="EPSG:none"><gml:pos>1 2</gml:pos></gml:Point>',
    "<georss:point>here</georss:point>", "<gml:pos>1</gml:pos>",
    '<gml:LinearRing><gml:posList>x</gml:posList></gml:LinearRing>',
    '<psc:chapters version="1"><psc:chapter/></psc:chapters>', "<georss:polygon>1 2 3</georss:polygon>",
    "<width>x</width>", "<itunes:explicit>x</itunes:explicit>", "<x:y:z/>", "<:/>", "<content type='xhtml'><div>",
    "<content type='application/xhtml+xml' mode='escaped'>", "<source>", "<image>", "<textinput>", "<author><name>",
    "<svg xmlns='http://www.w3.org/2000/svg'>", "<math>", "xmlns:dc=''", "<media:credit role='x'/>",
    "<media:rating/>", "<media:content/>", "<media:thumbnail/>", "<enclosure/>", "<link rel='enclosure'/>",
    "<category term=''/>", "<guid isPermaLink='maybe'/>", "<cloud/>", "<generator/>", "<itunes:image/>",
    "<itunes:category/>", "<cc:license/>", "<dc:date/>",
)  # fmt: skip


def broken_item(feed: OddFeed, rng: Random) -> tuple[OddFeed, int]:
    """The feed with one item broken in one or two ways, and which item that is."""
    place = rng.randrange(len(feed.items))
    item = feed.items[place]
    for _ in range(rng.randint(1, 2)):
        item = rng.choice((_written_into, _written_into, _cut, _doubled, _exchanged, _ended_early))(item, rng)
    return replace(feed, items=(*feed.items[:place], item, *feed.items[place + 1 :])), place


def broken_bytes(feed: OddFeed, rng: Random) -> bytes:
    """The feed's bytes, head and end included, with some changed, lost or doubled."""
    body = bytearray(feed.body)
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(body)), rng.randint(1, 30)
        change = rng.choice(("flip", "lose", "double", "write", "end"))
        if change == "flip":
            body[at] ^= 1 << rng.randrange(8)
        elif change == "lose":
            del body[at : at + length]
        elif change == "double":
            body[at:at] = body[at : at + length]
        elif change == "write":
            body[at:at] = rng.choice(SNIPPETS).encode()
        elif rng.random() < 0.2:
            del body[at + 1 :]
    return bytes(body)


def _written_into(item: str, rng: Random) -> str:
    at = rng.randrange(len(item))
    return item[:at] + rng.choice(SNIPPETS) + item[at:]


def _cut(item: str, rng: Random) -> str:
    at = rng.randrange(len(item))
    return item[: at + 1] + item[at + rng.randint(2, 20) :]


def _doubled(item: str, rng: Random) -> str:
    at = rng.randrange(len(item))
    return item[:at] + item[at : at + rng.randint(1, 40)] + item[at:]


def _exchanged(item: str, rng: Random) -> str:
    at = rng.randrange(len(item))
    return item[:at] + rng.choice("<>&\"'/=;[]!?-x题\x00") + item[at + 1 :]


def _ended_early(item: str, rng: Random) -> str:
    return item[: rng.randrange(1, len(item))]
