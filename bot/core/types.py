"""The words of the house as frozen values: feed, entry, tag, story, chat, subscription, message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
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


class MessageState(StrEnum):
    """Where one outbox message is on its way."""

    PENDING = "pending"
    #: claimed by a sender until ``lease_until``
    SENDING = "sending"
    SENT = "sent"
    #: refused for good; ``error`` says why
    DEAD = "dead"
    #: the chat cannot be reached now; goes on when the chat resumes
    PAUSED = "paused"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a chat wants and when. None inherits from the installation's defaults."""

    #: "instant", "daily" (at ``times``) or "weekly"
    mode: str | None = None
    times: tuple[time, ...] | None = None
    #: 0 = Monday, for weekly
    weekday: int | None = None
    zone: str | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    rumours: bool | None = None
    min_score: float | None = None
    max_stories: int | None = None
    empty_notice: bool | None = None
    language: str | None = None
    include_words: tuple[str, ...] | None = None
    exclude_words: tuple[str, ...] | None = None


DEFAULTS = Preferences(
    mode="daily",
    times=(time(9), time(18)),
    weekday=0,
    zone="Asia/Shanghai",
    quiet_from=None,
    quiet_to=None,
    rumours=True,
    min_score=0.6,
    max_stories=20,
    empty_notice=False,
    language="zh-Hans",
    include_words=(),
    exclude_words=(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A Telegram conversation (private, group, forum topic, channel) or the terminal."""

    id: int
    #: Telegram chat id; 0 is the terminal
    telegram_id: int
    #: forum topic, 0 = none
    thread_id: int = 0
    #: "private", "group", "supergroup", "channel", "terminal"
    kind: str = "private"
    title: str = ""
    preferences: Preferences = field(default_factory=Preferences)
    digest_cursor: int = 0
    alert_cursor: int = 0
    next_digest_at: datetime | None = None
    alert_due_at: datetime | None = None
    #: set while nothing is sent: by the user ("user") or because Telegram refused ("blocked", ...)
    paused_at: datetime | None = None
    pause_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a chat wants: a firm (or any) and a topic (or any)."""

    id: int
    chat_id: int
    firm_id: str | None = None
    topic: Topic | None = None
    #: "instant" or None (the chat's mode)
    mode: str | None = None
    muted_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: what it shows and the data (<= 64 bytes) a press sends back, or a link."""

    label: str
    data: str = ""
    url: str = ""


Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One sendable message: Telegram HTML, its plain text twin, buttons below, an image above."""

    html: str
    text: str
    buttons: Buttons = ()
    #: PNG bytes sent as a photo with ``html`` as the caption
    image: bytes | None = None
    #: (file name, bytes) sent as a document
    document: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One outbox row, as the sender needs it."""

    id: int
    chat_id: int
    telegram_id: int
    thread_id: int
    chat_kind: str
    kind: str
    part: Part
    tries: int = 0
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A chat that a user names in another one, as Telegram knows it."""

    telegram_id: int
    kind: str
    title: str
    #: the user is one of its admins
    is_admin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a user did: typed a text or pressed a button."""

    telegram_id: int
    thread_id: int = 0
    chat_kind: str = "private"
    chat_title: str = ""
    user_id: int
    user_name: str = ""
    #: IETF tag of the user's Telegram ("zh-hant", "en"), or ""
    language_code: str = ""
    is_chat_admin: bool = True
    #: the text typed, or "" for a press
    text: str = ""
    #: callback data of the pressed button, or ""
    pressed: str = ""
    #: (file name, bytes) of a document sent; no bytes where it was not fetched
    document: tuple[str, bytes] | None = None
    #: where the document's bytes are to be had, or "" for one that we do not read
    file_id: str = ""
    #: the chat named by /use; None where Telegram does not show it to us
    target: Target | None = None
    #: id of the message whose button was pressed
    message_id: int | None = None
    #: Telegram's id of the update, so that what must not happen twice can mark it done with its effect
    update_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to a request: parts to send, or to put in place of the pressed message."""

    parts: tuple[Part, ...] = ()
    #: short text shown over the pressed button
    toast: str = ""
    #: edit the message whose button was pressed instead of sending anew
    edit: bool = False
    #: only exchange the buttons below the pressed message
    keyboard: Buttons | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineResult:
    """One thing to choose from in inline mode, and the message that is sent when it is chosen."""

    id: str
    title: str
    description: str
    part: Part


# How one send to Telegram ended.


@dataclass(frozen=True, slots=True)
class Sent:
    """Delivered; Telegram's id of the message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not delivered, or not known: try again after ``wait`` (None: by back-off)."""

    reason: str
    wait: timedelta | None = None
    #: the answer was lost, so the message may have arrived
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """The group became a supergroup with this id."""

    telegram_id: int


@dataclass(frozen=True, slots=True)
class ChatGone:
    """The chat cannot be reached: pause it. ``certain`` False: only after repeated evidence."""

    reason: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this message; ``as_plain`` True: send again without markup."""

    reason: str
    as_plain: bool = False


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """The token is not valid: stop sending, leave the outbox alone."""

    reason: str


Outcome = Sent | TryLater | ChatMoved | ChatGone | Refused | Unauthorized
