"""An oversized feed cut to its newest items before anything expensive looks at it; a half item dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.feeds.dates import EARLIEST, read_date

MOST_ENTRIES = 500
_ITEM = re.compile(r"<((?:[\w.-]+:)?(?:item|entry))(?![\w.:-])", re.IGNORECASE)
_DATE = re.compile(r"<(?:pubDate|published|updated|dc:date)[^>]{0,80}>([^<]{1,60})<")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimmed:
    """The text that is left, how many items were left out, whether the last item was cut off."""

    text: str
    dropped: int = 0
    half: bool = False


def trim(text: str, *, zone: str, now: datetime) -> Trimmed:
    """The feed with at most 500 items, the newest by date, else the first."""
    starts = item_starts(text)
    if not starts:
        return Trimmed(text=text)
    name = item_name(text[starts[0] :][:200])
    half = f"</{name}" not in text[starts[-1] :] and len(starts) > 1
    if half:
        text = text[: starts.pop()]
    if len(starts) <= MOST_ENTRIES:
        return Trimmed(text=text, half=half)
    items = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    kept = "".join(items[place] for place in _newest(items, zone=zone, now=now))
    return Trimmed(text=closed(text[: starts[0]] + kept, name), dropped=len(items) - MOST_ENTRIES, half=half)


def item_starts(text: str) -> list[int]:
    """Where the items begin: elements of one name, that of the first."""
    found = list(_ITEM.finditer(text))
    return [one.start() for one in found if one[1] == found[0][1]]


def item_name(item: str) -> str:
    """The name of the element that an item is, as the feed writes it."""
    found = _ITEM.match(item)
    return found[1] if found else ""


def closed(text: str, name: str) -> str:
    """The cut text with the elements closed again in which its items lay."""
    ends: tuple[str, ...]
    prefix, _, bare = name.rpartition(":")
    if bare.lower() == "entry":
        ends = (f"</{prefix}:feed>" if prefix else "</feed>",)
    elif re.search(r"<rdf:RDF\b", text[:4000], re.IGNORECASE):
        ends = ("</rdf:RDF>",)
    else:
        ends = ("</channel>", "</rss>")
    return text + "".join(end for end in ends if end not in text)


def _newest(items: list[str], *, zone: str, now: datetime) -> list[int]:
    """Places of the newest items, in the feed's order."""
    dates = [_date(item, zone=zone, now=now) for item in items]
    if sum(date > EARLIEST for date in dates) * 2 < len(items):
        return list(range(MOST_ENTRIES))
    ranked = sorted(range(len(items)), key=lambda place: dates[place], reverse=True)
    return sorted(ranked[:MOST_ENTRIES])


def _date(item: str, *, zone: str, now: datetime) -> datetime:
    found = _DATE.search(item)
    return (read_date(found[1], zone=zone, now=now) if found else None) or EARLIEST
