"""Every table, typed; migrations/ must build exactly this (a test compares)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from bot.core.address import Address


class UtcDateTime(TypeDecorator[datetime]):
    """A zone-aware time, stored as UTC. SQLite forgets zones, so UTC is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; hand on UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Put UTC back where the database forgot it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: 64-bit keys; SQLite only counts up by itself in INTEGER
BigKey = BigInteger().with_variant(Integer(), "sqlite")
#: SQLite would give a deleted row's id to the next one, and whoever still held the id would take that for its own
IDS_ONCE = {"sqlite_autoincrement": True}


class Base(DeclarativeBase):
    """Names for every constraint, so that migrations can drop them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it as a plain class attribute
        datetime: UtcDateTime(),
        timedelta: Interval(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


class CounterRow(Base):
    """A named counter. ``story_seq`` orders stories by commit: its row stays locked until then."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, default=0)


class FeedRow(Base):
    """One source. ``next_poll_at`` is the schedule; a claim moves it on, which is the lease."""

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(128), unique=True)
    title: Mapped[str] = mapped_column(String(512))
    url: Mapped[str] = mapped_column(String(2048), unique=True)
    site: Mapped[str] = mapped_column(String(2048), default="")
    category: Mapped[str] = mapped_column(String(64), default="news")
    weight: Mapped[float] = mapped_column(default=0.5)
    zone: Mapped[str] = mapped_column(String(64), default="Asia/Shanghai")
    interval: Mapped[timedelta | None]
    enabled: Mapped[bool] = mapped_column(default=True)
    #: why it was switched off by us ("410 Gone"), or ""
    disabled_reason: Mapped[str] = mapped_column(String(256), default="")
    owner_chat_id: Mapped[int | None] = mapped_column(ForeignKey("chats.id", ondelete="SET NULL"))
    etag: Mapped[str] = mapped_column(String(512), default="")
    last_modified: Mapped[str] = mapped_column(String(128), default="")
    failures: Mapped[int] = mapped_column(default=0)
    #: polls in a row that succeeded, but were slow or heavy
    costly_polls: Mapped[int] = mapped_column(default=0)
    #: the first of the failures in a row, None while it answers
    failing_since: Mapped[datetime | None]
    #: when a server last spoke to us for it, and since when none does, whoever is to blame; None: the last poll had one
    answered_at: Mapped[datetime | None]
    unreachable_since: Mapped[datetime | None]
    #: the ailment its readers were told of, or ""
    told_ailment: Mapped[str] = mapped_column(String(16), default="")
    next_poll_at: Mapped[datetime | None]
    last_polled_at: Mapped[datetime | None]
    last_new_at: Mapped[datetime | None]
    rhythm: Mapped[timedelta | None]
    last_outcome: Mapped[str | None] = mapped_column(String(16))
    #: where a permanent redirect pointed, and on how many days it did (stored after three)
    moved_to: Mapped[str] = mapped_column(String(2048), default="")
    moved_days: Mapped[list[Any]] = mapped_column(default=list)
    #: the address it had before such a move (what feeds.yaml may still say), or ""
    moved_from: Mapped[str] = mapped_column(String(2048), default="")
    #: SHA-256 of the last body read: an equal one is not parsed again
    body_hash: Mapped[str] = mapped_column(String(64), default="")
    #: how long the feed asked to be left alone (TTL, max-age), kept for answers that do not say it
    requested_interval: Mapped[timedelta | None]
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_feeds_due", "enabled", "next_poll_at"), IDS_ONCE)


class HostRow(Base):
    """A host that asked us to wait (429): none of its feeds is polled before ``until``."""

    __tablename__ = "hosts"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    until: Mapped[datetime]


