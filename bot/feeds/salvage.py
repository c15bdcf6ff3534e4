"""A damaged feed read again in parts, so that what is broken in one item costs that item and not its neighbours."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot.core.errors import ParseError
from bot.feeds.trim import closed, item_name, item_starts

#: the first reading included, after which nothing is read again (a feed has 5 of CPU and 8 in all); with a broken
#: item a feed takes three times that of a sound one, with many more
MOST_SECONDS = 3
#: a longer head is not repeated for every part
MOST_HEAD = 4_000
_ROOT = re.compile(r"<(?:rdf:RDF|rss|(?:[\w.-]+:)?feed|channel)\b[^<>]*>", re.IGNORECASE)
_PLAIN_ROOT = {"item": '<rss version="2.0"><channel>', "entry": '<feed xmlns="http://www.w3.org/2005/Atom">'}
#: or to the end: else each of many that never end would be sought an end anew
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(\]\]>|\Z)", re.DOTALL)
_PREFIXED = re.compile(r"</?([\w.-]+):[^<>]*>")
#: prefixes of what we read; of other extensions (places, chapters, pictures) nothing is
_READ = frozenset({"dc", "dcterms", "content", "atom", "rss", "rdf"})
Read = Callable[[str], Any]


def read_salvaging(text: str, read: Read) -> Any:
    """What ``read`` makes of a feed; in parts if it raises, or if a damaged feed tells of fewer items than begin in it.

    Raises what ``read`` raised when no part can be read either.
    """
    until = time.monotonic() + MOST_SECONDS
    starts = item_starts(text)
    items = [text[start:end] for start, end in pairwise([*starts, len(text)])]
    try:
        whole = read(text)
    except ParseError as error:
        whole = _read_otherwise(text, items, read, until)
        if whole is None:
            raise
        whole.update(bozo=True, bozo_exception=error.detail)
    if items and (whole.bozo or _is_swallowed(text, item_name(items[0]))) and not _is_sound(whole, items):
        parts = _read_parts(text[: starts[0]], items, read, until)
        if parts and _telling(_entries(parts)) >= _telling(whole.entries):
            whole.setdefault("bozo_exception", "an open CDATA section")
            whole.update(entries=_entries(parts), version=whole.version or parts[0].version, bozo=True)
    return whole


def _read_otherwise(text: str, items: list[str], read: Read, until: float) -> Any:
    """What makes feedparser raise stands in extensions, mostly: the feed without them, or its parts, or None."""
    try:
        return read(_without_extensions(text, item_name(items[0]) if items else ""))
    except ParseError:
        parts = _read_parts(text[: text.index(items[0])], items, read, until) if items else []
    if parts:
        parts[0].update(entries=_entries(parts))
    return parts[0] if parts else None


def _read_parts(head: str, items: list[str], read: Read, until: float) -> list[Any]:
    name = item_name(items[0])
    return list(_Parts(_sound_head(head, name, read), name, read, until).read_all(items))


@dataclass(slots=True)
class _Parts:
    """Reads items of one feed, a few behind its head at a time, while there is time."""

    head: str
    name: str
    read: Read
    until: float

    def read_all(self, items: list[str]) -> Iterator[Any]:
        """What is read of the items: together where they are sound, else each half by itself."""
        raw = self._tried("".join(items))
        if raw is None and len(items) == 1:
            raw = self._tried(_without_extensions(items[0], self.name, but=frozenset()))
        if raw is not None and (len(items) == 1 or _is_sound(raw, items)):
            yield raw
        elif len(items) > 1:
            half = len(items) // 2
            yield from self.read_all(items[:half])
            yield from self.read_all(items[half:])

    def _tried(self, items: str) -> Any:
        if time.monotonic() > self.until:
            return None
        try:
            return self.read(closed(self.head + items, self.name))
        except ParseError:
            return None


def _is_sound(raw: Any, items: list[str]) -> bool:
    """Whether every item is closed and something was read of each."""
    end = f"</{item_name(items[0])}>"
    return _telling(raw.entries) >= len(items) and all(end in item for item in items)


def _is_swallowed(text: str, name: str) -> bool:
    """Whether a CDATA section that was left open ends in a later item: that is well-formed, and one item fewer."""
    for section in _CDATA.finditer(text):
        item = section[1].find(f"<{name}")
        if section[2] and item >= 0 and "<![CDATA[" in section[1][item:]:
            return True
    return False


def _telling(entries: Iterable[Any]) -> int:
    """How many have something to tell: an element that is left open makes empty ones of all that follow."""
    return sum(any(dict.get(entry, name) for name in ("title", "summary", "content")) for entry in entries)


def _entries(parts: list[Any]) -> list[Any]:
    return [entry for part in parts for entry in part.entries]


def _without_extensions(text: str, name: str, *, but: frozenset[str] = _READ) -> str:
    kept = but | {name.rpartition(":")[0]}
    return _PREFIXED.sub(lambda tag: tag[0] if tag[1] in kept else "", text)


def _sound_head(head: str, name: str, read: Read) -> str:
    """What stands before the items, only the root's tags if that is long or damaged, or a root of ours."""
    root = _ROOT.search(head)
    tags = root[0] + "<channel>" * (root[0][1:4].lower() == "rss") if root else ""
    for candidate in (head[: MOST_HEAD + 1], tags):
        try:
            if candidate and len(candidate) <= MOST_HEAD and not read(closed(candidate, name)).bozo:
                return candidate
        except ParseError:
            continue
    return _PLAIN_ROOT["entry" if name.lower().endswith("entry") else "item"]
