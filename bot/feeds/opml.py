"""Subscription lists of other readers: OPML in and out, without entity tricks."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from xml.parsers import expat  # entity declarations are refused below

from bot.core.errors import ParseError
from bot.core.shortening import shorten
from bot.core.types import Feed
from bot.feeds.decode import decode
from bot.feeds.references import mended_references
from bot.feeds.text import without_controls

MOST_FEEDS = 1_000
MOST_BYTES = 2 << 20


def read(body: bytes) -> list[tuple[str, str]]:
    """(title, address) of every feed in the list, each address once; at most a thousand.

    Raises ParseError: no OPML, damaged, too big, or with entity declarations.
    """
    if len(body) > MOST_BYTES:
        raise ParseError("OPML", f"more than {MOST_BYTES} bytes")
    outlines = _Outlines()
    parser = expat.ParserCreate(encoding="utf-8")
    parser.StartElementHandler = outlines.start
    parser.EntityDeclHandler = outlines.refuse_entities
    try:
        parser.Parse(mended_references(without_controls(decode(body).text)).lstrip().encode(), True)
    except expat.ExpatError as error:
        raise ParseError("OPML", str(error)) from error
    if not outlines.is_opml:
        raise ParseError("OPML", "not an OPML file")
    return list(outlines.found.values())[:MOST_FEEDS]


def write(feeds: Iterable[Feed]) -> bytes:
    """The feeds as an OPML 2.0 file."""
    lines = (
        f'    <outline type="rss" text="{_quoted(feed.title)}" title="{_quoted(feed.title)}"'
        f' xmlUrl="{_quoted(feed.url)}" htmlUrl="{_quoted(feed.site)}"/>'
        for feed in feeds
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">\n  <head><title>Hubao</title></head>\n  <body>'
    return "\n".join([head, *lines, "  </body>", "</opml>", ""]).encode()


class _Outlines:
    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self.is_opml = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.lower() == "opml":
            self.is_opml = True
        fields = {key.lower(): value.strip() for key, value in attributes.items()}
        url = fields.get("xmlurl", "")
        if name.lower() == "outline" and url:
            title = fields.get("title") or fields.get("text") or url
            self.found.setdefault(url, (shorten(" ".join(title.split()), 512), url))

    def refuse_entities(self, *_: object) -> None:
        raise ParseError("OPML", "entity declarations are refused")


def _quoted(text: str) -> str:
    return escape(without_controls(text), quote=True)
