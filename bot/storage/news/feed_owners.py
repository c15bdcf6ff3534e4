"""Whose a feed is: users' own feeds, a chat's word about a feed, and what feeds.yaml brings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, exists, func, select, text, update
from sqlalchemy.orm import Session

from bot.core.catalog import OTHER_WAYS, REMOVED, CatalogFeed, FeedChange, SyncPlan, plan_sync
from bot.core.errors import SettingsError
from bot.core.types import Feed
from bot.storage.dialect import insert, portions
from bot.storage.news.feeds import list_feeds, to_feed
from bot.storage.news.story_writes import rebuild_without
from bot.storage.tables import ChatFeedRow, EntryRow, FeedRow, StoryRow

REMOVED_BY_OWNER = "removed by its owner"
#: names our lock among all advisory locks of the server
_CATALOG_LOCK = 7_243_002


def add_user_feed(
    session: Session, *, url: str, title: str = "", chat_id: int, now: datetime, tell: bool = True
) -> Feed:
    """Give a chat this feed; a feed that exists is shared, one that was switched off goes on.

    A feed without a successful poll yet tells the chat how its first poll went, unless `tell` is False.
    Not for a feed that the operators took away (`taken_away`).
    """
    row = session.scalar(select(FeedRow).where(FeedRow.url == url))
    if row is None:
        slug = "u-" + sha256(url.encode()).hexdigest()[:16]
        row = FeedRow(slug=slug, title=(title or url)[:512], url=url, category="user", created_at=now)
        row.owner_chat_id, row.next_poll_at = chat_id, now
        session.add(row)
        session.flush()
    elif not row.enabled:
        _begin_anew(row, now)
        row.enabled = True
        if row.owner_chat_id is not None or row.last_polled_at is None:
            # Given up by its owner, or always off in feeds.yaml: now this chat's alone. What was read for all stays so.
            row.owner_chat_id = chat_id
        session.flush()
    unread = row.last_polled_at is None or row.failures > 0 or row.next_poll_at == now
    _set_word(session, chat_id, row.id, enabled=True, tell_first_poll=tell and unread)
    return to_feed(row)


def taken_away(feed: Feed) -> bool:
    """Whether everybody had this feed until the operators took it away."""
    shared = feed.owner_chat_id is None and feed.last_polled_at is not None
    return shared and not feed.enabled and feed.disabled_reason in ("", REMOVED)


def remove_user_feed(session: Session, *, feed_id: int, chat_id: int) -> bool:
    """Take a chat's own feed away; it is polled on only while another chat has it. False if it was not the chat's."""
    row, word = session.get(FeedRow, feed_id), session.get(ChatFeedRow, (chat_id, feed_id))
    if row is None or word is None or row.owner_chat_id is None:
        return False
    session.delete(word)
    session.flush()
    if row.owner_chat_id == chat_id:
        heir = heir_of(session, row)
        row.owner_chat_id = heir if heir is not None else chat_id
        if heir is None:
            row.enabled, row.disabled_reason = False, REMOVED_BY_OWNER
    return True


def heir_of(session: Session, feed: FeedRow) -> int | None:
    """The chat that a feed goes to when its owner leaves it: the first other one that reads it."""
    reads = (ChatFeedRow.feed_id == feed.id, ChatFeedRow.enabled, ChatFeedRow.chat_id != feed.owner_chat_id)
    return session.scalar(select(func.min(ChatFeedRow.chat_id)).where(*reads))


def count_user_feeds(session: Session, chat_id: int) -> int:
    """How many feeds of its own a chat has."""
    query = select(func.count()).select_from(ChatFeedRow).join(FeedRow, FeedRow.id == ChatFeedRow.feed_id)
    own = query.where(ChatFeedRow.chat_id == chat_id, FeedRow.owner_chat_id.is_not(None))
    return session.scalar(own) or 0


def set_chat_feed(session: Session, *, chat_id: int, feed_id: int, enabled: bool) -> None:
    """Switch a feed on or off for one chat."""
    _set_word(session, chat_id, feed_id, enabled=enabled)


def _set_word(session: Session, chat_id: int, feed_id: int, **values: bool) -> None:
    row = insert(session, ChatFeedRow).values(chat_id=chat_id, feed_id=feed_id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["chat_id", "feed_id"], set_=values))


def apply_catalog(session: Session, plan: SyncPlan, *, now: datetime) -> None:
    """Carry a plan out. Feeds are switched off, never deleted, so that no story loses its sources.

    Raises SettingsError when an address is already another feed's.
    """
    for slug in plan.removed:
        row = _by_slug(session, slug)
        row.enabled, row.disabled_reason = False, REMOVED
    for change in plan.changed:
        _change(session, change, now=now)
    for feed in plan.added:
        _add(session, feed, now=now)
    session.flush()


def apply_first_catalog(session: Session, catalog: Sequence[CatalogFeed], *, now: datetime) -> bool:
    """Give a database without shared feeds the whole catalogue; False where there are some."""
    if session.get_bind().dialect.name != "sqlite":  # which has one writer
        # Workers start together: the second waits, and finds what the first one brought.
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CATALOG_LOCK})
    feeds = list_feeds(session)
    if any(feed.owner_chat_id is None for feed in feeds):
        return False
    apply_catalog(session, plan_sync(catalog, feeds), now=now)
    return True


def _add(session: Session, feed: CatalogFeed, *, now: datetime) -> None:
    """A new shared feed; one of that address that came another way becomes it."""
    row = session.scalar(select(FeedRow).where(FeedRow.url == feed.url))
    if row is not None and row.owner_chat_id is None and not row.slug.startswith(OTHER_WAYS):
        raise SettingsError(f"{feed.slug}: {feed.url} is already the feed {row.slug}")
    if row is None:
        row = FeedRow(created_at=now, next_poll_at=now)
        session.add(row)
    elif not row.enabled or row.failures > 0:
        _begin_anew(row, now)
    for name, value in _columns(feed).items():
        setattr(row, name, value)
    row.owner_chat_id, row.disabled_reason = None, ""
    session.flush()


def _change(session: Session, change: FeedChange, *, now: datetime) -> None:
    row = _by_slug(session, change.feed.slug)
    if "url" in change.fields:
        other = session.scalar(select(FeedRow.slug).where(FeedRow.url == change.feed.url, FeedRow.id != row.id))
        if other is not None:
            raise SettingsError(f"{change.feed.slug}: {change.feed.url} is already the feed {other}")
        row.etag = row.last_modified = row.body_hash = row.moved_from = row.moved_to = ""
        row.moved_days = []
        # As of a new feed: what another address holds already is no news.
        row.last_new_at = row.rhythm = row.requested_interval = None
    for name in change.fields:
        setattr(row, name, getattr(change.feed, name))
    if {"url", "enabled"} & change.fields.keys():
        _begin_anew(row, now)
    session.flush()


def _begin_anew(row: FeedRow, now: datetime) -> None:
    """Due now, and what ailed it before is no longer counted, nor known to its readers."""
    row.failures, row.failing_since, row.unreachable_since, row.told_ailment = 0, None, None, ""
    row.disabled_reason, row.next_poll_at = "", now


def _by_slug(session: Session, slug: str) -> FeedRow:
    return session.scalars(select(FeedRow).where(FeedRow.slug == slug)).one()


def _columns(feed: CatalogFeed) -> dict[str, Any]:
    return {name: getattr(feed, name) for name in CatalogFeed.__slots__}


def add_shared_feed(session: Session, *, url: str, title: str = "", now: datetime) -> Feed:
    """Give every chat this feed; one that exists, switched off or a user's, becomes everyone's."""
    row = session.scalar(select(FeedRow).where(FeedRow.url == url))
    if row is None:
        slug = "o-" + sha256(url.encode()).hexdigest()[:16]
        row = FeedRow(slug=slug, title=(title or url)[:512], url=url, category="added", created_at=now)
        session.add(row)
    row.enabled, row.owner_chat_id = True, None
    _begin_anew(row, now)
    session.flush()
    return to_feed(row)


def switch_off(session: Session, feed_id: int, *, reason: str) -> None:
    """Stop polling a feed; its entries stay."""
    session.execute(update(FeedRow).where(FeedRow.id == feed_id).values(enabled=False, disabled_reason=reason))


def delete_feed(session: Session, feed_id: int) -> None:
    """A feed, its entries, and all that only they told: what is told by no feed would be hidden from nobody."""
    told = select(EntryRow.story_id).where(EntryRow.feed_id == feed_id).distinct()
    stories = [story_id for story_id in session.scalars(told) if story_id is not None]
    rebuild_without(session, stories, feed_id=feed_id)
    session.execute(delete(FeedRow).where(FeedRow.id == feed_id))
    left = exists().where(EntryRow.story_id == StoryRow.id)
    for some in portions(stories):
        session.execute(delete(StoryRow).where(StoryRow.id.in_(some), ~left))
