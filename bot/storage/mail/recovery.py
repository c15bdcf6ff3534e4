"""What a crash or a lost queue left behind, found from the columns alone and made due again; each tells how many."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session

from bot.core.polling import SHORTEST
from bot.core.preferences import from_json
from bot.storage.chats.chats import due
from bot.storage.news.conditions import matches
from bot.storage.news.entries import MAX_ATTEMPTS
from bot.storage.news.feeds import LEASE as POLLING
from bot.storage.news.sequence import newest_seq
from bot.storage.tables import ChatRow, EntryRow, FeedRow, OutboxRow, StoryRow, StoryTagRow, SubscriptionRow


def due_feeds(session: Session, *, now: datetime) -> int:
    """Enabled feeds without a due time are due now."""
    statement = update(FeedRow).where(FeedRow.enabled, FeedRow.next_poll_at.is_(None)).values(next_poll_at=now)
    return session.execute(statement).rowcount  # type: ignore[attr-defined, no-any-return]


def free_entries(session: Session, *, now: datetime) -> int:
    """Untagged entries whose lease ended are free again."""
    left = and_(EntryRow.tagged_at.is_(None), EntryRow.attempts < MAX_ATTEMPTS, EntryRow.tag_lease_until <= now)
    return session.execute(update(EntryRow).where(left).values(tag_lease_until=None)).rowcount  # type: ignore[attr-defined, no-any-return]


def due_digests(session: Session, *, now: datetime) -> int:
    """Chats that want digests and have no due time get one; instant chats have none by right."""
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


def wake_for_alerts(session: Session, *, now: datetime) -> int:
    """Wake the chats that want at once a story beyond their place in the stream, and were not woken for it."""
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


def free_messages(session: Session, *, now: datetime) -> int:
    """Messages set aside though their chat is not wait again; an ended lease is only counted: a claim takes it."""
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


def free_leases(session: Session, *, now: datetime) -> dict[str, int]:
    """What a dead process held is due now; for who knows that no other process works on this database.

    A feed's lease looks like any due time: those that would be due soon anyway come a few minutes early, but none that
    was polled just now.
    """
    rested = or_(FeedRow.last_polled_at.is_(None), FeedRow.last_polled_at <= now - SHORTEST)
    soon = (FeedRow.enabled, FeedRow.next_poll_at > now, FeedRow.next_poll_at <= now + POLLING)
    held = (EntryRow.tagged_at.is_(None), EntryRow.attempts < MAX_ATTEMPTS, EntryRow.tag_lease_until > now)
    sending = (OutboxRow.state == "sending", OutboxRow.lease_until > now)
    freed = {
        "feeds": update(FeedRow).where(*soon, rested).values(next_poll_at=now),
        "entries": update(EntryRow).where(*held).values(tag_lease_until=None),
        "messages": update(OutboxRow).where(*sending).values(lease_until=now),
    }
    return {name: session.execute(statement).rowcount for name, statement in freed.items()}  # type: ignore[attr-defined]
