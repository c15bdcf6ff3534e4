"""Find whatever a crash or a lost queue left behind, from the columns alone, and make it due again."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session

from bot.core.preferences import from_json
from bot.storage.chats.chats import due
from bot.storage.chats.saved_queries import forget_old_queries
from bot.storage.database import Database
from bot.storage.mail import inbox, outbox, pace
from bot.storage.news.conditions import matches
from bot.storage.news.delivered import forget_old_deliveries
from bot.storage.news.entries import MAX_ATTEMPTS
from bot.storage.news.sequence import newest_seq
from bot.storage.tables import ChatRow, EntryRow, FeedRow, OutboxRow, StoryRow, StoryTagRow, SubscriptionRow

log = logging.getLogger(__name__)

#: old rows of one kind that go in one sweep: more than come in a minute, and the one writer is free again at once
PORTION = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What was found and made due again."""

    #: enabled feeds without a due time
    feeds: int = 0
    #: untagged entries whose lease ended
    entries: int = 0
    #: chats that want digests but had no due time, or were not woken for a story they want at once
    chats: int = 0
    #: messages whose sender died
    messages: int = 0

    @property
    def nothing(self) -> bool:
        """All was in order."""
        return not any(asdict(self).values())


async def run(database: Database, *, now: datetime) -> Swept:
    """One sweep; everything it does can be done twice."""
    swept = await asyncio.to_thread(_sweep, database, now)
    if not swept.nothing:
        log.warning("found work left behind", extra=asdict(swept))
    return swept


def _sweep(database: Database, now: datetime) -> Swept:
    with database.write() as session:
        swept = Swept(
            feeds=_feeds(session, now),
            entries=_entries(session, now),
            chats=_digests(session, now) + _alerts(session, now),
            messages=_messages(session, now),
        )
        inbox.forget_old_updates(session, now=now)
        forget_old_queries(session, now=now)
        outbox.forget_old_messages(session, now=now, limit=PORTION)
        pace.forget_idle(session, now=now)
        forget_old_deliveries(session, now=now, limit=PORTION)
    return swept


def _feeds(session: Session, now: datetime) -> int:
    statement = update(FeedRow).where(FeedRow.enabled, FeedRow.next_poll_at.is_(None)).values(next_poll_at=now)
    return session.execute(statement).rowcount  # type: ignore[attr-defined, no-any-return]


def _entries(session: Session, now: datetime) -> int:
    left = and_(EntryRow.tagged_at.is_(None), EntryRow.attempts < MAX_ATTEMPTS, EntryRow.tag_lease_until <= now)
    return session.execute(update(EntryRow).where(left).values(tag_lease_until=None)).rowcount  # type: ignore[attr-defined, no-any-return]


def _digests(session: Session, now: datetime) -> int:
    """Chats that want digests and have no due time; instant chats have none by right."""
    wants = exists().where(SubscriptionRow.chat_id == ChatRow.id)
    mode = ChatRow.preferences["mode"].as_string()
    digests = or_(mode.is_(None), mode != "instant")
    idle = (ChatRow.next_digest_at.is_(None), ChatRow.paused_at.is_(None))
    rows = session.scalars(select(ChatRow).where(*idle, digests, wants))
    found = 0
    for row in rows:
        row.next_digest_at = due(from_json(row.preferences), now)
        found += row.next_digest_at is not None
    return found


def _alerts(session: Session, now: datetime) -> int:
    """Chats that want at once a story beyond their place in the stream, and were not woken for it."""
    newest = newest_seq(session)
    whole = ChatRow.preferences["mode"].as_string() == "instant"
    instant = exists().where(SubscriptionRow.chat_id == ChatRow.id, SubscriptionRow.mode == "instant")
    idle = (ChatRow.alert_due_at.is_(None), ChatRow.paused_at.is_(None), ChatRow.alert_cursor < newest)
    behind = update(ChatRow).where(*idle, or_(whole, instant))
    wanted = (
        select(StoryTagRow.story_id)
        .join(SubscriptionRow, matches(SubscriptionRow))
        .join(StoryRow, StoryRow.id == StoryTagRow.story_id)
        .where(StoryTagRow.seq > ChatRow.alert_cursor, StoryTagRow.seq <= newest, StoryRow.announce)
        .where(SubscriptionRow.chat_id == ChatRow.id, or_(whole, SubscriptionRow.mode == "instant"))
    )
    # Those who have nothing to hear up to here; the next sweep need not look at it again.
    session.execute(behind.where(~wanted.exists()).values(alert_cursor=newest))
    # The others. One that came between the two statements only looks for nothing: its place is not moved.
    return session.execute(behind.values(alert_due_at=now)).rowcount  # type: ignore[attr-defined, no-any-return]


def _messages(session: Session, now: datetime) -> int:
    """Messages set aside though their chat is not; a sender's ended lease is only counted: a claim takes it."""
    aside = (
        update(OutboxRow)
        .where(
            OutboxRow.state == "paused", OutboxRow.chat_id.in_(select(ChatRow.id).where(ChatRow.paused_at.is_(None)))
        )
        .values(state="pending", due_at=now)
    )
    found: int = session.execute(aside).rowcount  # type: ignore[attr-defined]
    lost = OutboxRow.lease_until <= now - timedelta(minutes=1)
    statement = select(OutboxRow.id).where(OutboxRow.state == "sending", lost)
    return found + len(session.scalars(statement).all())
