"""Which feeds fell ill or recovered since their readers were told, and who reads them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, false, or_, select, update
from sqlalchemy.orm import Session

from bot.core.address import Address
from bot.core.polling import LONG_FAILURE, SHORTEST_SILENCE, Ailment, ailment
from bot.core.types import Feed
from bot.storage.news.feeds import chats_of, to_feed
from bot.storage.tables import ChatRow, FeedRow


def changed(session: Session, *, now: datetime) -> list[tuple[Feed, Ailment]]:
    """Feeds whose ailment is another than the one told, with the present one (NONE: well again)."""
    may_be_ill = or_(
        FeedRow.told_ailment != "",
        FeedRow.failing_since <= now - LONG_FAILURE,
        FeedRow.last_new_at <= now - SHORTEST_SILENCE,
    )
    rows = session.scalars(select(FeedRow).where(FeedRow.enabled, may_be_ill).order_by(FeedRow.id))
    found = []
    for row in rows:
        feed = to_feed(row)
        present = ailment(feed, now=now)
        # One that fails since an hour is not known to be well: what was told stands until it answers.
        unknown = present is Ailment.NONE and feed.failing_since is not None
        if present != row.told_ailment and not unknown:
            found.append((feed, present))
    return found


def remember_told(session: Session, feed_id: int, told: Ailment) -> bool:
    """What the readers of a feed know of its health now; False where another worker has just told them."""
    news = update(FeedRow).where(FeedRow.id == feed_id, FeedRow.told_ailment != told.value)
    return bool(session.execute(news.values(told_ailment=told.value)).rowcount)  # type: ignore[attr-defined]


def readers(session: Session, feed: Feed, *, admins: Collection[Address]) -> Sequence[int]:
    """The chats a feed's health concerns: of a chat's own feed those who chose it, of a shipped one the operators'."""
    if feed.owner_chat_id is None:
        return operators(session, admins)
    query = select(ChatRow.id).where(ChatRow.id.in_(chats_of(session, feed.id)), ChatRow.paused_at.is_(None))
    return session.scalars(query.order_by(ChatRow.id)).all()


def operators(session: Session, admins: Collection[Address]) -> Sequence[int]:
    """The private chats at these addresses, as far as they can be reached."""
    at = or_(false(), *(and_(ChatRow.channel == a.channel, ChatRow.key == a.key) for a in admins))
    query = select(ChatRow.id).where(at, ChatRow.thread == "")
    return session.scalars(query.where(ChatRow.paused_at.is_(None)).order_by(ChatRow.id)).all()
