"""The news as frozen values: feed, entry, tag, story. Who it is told to is in ``core/chats``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Topic(StrEnum):
    """What kind of event a story tells."""

    PRETRAINING_CUT = "pretraining_cut"
    FUNDING = "funding"
    TALENT_MOVE = "talent_move"


class Stance(StrEnum):
    """How sure the wording is."""

    RUMOUR = "rumour"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DENIED = "denied"


class PollOutcome(StrEnum):
    """How one poll of one feed ended."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    #: entries were read, but something was damaged (bytes replaced, items dropped, trimmed)
    DEGRADED = "degraded"
    NOT_A_FEED = "not_a_feed"
    PARSE_ERROR = "parse_error"
    FETCH_ERROR = "fetch_error"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A source we poll. Times are UTC."""

    id: int
    slug: str
    title: str
    url: str
    site: str = ""
    category: str = "news"
    #: how much the operator trusts the source, 0..1
    weight: float = 0.5
    #: zone of dates that name none
    zone: str = "Asia/Shanghai"
    #: fixed poll interval; None: from the feed's own rhythm
    interval: timedelta | None = None
    enabled: bool = True
    #: the chat that added it; None for a feed of feeds.yaml, which every chat sees
    owner_chat_id: int | None = None
    etag: str = ""
    last_modified: str = ""
    failures: int = 0
    #: the first of the failures in a row, None while it answers
    failing_since: datetime | None = None
    #: the first of the polls in a row for which no server spoke to us, whoever was to blame
    unreachable_since: datetime | None = None
    next_poll_at: datetime | None = None
    last_polled_at: datetime | None = None
    last_new_at: datetime | None = None
    #: smoothed time between new entries
    rhythm: timedelta | None = None
    last_outcome: PollOutcome | None = None
    last_detail: str = ""
    #: why we switched it off ("410 Gone"), or ""
    disabled_reason: str = ""
    #: the address it had before a lasting permanent redirect, or ""
    moved_from: str = ""
    #: SHA-256 of the last body read; an equal body is not parsed again
    body_hash: str = ""
    #: how long the feed asked to be left alone (TTL, max-age): zero if it does not, None before the first reading
    asked: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of one feed, as the feed gave it, cleaned to plain text."""

    #: SHA-256 hex of guid, else link, else title + date
    key: str
    guid: str = ""
    title: str
    link: str = ""
    #: description, or the beginning of the full text
    summary: str = ""
    #: full text if the feed carries one, else ""
    text: str = ""
    author: str = ""
    #: UTC, clamped; None when the feed gives no usable date
    published: datetime | None = None
    published_raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry with its row and feed."""

    id: int
    feed_id: int
    feed_title: str
    entry: Entry
    first_seen: datetime
    #: False for what a new feed already held when we met it
    announce: bool = True
    #: its story's after it joined
    revision: int = 0

    @property
    def at(self) -> datetime:
        """When it was news: the feed's date unless it lies after our first sight."""
        published = self.entry.published
        return published if published and published <= self.first_seen else self.first_seen


@dataclass(frozen=True, slots=True)
class FirmRef:
    """A firm an entry or story is about; salience 0..1, 1 = whom the event is told of."""

    id: str
    name: str
    salience: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What the classifier read in one entry; facts as LABELS define, JSON-ready."""

    #: only topics above their threshold -> probability
    topics: Mapping[Topic, float] = field(default_factory=dict)
    scores: Mapping[Topic, float] = field(default_factory=dict)
    firms: tuple[FirmRef, ...] = ()
    stance: Stance | None = None
    facts: tuple[Mapping[str, Any], ...] = ()
    #: topic -> ((term, weight), ...), strongest first
    why: Mapping[Topic, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    is_roundup: bool = False
    #: source that a repost credits, or ""
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry's part in a story."""

    entry_id: int
    feed_id: int
    name: str
    title: str
    link: str
    seen: datetime
    stance: Stance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One material change of a story: what, from what, to what."""

    #: "stance", "amount", "round", "person", "denial"
    kind: str
    before: str
    after: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event, told by one or more entries."""

    id: int
    #: rises over all stories at creation and at each material change; chats' cursors compare with it
    seq: int
    title: str
    link: str
    topics: Mapping[Topic, float]
    firms: tuple[FirmRef, ...]
    stance: Stance
    facts: tuple[Mapping[str, Any], ...] = ()
    sources: tuple[Source, ...] = ()
    #: 0 when first told; +1 at each material change
    revision: int = 0
    changes: tuple[Change, ...] = ()
    #: False: only known from what a new feed already held
    announce: bool = True
    first_seen: datetime
    last_seen: datetime

    @property
    def score(self) -> float:
        """The highest topic probability."""
        return max(self.topics.values(), default=0.0)
