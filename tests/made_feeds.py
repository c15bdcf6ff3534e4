"""Feeds made for tests."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

TITLES = (
    "智谱完成新一轮融资",
    "月之暗面技术负责人离职",
    "百川智能收缩预训练团队",
    "阶跃星辰任命首席科学家",
    "零一万物否认放弃大模型",
)


def item(title: str, *, guid: str = "", link: str = "", date: str = "", description: str = "", extra: str = "") -> str:
    """One RSS item; empty fields are left out."""
    fields = {"guid": guid, "link": link, "pubDate": date, "description": description}
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items() if value)
    return f"<item><title>{escape(title)}</title>{inner}{extra}</item>"


def rss(items: Iterable[str], *, head: str = '<?xml version="1.0" encoding="utf-8"?>', channel: str = "") -> str:
    """An RSS 2.0 feed around the items."""
    body = "".join(items)
    return (
        f'{head}<rss version="2.0"><channel><title>测试来源</title><link>https://site.test/</link>'
        f"<description>d</description>{channel}{body}</channel></rss>"
    )


def five(titles: Iterable[str] = TITLES, *, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """A feed of five stories with guids, links and dates."""
    return rss(
        (
            item(
                title,
                guid=f"g{place}",
                link=f"https://site.test/{place}",
                date=f"Wed, 23 Oct 2024 1{place}:00:00 +0800",
            )
            for place, title in enumerate(titles)
        ),
        head=head,
    )


def atom(entries: str) -> str:
    """An Atom feed around the entries."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>原子来源</title>'
        f'<link href="https://atom.test/"/><id>urn:x</id><updated>2024-10-23T10:00:00Z</updated>{entries}</feed>'
    )
