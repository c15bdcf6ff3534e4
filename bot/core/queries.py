"""What users asked, as values: which stories, which words, which question; as JSON it waits for a button."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.spans import Span
from bot.core.topics import Topic, topic_called

#: not Sequence[str], which a single text is too
Strings = list[str] | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFilter:
    """Which stories are asked for: of any of these firms and of any of these topics, told in the span."""

    #: ids; none: of any firm
    firms: tuple[str, ...] = ()
    #: none: of any topic
    topics: tuple[Topic, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    #: only those that were told first in the span, as pictures count them
    by_first_seen: bool = False


def stories_of(
    firms: Strings = (), topics: Sequence[Topic] = (), span: Span | None = None, *, by_first_seen: bool = False
) -> StoryFilter:
    """The filter of what a user named."""
    since, until = minutes_of(span)
    return StoryFilter(firms=tuple(firms), topics=tuple(topics), since=since, until=until, by_first_seen=by_first_seen)


def minutes_of(span: Span | None) -> tuple[datetime | None, datetime | None]:
    """A span's dates to the minute, in UTC: what many ask at once is kept once."""
    return (_minute(span.since), _minute(span.until)) if span else (None, None)


def _minute(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC).replace(second=0, microsecond=0) if at else None


@dataclass(frozen=True, slots=True)
class StoryList:
    """Stories named one by one."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """Words as they are looked up, and as they were typed."""

    terms: tuple[str, ...]
    typed: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuestionQuery:
    """A plain question, and when it was asked: 最近 means the same on its second page."""

    text: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class FeedOffer:
    """A feed that a page names, and the number under which that page was added as one."""

    url: str
    page_id: int


@dataclass(frozen=True, slots=True)
class Announcement:
    """An operator's words to every chat, not yet confirmed."""

    text: str
    written_at: datetime


SavedQuery = StoryFilter | StoryList | SearchQuery | QuestionQuery | FeedOffer | Announcement


def to_json(query: SavedQuery) -> str:
    """One text for one query: its key is made of it."""
    return json.dumps(_plain(query), ensure_ascii=False, sort_keys=True)


def from_json(text: str, *, now: datetime) -> SavedQuery | None:
    """The query of this text, also one of an earlier version; None for what is none."""
    try:
        saved = json.loads(text)
        return _read(saved, now) if isinstance(saved, dict) else None
    except (KeyError, OverflowError, TypeError, ValueError):
        return None


def _plain(query: SavedQuery) -> dict[str, Any]:
    match query:
        case StoryFilter():
            about = {"firms": list(query.firms), "topics": list(query.topics), **_dates(query)}
            # what buttons of earlier versions hold is called "begun"
            return about | ({"begun": True} if query.by_first_seen else {})
        case StoryList():
            return {"ids": list(query.ids)}
        case SearchQuery():
            return {"words": list(query.terms), "text": query.typed, **_dates(query)}
        case QuestionQuery():
            return {"ask": query.text, "at": query.asked_at.isoformat()}
        case FeedOffer():
            return {"feed": query.url, "page": query.page_id}
        case Announcement():
            return {"broadcast": query.text, "at": query.written_at.isoformat()}


def _read(saved: Mapping[str, Any], now: datetime) -> SavedQuery:
    """Raises KeyError, TypeError and ValueError for what is no query."""
    if "ids" in saved:
        return StoryList(_list(saved["ids"]))
    if "words" in saved:
        since, until = _span(saved, now)
        return SearchQuery(terms=_list(saved["words"]), typed=saved["text"], since=since, until=until)
    if "ask" in saved:
        return QuestionQuery(saved["ask"], datetime.fromisoformat(saved["at"]))
    if "feed" in saved:
        return FeedOffer(saved["feed"], int(saved["page"]))
    if "broadcast" in saved:
        return Announcement(saved["broadcast"], datetime.fromisoformat(saved["at"]))
    since, until = _span(saved, now)
    return StoryFilter(
        firms=_list(saved["firms"]),
        topics=tuple(map(topic_called, _list(saved["topics"]))),
        since=since,
        until=until,
        by_first_seen=bool(saved.get("begun")),
    )


def _list(value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):  # a text would be spelled into letters
        raise TypeError(f"a list is expected, not {value!r}")
    return tuple(value)


def _dates(query: StoryFilter | SearchQuery) -> dict[str, str | None]:
    """A span by its dates, so that a page turned next week is still of the same days."""
    if query.since is None and query.until is None:
        return {}
    return {"since": _date(query.since), "until": _date(query.until)}


def _date(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _span(saved: Mapping[str, Any], now: datetime) -> tuple[datetime | None, datetime | None]:
    """An earlier version kept how many hours."""
    if saved.get("hours"):
        return now - timedelta(hours=float(saved["hours"])), None
    since, until = (datetime.fromisoformat(saved[name]) if saved.get(name) else None for name in ("since", "until"))
    return since, until
