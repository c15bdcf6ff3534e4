"""A feed's bytes to entries: the one place that knows feedparser, meant to run in a limited process."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Self

import feedparser

from bot.core.errors import NotAFeedError, ParseError
from bot.core.identity import entry_key
from bot.core.shortening import shorten
from bot.core.types import Entry
from bot.feeds.dates import read_date
from bot.feeds.decode import Decoded, decode
from bot.feeds.discover import feed_links
from bot.feeds.references import mended_references
from bot.feeds.salvage import read_salvaging
from bot.feeds.text import one_line, plain, web_link, without_controls
from bot.feeds.trim import MOST_ENTRIES, trim

TITLE, SUMMARY, TEXT, AUTHOR, GUID = 500, 2_000, 50_000, 200, 2_048
#: a description longer than this is the full text
LONG = 600
# We read dates ourselves, and feedparser's readers raise on some: this one comes first and answers for them all.
feedparser.registerDateHandler(lambda _: time.gmtime(0))
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What a feed held. ``damage`` tells what was lost or replaced, ``notes`` what else was odd."""

    title: str
    site: str
    entries: tuple[Entry, ...]
    #: items in the feed, those without any content included
    seen: int = 0
    ttl: timedelta | None = None
    encoding: str = "utf-8"
    damage: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def parse(
    body: bytes, headers: Mapping[str, str], *, zone: str = "Asia/Shanghai", now: datetime, url: str = ""
) -> ParsedFeed:
    """The feed in ``body``, the newest 500 entries of an oversized one.

    Raises NotAFeedError (nothing of a feed in it) and ParseError (feedparser gave up).
    """
    if not body.strip():
        raise NotAFeedError(url, "empty body")
    decoded = decode(body, content_type=_type(headers))
    clean = without_controls(decoded.text).lstrip()
    if _is_html(clean):
        raise NotAFeedError(url, "an HTML page", links=tuple(feed_links(body, base=url, content_type=_type(headers))))
    trimmed = trim(clean, zone=zone, now=now)
    raw = read_salvaging(trimmed.text, partial(_feedparse, url=url))
    if not raw.version and not raw.entries:
        links = tuple(feed_links(body, base=url, content_type=_type(headers)))
        raise NotAFeedError(url, "no feed in it", links=links)
    site = web_link(_field(raw.feed, "link"), base=url)
    entries = list(_entries(raw.entries, base=site or url, zone=zone, now=now))
    damage = list(_damage(decoded, raw))
    if trimmed.dropped:
        damage.append(f"{trimmed.dropped} older items left out")
    if trimmed.half:
        damage.append("cut off within the last item")
    if len(entries) < len(raw.entries):
        damage.append(f"{len(raw.entries) - len(entries)} empty items dropped")
    return ParsedFeed(
        title=one_line(_field(raw.feed, "title"), limit=TITLE),
        site=site,
        entries=tuple(entries),
        seen=len(raw.entries),
        ttl=_ttl(raw.feed),
        encoding=decoded.encoding,
        damage=tuple(damage),
        notes=tuple(_notes(decoded, clean)),
    )


def _feedparse(text: str, url: str) -> Any:
    # The declaration was about the old bytes. BytesIO: given plain bytes that look like a path, feedparser opens it.
    text = re.sub(r"\A<\?xml[^>]{0,1000}\?>", "", text)
    stream = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>' + mended_references(text).encode("utf-8"))
    try:
        return feedparser.parse(
            stream,
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # damaged input makes it raise TypeError, UnicodeError and more
        raise ParseError(url, f"{type(error).__name__}: {error}"[:300]) from error


def _type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "")


def _is_html(text: str) -> bool:
    page = re.match(r"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*(?:<!doctype\s+html|<html)\b", text, re.I | re.S)
    return page is not None


def _notes(decoded: Decoded, clean: str) -> Iterator[str]:
    if decoded.wrongly_declared:
        yield f"declared {decoded.wrongly_declared}"
    if len(clean) < len(decoded.text.lstrip()):
        yield "control characters dropped"


def _damage(decoded: Decoded, raw: Any) -> Iterator[str]:
    if decoded.replaced:
        yield f"{decoded.replaced} bytes replaced"
    if raw.bozo and not isinstance(raw.get("bozo_exception"), feedparser.CharacterEncodingOverride):
        yield f"not well-formed: {raw.get('bozo_exception')}"[:120]


def _entries(items: list[Any], *, base: str, zone: str, now: datetime) -> Iterator[Entry]:
    shared = _Shared.of(items)
    for item in items[:MOST_ENTRIES]:
        entry = _entry(item, base=base, zone=zone, now=now, shared=shared)
        if entry is not None:
            yield entry


@dataclass(frozen=True, slots=True)
class _Shared:
    """Guids and links that stand on several different items: they identify nothing."""

    guids: frozenset[str]
    links: frozenset[str]

    @classmethod
    def of(cls, items: list[Any]) -> Self:
        facts = {tuple(_field(item, name).strip() for name in ("id", "link", "title")) for item in items}
        guids = Counter(guid for guid, _, _ in facts)
        links = Counter(link for link, _ in {(link, title) for _, link, title in facts})
        return cls(
            frozenset(guid for guid, count in guids.items() if count > 1),
            frozenset(link for link, count in links.items() if count > 1),
        )


def _entry(item: Any, *, base: str, zone: str, now: datetime, shared: _Shared) -> Entry | None:
    guid = without_controls(_field(item, "id")).strip()
    raw_link = _field(item, "link").strip()
    link = web_link(raw_link, base=base) or web_link(guid)
    description = plain(_field(item, "summary"), limit=TEXT)
    text = _content(item)
    if not text and len(description) > LONG:
        text = description
    summary = shorten(description or text, SUMMARY if description and text is not description else LONG)
    title = one_line(_field(item, "title"), limit=TITLE) or shorten(" ".join(summary.split()), 60)
    if not title:
        return None
    raw_date = _date(item)
    return Entry(
        key=entry_key(
            guid="" if guid in shared.guids else guid,
            link="" if raw_link in shared.links else link,
            title=title,
            published_raw=raw_date,
        ),
        guid=guid[:GUID],
        title=title,
        link=link,
        summary=summary,
        text=text,
        author=one_line(_field(item, "author"), limit=AUTHOR),
        published=read_date(raw_date, zone=zone, now=now),
        published_raw=raw_date,
    )


def _content(item: Any) -> str:
    parts = (_field(part, "value") for part in dict.get(item, "content") or ())
    return max((plain(part, limit=TEXT) for part in parts), key=len, default="")


def _date(item: Any) -> str:
    fields = (without_controls(_field(item, name)).strip() for name in ("published", "updated", "created"))
    return next((value[:100] for value in fields if value), "")


def _ttl(feed: Any) -> timedelta | None:
    """RSS's ttl in minutes, else the syndication module's period over its frequency."""
    ttl = _field(feed, "ttl").strip()
    if ttl.isascii() and ttl.isdigit():
        return timedelta(minutes=min(int(ttl[:6]), 1440)) or None
    hours = _PERIODS.get(_field(feed, "sy_updateperiod").strip().lower())
    times = _field(feed, "sy_updatefrequency").strip()
    if hours is None:
        return None
    return timedelta(hours=hours) / max(int(times[:4]) if times.isascii() and times.isdigit() else 1, 1)


def _field(node: Any, name: str) -> str:
    # dict.get: feedparser's own get answers for other fields (published for updated), with a warning.
    value = dict.get(node, name)
    return value if isinstance(value, str) else ""