class EntryRow(Base):
    """One item of one feed. The (feed, key) pair stays when old text is purged: it answers "is it new?"."""

    __tablename__ = "entries"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    #: SHA-256 of link + title: catches feeds whose guids change at every fetch
    twin_key: Mapped[str] = mapped_column(String(64))
    guid: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(Text, default="")
    published: Mapped[datetime | None]
    published_raw: Mapped[str] = mapped_column(Text, default="")
    first_seen: Mapped[datetime]
    announce: Mapped[bool] = mapped_column(default=True)
    #: NULL: not tagged yet
    tagged_at: Mapped[datetime | None]
    #: raised before the risky part; one that failed too often alone is parked, and its lease says until when
    attempts: Mapped[int] = mapped_column(default=0)
    tag_lease_until: Mapped[datetime | None]
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id", ondelete="SET NULL"))
    #: the story's revision after this entry joined it
    revision: Mapped[int] = mapped_column(default=0)
    #: Tags as JSON (storage/news/entries writes and reads it)
    tags: Mapped[dict[str, Any] | None]
    #: space-joined words for full-text search
    tokens: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        UniqueConstraint("feed_id", "key"),
        Index("ix_entries_twin", "feed_id", "twin_key"),
        Index("ix_entries_untagged", "tagged_at", "id"),
        Index("ix_entries_story", "story_id", "feed_id"),
        Index("ix_entries_feed_story", "feed_id", "story_id"),
        Index("ix_entries_first_seen", "first_seen"),
        IDS_ONCE,
    )


class StoryRow(Base):
    """One event told by one or more entries."""

    __tablename__ = "stories"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    title: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text, default="")
    score: Mapped[float]
    stance: Mapped[str] = mapped_column(String(16))
    facts: Mapped[list[Any]] = mapped_column(default=list)
    changes: Mapped[list[Any]] = mapped_column(default=list)
    revision: Mapped[int] = mapped_column(default=0)
    #: False: only known from what a new feed already held; told in answers, not in digests
    announce: Mapped[bool] = mapped_column(default=True)
    #: lists several events, so nothing ever joins it
    is_roundup: Mapped[bool] = mapped_column(default=False)
    source_count: Mapped[int] = mapped_column(default=1)
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]

    __table_args__ = (
        Index("ix_stories_first_seen", "first_seen"),
        Index("ix_stories_last_seen", "last_seen"),
        IDS_ONCE,
    )


class StoryTagRow(Base):
    """One firm x topic of a story; firm_id "" where no firm is named."""

    __tablename__ = "story_tags"

    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True)
    firm_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    topic: Mapped[str] = mapped_column(String(32), primary_key=True)
    firm_name: Mapped[str] = mapped_column(String(128), default="")
    salience: Mapped[float] = mapped_column(default=1.0)
    score: Mapped[float]
    #: the story's seq, repeated here so that a digest reads one index
    seq: Mapped[int] = mapped_column(BigInteger)

    # Each holds the story's id, so that counting stories reads the index alone.
    __table_args__ = (
        Index("ix_story_tags_firm", "firm_id", "story_id", "topic"),
        Index("ix_story_tags_topic", "topic", "story_id"),
        Index("ix_story_tags_seq", "seq"),
    )


class ChatRow(Base):
    """One conversation, its preferences (NULL inherits) and its place in the stream of stories."""

    __tablename__ = "chats"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: the address: "telegram" or "terminal", the chat's key there, a forum topic in it or ""
    channel: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(255))
    thread: Mapped[str] = mapped_column(String(64), default="")
    kind: Mapped[str] = mapped_column(String(16), default="private")
    title: Mapped[str] = mapped_column(String(256), default="")
    #: Preferences as JSON, unset fields left out
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest_cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    alert_cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    next_digest_at: Mapped[datetime | None]
    alert_due_at: Mapped[datetime | None]
    #: no send to this chat before (its channel's 429)
    hold_until: Mapped[datetime | None]
    #: repeated soft refusals: count and first time, to pause only on lasting evidence
    refusals: Mapped[int] = mapped_column(default=0)
    refused_since: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str] = mapped_column(String(128), default="")
    #: what a conversation waits for (e.g. text to search), or empty
    dialog: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("channel", "key", "thread"),
        Index("ix_chats_next_digest_at", "next_digest_at"),
        Index("ix_chats_alert_due_at", "alert_due_at"),
        IDS_ONCE,
    )

    @property
    def address(self) -> Address:
        """Where this row's chat is reached."""
        return Address(self.channel, self.key, self.thread)


