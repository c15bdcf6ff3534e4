"""The news as frozen values: feed, entry, tag, story. Who it is told to is in ``core/chats``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from bot.core.amounts import Amount
from bot.core.topics import Topic


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
    #: polls in a row that succeeded, but were slow or heavy
    costly_polls: int = 0
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
    #: why we switched it off ("410 Gone"), or ""
    disabled_reason: str = ""
    #: the address it had before a lasting permanent redirect, or ""
    moved_from: str = ""
    #: SHA-256 of the last body read; an equal body is not parsed again
    body_hash: str = ""
    #: how long the feed asked to be left alone (TTL, max-age): zero if it does not, None before the first reading
    requested_interval: timedelta | None = None


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
    #: how much its feed is trusted, 0 to 1
    feed_weight: float = 0.5
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
class Change:
    """One material change of a story: what, from what, to what."""

    #: "stance", "amount", "round", "person", "denial"
    kind: str
    before: str
    after: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One structured statement of an event. What it says and how it behaves, its kinds tell (`core/facts`)."""

    stance: Stance | None = None
    #: the words that say it
    evidence: str = ""
    #: what was stored under names that this version does not know
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def kind(self) -> str:
        """Its name in JSON."""
        raise NotImplementedError

    @property
    def amount(self) -> Amount | None:
        """The sum it tells of, by which two tellings of one event agree."""
        return None

    @property
    def rounds(self) -> tuple[str, ...]:
        """The steps it tells of, by which two tellings of one event agree."""
        return ()

    @property
    def backers(self) -> tuple[str, ...]:
        """Who pays, by whom two tellings of one event agree."""
        return ()

    @property
    def persons(self) -> tuple[str, ...]:
        """Those it tells of, by whom two tellings of one event agree."""
        return ()

    @property
    def filled(self) -> int:
        """How many slots say something."""
        values = [getattr(self, slot.name) for slot in fields(self) if slot.name != "more"]
        return sum(1 for value in (*values, *self.more.values()) if value)

    def same_event(self, other: Fact) -> bool:
        """Whether both speak of one thing, so that one fills the other's empty slots."""
        return type(self) is type(other)

    def merged(self, other: Fact) -> Self:
        """This fact, its empty slots filled from another of the same kind."""
        more = {**other.more, **{key: value for key, value in self.more.items() if value not in _EMPTY}}
        new = {
            slot.name: value
            for slot in fields(self)
            if getattr(self, slot.name) in _EMPTY and (value := getattr(other, slot.name)) not in _EMPTY
        }
        return replace(self, **new | {"more": more})

    def changes(self, known: Sequence[Fact], at: datetime, *, is_rumour: bool, title: str) -> list[Change]:
        """What it tells anew, under this title, to a story with these facts of its kind, which may be a rumour."""
        return []

    def after(self, change: Change) -> Self:
        """This fact once the story has changed so."""
        return self


_EMPTY: tuple[object, ...] = (None, "", (), [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What the classifier read in one entry."""

    #: only topics above their threshold -> probability
    topics: Mapping[Topic, float] = field(default_factory=dict)
    scores: Mapping[Topic, float] = field(default_factory=dict)
    #: how near the classifier was to another answer, 0..1
    doubt: float = 0.0
    firms: tuple[FirmRef, ...] = ()
    #: as it may be shown: confirmed only where that is certain
    stance: Stance | None = None
    #: the words of the entry that made the stance, or ""
    evidence: str = ""
    facts: tuple[Fact, ...] = ()
    #: topic -> ((term, weight), ...), strongest first
    why: Mapping[Topic, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    is_roundup: bool = False
    #: source that a repost credits, or ""
    credit: str = ""
    #: of a title that joins several events: the heads that tell one, each read by itself; it tells nothing else then
    heads: tuple[Head, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """A part of a title that tells an event of its own, and what was read in it."""

    title: str
    tags: Tags


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
    #: its feed's
    weight: float = 0.5
    #: the words of the entry that made its stance, or ""
    evidence: str = ""


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
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()
    #: 0 when first told; +1 at each material change
    revision: int = 0
    changes: tuple[Change, ...] = ()
    #: False: only known from what a new feed already held
    announce: bool = True
    first_seen: datetime
    last_seen: datetime

    @property
    def evidence(self) -> str:
        """The words of the newest source that tells it as the story does, or ""."""
        told = (source.evidence for source in reversed(self.sources) if source.stance is self.stance)
        return next((words for words in told if words), "")

    @property
    def score(self) -> float:
        """The highest topic probability."""
        return max(self.topics.values(), default=0.0)