class SubscriptionRow(Base):
    """What a chat wants; "" stands for any firm / any topic, so that the pair can be unique."""

    __tablename__ = "subscriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    firm_id: Mapped[str] = mapped_column(String(64), default="")
    topic: Mapped[str] = mapped_column(String(32), default="")
    mode: Mapped[str | None] = mapped_column(String(16))
    muted_until: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("chat_id", "firm_id", "topic"),
        Index("ix_subscriptions_want", "firm_id", "topic"),
        IDS_ONCE,
    )


class ChatFirmRow(Base):
    """A firm of a chat's own, matched beside the lexicon."""

    __tablename__ = "chat_firms"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    firm_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(128))
    aliases: Mapped[list[Any]] = mapped_column(default=list)

    __table_args__ = (UniqueConstraint("chat_id", "firm_id"), IDS_ONCE)


class ChatFeedRow(Base):
    """A chat's own word about a feed: a shared feed switched off, or a user's feed switched on."""

    __tablename__ = "chat_feeds"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    #: set by /addfeed: the first poll tells the chat how it went
    tell_first_poll: Mapped[bool] = mapped_column(default=False)


class DeliveredRow(Base):
    """A chat was told this revision of this story (written with the outbox row)."""

    __tablename__ = "deliveries"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]

    __table_args__ = (Index("ix_deliveries_at", "at"),)


class OutboxRow(Base):
    """A message waiting to be sent. The row is written with what caused it; sending comes later."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    #: "digest", "alert", "notice"
    kind: Mapped[str] = mapped_column(String(16))
    #: makes writing repeatable: e.g. "alert:<chat>:<story>:<revision>", with ``part`` below it
    dedup_key: Mapped[str] = mapped_column(String(128))
    part: Mapped[int] = mapped_column(default=0)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[Any]] = mapped_column(default=list)
    image: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(16), default="pending")
    tries: Mapped[int] = mapped_column(default=0)
    #: a send whose answer was lost
    uncertain: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str] = mapped_column(String(256), default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("dedup_key", "part"),
        Index("ix_outbox_due", "state", "due_at"),
        Index("ix_outbox_chat", "chat_id", "state", "id"),
        IDS_ONCE,
    )


class PaceRow(Base):
    """When the next send may start, per key (bot/core/pace.py makes them): one row shared by all workers."""

    __tablename__ = "pace"

    key: Mapped[str] = mapped_column(String(320), primary_key=True)
    free_at: Mapped[datetime]


class InboxRow(Base):
    """An update from Telegram, written before it is confirmed, so that kill -9 loses no command."""

    __tablename__ = "inbox"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    payload: Mapped[dict[str, Any]]
    #: or when it was begun again
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_inbox_open", "done_at"),)


class QueryRow(Base):
    """A question whose pages a button turns; the key is a hash of the question."""

    __tablename__ = "queries"

    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    used_at: Mapped[datetime]


class FeedbackRow(Base):
    """A correction pressed under a story: who said what, when; undone_at takes it back."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(BigInteger)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))
    #: "right", "wrong", "not_firm", "topic", "known"
    verdict: Mapped[str] = mapped_column(String(16))
    #: the firm or topic meant, or ""
    value: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_feedback_story", "story_id"), IDS_ONCE)


class EntryLabelRow(Base):
    """An entry that /teach put to an operator, and the answer: which topic, who said so, when."""

    __tablename__ = "entry_labels"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime]
    #: the topic that it tells, "" for none of them; NULL as long as nobody has answered
    topic: Mapped[str | None] = mapped_column(String(32))
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime | None]

    __table_args__ = (Index("ix_entry_labels_chat", "chat_id", "asked_at"),)
